// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IReserve {
    struct Allotment {
        address to;
        uint256 amount;
    }

    struct Project {
        address team;
        uint256 scale;
        bytes32 metadata;
        uint256 state;
        bool failed;
        uint256 share;
        uint256 until;
        uint256 released;
        uint256 bought;
        uint256 returned;
        uint256 money;
    }

    event Allotted(address indexed to, uint256 amount);
    event BoughtBack(uint256 indexed project, address indexed by, uint256 spent, uint256 bought, uint256 frozen);
    event Closed(uint256 indexed project, bool failed, uint256 missing, uint256 lost);
    event Deposited(uint256 indexed project, address indexed by, uint256 amount);
    event GivenBack(uint256 indexed project, address indexed by, uint256 amount, uint256 frozen);
    event GuardianSet(address indexed guardian);
    event Judged(uint256 indexed project, bool succeeded, uint256 until);
    event LimitsSet(uint256 call_cap, uint256 interval, uint256 least_share);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Registered(uint256 indexed project, address indexed team, uint256 scale, uint256 share, bytes32 metadata);
    event Released(uint256 indexed project, address indexed team, uint256 amount, uint256 frozen);
    event Started(uint256 indexed project);
    event Unpaused(address indexed by);
    event Withdrawn(uint256 indexed project, address indexed team, uint256 amount);

    function buy_back(uint256 project, uint256 amount, uint256 least) external returns (uint256);
    function buy_back_by_limit(uint256 project, uint256 amount, uint256 least, uint256 deadline, bytes memory signature)
        external
        returns (uint256);
    function call_cap() external view returns (uint256);
    function close(uint256 project) external;
    function deposit(uint256 project, uint256 amount) external;
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function frozen() external view returns (uint256);
    function give_back(uint256 project, uint256 amount) external;
    function guardian() external view returns (address);
    function interval() external view returns (uint256);
    function judge(uint256 project, bool succeeded) external;
    function least_share() external view returns (uint256);
    function lost(uint256 number) external view returns (uint256);
    function missing(uint256 number) external view returns (uint256);
    function next_purchase(uint256 number) external view returns (uint256);
    function nonce(uint256 number) external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function period() external view returns (uint256);
    function project(uint256 number) external view returns (Project memory);
    function project_share() external view returns (uint256);
    function projects() external view returns (uint256);
    function promised(uint256 number) external view returns (uint256);
    function register(uint256 scale, uint256 share, bytes32 metadata) external returns (uint256);
    function release(uint256 project, uint256 amount) external;
    function revoke_limits(uint256 project) external;
    function router() external view returns (address);
    function set_guardian(address guardian) external;
    function set_limits(uint256 call_cap, uint256 interval, uint256 least_share) external;
    function stablecoin() external view returns (address);
    function start(uint256 project) external;
    function token() external view returns (address);
    function total_refrozen() external view returns (uint256);
    function total_released() external view returns (uint256);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function withdraw(uint256 project) external returns (uint256);
    function withdraw_to(uint256 project, address to) external returns (uint256);
}
