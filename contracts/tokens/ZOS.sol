// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CappedToken} from "./capped_token.sol";

/// @title ZOS: the coin of a chain whose stakers mine it (ZOS-1, ZOS-2)
/// @notice ERC-20 with 18 decimals, EIP-2612 permit and a hard cap of a billion. What is allocated at genesis is made in
/// the constructor, to the contracts that hold it (vesting and budgets); the rest the mine alone mints; anyone burns
/// what is theirs. Votes live in a wrapper (VotingWrapper), so that transfers and mining do not pay for checkpoints.
/// Invariants: the supply never exceeds the cap; the sum of all balances is the supply.
/// There is nothing to stop: transfers and burns cannot be paused by anybody.
contract ZOS is CappedToken {
    /// @dev keccak256 of the name, which saves `permit` from hashing it.
    bytes32 private constant NAME_HASH = keccak256("ZOS");

    /// @param mine_ The mine; not zero.
    /// @param cap_ Most ZOS that may exist (wei); not zero.
    /// @param holders Who holds what is allocated at genesis; none is zero.
    /// @param amounts What each receives (wei); together at most the cap.
    constructor(address mine_, uint256 cap_, address[] memory holders, uint256[] memory amounts)
        CappedToken(mine_, cap_)
    {
        require(holders.length == amounts.length, "ZOS: an amount per holder");
        for (uint256 i; i < holders.length; ++i) {
            _mintCapped(holders[i], amounts[i]);
        }
    }

    /// @notice The token's name.
    function name() public pure override returns (string memory) {
        return "ZOS";
    }

    /// @notice The token's symbol.
    function symbol() public pure override returns (string memory) {
        return "ZOS";
    }

    function _constantNameHash() internal pure override returns (bytes32) {
        return NAME_HASH;
    }
}
