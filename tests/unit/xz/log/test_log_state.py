# SPDX-License-Identifier: MIT
"""The module log_state: a log's length and time in one word (XZ-5)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_deployer
from wuxing.paths import CONTRACTS

U64 = st.integers(0, 2**64 - 1)


@pytest.fixture(scope="module")
def log_state():
    return vyper_deployer(CONTRACTS / "xz" / "log_state.vy").deploy()


@settings(max_examples=30, deadline=None)
@given(U64, U64)
@example(2**64 - 1, 0)
@example(0, 2**64 - 1)
@example(2**64 - 1, 2**64 - 1)
def test_pack__any_values__come_back(log_state, length, closed):
    word = log_state.internal._pack(length, closed)
    assert word == length | closed << 64
    assert log_state.internal._unpack(word) == (length, closed)


@pytest.mark.parametrize("values", [(2**64, 0), (0, 2**64)])
def test_pack__beyond_64_bits__reverts(log_state, values):
    with boa.reverts("CabinetLog: does not fit 64 bits"):
        log_state.internal._pack(*values)
