// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

interface IModuleManager {
    function enableModule(address module) external;
}

/// @title ModuleSetup: enables a module while a Safe is set up (ZZM-4)
/// @notice A Safe calls itself only with all signatures, except in its `setup`, which delegates one call. `enable`, run as
/// that call, lets the new Safe enable a module of its own, so that there is no moment at which it stands without.
/// It keeps nothing and owns nothing; called in any other way it only reverts, as its caller is no Safe.
contract ModuleSetup {
    /// @notice Enables `module` on the Safe that runs this by delegatecall. Reverts when run by anything else.
    function enable(address module) external {
        IModuleManager(address(this)).enableModule(module);
    }
}
