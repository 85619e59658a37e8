# SPDX-License-Identifier: MIT
"""The module grant_word: a doctor's grant in one word (XZ-24)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_deployer
from wuxing.paths import CONTRACTS

U64 = st.integers(0, 2**64 - 1)


@pytest.fixture(scope="module")
def grant_word():
    return vyper_deployer(CONTRACTS / "xz" / "grant_word.vy").deploy()


@settings(max_examples=30, deadline=None)
@given(U64, U64, U64)
@example(2**64 - 1, 2**64 - 1, 2**64 - 1)
@example(0, 2**64 - 1, 0)
def test_pack__any_values__come_back(grant_word, until, version, accesses):
    word = grant_word.internal._pack((until, version, accesses))
    assert word == until | version << 64 | accesses << 128
    assert tuple(grant_word.internal._unpack(word)) == (until, version, accesses)


@pytest.mark.parametrize("place", range(3))
def test_pack__beyond_64_bits__reverts(grant_word, place):
    with boa.reverts("HealthRecords: does not fit"):
        grant_word.internal._pack(tuple(2**64 if i == place else 0 for i in range(3)))
