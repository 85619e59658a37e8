# SPDX-License-Identifier: MIT
"""contracts/common/log2.vy and wuxing/log2.py: the logarithm of XZ-11."""

from __future__ import annotations

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import log, mp, mpf

from wuxing import log2
from wuxing.engine.artifacts import vyper_harness

HARNESS = """
# pragma version 0.4.3
from contracts.common import log2

@external
@pure
def whole(x: uint256) -> int256:
    return log2._log2(x)

@external
@pure
def one_plus(numerator: uint256, denominator: uint256) -> uint256:
    return log2._one_plus(numerator, denominator)
"""
WAD = 10**18
arguments = st.one_of(
    st.integers(1, 2**256 - 1),
    st.integers(WAD, 2 * WAD),
    st.integers(1, WAD),
    st.integers(0, 255).map(lambda e: 1 << e),
    st.integers(-3, 3).map(lambda d: int(WAD * 2**0.5) + d),
)


@pytest.fixture(scope="module")
def harness():
    return vyper_harness(HARNESS).deploy()


@given(arguments)
def test_log2__contract_and_python__digit_for_digit(harness, x):
    assert harness.whole(x) == log2.log2(x)


@given(st.integers(2, 2**128 - 1).flatmap(lambda d: st.tuples(st.integers(0, d - 1), st.just(d))))
def test_one_plus__contract_and_python__digit_for_digit(harness, ratio):
    assert harness.one_plus(*ratio) == log2.one_plus(*ratio)


def test_log2__error__at_most_two_units():
    """The issue's bound: at most 2 units in the 18th decimal, on 20,000 arguments of every size."""
    import random

    draw = random.Random(11)
    with mp.workdps(60):
        for _ in range(20_000):
            x = draw.randrange(1, 1 << draw.randrange(1, 257))
            assert abs(log2.log2(x) - log(mpf(x) / WAD, 2) * WAD) < 2


@pytest.mark.parametrize("exponent", [-18, -1, 0, 1, 60, 195])
def test_log2__powers_of_two__whole(exponent):
    """10**18 is a multiple of 2**18, so that these arguments are exact."""
    x = WAD << exponent if exponent >= 0 else WAD >> -exponent
    assert abs(log2.log2(x) - exponent * WAD) <= 1


def test_log2__zero__refused(harness):
    with boa.reverts("log2: zero has no logarithm"):
        harness.whole(0)
    with pytest.raises(ValueError, match="expected a positive number"):
        log2.log2(0)


def test_one_plus__ends_of_the_range__inside_zero_and_one():
    """Where the polynomial's error could carry the result out of [0, 1] and wrap in the contract, it does not."""
    assert 0 <= log2.fraction(1 << 127) < 1 << 54
    assert (1 << 128) - (1 << 54) < log2.fraction((1 << 128) - 1) < 1 << 128


def test_one_plus__rises_with_its_argument():
    """XZ-11: more stake never earns less."""
    last = -1
    for step in range(0, 1 << 14):
        value = log2.one_plus(step, 1 << 14)
        assert value > last
        last = value
