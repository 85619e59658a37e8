// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IHealthRecords {
    event Entry(
        address indexed patient,
        uint256 indexed record,
        address indexed doctor,
        uint256 kind,
        bytes32 detail,
        uint256 at,
        bytes32 head
    );
    event GuardianSet(address indexed guardian);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Unpaused(address indexed by);

    function accesses(uint256 record, address doctor) external view returns (uint256);
    function grant(uint256 record, address doctor, uint256 until, bytes memory wrapped_key) external;
    function granted_until(uint256 record, address doctor) external view returns (uint256);
    function guardian() external view returns (address);
    function head(address arg0) external view returns (bytes32);
    function log_access(uint256 record) external returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function record_of(uint256 record) external view returns (address, bytes32, string memory);
    function records() external view returns (uint256);
    function replace(uint256 record, bytes32 digest, string memory pointer) external;
    function request_access(uint256 record, bytes32 purpose) external;
    function revoke(uint256 record, address doctor) external;
    function set_guardian(address guardian) external;
    function store(bytes32 digest, string memory pointer) external returns (uint256);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function wrapped_key(uint256 record, address doctor) external view returns (bytes memory);
}
