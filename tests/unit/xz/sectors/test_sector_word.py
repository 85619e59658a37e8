# SPDX-License-Identifier: MIT
"""The module sector_word: a sector and a seed in a word each (XZ-19)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_deployer
from wuxing.paths import CONTRACTS

WIDTHS = (96, 40, 32, 8)  # bond, leaves, due, state


@pytest.fixture(scope="module")
def sector_word():
    return vyper_deployer(CONTRACTS / "xz" / "sector_word.vy").deploy()


@settings(max_examples=30, deadline=None)
@given(st.tuples(*(st.integers(0, 2**width - 1) for width in WIDTHS)))
@example(tuple(2**width - 1 for width in WIDTHS))
@example(tuple(2**width - 1 if i % 2 else 0 for i, width in enumerate(WIDTHS)))
def test_pack__any_sector__comes_back(sector_word, values):
    word = sector_word.internal._pack(values)
    assert word == sum(value << sum(WIDTHS[:i]) for i, value in enumerate(values))
    assert tuple(sector_word.internal._unpack(word)) == values


@pytest.mark.parametrize("place", range(4))
def test_pack__field_does_not_fit__reverts(sector_word, place):
    values = [0] * 4
    values[place] = 2 ** WIDTHS[place]
    with boa.reverts("Sectors: out of range"):
        sector_word.internal._pack(tuple(values))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**208 - 1), st.booleans(), st.integers(0, 2**40 - 1))
@example(2**208 - 1, False, 2**40 - 1)
@example(0, True, 0)
def test_pack_seed__any_seed__comes_back(sector_word, value, drawn, window):
    word = sector_word.internal._pack_seed((value, drawn, window))
    assert word == value | drawn << 208 | window << 216
    assert tuple(sector_word.internal._unpack_seed(word)) == (value, drawn, window)


@pytest.mark.parametrize("values", [(2**208, False, 0), (0, False, 2**40)])
def test_pack_seed__field_does_not_fit__reverts(sector_word, values):
    with boa.reverts("Sectors: out of range"):
        sector_word.internal._pack_seed(values)
