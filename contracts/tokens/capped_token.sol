// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {GuardedERC20} from "./guarded_erc20.sol";

/// @title Capped token: a coin that one mine mints, up to a cap (XZ-1, ZOS-1)
/// @notice ERC-20 with 18 decimals, EIP-2612 permit and a hard cap; no owner. What a coin adds is its name, its symbol,
/// the hash of its name (which saves `permit` from hashing it), and what exists from the beginning.
abstract contract CappedToken is GuardedERC20 {
    /// @notice The only account that mints.
    address public immutable mine;
    /// @notice No more than this exists at any time (wei).
    uint256 public immutable cap;

    /// @param mine_ The mine; not zero.
    /// @param cap_ Most that may exist (wei); not zero.
    constructor(address mine_, uint256 cap_) {
        require(mine_ != address(0), "Token: mine is zero");
        require(cap_ != 0, "Token: cap is zero");
        mine = mine_;
        cap = cap_;
    }

    /// @notice Mints `amount` (wei) to `to`. Only the mine, and only up to the cap.
    function mint(address to, uint256 amount) external {
        require(msg.sender == mine, "Token: not the mine");
        _mintCapped(to, amount);
    }

    /// @notice Burns `amount` (wei) of the caller's. Reverts with InsufficientBalance.
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @notice Burns `amount` (wei) of `from`'s, not zero, out of the caller's allowance.
    /// Reverts with InsufficientAllowance or InsufficientBalance.
    function burnFrom(address from, uint256 amount) external {
        require(from != address(0), "Token: from is zero");
        _spendAllowance(from, msg.sender, amount);
        _burn(from, amount);
    }

    function _mintCapped(address to, uint256 amount) internal {
        require(amount <= cap - totalSupply(), "Token: above the cap");
        _mint(to, amount);
    }
}
