// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CREATE3} from "solady/src/utils/CREATE3.sol";

/// @title Deployer: creates a system's contracts at addresses known beforehand
/// @notice The contracts of a system name each other in their constructors. With CREATE3 an address depends
/// on this factory and a salt alone, so all of them are known before the first is created, an interrupted
/// deployment goes on where it stopped, and no contract needs a setter that is used once.
/// Only the account that made it may create through it; afterwards it has no power over what it created.
contract Deployer {
    /// @notice Who may create contracts here.
    address public immutable creator;

    /// @notice `salt` now names the contract at `created`.
    event Created(bytes32 indexed salt, address indexed created);

    constructor(address creator_) {
        require(creator_ != address(0), "Deployer: creator is zero");
        creator = creator_;
    }

    /// @notice Creates a contract. Reverts when the salt is used or the constructor reverts.
    /// @param salt Names the contract within this factory.
    /// @param initcode Creation bytecode followed by the encoded constructor arguments.
    function create(bytes32 salt, bytes calldata initcode) external returns (address created) {
        require(msg.sender == creator, "Deployer: not the creator");
        created = CREATE3.deployDeterministic(initcode, salt);
        emit Created(salt, created);
    }

    /// @notice Where the contract of `salt` is, or will be.
    function addressOf(bytes32 salt) external view returns (address) {
        return CREATE3.predictDeterministicAddress(salt);
    }
}
