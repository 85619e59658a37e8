// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CappedToken} from "./capped_token.sol";

/// @title XZ: the coin that cabinets mine (XZ-1)
/// @notice ERC-20 with 18 decimals, EIP-2612 permit and a hard cap. No premine and no owner: the mine alone
/// mints, anyone burns what is theirs. Votes live in a wrapper (VotingWrapper), so that transfers and mining
/// do not pay for checkpoints. Invariants: the supply never exceeds the cap; the sum of all balances is the supply.
/// There is nothing to stop: transfers and burns cannot be paused by anybody.
contract XZ is CappedToken {
    /// @dev keccak256 of the name, which saves `permit` from hashing it.
    bytes32 private constant NAME_HASH = keccak256("XZ");

    /// @param mine_ The mine; not zero.
    /// @param cap_ Most XZ that may exist (wei); not zero.
    constructor(address mine_, uint256 cap_) CappedToken(mine_, cap_) {}

    /// @notice The token's name.
    function name() public pure override returns (string memory) {
        return "XZ";
    }

    /// @notice The token's symbol.
    function symbol() public pure override returns (string memory) {
        return "XZ";
    }

    function _constantNameHash() internal pure override returns (bytes32) {
        return NAME_HASH;
    }
}
