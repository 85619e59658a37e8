# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of the mine
@notice A position, the mine's totals, a node's account and an exit, a storage word each. Widths (bits, from the
        lowest): position = stake 74, fee 73, melted 77, clock 31, stopped 1. Totals = minted 96, melted 96.
        Node = payee 160, balance 96. Exit = amount 96, time 64. Queue = head 48, tail 48, total 96.
        Packing reverts when a value does not fit, so that no field can run into another.
@custom:contract-name position
@license MIT
"""

struct Position:
    # wei staked
    stake: uint256
    # wei of the fee balance
    fee: uint256
    # nominal wei that have melted
    melted: uint256
    # seconds from the mine's genesis to the last unit boundary; 0 while the token is not staked
    clock: uint256
    # whether the fee balance ran dry
    stopped: bool

_STAKE: constant(uint256) = 74
_FEE: constant(uint256) = 73
_MELTED: constant(uint256) = 77
_CLOCK: constant(uint256) = 31


@internal
@pure
def _pack(p: Position) -> uint256:
    """
    @dev A position as one word; reverts when a field does not fit.
    """
    assert p.stake >> _STAKE == 0, "Mine: stake above 18,889 XZ"
    assert p.fee >> _FEE == 0, "Mine: fee above 9,444 XZ"
    # melted is at most nominal (checked when the mine is made) and the clock fits for 68 years
    assert (p.melted >> _MELTED) | (p.clock >> _CLOCK) == 0, "Mine: out of range"
    return (
        p.stake
        | (p.fee << _STAKE)
        | (p.melted << (_STAKE + _FEE))
        | (p.clock << (_STAKE + _FEE + _MELTED))
        | (convert(p.stopped, uint256) << 255)
    )


@internal
@pure
def _unpack(word: uint256) -> Position:
    """
    @dev The position in a word.
    """
    return Position(
        stake=word & ((1 << _STAKE) - 1),
        fee=(word >> _STAKE) & ((1 << _FEE) - 1),
        melted=(word >> (_STAKE + _FEE)) & ((1 << _MELTED) - 1),
        clock=(word >> (_STAKE + _FEE + _MELTED)) & ((1 << _CLOCK) - 1),
        stopped=(word >> 255) == 1,
    )


@internal
@pure
def _clock_of(word: uint256) -> uint256:
    """
    @dev The clock in a position's word; 0 when the token is not staked.
    """
    return (word >> (_STAKE + _FEE + _MELTED)) & ((1 << _CLOCK) - 1)


@internal
@pure
def _pair(low: uint256, high: uint256) -> uint256:
    """
    @dev Two 96-bit amounts in a word, as the mine's totals are kept.
    """
    assert (low >> 96) | (high >> 96) == 0, "Mine: out of range"
    return low | (high << 96)


@internal
@pure
def _low(word: uint256) -> uint256:
    """
    @dev The first amount of a pair.
    """
    return word & ((1 << 96) - 1)


@internal
@pure
def _high(word: uint256) -> uint256:
    """
    @dev The second amount of a pair.
    """
    return (word >> 96) & ((1 << 96) - 1)
