# SPDX-License-Identifier: MIT
"""market_words: every field comes back as it went in, and none runs into another."""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

MODULE = """
# pragma version 0.4.3
from contracts.xz import market_words as words

@external
@pure
def holding(account: address, amount: uint256) -> (uint256, address, uint256):
    word: uint256 = words._holding(account, amount)
    return word, words._account(word), words._amount(word)

@external
@pure
def offer(feed: address, cabinet: uint256, is_open: bool, term: uint256) -> (uint256, address, uint256, bool, uint256):
    word: uint256 = words._offer(feed, cabinet, is_open, term)
    a: address = empty(address)
    b: uint256 = 0
    c: bool = False
    d: uint256 = 0
    a, b, c, d = words._read_offer(word)
    return word, a, b, c, d

@external
@pure
def receipt(item: uint256, deadline: uint256, state: uint256) -> (uint256, uint256, uint256, uint256):
    word: uint256 = words._receipt(item, deadline, state)
    a: uint256 = 0
    b: uint256 = 0
    c: uint256 = 0
    a, b, c = words._read_receipt(word)
    return word, a, b, c

@external
@pure
def order(
    token: uint256, usd: bool, expiry: uint256, life: uint256, nonce: uint256
) -> (uint256, uint256, bool, uint256, uint256, uint256):
    word: uint256 = words._order(token, usd, expiry, life, nonce)
    a: uint256 = 0
    b: bool = False
    c: uint256 = 0
    d: uint256 = 0
    e: uint256 = 0
    a, b, c, d, e = words._read_order(word)
    return word, a, b, c, d, e

@external
@pure
def bucket(used: uint256, at: uint256) -> (uint256, uint256, uint256):
    word: uint256 = words._bucket(used, at)
    a: uint256 = 0
    b: uint256 = 0
    a, b = words._read_bucket(word)
    return word, a, b

@external
@pure
def tier(votes: uint256, discount: uint256) -> (uint256, uint256, uint256):
    word: uint256 = words._tier(votes, discount)
    a: uint256 = 0
    b: uint256 = 0
    a, b = words._read_tier(word)
    return word, a, b
"""
WIDTHS = {
    "holding": (160, 96),
    "offer": (160, 16, 1, 32),
    "receipt": (64, 64, 8),
    "order": (16, 1, 64, 64, 32),
    "bucket": (192, 64),
    "tier": (240, 16),
}


@pytest.fixture(scope="module")
def words():
    """The module behind a contract that packs and unpacks at once."""
    with boa.swap_env(boa.environment.Env()):
        yield vyper_harness(MODULE, CONTRACTS).deploy()


def typed(kind: str, width: int, value: int):
    if width == 160:
        return "0x" + value.to_bytes(20, "big").hex()
    return bool(value) if width == 1 else value


@pytest.mark.parametrize("kind", WIDTHS)
def test_words__any_values__come_back(words, kind):
    widths = WIDTHS[kind]

    @given(st.tuples(*(st.integers(0, 2**w - 1) for w in widths)))
    def holds(values):
        given_ = [typed(kind, w, v) for w, v in zip(widths, values, strict=True)]
        word, *back = getattr(words, kind)(*given_)
        assert [str(b).lower() for b in back] == [str(g).lower() for g in given_]
        assert word < 2**256

    holds()


@pytest.mark.parametrize("kind", WIDTHS)
def test_words__one_bit_too_many__reverts(words, kind):
    """Packing reverts rather than let a field run into the next."""
    widths = WIDTHS[kind]
    for i, width in enumerate(widths):
        if width in (160, 1):
            continue
        values = [typed(kind, w, 0) for w in widths]
        values[i] = 2**width
        with pytest.raises(boa.BoaError, match=r"Market: (out of range|[a-z]+ above 2)"):
            getattr(words, kind)(*values)
        values[i] = 2**width - 1
        getattr(words, kind)(*values)
