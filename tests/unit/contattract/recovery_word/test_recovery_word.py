# SPDX-License-Identifier: MIT
"""recovery_word: every field comes back as it went in, and none runs into another (CNT-18)."""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

MODULE = """
# pragma version 0.4.3
from contracts.contattract import recovery_word as words

@external
@pure
def both(m: words.Move) -> (uint256, words.Move):
    word: uint256 = words._pack(m)
    return word, words._read(word)
"""
WIDTHS = (160, 40, 8, 48)


@pytest.fixture(scope="module")
def words():
    return vyper_harness(MODULE, CONTRACTS).deploy()


def as_fields(values):
    """The first is an address."""
    return (boa.eval(f"convert({values[0]}, address)"), *values[1:])


@given(data=st.data())
def test_word__any_fields__come_back(words, data):
    values = [data.draw(st.integers(0, 2**w - 1) | st.sampled_from([0, 2**w - 1])) for w in WIDTHS]
    fields = as_fields(values)
    word, read = words.both(fields)
    expected, at = 0, 0
    for width, value in zip(WIDTHS, values, strict=True):
        expected, at = expected | value << at, at + width
    assert word == expected and tuple(read) == fields


@pytest.mark.parametrize("index", [1, 2, 3])
def test_word__a_field_too_large__reverts(words, index):
    values = [0] * len(WIDTHS)
    values[index] = 2 ** WIDTHS[index]
    with boa.reverts("Recovery: move does not fit"):
        words.both(as_fields(values))
