// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface INFTXZSwap {
    struct Order {
        address seller;
        uint256 token_id;
        uint256 price;
        bool in_stablecoin;
        uint256 expiry;
        uint256 life;
    }

    event Cancelled(uint256 indexed order);
    event Filled(
        uint256 indexed order,
        address indexed buyer,
        uint256 indexed token_id,
        address seller,
        uint256 price,
        bool in_stablecoin,
        uint256 life
    );
    event Listed(
        uint256 indexed order,
        address indexed seller,
        uint256 indexed token_id,
        uint256 price,
        bool in_stablecoin,
        uint256 expiry,
        uint256 life
    );

    function cancel(uint256 order) external;
    function fill(uint256 order, uint256 max_price, uint256 min_life) external;
    function fill_with_chip(
        uint256 order,
        uint256 max_price,
        uint256 min_life,
        uint256 deadline,
        bytes memory signature
    ) external;
    function list_token(uint256 token_id, uint256 price, bool in_stablecoin, uint256 expiry, uint256 life)
        external
        returns (uint256);
    function mine() external view returns (address);
    function nft() external view returns (address);
    function order_of(uint256 order) external view returns (Order memory);
    function orders() external view returns (uint256);
    function stablecoin() external view returns (address);
    function token() external view returns (address);
}
