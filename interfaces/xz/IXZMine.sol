// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IXZMine {
    struct Accrual {
        uint256 units;
        uint256 output;
        uint256 burned;
        uint256 melted;
        bool stopped;
        bool used_up;
    }

    struct Terms {
        uint256 nominal;
        uint256 daily_output;
        uint256 unit_time;
        uint256 node_share;
        uint256 minimum_stake;
        uint256[4] phase_ends;
        uint256[4] phase_stake;
        uint256[4] phase_gas;
        uint256[4] melt_numerator;
        uint256[4] melt_denominator;
        uint256 exit_lock;
        uint256 reporter_share;
    }

    event Exited(uint256 indexed tokenId, address indexed miner, uint256 stake, uint256 fee);
    event Forfeited(address indexed account, address indexed reporter, uint256 burned, uint256 reward);
    event GuardianSet(address indexed guardian);
    event Invited(address indexed account, bool may);
    event NodeClaimed(uint16 indexed node, address indexed payee, uint256 amount);
    event NodeSet(uint16 indexed node, address indexed payee);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Settled(
        uint256 indexed tokenId, address indexed miner, uint256 units, uint256 output, uint256 burned, uint256 melted
    );
    event Staked(uint256 indexed tokenId, address indexed miner, uint256 stake, uint256 fee);
    event Stopped(uint256 indexed tokenId);
    event ToppedUp(uint256 indexed tokenId, address indexed miner, uint256 stake, uint256 fee);
    event Unpaused(address indexed by);
    event Withdrawn(address indexed account, uint256 amount);

    function add_node(address payee) external returns (uint16);
    function claim_node(uint16 node) external returns (uint256);
    function court() external view returns (address);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function exit(uint256 tokenId) external;
    function exit_batch(uint256[] memory tokenIds) external;
    function exit_by_chip(uint256 tokenId, uint256 deadline, bytes memory signature) external;
    function forfeit(address account, uint256[] memory tokenIds, address reporter) external returns (uint256);
    function genesis() external view returns (uint256);
    function guardian() external view returns (address);
    function invite(address account, bool may) external;
    function invited(address arg0) external view returns (bool);
    function life_of(uint256 tokenId) external view returns (uint256);
    function locked_exits(address account) external view returns (uint256, uint256);
    function minted() external view returns (uint256);
    function nft() external view returns (address);
    function node_account(uint16 node) external view returns (address, uint256);
    function nodes() external view returns (uint16);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function pending(uint256 tokenId) external view returns (Accrual memory);
    function phase() external view returns (uint256);
    function position_of(uint256 tokenId) external view returns (uint256, uint256, uint256, uint256, bool);
    function rate(uint256 stake_, uint256 phase_) external view returns (uint256);
    function set_guardian(address guardian) external;
    function set_node_payee(uint16 node, address payee) external;
    function settle(uint256 tokenId) external;
    function settle_batch(uint256[] memory tokenIds) external returns (uint256);
    function stake(uint256 tokenId, uint256 stake_, uint256 fee) external;
    function stake_batch(uint256[] memory tokenIds, uint256 stake_, uint256 fee) external;
    function staked(uint256 tokenId) external view returns (bool);
    function terms() external view returns (Terms memory);
    function token() external view returns (address);
    function top_up(uint256 tokenId, uint256 stake_, uint256 fee) external;
    function totalLife() external view returns (uint256);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function used_orders(bytes32 arg0) external view returns (bool);
    function withdraw(address account) external returns (uint256);
}
