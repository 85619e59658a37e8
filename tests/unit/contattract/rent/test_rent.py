# SPDX-License-Identifier: MIT
"""contracts/contattract/rent.vy: what space costs and what it pays (CNT-5, CNT-7), against mpmath."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import boa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp

from wuxing.contattract.model import DAY, YEAR, cost, rent, rent_by_curve
from wuxing.engine.artifacts import vyper_harness
from wuxing.refused import Refused

HARNESS = """
# pragma version 0.4.3
from contracts.contattract import rent

@external
@pure
def cost(pool: uint256, free: uint256, mb: uint256, seconds: uint256, span: uint256) -> uint256:
    return rent._cost(pool, rent._exponent(rent._log(free, mb), seconds, span))

@external
@pure
def logarithm(free: uint256, mb: uint256) -> uint256:
    return rent._log(free, mb)

@external
@pure
def grown(pool: uint256, z: uint256) -> uint256:
    return rent._cost(pool, z)

@external
@pure
def least(z: uint256) -> uint256:
    return rent._least(z)

@external
@pure
def pay(pool: uint256, used: uint256, sold: uint256, free: uint256, span: uint256) -> uint256:
    return rent._pay(pool, used, sold, free, span)

@external
@pure
def pay_by_curve(
    pool: uint256, used: uint256, sold: uint256, space: uint256, live: uint256, seconds: uint256, span: uint256
) -> uint256:
    return rent._pay_by_curve(pool, used, sold, space, live, seconds, span)
"""
CNT = 10**18
SUPPLY = 2**30 * CNT
C = Fraction(1, 5)
SPAN = int(C * YEAR * CNT)


def is_dear(free: int, mb: int, seconds: int) -> bool:
    """Whether a purchase costs more than a thousand pools."""
    return -math.log1p(-mb / free) * seconds / float(C * YEAR) > 7


@pytest.fixture(scope="module")
def harness():
    return vyper_harness(HARNESS).deploy()


def sizes(most: int = 40) -> st.SearchStrategy[tuple[int, int]]:
    """Free MB up to 2^40 and less than that leased, of every magnitude from both ends."""
    some = st.integers(1, most).flatmap(lambda bits: st.integers(1, 2**bits - 1))
    return st.tuples(some, some, st.booleans()).map(
        lambda it: (it[0] + it[1], it[0] if it[2] else it[1])  # the rest is it[1] or it[0]
    )


seconds = st.one_of(
    st.sampled_from([1, 3_600, DAY, YEAR, YEAR + DAY - 1, 10 * YEAR]), st.integers(1, YEAR), st.integers(1, 2 * DAY)
)
constants = st.one_of(
    st.just(C),
    st.fractions(Fraction(1, 100), Fraction(10), max_denominator=1_000).map(lambda c: Fraction(int(c * CNT), CNT)),
)
pools = st.one_of(
    st.integers(1, SUPPLY), st.integers(0, 90).map(lambda bits: 1 << bits), st.sampled_from([CNT, SUPPLY])
)


@given(pools, sizes(), seconds, constants)
@example(SUPPLY, (2**40, 1), 1, C)
@example(SUPPLY, (2**40, 2**40 - 1), DAY, C)
@example(SUPPLY, (10**9, 1), DAY, C)
@example(100 * CNT, (1_024, 1), DAY, C)
@example(100 * CNT, (1_023, 1), DAY, C)
def test_cost__any_purchase__never_below_the_curve_and_above_by_less_than_1e_15(harness, pool, size, seconds, c):
    """CNT-5: the bound of the issue, over the whole domain."""
    free, mb = size
    span = int(c * YEAR * CNT)
    try:
        exact = cost(pool, c, (free, mb, seconds))
    except Refused as refusal:
        with boa.reverts(str(refusal)):
            harness.cost(pool, free, mb, seconds, span)
        return
    if exact > SUPPLY:
        return
    assert exact <= harness.cost(pool, free, mb, seconds, span) <= exact + exact // 10**15 + 1


def test_cost__error__measured_over_three_thousand_purchases(harness):
    """CNT-5: the greatest error seen is far below the bound: the wei aside, 2 × 10^-16."""
    draw, worst = random.Random(5), mp.mpf(0)
    with mp.workdps(60):
        for _ in range(3_000):
            free = draw.randrange(2, 1 << draw.randrange(2, 41))
            mb = draw.randrange(1, free) if draw.random() < 0.5 else max(1, free >> draw.randrange(1, 30))
            length = draw.randrange(DAY, YEAR)
            z = -mp.log1p(mp.mpf(-mb) / free) * length / (C.numerator * YEAR / mp.mpf(C.denominator))
            exact = SUPPLY * mp.expm1(z)
            if exact > SUPPLY * 10**3:
                continue
            found = harness.cost(SUPPLY, free, mb, length, SPAN)
            assert found >= exact
            worst = max(worst, (found - 1 - exact) / exact)
    assert 0 < worst < 2e-16


@given(sizes())
@example((2**40, 1))
@example((1_024, 1))
@example((1_023, 1))
@example((2, 1))
def test_log__any_size__never_below_and_above_by_less_than_its_bound(harness, size):
    """CNT-5: relative 2^-59, at both sides of the change from the series to log2."""
    free, mb = size
    with mp.workdps(60):
        exact = -mp.log1p(mp.mpf(-mb) / free) * 2**128
        found = harness.logarithm(free, mb)
        assert exact <= found <= exact * (1 + mp.mpf(2) ** -59) + 20


@given(st.one_of(st.integers(1, 2**124), st.integers(2**123, 63 << 128), st.integers(60, 133).map(lambda b: 1 << b)))
@example((1 << 124) - 1)
@example(1 << 124)
@example((63 << 128) - 1)
def test_growth__any_exponent__never_below_the_exponential(harness, z):
    """CNT-5: at both sides of the change from the series to snekmate's exponential."""
    if z >= 63 << 128:
        with boa.reverts("Disk: price rises without bound"):
            harness.grown(1, z)
        return
    with mp.workdps(80):
        exact = SUPPLY * mp.expm1(mp.mpf(z) / 2**128)
        found = harness.grown(SUPPLY, z)
        assert exact <= found <= exact * (1 + mp.mpf(10) ** -15) + 1


