# SPDX-License-Identifier: MIT
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title Packed word of an account's move
@notice to 160, at 40, phase 8, round 48 bits (from the lowest): every contract that holds something of an account reads
        whether it is frozen on each outflow, so that this costs one slot. Packing reverts when a value does not fit.
@custom:contract-name recovery_word
@license MIT
"""

# where an account moves to; a second: when a move may be executed, or until when a cancelled one may be answered; what goes
# on (Recovery.vy's phases); how often approvals were voided
struct Move:
    to: address
    at: uint256
    phase: uint256
    round: uint256


@internal
@pure
def _pack(m: Move) -> uint256:
    """
    @dev A move as one word.
    """
    assert m.at >> 40 == 0 and m.phase >> 8 == 0 and m.round >> 48 == 0, "Recovery: move does not fit"
    return convert(m.to, uint256) | (m.at << 160) | (m.phase << 200) | (m.round << 208)


@internal
@pure
def _read(word: uint256) -> Move:
    """
    @dev The move in a word.
    """
    return Move(
        to=convert(word & ((1 << 160) - 1), address),
        at=(word >> 160) & ((1 << 40) - 1),
        phase=(word >> 200) & 255,
        round=word >> 208,
    )
