# SPDX-License-Identifier: MIT
"""The module custody: a batch's holder in one word (XZ-23)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_deployer
from wuxing.paths import CONTRACTS

ZERO = "0x" + "00" * 20


@pytest.fixture(scope="module")
def custody():
    return vyper_deployer(CONTRACTS / "xz" / "custody.vy").deploy()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**160 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**40 - 1))
@example(2**160 - 1, 2**32 - 1, 2**40 - 1)
@example(0, 2**32 - 1, 0)
def test_pack__any_values__come_back(custody, account, token, since):
    word = custody.internal._pack((f"0x{account:040x}", token, since))
    assert word == account | token << 160 | since << 192
    held = custody.internal._unpack(word)
    assert (int(held.account, 16), held.token, held.since) == (account, token, since)


@pytest.mark.parametrize("values", [(ZERO, 2**32, 0), (ZERO, 0, 2**40)])
def test_pack__too_wide__reverts(custody, values):
    with boa.reverts("PackageTrace: does not fit"):
        custody.internal._pack(values)
