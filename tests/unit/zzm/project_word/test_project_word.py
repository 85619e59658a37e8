# SPDX-License-Identifier: MIT
"""project_word: every field comes back as it went in, and none runs into another (ZZM-3)."""

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

MODULE = """
# pragma version 0.4.3
from contracts.zzm import project_word as words

@external
@pure
def ledger(l: words.Ledger) -> (uint256, words.Ledger):
    word: uint256 = words._ledger(l)
    return word, words._read_ledger(word)

@external
@pure
def till(t: words.Till) -> (uint256, words.Till):
    word: uint256 = words._till(t)
    return word, words._read_till(word)

@external
@pure
def book(b: words.Book) -> (uint256, words.Book):
    word: uint256 = words._book(b)
    return word, words._read_book(word)
"""
TOO_LARGE = {
    "ledger": ["terms do not fit"] * 4 + ["amount above 2**64"] * 3,
    "till": ["money above 2**128", "time does not fit", "time does not fit"],
    "book": ["book does not fit"] * 3,
}
WIDTHS = {"ledger": (7, 1, 16, 40, 64, 64, 64), "till": (128, 64, 64), "book": (64, 96, 96)}


@pytest.fixture(scope="module")
def words():
    return vyper_harness(MODULE, CONTRACTS).deploy()


def packed(widths, values):
    """The word by arithmetic: each field above the one before."""
    word, at = 0, 0
    for width, value in zip(widths, values, strict=True):
        word, at = word | int(value) << at, at + width
    return word


def as_fields(kind, values):
    """Failed is a truth, the rest numbers."""
    return tuple(bool(v) if kind == "ledger" and i == 1 else v for i, v in enumerate(values))


@pytest.mark.parametrize("kind", WIDTHS)
@given(data=st.data())
def test_words__any_fields__come_back(words, kind, data):
    values = [data.draw(st.integers(0, 2**w - 1) | st.sampled_from([0, 2**w - 1])) for w in WIDTHS[kind]]
    word, read = getattr(words, kind)(as_fields(kind, values))
    assert word == packed(WIDTHS[kind], values)
    assert tuple(read) == as_fields(kind, values)


@pytest.mark.parametrize(
    ("kind", "index"), [(kind, i) for kind, widths in WIDTHS.items() for i in range(len(widths)) if widths[i] > 1]
)
def test_words__a_field_too_large__reverts(words, kind, index):
    values = [0] * len(WIDTHS[kind])
    values[index] = 2 ** WIDTHS[kind][index]
    with boa.reverts(f"Reserve: {TOO_LARGE[kind][index]}"):
        getattr(words, kind)(as_fields(kind, values))
