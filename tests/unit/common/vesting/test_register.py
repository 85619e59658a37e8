# SPDX-License-Identifier: MIT
"""Vesting.register: curves that are none are refused; those that are come out as they went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.refused import Refused
from wuxing.vesting import POINTS, WHOLE, YEAR, Schedule, by_year, line, tranches


@pytest.mark.parametrize(
    ("offsets", "shares", "says"),
    [
        ((), (), "Vesting: a share per date"),
        ((0, YEAR), (WHOLE,), "Vesting: a share per date"),
        ((YEAR, 0), (WHOLE // 2, WHOLE // 2), "Vesting: dates out of order"),
        ((YEAR, YEAR), (WHOLE // 2, WHOLE // 2), "Vesting: dates out of order"),
        ((0, YEAR), (WHOLE // 2, WHOLE // 2 - 1), "Vesting: shares do not sum"),
        ((0, YEAR), (WHOLE // 2, WHOLE // 2 + 1), "Vesting: shares do not sum"),
        ((0, YEAR), (WHOLE, 1), "Vesting: shares do not sum"),
        ((0, YEAR), (0, WHOLE), "Vesting: share is zero"),
        ((2**32,), (WHOLE,), "Vesting: date above 136 years"),
    ],
)
def test_register__bad_curve__refused_by_contract_and_model(engine, house, owner, offsets, shares, says):
    with engine.reverts(says):
        house.vesting.register((list(offsets), list(shares), False), sender=owner)
    with pytest.raises(Refused, match=says):
        Schedule(offsets, shares).check()
    assert house.vesting.schedules() == 2


def test_register__by_another_or_paused__refused(engine, house, owner, guardian, attacker):
    with engine.reverts("ownable: caller is not the owner"):
        house.vesting.register(line(YEAR).argument(), sender=attacker)
    house.vesting.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        house.vesting.register(line(YEAR).argument(), sender=owner)


@pytest.mark.parametrize(
    "curve", [line(1), tranches((0,), (10_000,)), by_year(20, 10, 12), line(2**32 - 1), by_year(POINTS, 1, 1)]
)
def test_register__good_curve__read_back_as_it_was(house, owner, curve):
    number = house.vesting.register(curve.argument(), sender=owner).value
    read = house.vesting.curve_of(number)
    assert (read["offsets"], read["shares"], read["linear"]) == tuple(
        tuple(part) if isinstance(part, list) else part for part in curve.argument()
    )


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=POINTS), st.booleans())
def test_by_year_and_any_other__whole_at_the_last_date(weights, linear):
    ends = [sum(weights[: i + 1]) * WHOLE // sum(weights) for i in range(len(weights))]
    shares = [end - before for before, end in zip([0, *ends], ends, strict=False)]
    curve = Schedule(tuple(range(1, len(weights) + 1)), tuple(shares), linear)
    curve.check()
    assert curve.earned(10**18 + 7, len(weights)) == 10**18 + 7


def test_by_year__twenty_falling_years__each_brings_five_sixths_of_the_one_before():
    """CNT-2: 1/1.2 of the year before, whole at the end of year 20."""
    curve = by_year(20, 10, 12)
    curve.check()
    assert curve.offsets == tuple(YEAR * y for y in range(1, 21)) and sum(curve.shares) == WHOLE
    assert all(
        abs(12 * later - 10 * earlier) <= 24 for earlier, later in zip(curve.shares, curve.shares[1:], strict=False)
    )
