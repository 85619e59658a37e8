// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IKeyRecovery {
    event Cancelled(address indexed lost);
    event Objected(address indexed lost);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Proposed(address indexed lost, address indexed replacement, uint256 ready);
    event Replaced(address indexed lost, address indexed replacement);

    function cancel() external;
    function delay() external view returns (uint256);
    function execute() external;
    function lost() external view returns (address);
    function object() external;
    function objected(address arg0) external view returns (bool);
    function owner() external view returns (address);
    function propose(address lost, address replacement) external;
    function ready() external view returns (uint256);
    function replacement() external view returns (address);
    function safe() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function window() external view returns (uint256);
}
