// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ICabinetLog {
    event Appended(
        uint256 indexed token_id,
        uint256 indexed batch,
        address indexed chip,
        bytes32 root,
        uint256 records,
        uint256 opened,
        uint256 closed,
        bytes32 head
    );

    function append(
        uint256 token_id,
        uint256 batch,
        bytes32 root,
        uint256 records,
        uint256 opened,
        uint256 closed,
        bytes memory signature
    ) external returns (bytes32);
    function closed_at(uint256 token_id) external view returns (uint256);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function head(uint256 arg0) external view returns (bytes32);
    function length(uint256 token_id) external view returns (uint256);
    function nft() external view returns (address);
    function root_at(uint256 token_id, uint256 batch) external view returns (bytes32);
    function verify(uint256 token_id, uint256 batch, bytes32 leaf, bytes32[] memory proof) external view returns (bool);
}
