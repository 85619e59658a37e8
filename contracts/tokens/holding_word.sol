// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Holding word: the 96 bits that ride in a token's owner slot
/// @notice Solady's ERC-721 keeps an owner in the low 160 bits of a slot and leaves the rest to us; transfers and
/// burns do not touch it. A transfer already changes this slot, so the chip's nonce costs it no slot of its own.
///
///     bits 0…15   node    that hosts the cabinet
///     bits 16…63  unused, zero
///     bits 64…95  nonce   of the chip: counts every change of owner and every step of a chip's replacement
///
/// The nonce is on top, so that counting it on is one addition that cannot spill into another field.
library HoldingWord {
    /// @dev One more nonce.
    uint96 private constant ONE = 1 << 64;

    /// @dev A fresh word: nonce 0.
    function make(uint16 node_) internal pure returns (uint96) {
        return node_;
    }

    /// @dev The node that hosts the cabinet.
    function node(uint96 word) internal pure returns (uint16) {
        // truncation is the point: the low 16 bits
        return uint16(word);
    }

    /// @dev The chip's nonce.
    function nonce(uint96 word) internal pure returns (uint32) {
        // fits: 32 bits are left
        return uint32(word >> 64);
    }

    /// @dev The word with the next nonce. Panics after 2^32 - 1 of them.
    function next(uint96 word) internal pure returns (uint96) {
        return word + ONE;
    }
}
