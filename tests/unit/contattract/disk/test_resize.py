# SPDX-License-Identifier: MIT
"""WorldDisk.resize (CNT-8)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY
from wuxing.contattract.model import cost

C = Fraction(1, 5)


def test_resize__shrink__the_end_moves_up_and_nothing_is_paid(rented):
    """CNT-8: 100 MB × 10 days are 40 MB × 25 days."""
    number = rented.lease(100, 10)
    pool = rented.world["pool"]
    assert rented.disk.resize(number, 40, 0, ANY, [], sender=rented.tenant).value == 0
    rented.at(0)
    assert rented.disk.lease_of(number)["expiry"] == rented.day + 25
    assert (rented.world["sold"], rented.world["live"], rented.world["pool"]) == (1_000 * DAY, 40, pool)
    assert (rented.disk.expiring(rented.day + 10), rented.disk.expiring(rented.day + 25)) == (0, 40)


def test_resize__not_whole_days__moves_down_and_gives_up_the_rest(rented):
    """CNT-8: at a second past midnight, 7 MB × (10 days - 1 s) are 3 MB × 23 days and a rest."""
    number = rented.lease(7, 10)
    rented.at(1)
    rented.disk.resize(number, 3, 0, ANY, [], sender=rented.tenant)
    rented.at(1)
    assert rented.disk.lease_of(number)["expiry"] == rented.day + 23
    assert rented.world["sold"] == 3 * (23 * DAY - 1)


def test_resize__shrink_far__no_farther_than_a_new_lease(rented):
    """CNT-8: at most 365 days ahead; B loses what does not fit."""
    number = rented.lease(100, 300)
    rented.disk.resize(number, 1, 0, ANY, [], sender=rented.tenant)
    rented.at(0)
    assert rented.disk.lease_of(number)["expiry"] == rented.day + 365
    assert rented.world["sold"] == 365 * DAY


def test_resize__grow__pays_what_the_new_form_is_worth_more(rented):
    """CNT-8: the MD are conserved, and the price of size cannot be evaded by growing."""
    number = rented.lease(10, 100)
    world = rented.world
    quoted, expiry = rented.disk.quote_resize(number, 500)
    exact = cost(world["pool"], C, (1_000, 500, 2 * DAY), (1_000, 10, -100 * DAY))
    assert exact <= quoted <= exact + world["pool"] // 10**15 + 1 and exact > 0 and expiry == rented.day + 2
    assert rented.disk.resize(number, 500, quoted, ANY, [], sender=rented.tenant).value == quoted
    rented.at(0)
    assert rented.world["sold"] == world["sold"] == 1_000 * DAY
    assert (rented.world["live"], rented.world["pool"]) == (500, world["pool"] + quoted)
    # the two purchases cost what 500 MB for 2 days cost at once
    whole = cost(100 * CNT, C, (1_000, 500, 2 * DAY))
    assert whole <= rented.world["pool"] - 100 * CNT <= whole + whole // 10**14


@pytest.mark.parametrize(("mb", "days", "grown"), [(3, 100, 75), (3, 365, 500), (10, 30, 75), (10, 100, 800)])
def test_resize__grow_a_little_dearer__never_below_the_difference_of_the_curve(rented, other_miner, mb, days, grown):
    """CNT-8: what is taken off for the old form is rounded down."""
    rented.disk.donate(900_000 * CNT, sender=other_miner)
    rented.at(0)
    number = rented.lease(mb, days)
    pool = rented.world["pool"]
    fresh = mb * days // grown * DAY
    exact = cost(pool, C, (1_000, grown, fresh), (1_000, mb, -days * DAY))
    assert 0 < exact <= rented.disk.quote_resize(number, grown)[0] <= exact + pool // 10**15 + 1


def test_resize__grow_beside_a_neighbour_that_ends_first__days_given_up_at_the_price_of_an_empty_disk(rented):
    """CNT-8: 100 MB for 2 days become 109 for one while 890 are leased for that day: the second was never dear."""
    number = rented.lease(100, 2)
    rented.lease(890, 1)
    pool = rented.world["pool"]
    quoted, expiry = rented.disk.quote_resize(number, 109)
    exact = cost(pool, C, (10, 9, DAY), (1_000, 100, -DAY))
    assert exact <= quoted <= exact + pool // 10**15 + 1 and exact > 3 * CNT and expiry == rented.day + 1


@pytest.mark.parametrize(
    ("mb", "says"),
    [
        (0, "Disk: lease of 0 MB"),
        (10, "Disk: of this size already"),
        (1_000, "Disk: less than a day would be left"),
        (101, "Disk: less than a day would be left"),
    ],
)
def test_resize__bad_size__refused(rented, mb, says):
    number = rented.lease(10, 10)
    with rented.engine.reverts(says):
        rented.disk.resize(number, mb, ANY, ANY, [], sender=rented.tenant)


def test_resize__beyond_the_free_mb__refused(rented):
    number = rented.lease(10, 365)
    rented.lease(500, 1)
    with rented.engine.reverts("Disk: more than the free MB"):
        rented.disk.resize(number, 500, ANY, ANY, [], sender=rented.tenant)
    rented.disk.resize(number, 499, ANY, ANY, [], sender=rented.tenant)
    assert rented.world["live"] == 999


def test_resize__of_another__refused(rented, attacker):
    number = rented.lease(10, 10)
    with rented.engine.reverts("Disk: not the holder"):
        rented.disk.resize(number, 5, ANY, ANY, [], sender=attacker)


def test_resize__expired__refused(rented):
    number = rented.lease(10, 1)
    rented.at(DAY)
    with rented.engine.reverts("Disk: lease has ended"):
        rented.disk.resize(number, 5, ANY, ANY, [], sender=rented.tenant)


def test_resize__dear_or_late__refused(rented):
    number = rented.lease(10, 100)
    quoted = rented.disk.quote_resize(number, 100)[0]
    with rented.engine.reverts("Disk: dearer than the maximum"):
        rented.disk.resize(number, 100, quoted - 1, ANY, [], sender=rented.tenant)
    with rented.engine.reverts("Disk: too late"):
        rented.disk.resize(number, 100, quoted, rented.engine.time - 1, [], sender=rented.tenant)


def test_resize__paused__shrinks_and_does_not_grow(rented, guardian):
    number = rented.lease(10, 100)
    rented.disk.pause(sender=guardian)
    rented.at(0)
    with rented.engine.reverts("Disk: sales are paused"):
        rented.disk.resize(number, 11, ANY, ANY, [], sender=rented.tenant)
    rented.disk.resize(number, 9, 0, ANY, [], sender=rented.tenant)
    assert rented.world["live"] == 9
