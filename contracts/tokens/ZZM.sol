// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {GuardedERC20} from "./guarded_erc20.sol";

/// @title ZZM: the coin of works, stars and fans (ZZM-1)
/// @notice ERC-20 with 8 decimals and EIP-2612 permit. All of it is made in the constructor, into the reserve, and never
/// any more: there is no mint, no burn and no owner. Votes live in a wrapper (VotingWrapper), so that transfers do not
/// pay for checkpoints. Invariants: the supply never changes; the sum of all balances is the supply.
/// There is nothing to stop: transfers cannot be paused by anybody.
contract ZZM is GuardedERC20 {
    /// @dev keccak256 of the name, which saves `permit` from hashing it.
    bytes32 private constant NAME_HASH = keccak256("ZZM");

    /// @param reserve Who receives everything; not zero.
    /// @param supply How much there is, for ever (10^-8 ZZM); not zero.
    constructor(address reserve, uint256 supply) {
        require(reserve != address(0), "ZZM: reserve is zero");
        require(supply != 0, "ZZM: supply is zero");
        _mint(reserve, supply);
    }

    /// @notice The token's name.
    function name() public pure override returns (string memory) {
        return "ZZM";
    }

    /// @notice The token's symbol.
    function symbol() public pure override returns (string memory) {
        return "ZZM";
    }

    /// @notice 8: the smallest unit is 10^-8 ZZM.
    function decimals() public pure override returns (uint8) {
        return 8;
    }

    function _constantNameHash() internal pure override returns (bytes32) {
        return NAME_HASH;
    }
}
