# SPDX-License-Identifier: MIT
"""WorldDisk.lease (CNT-5, CNT-8)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY
from wuxing.contattract.model import cost

C = Fraction(1, 5)


@pytest.mark.parametrize(("mb", "days"), [(1, 1), (1, 365), (500, 1), (500, 365), (999, 1)])
def test_lease__at_midnight__paid_by_the_curve_and_sold_to_the_second(rented, mb, days):
    before = rented.system.token.balanceOf(rented.tenant)
    quoted = rented.disk.quote_lease(mb, days)
    number = rented.lease(mb, days)
    exact = cost(100 * CNT, C, (1_000, mb, days * DAY))
    assert exact <= quoted <= exact + exact // 10**15 + 1
    assert rented.system.token.balanceOf(rented.tenant) == before - quoted
    world = rented.world
    assert world["pool"] == 100 * CNT + quoted
    assert (world["sold"], world["live"], world["count"]) == (mb * days * DAY, mb, number + 1)
    lease = rented.disk.lease_of(number)
    assert lease == {"holder": rented.tenant.address, "mb": mb, "expiry": rented.day + days, "epoch": 0}
    assert rented.disk.expiring(rented.day + days) == mb


@pytest.mark.parametrize(("second", "ends"), [(0, 2), (1, 3), (DAY - 1, 3), (DAY, 3)])
def test_lease__any_second__ends_at_the_next_boundary_plus_days(rented, second, ends):
    """CNT-8: exactly at midnight the boundary is now; cost and MD use the real length."""
    start = rented.day
    rented.at(second)
    pool = rented.world["pool"]
    length = ends * DAY - second
    number = rented.lease(10, 2)
    assert rented.disk.lease_of(number)["expiry"] == start + ends
    assert rented.world["sold"] == 10 * length
    exact = cost(pool, C, (1_000, 10, length))
    assert exact <= rented.world["pool"] - pool <= exact + exact // 10**15 + 1


def test_lease__until_its_last_second__live_and_then_not(rented):
    """CNT-9: access ends with the boundary's first second."""
    number = rented.lease(10, 1)
    rented.at(DAY - 1)
    assert rented.disk.is_live(number) and rented.world["live"] == 10
    rented.at(DAY)
    assert not rented.disk.is_live(number)
    assert (rented.world["live"], rented.world["expired"], rented.world["sold"]) == (0, 10, 0)


@pytest.mark.parametrize(
    ("mb", "days", "says"),
    [
        (0, 1, "Disk: lease of 0 MB"),
        (1, 0, "Disk: lease of 0 days"),
        (1, 366, "Disk: longer than a lease may be"),
        (1_000, 1, "Disk: more than the free MB"),
        (2**200, 1, "Disk: more than the free MB"),
        (1, 2**200, "Disk: longer than a lease may be"),
    ],
)
def test_lease__bad_terms__refused(rented, mb, days, says):
    with rented.engine.reverts(says):
        rented.lease(mb, days)
    with rented.engine.reverts(says):
        rented.disk.quote_lease(mb, days)


def test_lease__all_but_the_last_megabyte_is_leased__no_second_lease(rented):
    """CNT-5: s >= f."""
    rented.lease(999, 1)
    with rented.engine.reverts("Disk: more than the free MB"):
        rented.lease(1, 1)


def test_lease__dearer_than_the_maximum__refused(rented):
    price = rented.disk.quote_lease(10, 10)
    with rented.engine.reverts("Disk: dearer than the maximum"):
        rented.disk.lease(10, 10, price - 1, ANY, [], sender=rented.tenant)
    rented.at(0)
    rented.disk.lease(10, 10, price, ANY, [], sender=rented.tenant)
    assert rented.world["live"] == 10


def test_lease__after_the_deadline__refused(rented):
    now = rented.engine.time
    with rented.engine.reverts("Disk: too late"):
        rented.disk.lease(1, 1, ANY, now - 1, [], sender=rented.tenant)
    rented.at(0)
    rented.disk.lease(1, 1, ANY, now, [], sender=rented.tenant)
    assert rented.world["live"] == 1


def test_lease__empty_pool__refused(rented):
    """CNT-5: what costs nothing could be squatted for nothing; a donation of a wei opens sales again."""
    rented.lease(999, 1)
    rented.at(2 * DAY)
    # the whole of B is consumed in one segment and B > c × 365 × f: the segment pays the whole pool
    assert rented.world["pool"] == 0
    with rented.engine.reverts("Disk: the pool is empty"):
        rented.lease(1, 1)
    rented.disk.donate(1, sender=rented.tenant)
    rented.lease(1, 1)
    assert rented.world["pool"] > 1


def test_lease__less_space_than_leased__sales_stop_and_nobody_is_cut(rented, keeper):
    """CNT-9."""
    number = rented.lease(500, 9)
    rented.disk.unback(600, 0, sender=keeper)
    rented.at(0)
    with rented.engine.reverts("Disk: no free space"):
        rented.lease(1, 1)
    with rented.engine.reverts("Disk: no free space"):
        rented.disk.renew(number, 1, ANY, ANY, sender=rented.tenant)
    with rented.engine.reverts("Disk: no free space"):
        rented.disk.resize(number, 501, ANY, ANY, [], sender=rented.tenant)
    assert rented.disk.is_live(number) and rented.world["live"] == 500


def test_lease__all_space_is_leased__none_is_free(rented, keeper):
    """CNT-3: f = 0 is not below it, and has no price."""
    number = rented.lease(500, 9)
    rented.disk.unback(500, 0, sender=keeper)
    rented.at(0)
    with rented.engine.reverts("Disk: no free space"):
        rented.lease(1, 1)
    rented.at(0)
    with rented.engine.reverts("Disk: no free space"):
        rented.disk.renew(number, 1, ANY, ANY, sender=rented.tenant)


def test_lease__without_allowance__nothing_changes(rented, deployer):
    with rented.engine.reverts("InsufficientAllowance"):
        rented.lease(1, 1, sender=deployer)
    assert rented.world["live"] == 0 and rented.world["pool"] == 100 * CNT


def test_lease__paused__refused(rented, guardian, owner):
    rented.disk.pause(sender=guardian)
    rented.at(1)
    with rented.engine.reverts("Disk: sales are paused"):
        rented.lease(1, 1)
    rented.disk.unpause(sender=owner)
    assert rented.lease(1, 1) == 0
