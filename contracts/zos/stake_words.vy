# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of the ZOS mine
@notice Widths (bits, from the lowest): pool = index 96, last 40, weight 104, paused 1. Miner = stake 96, index 96,
        class 8, commission 16, more 1, and a second word: owed 96, delegated 96. Delegation = amount 96, index 128, and a second
        word: owed 96. Packing reverts when a value does not fit, so that no field can run into another.
        An index is reward per unit of weight, times 2^72, rounded down. Weight is wei × the class's weight (whole
        hundredths), at least 10^20 whenever it is not zero: an index stays below 2^96 for any total below 2^90.
@custom:contract-name stake_words
@license MIT
"""

struct Pool:
    # reward per weight so far
    index: uint256
    # second up to which it is reckoned
    last: uint256
    # of all stakes and delegations that count
    weight: uint256
    # whether entries are stopped
    paused: bool

struct Miner:
    # wei staked
    stake: uint256
    # the pool's index up to which it is paid
    index: uint256
    # 0 worker bee, 1 validator, 2 guard, 3 queen bee
    kind: uint256
    # of its delegators' rewards, in basis points
    commission: uint256
    # whether its second word may hold something
    more: bool

struct Delegation:
    # wei delegated
    amount: uint256
    # the operator's index up to which it is paid
    index: uint256

# an index counts in 1 / 2^72
SCALE: constant(uint256) = 72
_A96: constant(uint256) = (1 << 96) - 1


@internal
@pure
def _pack_pool(p: Pool) -> uint256:
    """
    @dev The pool as one word.
    """
    assert (p.index >> 96) | (p.last >> 40) | (p.weight >> 104) == 0, "Mine: out of range"
    return p.index | (p.last << 96) | (p.weight << 136) | (convert(p.paused, uint256) << 240)


@internal
@pure
def _pool(word: uint256) -> Pool:
    """
    @dev The pool in a word.
    """
    return Pool(
        index=word & _A96,
        last=(word >> 96) & ((1 << 40) - 1),
        weight=(word >> 136) & ((1 << 104) - 1),
        paused=(word >> 240) & 1 == 1,
    )


@internal
@pure
def _pack_miner(m: Miner) -> uint256:
    """
    @dev A miner's first word.
    """
    assert m.stake >> 96 == 0, "Mine: amount above 2**96"
    # the index comes out of the pool's word; class and commission are checked when they are set
    return (
        m.stake | (m.index << 96) | (m.kind << 192) | (m.commission << 200) | (convert(m.more, uint256) << 216)
    )


@internal
@pure
def _miner(word: uint256) -> Miner:
    """
    @dev A miner in its first word.
    """
    return Miner(
        stake=word & _A96,
        index=(word >> 96) & _A96,
        kind=(word >> 192) & 255,
        commission=(word >> 200) & ((1 << 16) - 1),
        more=(word >> 216) & 1 == 1,
    )


@internal
@pure
def _pair(low: uint256, high: uint256) -> uint256:
    """
    @dev Two amounts as one word.
    """
    assert (low | high) >> 96 == 0, "Mine: amount above 2**96"
    return low | (high << 96)


@internal
@pure
def _split(word: uint256) -> (uint256, uint256):
    """
    @dev The two amounts of a word.
    """
    return word & _A96, word >> 96


@internal
@pure
def _pack_delegation(d: Delegation) -> uint256:
    """
    @dev A delegation's first word.
    """
    assert d.amount >> 96 == 0, "Mine: amount above 2**96"
    assert d.index >> 128 == 0, "Mine: out of range"
    return d.amount | (d.index << 96)


@internal
@pure
def _delegation(word: uint256) -> Delegation:
    """
    @dev A delegation in its first word.
    """
    return Delegation(amount=word & _A96, index=(word >> 96) & ((1 << 128) - 1))
