// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IMerklePost {
    function challenge(bytes32 seed, uint256 sectorId, uint256 leaves, uint256 k) external pure returns (uint256);
    function challenges() external view returns (uint256);
    function leaf_bytes() external view returns (uint256);
    function verify(bytes32 root, uint256 leaves, bytes32 seed, uint256 sectorId, bytes memory proof)
        external
        view
        returns (bool);
}
