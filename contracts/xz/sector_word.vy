# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of the sector bonds
@notice A sector and a window's seed, a storage word each. Widths (bits, from the lowest): sector = bond 96,
        leaves 40, due 32, state 8, unused 80. Seed = value 208, drawn 1, unused 7, window 40: the value is the block
        number of the opening until the seed is drawn, then the highest 208 bits of that block's hash.
        Packing reverts when a value does not fit, so that no field can run into another.
@custom:contract-name sector_word
@license MIT
"""

struct Sector:
    # wei left of the bond
    bond: uint256
    # leaves of the replica's tree
    leaves: uint256
    # first period that is neither proved nor accounted as missed
    due: uint256
    # where in its life the sector is; 0: there is none
    state: uint256

struct Seed:
    # block of the opening, or the seed itself
    value: uint256
    # whether the value is the seed
    drawn: bool
    # windows since time 0: which one the word is about
    window: uint256

_BOND: constant(uint256) = 96
_LEAVES: constant(uint256) = 40
_DUE: constant(uint256) = 32
_STATE: constant(uint256) = 8
_VALUE: constant(uint256) = 208
_DRAWN: constant(uint256) = 8
_WINDOW: constant(uint256) = 40


@internal
@pure
def _pack(s: Sector) -> uint256:
    """
    @dev A sector as one word; reverts when a field does not fit.
    """
    fits: bool = (s.bond >> _BOND) | (s.leaves >> _LEAVES) | (s.due >> _DUE) | (s.state >> _STATE) == 0
    assert fits, "Sectors: out of range"
    return s.bond | (s.leaves << _BOND) | (s.due << (_BOND + _LEAVES)) | (s.state << (_BOND + _LEAVES + _DUE))


@internal
@pure
def _unpack(word: uint256) -> Sector:
    """
    @dev The sector in a word.
    """
    return Sector(
        bond=word & ((1 << _BOND) - 1),
        leaves=(word >> _BOND) & ((1 << _LEAVES) - 1),
        due=(word >> (_BOND + _LEAVES)) & ((1 << _DUE) - 1),
        state=word >> (_BOND + _LEAVES + _DUE),
    )


@internal
@pure
def _pack_seed(s: Seed) -> uint256:
    """
    @dev A seed as one word; reverts when a field does not fit.
    """
    assert (s.value >> _VALUE) | (s.window >> _WINDOW) == 0, "Sectors: out of range"
    return s.value | (convert(s.drawn, uint256) << _VALUE) | (s.window << (_VALUE + _DRAWN))


@internal
@pure
def _unpack_seed(word: uint256) -> Seed:
    """
    @dev The seed in a word.
    """
    return Seed(
        value=word & ((1 << _VALUE) - 1),
        drawn=(word >> _VALUE) & 1 == 1,
        window=word >> (_VALUE + _DRAWN),
    )
