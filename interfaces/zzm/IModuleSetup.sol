// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IModuleSetup {
    function enable(address module) external;
}
