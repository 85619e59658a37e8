// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/src/tokens/ERC20.sol";

import {GuardedERC20} from "../tokens/guarded_erc20.sol";

/// @title DevStablecoin: dollars for local chains
/// @notice What revenue arrives in where no real stablecoin exists: in simulations, tests and on development
/// networks. One account makes as much of it as it likes, so it is worth nothing: a real network names its
/// stablecoin as the role `stablecoin` of the deployment, and this contract is not created there.
/// EIP-2612 permit. It cannot be stopped.
contract DevStablecoin is GuardedERC20 {
    /// @notice Who may mint.
    address public immutable minter;
    /// @dev Decimals: 18, or as few as the stablecoin that it stands for has.
    uint8 private immutable _decimals;

    constructor(address minter_, uint8 decimals_) {
        require(minter_ != address(0), "DevStablecoin: minter is zero");
        minter = minter_;
        _decimals = decimals_;
    }

    /// @notice Makes dollars. Only the minter.
    /// @param to Who receives them; not zero.
    /// @param amount In units of 10^-decimals dollars.
    function mint(address to, uint256 amount) external {
        require(msg.sender == minter, "DevStablecoin: not the minter");
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function name() public pure override returns (string memory) {
        return "Development dollar";
    }

    /// @inheritdoc ERC20
    function symbol() public pure override returns (string memory) {
        return "USD";
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
