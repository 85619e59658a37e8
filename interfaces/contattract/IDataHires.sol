// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IDataHires {
    struct Hire {
        address user;
        uint256 fee;
        address agent;
        uint256 end;
    }

    struct Reputation {
        uint256 weight;
        uint256 score;
        uint256 last;
    }

    struct Terms {
        uint256 cut;
        uint256 floor;
        uint256 longest;
        uint256 window;
        uint256 bound;
        uint256 weight;
        uint256 half_life;
    }

    event Followed(address indexed old, address indexed to);
    event GuardianSet(address indexed guardian);
    event Hired(uint256 indexed hire, address indexed user, address indexed agent, uint256 fee, uint256 end);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event RateSet(address indexed agent, uint256 rate);
    event Reported(uint256 indexed hire, address indexed agent, uint256 quality, uint256 weight);
    event Settled(uint256 indexed hire, address indexed agent, uint256 paid, uint256 donated);
    event Unpaused(address indexed by);
    event Withdrawn(address indexed account, uint256 amount);

    function count() external view returns (uint256);
    function disk() external view returns (address);
    function follow(address old) external;
    function guardian() external view returns (address);
    function hire(address agent, uint256 duration, uint256 max_fee) external returns (uint256);
    function hire_of(uint256 number) external view returns (Hire memory);
    function owed(address arg0) external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function proofs() external view returns (address);
    function rate(address arg0) external view returns (uint256);
    function recovery() external view returns (address);
    function report(uint256 number, uint256 quality) external;
    function reputation(address agent) external view returns (Reputation memory);
    function set_guardian(address guardian) external;
    function set_rate(uint256 rate) external;
    function settle(uint256 number) external;
    function terms() external view returns (Terms memory);
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function withdraw() external returns (uint256);
}
