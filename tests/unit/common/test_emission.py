# SPDX-License-Identifier: MIT
"""contracts/common/emission.vy (ZOS-4): exact to the wei over 40 years, never past the total."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wuxing.emission import emitted
from wuxing.engine.artifacts import vyper_harness

HARNESS = """
# pragma version 0.4.3
from contracts.common import emission

@external
@pure
def emitted(elapsed: uint256, total: uint256, period: uint256) -> uint256:
    return emission._emitted(elapsed, total, period)
"""
YEAR = 365 * 86_400
PERIOD = 2 * YEAR
TOTAL = 800_000_000 * 10**18
M = 10**24


@pytest.fixture(scope="module")
def contract():
    return vyper_harness(HARNESS).deploy()


def exact(elapsed: int, total: int, period: int) -> int:
    """Period by period, in fractions, rounded down once."""
    done, rate = Fraction(0), Fraction(total, 2 * period)
    while elapsed > period:
        done, rate, elapsed = done + rate * period, rate / 2, elapsed - period
    return int(done + rate * elapsed)


@pytest.mark.parametrize(("years", "millions"), [(0, 0), (1, 200), (2, 400), (3, 500), (4, 600), (6, 700), (8, 750)])
def test_emitted__worked_examples__to_the_wei(contract, years, millions):
    """ZOS-4: after exactly 1, 2, 3, 4, 6 years: 200 M, 400 M, 500 M, 600 M, 700 M."""
    assert contract.emitted(years * YEAR, TOTAL, PERIOD) == millions * M


def test_emitted__forty_years__two_to_the_minus_twenty_left(contract):
    assert contract.emitted(40 * YEAR, TOTAL, PERIOD) == TOTAL - TOTAL // 2**20


@pytest.mark.parametrize("elapsed", [0, 1, PERIOD - 1, PERIOD, PERIOD + 1, 40 * YEAR, 200 * PERIOD, 10**15, 2**255])
def test_emitted__any_time__rises_and_never_reaches_the_total(contract, elapsed):
    now = contract.emitted(elapsed, TOTAL, PERIOD)
    assert now < TOTAL and now <= contract.emitted(elapsed + 1, TOTAL, PERIOD)


@given(elapsed=st.one_of(st.integers(0, 60 * YEAR), st.integers(0, 20).map(lambda k: k * PERIOD)))
def test_emitted__any_second_of_sixty_years__the_exact_sum_rounded_down(contract, elapsed):
    assert contract.emitted(elapsed, TOTAL, PERIOD) == emitted(elapsed, TOTAL, PERIOD) == exact(elapsed, TOTAL, PERIOD)


@given(elapsed=st.integers(0, 10**6), total=st.integers(1, 2**96 - 1), period=st.integers(1, 2**32 - 1))
@example(elapsed=0, total=2**96 - 1, period=1)
@example(elapsed=10**6, total=2**96 - 1, period=1)
@example(elapsed=10**6, total=1, period=2**32 - 1)
@example(elapsed=2**32 - 2, total=2**96 - 1, period=2**32 - 1)
def test_emitted__any_terms__contract_equals_model(contract, elapsed, total, period):
    assert contract.emitted(elapsed, total, period) == emitted(elapsed, total, period)


@pytest.mark.parametrize("halvings", [0, 89, 90, 91, 95, 96, 127, 128, 129, 10**6])
def test_emitted__the_greatest_total_after_many_halvings__all_but_what_the_model_leaves(contract, halvings):
    """The last wei is never given out, and nothing but it is left from the 96th halving on."""
    elapsed, total = halvings * PERIOD + PERIOD // 3, 2**96 - 1
    assert contract.emitted(elapsed, total, PERIOD) == emitted(elapsed, total, PERIOD)
    assert halvings < 96 or contract.emitted(elapsed, total, PERIOD) == total - 1
