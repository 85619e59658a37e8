// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {GuardedERC20} from "./guarded_erc20.sol";

/// @title CNT: the coin that space, mail and consensus are paid in (CNT-1)
/// @notice ERC-20 with 18 decimals and EIP-2612 permit. All 2^30 of it are made in the constructor, to the contracts
/// that hold the allocations, and never any more: there is no mint, no burn and no owner. Votes live in a wrapper
/// (VotingWrapper), so that transfers do not pay for checkpoints.
/// Invariants: the supply never changes; the sum of all balances is the supply.
/// There is nothing to stop: transfers cannot be paused by anybody.
contract CNT is GuardedERC20 {
    /// @dev keccak256 of the name, which saves `permit` from hashing it.
    bytes32 private constant NAME_HASH = keccak256("Contattract");

    /// @param holders Who holds the genesis; none is zero.
    /// @param amounts What each receives (wei).
    constructor(address[] memory holders, uint256[] memory amounts) {
        require(holders.length == amounts.length, "CNT: an amount per holder");
        for (uint256 i; i < holders.length; ++i) {
            require(holders[i] != address(0), "CNT: holder is zero");
            _mint(holders[i], amounts[i]);
        }
        require(totalSupply() == 2 ** 30 * 1e18, "CNT: genesis is not 2^30");
    }

    /// @notice The token's name.
    function name() public pure override returns (string memory) {
        return "Contattract";
    }

    /// @notice The token's symbol.
    function symbol() public pure override returns (string memory) {
        return "CNT";
    }

    function _constantNameHash() internal pure override returns (bytes32) {
        return NAME_HASH;
    }
}
