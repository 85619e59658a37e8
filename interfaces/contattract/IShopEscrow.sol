// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IShopEscrow {
    struct Order {
        address buyer;
        uint256 price;
        address seller;
        uint256 carriage;
        address carrier;
        uint256 deadline;
        uint256 state;
    }

    event Advanced(uint256 indexed id, uint256 state, uint256 deadline);
    event Followed(address indexed old, address indexed to, uint256 amount);
    event Ordered(
        uint256 indexed id,
        address indexed buyer,
        address indexed seller,
        address carrier,
        uint256 price,
        uint256 carriage,
        bytes32 goods
    );
    event SplitNamed(uint256 indexed id, address indexed by, uint256 to_buyer);
    event Withdrawn(address indexed account, uint256 amount);

    function code_hash(uint256 arg0) external view returns (bytes32);
    function confirm(uint256 id) external;
    function count() external view returns (uint256);
    function credit(address arg0) external view returns (uint256);
    function deliver(uint256 id, bytes32 code) external;
    function dispute(uint256 id) external;
    function follow(address old) external;
    function lapse(uint256 id) external;
    function order(address seller, address carrier, uint256 price, uint256 carriage, bytes32 goods, bytes32 code)
        external
        returns (uint256);
    function order_of(uint256 id) external view returns (Order memory);
    function parties(uint256 id) external view returns (address, address, address, bool);
    function recovery() external view returns (address);
    function split(uint256 id, uint256 to_buyer) external;
    function take(uint256 id) external;
    function token() external view returns (address);
    function withdraw() external returns (uint256);
}
