# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Vesting words: curves and grants as packed storage words
@notice A curve is a row of points, four in a word. Widths (bits, from the lowest): point = offset 32 (seconds from the
        start), cumulative share 31 (billionths), linear 1; the point whose share is a billion is the last.
        Grant = beneficiary 160, start 40, schedule 32, revocable 1, revoked 1; its amounts = amount 96, claimed 96.
        Packing reverts when a value does not fit, so that no field can run into another.
@custom:contract-name vesting_words
@license MIT
"""

struct Grant:
    # who is paid
    beneficiary: address
    # second from which the curve counts
    start: uint256
    # number of the curve
    schedule: uint256
    # whether the owner may take back what is not yet earned
    revocable: bool
    # whether that has happened: the amount is then what was earned, and all of it is
    revoked: bool

# the whole, in billionths
WHOLE: constant(uint256) = 10**9
# points in a curve at most
POINTS: constant(uint256) = 24
# words of a curve at most
WORDS: constant(uint256) = 6
_PER_WORD: constant(uint256) = 4
_OFFSET: constant(uint256) = (1 << 32) - 1
_SHARE: constant(uint256) = (1 << 31) - 1
_AMOUNT: constant(uint256) = (1 << 96) - 1


@internal
@pure
def _curve(
    offsets: DynArray[uint256, POINTS], shares: DynArray[uint256, POINTS], linear: bool
) -> DynArray[uint256, WORDS]:
    """
    @dev A curve's words. Offsets in seconds, rising; shares in billionths, each above zero, a billion together.
    """
    assert len(offsets) > 0 and len(offsets) == len(shares), "Vesting: a share per date"
    words: DynArray[uint256, WORDS] = []
    word: uint256 = 0
    total: uint256 = 0
    for i: uint256 in range(len(offsets), bound=POINTS):
        assert i == 0 or offsets[i] > offsets[i - 1], "Vesting: dates out of order"
        assert offsets[i] <= _OFFSET, "Vesting: date above 136 years"
        assert shares[i] > 0, "Vesting: share is zero"
        total += shares[i]
        assert total <= WHOLE, "Vesting: shares do not sum"
        point: uint256 = offsets[i] | (total << 32) | (convert(linear, uint256) << 63)
        word |= point << (64 * (i % _PER_WORD))
        if i % _PER_WORD == _PER_WORD - 1 or i == len(offsets) - 1:
            words.append(word)
            word = 0
    assert total == WHOLE, "Vesting: shares do not sum"
    return words


@internal
@pure
def _point(word: uint256, i: uint256) -> (uint256, uint256, bool):
    """
    @dev Point `i` of a word: offset, cumulative share, and whether it is reached in a straight line.
    """
    point: uint256 = word >> (64 * i)
    return point & _OFFSET, (point >> 32) & _SHARE, (point >> 63) & 1 == 1


@internal
@pure
def _between(
    amount: uint256, elapsed: uint256, offset: uint256, share: uint256, next_offset: uint256, next_share: uint256
) -> uint256:
    """
    @dev What a straight line from one point to the next has reached, rounded down; offset <= elapsed < next_offset.
    """
    span: uint256 = next_offset - offset
    # at most 2**96 × 10**9 × 2**32
    return amount * (share * span + (next_share - share) * (elapsed - offset)) // (WHOLE * span)


@internal
@pure
def _pack(g: Grant) -> uint256:
    """
    @dev A grant as one word.
    """
    assert g.start >> 40 == 0, "Vesting: start out of range"
    assert g.schedule >> 32 == 0, "Vesting: unknown schedule"
    return (
        convert(g.beneficiary, uint256)
        | (g.start << 160)
        | (g.schedule << 200)
        | (convert(g.revocable, uint256) << 232)
        | (convert(g.revoked, uint256) << 233)
    )


@internal
@pure
def _unpack(word: uint256) -> Grant:
    """
    @dev The grant in a word.
    """
    return Grant(
        beneficiary=convert(word & ((1 << 160) - 1), address),
        start=(word >> 160) & ((1 << 40) - 1),
        schedule=(word >> 200) & ((1 << 32) - 1),
        revocable=(word >> 232) & 1 == 1,
        revoked=(word >> 233) & 1 == 1,
    )


@internal
@pure
def _amounts(amount: uint256, claimed: uint256) -> uint256:
    """
    @dev Amount and claimed as one word; what is claimed never exceeds the amount (the caller's duty).
    """
    assert amount <= _AMOUNT, "Vesting: amount above 2**96"
    return amount | (claimed << 96)


@internal
@pure
def _read_amounts(word: uint256) -> (uint256, uint256):
    """
    @dev Amount and claimed.
    """
    return word & _AMOUNT, word >> 96
