// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ILeaseRights {
    struct Access {
        uint256 read;
        uint256 write;
        uint256 epoch;
        uint256 bought_read;
        uint256 bought_write;
    }

    struct Offer {
        uint256 read;
        uint256 write;
        uint256 epoch;
    }

    event Bought(uint256 indexed lease, address indexed account, bool write, uint256 until, uint256 cost);
    event Given(uint256 indexed lease, address indexed account, uint256 read_until, uint256 write_until);
    event Offered(uint256 indexed lease, uint256 read_price, uint256 write_price);

    function access_of(uint256 lease, address account) external view returns (Access memory);
    function buy(uint256 lease, bool write, uint256 term_days, uint256 max_cost, uint256 deadline)
        external
        returns (uint256);
    function can_read(uint256 lease, address account) external view returns (bool);
    function can_write(uint256 lease, address account) external view returns (bool);
    function disk() external view returns (address);
    function give(uint256 lease, address account, uint256 read_until, uint256 write_until) external;
    function offer(uint256 lease, uint256 read_price, uint256 write_price) external;
    function offer_of(uint256 lease) external view returns (Offer memory);
    function recovery() external view returns (address);
    function token() external view returns (address);
}
