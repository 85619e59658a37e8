// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ICompatibilityFallbackHandler {
    function encodeMessageDataForSafe(address safe, bytes memory message) external view returns (bytes memory);
    function getMessageHash(bytes memory message) external view returns (bytes32);
    function getMessageHashForSafe(address safe, bytes memory message) external view returns (bytes32);
    function getModules() external view returns (address[] memory);
    function isValidSignature(bytes32 _dataHash, bytes memory _signature) external view returns (bytes4);
    function isValidSignature(bytes memory _data, bytes memory _signature) external view returns (bytes4);
    function onERC1155BatchReceived(
        address arg0,
        address arg1,
        uint256[] memory arg2,
        uint256[] memory arg3,
        bytes memory arg4
    ) external pure returns (bytes4);
    function onERC1155Received(address arg0, address arg1, uint256 arg2, uint256 arg3, bytes memory arg4)
        external
        pure
        returns (bytes4);
    function onERC721Received(address arg0, address arg1, uint256 arg2, bytes memory arg3)
        external
        pure
        returns (bytes4);
    function simulate(address targetContract, bytes memory calldataPayload) external returns (bytes memory response);
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
    function tokensReceived(
        address arg0,
        address arg1,
        address arg2,
        uint256 arg3,
        bytes memory arg4,
        bytes memory arg5
    ) external pure;
}
