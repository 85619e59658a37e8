// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/src/tokens/ERC20.sol";

/// @title Guarded ERC-20: Solady's, less two things that it lets happen (XZ-1, ZOS-1, ZZM-1, CNT-1)
/// @notice No transfer to the zero address, and no allowance that the holder did not give.
abstract contract GuardedERC20 is ERC20 {
    /// @notice Moves `amount` (smallest units) to `to`, which may not be zero: nothing leaves circulation except by a
    /// burn, so that the supply tells the truth. Reverts with InsufficientBalance.
    function transfer(address to, uint256 amount) public override returns (bool) {
        require(to != address(0), "Token: to is zero");
        return super.transfer(to, amount);
    }

    /// @notice Moves `amount` (smallest units) from `from` to `to`, not zero, out of the caller's allowance.
    /// Reverts with InsufficientAllowance or InsufficientBalance.
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        require(to != address(0), "Token: to is zero");
        return super.transferFrom(from, to, amount);
    }

    /// @dev Nobody spends without the holder's approval: Solady would give Permit2 an infinite allowance.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
