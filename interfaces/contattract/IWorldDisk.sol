// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IWorldDisk {
    struct Lease {
        address holder;
        uint256 mb;
        uint256 expiry;
        uint256 epoch;
    }

    struct Subsidy {
        uint256 amount;
        uint256 begin;
        uint256 end;
    }

    struct World {
        uint256 pool;
        uint256 sold;
        uint256 last;
        uint256 live;
        uint256 space;
        uint256 aged;
        uint256 expired;
        uint256 today;
        uint256 yesterday;
        uint256 index;
        uint256 oldest;
        uint256 count;
        uint256 spread;
        uint256 rent;
        uint256[2] marks;
        bool paused;
        bool subsidised;
        bool wide;
    }

    event Claimed(address indexed landlord, uint256 amount);
    event Collected(uint256 amount);
    event Donated(address indexed donor, uint256 amount);
    event Followed(address indexed old, address indexed to);
    event GuardianSet(address indexed guardian);
    event Leased(uint256 indexed lease, address indexed holder, uint256 mb, uint256 expiry, uint256 cost);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Passed(address indexed landlord, uint256 mb);
    event Paused(address indexed by);
    event Reclaimed(uint256 indexed lease, uint256 mb);
    event Renewed(uint256 indexed lease, uint256 expiry, uint256 cost);
    event Rent(uint256 amount);
    event Resized(uint256 indexed lease, uint256 mb, uint256 expiry, uint256 cost);
    event Struck(address indexed landlord, uint256 mb);
    event Subsidised(uint256 amount, uint256 begin, uint256 end);
    event Transferred(uint256 indexed lease, address indexed holder, address indexed to);
    event Unpaused(address indexed by);

    function BATCH() external view returns (uint256);
    function SEGMENTS() external view returns (uint256);
    function by_curve() external view returns (bool);
    function claim(address landlord) external returns (uint256);
    function collect() external returns (uint256);
    function collected() external view returns (uint256);
    function donate(uint256 amount) external;
    function expiring(uint256 day) external view returns (uint256);
    function follow(address old) external;
    function follow_leases(uint256[] memory leases) external;
    function grant() external view returns (uint256);
    function guardian() external view returns (address);
    function is_live(uint256 lease) external view returns (bool);
    function lease(uint256 mb, uint256 term_days, uint256 max_cost, uint256 deadline, uint256[] memory reclaim)
        external
        returns (uint256);
    function lease_of(uint256 lease) external view returns (Lease memory);
    function longest() external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function pending(address landlord) external view returns (uint256);
    function poke(uint256 most) external returns (uint256);
    function proofs() external view returns (address);
    function quote_lease(uint256 mb, uint256 term_days) external view returns (uint256);
    function quote_renew(uint256 lease, uint256 term_days) external view returns (uint256);
    function quote_resize(uint256 lease, uint256 mb) external view returns (uint256, uint256);
    function record_pass(address[] memory landlords, uint256 again, uint256 mb, bool backed, bool backed_before)
        external;
    function recovery() external view returns (address);
    function renew(uint256 lease, uint256 term_days, uint256 max_cost, uint256 deadline) external returns (uint256);
    function resize(uint256 lease, uint256 mb, uint256 max_cost, uint256 deadline, uint256[] memory reclaim)
        external
        returns (uint256);
    function set_guardian(address guardian) external;
    function span() external view returns (uint256);
    function spread_days() external view returns (uint256);
    function strike(address landlord, uint256 today, uint256 yesterday) external;
    function subsidise(uint256 amount, uint256 begin, uint256 end) external;
    function subsidy() external view returns (Subsidy memory);
    function token() external view returns (address);
    function transfer(uint256 lease, address to) external;
    function transfer_ownership(address new_owner) external;
    function unback(uint256 today, uint256 yesterday) external;
    function unpause() external;
    function verified(address landlord) external view returns (uint256, uint256);
    function vesting() external view returns (address);
    function world() external view returns (World memory);
}
