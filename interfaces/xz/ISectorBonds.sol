// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ISectorBonds {
    event Committed(
        uint256 indexed sectorId, address indexed node, bytes32 root, bytes32 dataRoot, uint256 leaves, uint256 due
    );
    event GuardianSet(address indexed guardian);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Proved(uint256 indexed sectorId, address indexed node, uint256 period);
    event Recovered(uint256 indexed sectorId, address indexed node, uint256 period);
    event Retired(uint256 indexed sectorId, address indexed node, uint256 returned);
    event SeedDrawn(uint256 indexed period, uint256 indexed window, bytes32 seed);
    event Slashed(
        uint256 indexed sectorId,
        address indexed node,
        address indexed reporter,
        uint256 missed,
        uint256 burned,
        uint256 reward
    );
    event Terminated(uint256 indexed sectorId, address indexed node);
    event Unpaused(address indexed by);
    event WindowOpened(uint256 indexed period, uint256 indexed window, uint256 number);

    function bond() external view returns (uint256);
    function commit(uint96 number, bytes32 root, bytes32 dataRoot, uint256 leaves) external returns (uint256);
    function draw_seed() external returns (bytes32);
    function fault(uint256 sectorId) external returns (uint256);
    function fault_batch(uint256[] memory sectorIds) external returns (uint256);
    function guardian() external view returns (address);
    function missed(uint256 sectorId) external view returns (uint256);
    function open_window() external;
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function penalty() external view returns (uint256);
    function period() external view returns (uint256);
    function prove(uint256 sectorId, bytes memory proof) external;
    function reporter_share() external view returns (uint256);
    function retire(uint256 sectorId) external returns (uint256);
    function roots(uint256 arg0) external view returns (bytes32);
    function sector(uint256 sectorId) external view returns (uint256, uint256, uint256, uint256);
    function sector_id(address node, uint96 number) external pure returns (uint256);
    function seed() external view returns (bytes32);
    function set_guardian(address guardian) external;
    function state_of(uint256 sectorId) external view returns (uint256);
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function verifier() external view returns (address);
    function window_length() external view returns (uint256);
    function windows() external view returns (uint256);
}