@given(st.integers(0, 63 << 128))
def test_least__what_is_taken_off__is_below_by_its_bound(harness, z):
    """CNT-8: what a resize counts for the old form."""
    assert max(0, z - z // 2**58 - 2) == harness.least(z) <= z


@pytest.mark.parametrize(
    ("mb", "days", "shown"), [(1, 365, "0.5015"), (1, 1, "0.0013705"), (500, 365, "3100.0"), (500, 1, "0.9540")]
)
def test_cost__worked_examples(harness, mb, days, shown):
    """CNT-5: W = 1,000 MB, M = 100."""
    assert f"{harness.cost(100 * CNT, 1_000, mb, days * DAY, SPAN) / CNT:.18f}".startswith(shown)


def test_cost__last_megabyte__rises_without_bound(harness):
    """CNT-5: each halving of what is left costs more than all before it; leaving nothing has no price at all."""
    before = 0
    for left in (512, 256, 128, 64, 32, 16, 8, 4, 2, 1):
        price = harness.cost(CNT, 1_024, 1_024 - left, YEAR, SPAN)
        assert price > 16 * before
        before = price
    with boa.reverts("Disk: price rises without bound"):
        harness.cost(CNT, 2**40, 2**40 - 1, YEAR, SPAN)


@given(pools, sizes(30), st.integers(1, 99), seconds)
def test_cost__bought_in_two_sizes__never_cheaper(harness, pool, size, part, seconds):
    """CNT-5: equal but for rounding, 10^-15 and a wei."""
    free, mb = size
    first = mb * part // 100
    if first == 0 or first == mb or is_dear(free, mb, seconds):
        return
    whole = harness.cost(pool, free, mb, seconds, SPAN)
    one = harness.cost(pool, free, first, seconds, SPAN)
    two = harness.cost(pool + one, free - first, mb - first, seconds, SPAN)
    assert one + two >= whole - whole // 10**15 - 1
    assert one + two >= cost(pool, C, (free, mb, seconds))


@given(pools, sizes(30), seconds, seconds)
def test_cost__bought_for_two_times__never_cheaper(harness, pool, size, first, second):
    """CNT-5, CNT-8: a lease and its extension, whose own MB count as free."""
    free, mb = size
    if is_dear(free, mb, first + second):
        return
    one = harness.cost(pool, free, mb, first, SPAN)
    two = harness.cost(pool + one, free, mb, second, SPAN)
    whole = harness.cost(pool, free, mb, first + second, SPAN)
    assert one + two >= whole - whole // 10**15 - 1
    assert one + two >= cost(pool, C, (free, mb, first + second))


@given(pools, st.integers(1, 2**40), st.integers(0, 365), st.integers(0, 2**40), st.integers(1, DAY), constants)
def test_pay__any_segment__the_rule_to_the_wei(harness, pool, live, days, free, length, c):
    """CNT-7: M × C / max(B, c × 365 × f), rounded down, and never more than the pool."""
    used = live * length
    sold = used + live * days * DAY
    paid = harness.pay(pool, used, sold, free, int(c * YEAR * CNT))
    assert paid == rent(pool, used, sold, free, c) <= pool


def test_pay__one_megabyte_alone__m_over_72_927(harness):
    """CNT-7: B = 365, f = 999; what is left after 73 days."""
    assert harness.pay(72_927 * CNT, DAY, 365 * DAY, 999, SPAN) == CNT
    assert math.isclose(harness.pay(100 * CNT, DAY, 365 * DAY, 999, SPAN) / CNT, 100 / 72_927)


@given(
    pool=st.integers(0, SUPPLY),
    space=st.integers(1, 2**40 - 1),
    part=st.integers(1, 10**12),
    seconds=st.integers(1, DAY),
    days=st.integers(0, 365),
)
@example(pool=SUPPLY, space=2**40 - 1, part=10**12, seconds=DAY, days=365)
@example(pool=SUPPLY, space=2**40 - 1, part=10**12 - 1, seconds=DAY, days=365)
@example(pool=SUPPLY, space=2**40 - 1, part=1, seconds=1, days=0)
def test_pay_by_curve__never_above_what_the_curve_sold__as_the_model(harness, pool, space, part, seconds, days):
    """CNT-7: at most pool × (1 - exp(-y)) and pool × C / B; below it by at most y of it, 10^-15 of it and a wei."""
    live = max(1, space * part // 10**12)
    used = live * seconds
    sold = used + live * days * DAY
    paid = harness.pay_by_curve(pool, used, sold, space, live, seconds, SPAN)
    assert paid == rent_by_curve(pool, used, sold, space, live, seconds, C)
    with mp.workdps(60):
        most = mp.mpf(pool) * used / sold
        if live < space:
            y = -mp.log1p(mp.mpf(-live) / space) * seconds / (float(C) * YEAR)
            most = min(most, pool * -mp.expm1(-y))
            assert paid >= min(mp.mpf(pool) * used / sold, pool * y / (1 + y)) * (1 - mp.mpf(10) ** -15) - 1
        assert paid <= most
