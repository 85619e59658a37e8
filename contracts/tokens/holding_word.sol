// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Holding word: the 96 bits that ride in a token's owner slot
/// @notice Solady's ERC-721 keeps an owner in the low 160 bits of a slot and leaves the rest to us; transfers and
/// burns do not touch it. A transfer already changes this slot, so the chip's nonce costs it no slot of its own.
///
///     bits 0…31   nonce   of the chip: counts every change of owner and every step of a chip's replacement
///     bits 32…47  node    that hosts the cabinet
///     bits 48…95  unused, zero
library HoldingWord {
    /// @dev A fresh word: nonce 0.
    function make(uint16 node_) internal pure returns (uint96) {
        return uint96(node_) << 32;
    }

    /// @dev The chip's nonce.
    function nonce(uint96 word) internal pure returns (uint32) {
        // truncation is the point: the low 32 bits
        return uint32(word);
    }

    /// @dev The node that hosts the cabinet.
    function node(uint96 word) internal pure returns (uint16) {
        // truncation is the point: the next 16 bits
        return uint16(word >> 32);
    }

    /// @dev The word with the next nonce. Panics, not spills into the node, after 2^32 - 1 of them.
    function next(uint96 word) internal pure returns (uint96) {
        uint32 following = nonce(word) + 1;
        return (word >> 32 << 32) | following;
    }
}
