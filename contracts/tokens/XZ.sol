// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/src/tokens/ERC20.sol";

/// @title XZ: the coin that cabinets mine (XZ-1)
/// @notice ERC-20 with 18 decimals, EIP-2612 permit and a hard cap. No premine and no owner: the mine alone
/// mints, anyone burns what is theirs. Votes live in a wrapper (VotingWrapper), so that transfers and mining
/// do not pay for checkpoints. Invariants: the supply never exceeds the cap; the sum of all balances is the supply.
/// There is nothing to stop: transfers and burns cannot be paused by anybody.
contract XZ is ERC20 {
    /// @dev keccak256 of the name, which saves `permit` from hashing it.
    bytes32 private constant NAME_HASH = keccak256("XZ");

    /// @notice The only account that mints.
    address public immutable mine;
    /// @notice No more than this exists at any time (wei).
    uint256 public immutable cap;

    /// @param mine_ The mine; not zero.
    /// @param cap_ Most XZ that may exist (wei); not zero.
    constructor(address mine_, uint256 cap_) {
        require(mine_ != address(0), "XZ: mine is zero");
        require(cap_ != 0, "XZ: cap is zero");
        mine = mine_;
        cap = cap_;
    }

    /// @notice Mints `amount` (wei) to `to`. Only the mine, and only up to the cap (XZ-1).
    function mint(address to, uint256 amount) external {
        require(msg.sender == mine, "XZ: not the mine");
        require(to != address(0), "XZ: to is zero");
        require(amount <= cap - totalSupply(), "XZ: above the cap");
        _mint(to, amount);
    }

    /// @notice Burns `amount` (wei) of the caller's. Reverts with InsufficientBalance.
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @notice Burns `amount` (wei) of `from`'s out of the caller's allowance.
    /// Reverts with InsufficientAllowance or InsufficientBalance.
    function burnFrom(address from, uint256 amount) external {
        _spendAllowance(from, msg.sender, amount);
        _burn(from, amount);
    }

    /// @notice Moves `amount` (wei) to `to`, which may not be zero: a burn goes through `burn`, so that the
    /// supply tells the truth. Reverts with InsufficientBalance.
    function transfer(address to, uint256 amount) public override returns (bool) {
        require(to != address(0), "XZ: to is zero");
        return super.transfer(to, amount);
    }

    /// @notice Moves `amount` (wei) from `from` to `to`, not zero, out of the caller's allowance.
    /// Reverts with InsufficientAllowance or InsufficientBalance.
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        require(to != address(0), "XZ: to is zero");
        return super.transferFrom(from, to, amount);
    }

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

    /// @dev Nobody spends without the holder's approval: Solady would give Permit2 an infinite allowance.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
