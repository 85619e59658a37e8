// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IPackageTrace {
    event GuardianSet(address indexed guardian);
    event HandedOver(uint256 indexed batch, address indexed to, uint256 indexed to_token, uint256 at, bytes32 head);
    event MakerSet(address indexed maker, bool may);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Parted(uint256 indexed batch, uint256 indexed part, bytes32 root, uint256 at, bytes32 head);
    event Paused(address indexed by);
    event Recalled(uint256 indexed batch, address indexed maker, uint256 at, bytes32 head);
    event Registered(
        uint256 indexed batch, address indexed maker, bytes32 root, uint256 packages, uint256 at, bytes32 head
    );
    event RegistrarSet(address indexed registrar);
    event Sold(uint256 indexed batch, bytes32 indexed leaf, uint256 sold_at, uint256 at, bytes32 head);
    event Unpaused(address indexed by);

    function batches() external view returns (uint256);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function guardian() external view returns (address);
    function hand_over(uint256 batch, address to, uint256 to_token, uint256 deadline, bytes memory signature) external;
    function held_since(uint256 batch) external view returns (uint256);
    function history_head(uint256 batch) external view returns (bytes32);
    function holder_of(uint256 batch) external view returns (address, uint256);
    function is_maker(address arg0) external view returns (bool);
    function nft() external view returns (address);
    function origin_of(uint256 batch) external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function recall(uint256 batch) external;
    function register(bytes32 root, uint256 packages) external returns (uint256);
    function registrar() external view returns (address);
    function root_at(uint256 batch) external view returns (bytes32);
    function sell(
        uint256 batch,
        uint256 index,
        bytes32 content,
        bytes32[] memory proof,
        uint256 sold_at,
        bytes memory signature
    ) external;
    function set_guardian(address guardian) external;
    function set_maker(address maker, bool may) external;
    function set_registrar(address registrar_) external;
    function sold_at(uint256 batch, bytes32 content) external view returns (uint256);
    function split(uint256 batch, bytes32 left, bytes32 right, bytes memory signature)
        external
        returns (uint256, uint256);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function verify_package(uint256 batch, bytes32 leaf, bytes32[] memory proof) external view returns (bool);
}
