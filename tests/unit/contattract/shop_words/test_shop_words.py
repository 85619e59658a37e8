# SPDX-License-Identifier: MIT
"""shop_words: every field comes back as it went in, and none runs into another (CNT-24)."""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

MODULE = """
# pragma version 0.4.3
from contracts.contattract import shop_words as words

@external
@pure
def both(o: words.Order) -> (uint256[3], words.Order):
    packed: uint256[3] = words._pack(o)
    return packed, words._read(packed)
"""
WIDTHS = (160, 96, 160, 96, 160, 40, 8)
PLACES = ((0, 0), (0, 160), (1, 0), (1, 160), (2, 0), (2, 160), (2, 200))
"""Word and lowest bit of each field."""


@pytest.fixture(scope="module")
def words():
    return vyper_harness(MODULE, CONTRACTS).deploy()


def as_fields(values):
    """Three of them are addresses."""
    return tuple(boa.eval(f"convert({v}, address)") if i in (0, 2, 4) else v for i, v in enumerate(values))


@given(data=st.data())
def test_words__any_fields__come_back(words, data):
    values = [data.draw(st.integers(0, 2**w - 1) | st.sampled_from([0, 2**w - 1])) for w in WIDTHS]
    packed, read = words.both(as_fields(values))
    expected = [0, 0, 0]
    for (word, bit), value in zip(PLACES, values, strict=True):
        expected[word] |= value << bit
    assert list(packed) == expected and tuple(read) == as_fields(values)


@pytest.mark.parametrize("index", [1, 3, 5, 6])
def test_words__a_field_too_large__reverts(words, index):
    values = [0] * len(WIDTHS)
    values[index] = 2 ** WIDTHS[index]
    with boa.reverts("Shop: amount does not fit" if index < 5 else "Shop: stage does not fit"):
        words.both(as_fields(values))
