// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "solady/src/tokens/ERC20.sol";

/// @title Guarded ERC-20: Solady's, less what it lets happen (XZ-1, ZOS-1, ZZM-1, CNT-1)
/// @notice Nothing to, from or for the zero address, as in OpenZeppelin's ERC-20; no allowance that the holder did not
/// give; and the domain of `permit` where wallets ask for it (EIP-5267). Reasons are this file's "Token: …" for the zero
/// address and Solady's errors for the rest, not those of ERC-6093.
abstract contract GuardedERC20 is ERC20 {
    /// @notice Moves `amount` (smallest units) to `to`, which may not be zero: nothing leaves circulation except by a
    /// burn, so that the supply tells the truth. Reverts with InsufficientBalance.
    function transfer(address to, uint256 amount) public override returns (bool) {
        require(to != address(0), "Token: to is zero");
        return super.transfer(to, amount);
    }

    /// @notice Moves `amount` (smallest units) from `from` to `to`, neither zero, out of the caller's allowance. With
    /// an amount of 0 anybody could show a transfer from zero, which is a mint to who reads events.
    /// Reverts with InsufficientAllowance or InsufficientBalance.
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        require(from != address(0), "Token: from is zero");
        require(to != address(0), "Token: to is zero");
        return super.transferFrom(from, to, amount);
    }

    /// @notice Allows `spender`, not zero, to move `amount` (smallest units) of the caller's.
    function approve(address spender, uint256 amount) public override returns (bool) {
        require(spender != address(0), "Token: spender is zero");
        return super.approve(spender, amount);
    }

    /// @notice Allows `spender`, not zero, to move `value` (smallest units) of `owner`'s, by the owner's signature
    /// (EIP-2612), until `deadline` (timestamp, s). Reverts with PermitExpired or InvalidPermit.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        public
        override
    {
        require(spender != address(0), "Token: spender is zero");
        super.permit(owner, spender, value, deadline, v, r, s);
    }

    /// @notice The EIP-712 domain of `permit` (EIP-5267): name, version, chain and contract, no salt.
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name_,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"0f", name(), "1", block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    /// @dev Nothing is made for nobody.
    function _mint(address to, uint256 amount) internal override {
        require(to != address(0), "Token: to is zero");
        super._mint(to, amount);
    }

    /// @dev Nobody spends without the holder's approval: Solady would give Permit2 an infinite allowance.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
