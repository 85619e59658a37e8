// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/src/tokens/ERC20.sol";

import {GuardedERC20} from "../tokens/guarded_erc20.sol";

/// @title DevToken: stands for a foreign coin on local chains
/// @notice A wrapped bitcoin, or whatever else a system holds that is made elsewhere, in simulations, tests and on
/// development networks. One account makes as much of it as it likes, so it is worth nothing: a real network names the
/// real coin as a role of the deployment, and this contract is not created there. EIP-2612 permit. It cannot be stopped.
contract DevToken is GuardedERC20 {
    /// @notice Who may mint.
    address public immutable minter;
    /// @dev Decimals of the coin that it stands for.
    uint8 private immutable _decimals;
    /// @dev Name of the coin that it stands for.
    string private _name;
    /// @dev Its symbol.
    string private _symbol;

    constructor(address minter_, uint8 decimals_, string memory name_, string memory symbol_) {
        require(minter_ != address(0), "DevToken: minter is zero");
        minter = minter_;
        _decimals = decimals_;
        _name = name_;
        _symbol = symbol_;
    }

    /// @notice Makes coins. Only the minter.
    /// @param to Who receives them; not zero.
    /// @param amount In the smallest unit.
    function mint(address to, uint256 amount) external {
        require(msg.sender == minter, "DevToken: not the minter");
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function name() public view override returns (string memory) {
        return _name;
    }

    /// @inheritdoc ERC20
    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
