// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IZOSMine {
    struct Terms {
        uint256 total;
        uint256 period;
        uint256 instant;
        uint256 node_share;
        uint256 commission;
        uint256 delegation;
        uint256[4] weights;
        uint256[4] minimums;
    }

    event Claimed(address indexed account, uint256 amount);
    event CommissionSet(address indexed miner, uint256 commission);
    event Delegated(address indexed delegator, address indexed operator, uint256 amount);
    event GuardianSet(address indexed guardian);
    event Harvested(address indexed account, address indexed operator, uint256 paid, uint256 locked);
    event Moved(address indexed miner, uint256 indexed kind);
    event NodePayeeSet(address indexed payee);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Staked(address indexed miner, uint256 indexed kind, uint256 amount, uint256 stake);
    event Undelegated(address indexed delegator, address indexed operator, uint256 amount);
    event Unpaused(address indexed by);
    event Unstaked(address indexed miner, uint256 amount, uint256 stake);

    function claim(address account) external returns (uint256);
    function claimable(address account) external view returns (uint256);
    function delegate(address operator, uint256 amount) external;
    function delegation_of(address delegator, address operator) external view returns (uint256);
    function emitted() external view returns (uint256);
    function emitted_at(uint256 time) external view returns (uint256);
    function guardian() external view returns (address);
    function harvest(address account) external returns (uint256);
    function harvest_delegation(address delegator, address operator) external returns (uint256);
    function harvest_nodes() external returns (uint256);
    function launch() external view returns (uint256);
    function line_of(address account) external view returns (uint256, uint256);
    function move(uint256 kind) external;
    function node_harvested() external view returns (uint256);
    function node_payee() external view returns (address);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function pending(address account) external view returns (uint256);
    function pending_delegation(address delegator, address operator) external view returns (uint256);
    function pending_nodes() external view returns (uint256);
    function pool() external view returns (uint256, uint256, uint256);
    function set_commission(uint256 commission) external;
    function set_guardian(address guardian) external;
    function set_node_payee(address payee) external;
    function stake(uint256 kind, uint256 amount) external;
    function stake_of(address account) external view returns (uint256, uint256, uint256, uint256);
    function terms() external view returns (Terms memory);
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function undelegate(address operator, uint256 amount) external;
    function unpause() external;
    function unstake(uint256 amount) external;
}
