// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC20Wrapper} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Wrapper.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title Voting wrapper: a coin, one to one, with votes (XZ-1, XZ-21)
/// @notice `depositFor` takes the coin and gives as much of the wrapper, `withdrawTo` gives it back, at any time.
/// A holder's votes count once they are delegated (also to oneself), by checkpoints in time (ERC-5805, and ERC-6372
/// with timestamps): a vote is worth what was held when the voting began, so what is borrowed for it comes too late.
/// The coin itself keeps no checkpoints, so that its transfers stay cheap.
///
/// Invariant: the wrapper holds at least as much of the coin as there is of the wrapper.
/// Nobody has power over it and nothing can be stopped.
contract VotingWrapper is ERC20, ERC20Wrapper, ERC20Permit, ERC20Votes {
    /// @param underlying_ The coin.
    /// @param name_ Name of the wrapper, also of its EIP-712 domain.
    /// @param symbol_ Symbol of the wrapper.
    constructor(IERC20 underlying_, string memory name_, string memory symbol_)
        ERC20(name_, symbol_)
        ERC20Wrapper(underlying_)
        ERC20Permit(name_)
    {
        require(address(underlying_).code.length != 0, "VotingWrapper: coin has no code");
    }

    /// @notice Now, as checkpoints count it: timestamp (s).
    function clock() public view override returns (uint48) {
        // fits for nine million years
        return uint48(block.timestamp);
    }

    /// @notice How `clock` counts (ERC-6372).
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @notice Decimals of the coin.
    function decimals() public view override(ERC20, ERC20Wrapper) returns (uint8) {
        return super.decimals();
    }

    /// @notice The nonce that the next permit or delegation by signature of `account` carries.
    function nonces(address account) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(account);
    }

    function _update(address from, address to, uint256 amount) internal override(ERC20, ERC20Votes) {
        super._update(from, to, amount);
    }
}
