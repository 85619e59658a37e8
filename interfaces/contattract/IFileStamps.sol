// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IFileStamps {
    event Committed(bytes32 indexed commitment);
    event Stamped(bytes32 indexed digest, address indexed author, uint256 time, bool first);

    function commit(bytes32 commitment) external;
    function commitment_of(bytes32 digest, address author, bytes32 salt) external view returns (bytes32);
    function committed(bytes32 arg0) external view returns (uint256);
    function first(bytes32 digest) external view returns (address, uint256);
    function reveal(bytes32 digest, bytes32 salt) external;
    function time_of(bytes32 digest, address author, bytes32 salt) external view returns (uint256);
}
