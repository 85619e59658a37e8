# SPDX-License-Identifier: MIT
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title Packed words of the reserve
@notice A project's ledger = state 7, failed 1, share 16, until 40, released 64, bought 64, returned 64 bits (from the
        lowest). A project's till = money 128, next purchase 64, nonce 64. The reserve's book = frozen 64,
        released 96, refrozen 96. Packing reverts when a value does not fit, so that no field can run into another.
@custom:contract-name project_word
@license MIT
"""

# a project's ledger: state, whether it failed, buy-back share (bps), end of the time to buy back, and ZZM released, bought back
# and given back (10^-8)
struct Ledger:
    state: uint256
    failed: bool
    share: uint256
    until: uint256
    released: uint256
    bought: uint256
    returned: uint256

# a project's till: stablecoin, time of the next purchase, nonce of the next signed limit
struct Till:
    money: uint256
    next: uint256
    nonce: uint256

# the reserve's book: ZZM frozen now, ever released, ever refrozen
struct Book:
    frozen: uint256
    released: uint256
    refrozen: uint256

_64: constant(uint256) = (1 << 64) - 1
_96: constant(uint256) = (1 << 96) - 1


@internal
@pure
def _ledger(l: Ledger) -> uint256:
    """
    @dev A ledger as one word.
    """
    assert l.state >> 7 == 0 and l.share >> 16 == 0 and l.until >> 40 == 0, "Reserve: terms do not fit"
    assert (l.released | l.bought | l.returned) >> 64 == 0, "Reserve: amount above 2**64"
    terms: uint256 = l.state | (convert(l.failed, uint256) << 7) | (l.share << 8) | (l.until << 24)
    return terms | (l.released << 64) | (l.bought << 128) | (l.returned << 192)


@internal
@pure
def _read_ledger(word: uint256) -> Ledger:
    """
    @dev The ledger in a word.
    """
    return Ledger(
        state=word & 127,
        failed=(word >> 7) & 1 == 1,
        share=(word >> 8) & 65535,
        until=(word >> 24) & ((1 << 40) - 1),
        released=(word >> 64) & _64,
        bought=(word >> 128) & _64,
        returned=word >> 192,
    )


@internal
@pure
def _till(t: Till) -> uint256:
    """
    @dev A till as one word.
    """
    assert t.money >> 128 == 0, "Reserve: money above 2**128"
    assert (t.next | t.nonce) >> 64 == 0, "Reserve: time does not fit"
    return t.money | (t.next << 128) | (t.nonce << 192)


@internal
@pure
def _read_till(word: uint256) -> Till:
    """
    @dev The till in a word.
    """
    return Till(money=word & ((1 << 128) - 1), next=(word >> 128) & _64, nonce=word >> 192)


@internal
@pure
def _book(b: Book) -> uint256:
    """
    @dev The book as one word.
    """
    assert b.frozen >> 64 == 0 and (b.released | b.refrozen) >> 96 == 0, "Reserve: book does not fit"
    return b.frozen | (b.released << 64) | (b.refrozen << 160)


@internal
@pure
def _read_book(word: uint256) -> Book:
    """
    @dev The book in a word.
    """
    return Book(frozen=word & _64, released=(word >> 64) & _96, refrozen=word >> 160)
