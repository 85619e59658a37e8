# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title A feed's round, its terms and its pause, in one word
@notice Layout, from the lowest bit:

            bits    0 .. 127   answer     the median, two's complement
            bits  128 .. 159   id         number of the round, from 1
            bits  160 .. 199   observed   when the cabinets saw it, seconds
            bits  200 .. 223   delay      seconds from there until it was reported
            bits  224 .. 230   quorum     signers of a report at least
            bit   231          paused     whether reports are stopped
            bits  232 .. 255   max_age    seconds after which an answer is stale

        The feed keeps its present round with its present terms in one slot, so that a report reads and
        writes it once; a round in the history keeps the terms that it was made under.
@custom:contract-name round
"""

struct Round:
    answer: int128
    id: uint256
    observed: uint256
    delay: uint256
    quorum: uint256
    paused: bool
    max_age: uint256


@internal
@pure
def _pack(r: Round) -> uint256:
    """
    @dev The word of a round.
    """
    assert r.id < 2**32, "CabinetFeed: rounds are used up"
    assert r.observed < 2**40 and r.delay < 2**24, "CabinetFeed: time does not fit"
    assert r.quorum < 2**7 and r.max_age < 2**24, "CabinetFeed: terms do not fit"
    # by way of bytes, which keep a negative number's bits; without the extension of its sign
    answer: uint256 = convert(convert(convert(r.answer, int256), bytes32), uint256) & (2**128 - 1)
    paused: uint256 = convert(r.paused, uint256)
    terms: uint256 = r.quorum | (paused << 7) | (r.max_age << 8)
    return answer | (r.id << 128) | (r.observed << 160) | (r.delay << 200) | (terms << 224)


@internal
@pure
def _unpack(word: uint256) -> Round:
    """
    @dev The round in a word.
    """
    # up and down again: the shift of a signed number extends the answer's sign
    answer: int256 = convert(convert(word << 128, bytes32), int256) >> 128
    return Round(
        answer=convert(answer, int128),
        id=(word >> 128) & (2**32 - 1),
        observed=(word >> 160) & (2**40 - 1),
        delay=(word >> 200) & (2**24 - 1),
        quorum=(word >> 224) & (2**7 - 1),
        paused=(word >> 231) & 1 != 0,
        max_age=word >> 232,
    )
