// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ICheckout {
    struct Item {
        address seller;
        uint256 price;
        address feed;
        uint256 cabinet;
        bool open;
    }

    struct Receipt {
        uint256 item;
        address buyer;
        uint256 paid;
        uint256 deadline;
        uint256 state;
    }

    event Bought(
        uint256 indexed receipt,
        uint256 indexed item,
        address indexed buyer,
        uint256 units,
        uint256 paid,
        uint256 deadline,
        bytes32 order_hash
    );
    event FeedSet(address indexed feed);
    event Fulfilled(uint256 indexed receipt, address indexed seller, uint256 paid);
    event GuardianSet(address indexed guardian);
    event ItemClosed(uint256 indexed item);
    event ItemListed(uint256 indexed item, address indexed seller, uint256 price, address feed, uint256 cabinet);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Refunded(uint256 indexed receipt, address indexed buyer, uint256 paid);
    event SellerSet(address indexed seller, bool allowed);
    event TiersSet(uint256[] votes, uint256[] discounts);
    event Unpaused(address indexed by);
    event Withdrawn(address indexed account, uint256 amount);

    function buy(uint256 item, uint256 units, uint256 max_xz, bytes32 order_hash) external returns (uint256);
    function close_item(uint256 item) external;
    function discount_of(address account) external view returns (uint256);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function escrowed() external view returns (uint256);
    function feed() external view returns (address);
    function fulfil(uint256 receipt) external;
    function fulfil_by_chip(uint256 receipt, bytes memory signature) external;
    function guardian() external view returns (address);
    function is_seller(address account) external view returns (bool);
    function item_of(uint256 item) external view returns (Item memory);
    function items() external view returns (uint256);
    function list_item(uint256 price, address feed, uint256 cabinet) external returns (uint256);
    function nft() external view returns (address);
    function owed(address arg0) external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function quote(uint256 item, uint256 units, address buyer) external view returns (uint256);
    function receipt_of(uint256 receipt) external view returns (Receipt memory);
    function receipts() external view returns (uint256);
    function reclaim(uint256 receipt) external;
    function refund(uint256 receipt) external;
    function refund_window() external view returns (uint256);
    function set_feed(address feed) external;
    function set_guardian(address guardian) external;
    function set_seller(address seller, bool allowed) external;
    function set_tiers(uint256[] memory tiers, uint256[] memory discounts) external;
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function votes() external view returns (address);
    function withdraw(address account) external returns (uint256);
}
