// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ISliceReader {
    struct Attestation {
        uint256 epoch;
        bytes32 block_hash;
        bytes32 sealed_roots;
        bytes32 data_root;
    }

    function proofs() external view returns (address);
    function read(
        uint256 group,
        uint256 index,
        uint256 start,
        uint256 length,
        bytes memory data,
        bytes32[] memory path,
        Attestation memory told,
        uint256 max_age
    ) external view returns (bytes memory);
}
