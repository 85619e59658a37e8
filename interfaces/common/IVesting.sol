// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IVesting {
    struct Grant {
        address beneficiary;
        uint256 start;
        uint256 schedule;
        bool revocable;
        bool revoked;
    }

    struct Schedule {
        uint256[] offsets;
        uint256[] shares;
        bool linear;
    }

    struct Terms {
        address beneficiary;
        uint256 amount;
        uint256 schedule;
        uint256 start;
        bool revocable;
    }

    event Claimed(uint256 indexed grant, address indexed beneficiary, uint256 amount);
    event Granted(
        uint256 indexed grant,
        address indexed beneficiary,
        uint256 amount,
        uint256 schedule,
        uint256 start,
        bool revocable
    );
    event GuardianSet(address indexed guardian);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Registered(uint256 indexed schedule, uint256[] offsets, uint256[] shares, bool linear);
    event Revoked(uint256 indexed grant, uint256 earned, uint256 returned);
    event Unpaused(address indexed by);

    function WHOLE() external view returns (uint256);
    function claim(uint256 grant) external returns (uint256);
    function claimable(uint256 grant) external view returns (uint256);
    function create(address beneficiary, uint256 amount, uint256 schedule, uint256 start, bool revocable)
        external
        returns (uint256);
    function curve_of(uint256 schedule) external view returns (Schedule memory);
    function earned(uint256 grant, uint256 time) external view returns (uint256);
    function grant_of(uint256 grant) external view returns (Grant memory, uint256, uint256);
    function grants() external view returns (uint256);
    function guardian() external view returns (address);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function register(Schedule memory schedule) external returns (uint256);
    function revoke(uint256 grant) external returns (uint256);
    function schedules() external view returns (uint256);
    function set_guardian(address guardian) external;
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
}
