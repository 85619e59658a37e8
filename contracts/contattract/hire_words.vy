# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of the hires
@notice Widths (bits, from the lowest). Hire, first word: user 160, fee 96; second word: agent 160, end 40. Reputation = weight
        96, score 104, last 40. Packing reverts when a value does not fit, so that no field can run into another.
@custom:contract-name hire_words
@license MIT
"""

struct Hire:
    # who pays
    user: address
    # wei in escrow
    fee: uint256
    # who serves
    agent: address
    # second at which the service ends
    end: uint256

struct Reputation:
    # wei of fees that reports weigh, as of `last`
    weight: uint256
    # each fee times the quality reported, as of `last`
    score: uint256
    # second of the last report
    last: uint256

_ADDRESS: constant(uint256) = (1 << 160) - 1


@internal
@pure
def _pack_hire(h: Hire) -> (uint256, uint256):
    """
    @dev A hire as two words.
    """
    assert (h.fee >> 96) | (h.end >> 40) == 0, "Hires: out of range"
    return convert(h.user, uint256) | (h.fee << 160), convert(h.agent, uint256) | (h.end << 160)


@internal
@pure
def _without_fee(first: uint256) -> uint256:
    """
    @dev The first word of a hire that is paid out.
    """
    return first & _ADDRESS


@internal
@pure
def _hire(first: uint256, second: uint256) -> Hire:
    """
    @dev The hire in two words.
    """
    return Hire(
        user=convert(first & _ADDRESS, address),
        fee=first >> 160,
        agent=convert(second & _ADDRESS, address),
        end=second >> 160,
    )


@internal
@pure
def _pack_reputation(r: Reputation) -> uint256:
    """
    @dev A reputation as one word.
    """
    assert (r.weight >> 96) | (r.score >> 104) | (r.last >> 40) == 0, "Hires: out of range"
    return r.weight | (r.score << 96) | (r.last << 200)


@internal
@pure
def _reputation(word: uint256) -> Reputation:
    """
    @dev The reputation in a word.
    """
    return Reputation(
        weight=word & ((1 << 96) - 1), score=(word >> 96) & ((1 << 104) - 1), last=word >> 200
    )
