// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IDeployer {
    event Created(bytes32 indexed salt, address indexed created);

    function addressOf(bytes32 salt) external view returns (address);
    function create(bytes32 salt, bytes memory initcode) external returns (address created);
    function creator() external view returns (address);
}
