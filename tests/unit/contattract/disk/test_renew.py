# SPDX-License-Identifier: MIT
"""WorldDisk.renew: in time, and with arrears (CNT-8, CNT-9)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY
from wuxing.contattract.model import cost

C = Fraction(1, 5)


def is_priced(paid: int, exact: int) -> bool:
    return exact <= paid <= exact + exact // 10**15 + 1


def test_renew__live__goes_on_for_the_days(rented, other_miner):
    """CNT-8: anybody pays; the lease's own MB count as free, so two parts cost what one lease costs."""
    whole = rented.disk.quote_lease(100, 30)
    number = rented.lease(100, 10)
    paid = rented.world["pool"] - 100 * CNT
    before = rented.world["pool"]
    second = rented.disk.renew(number, 20, ANY, ANY, sender=other_miner).value
    rented.at(0)
    assert is_priced(second, cost(before, C, (1_000, 100, 20 * DAY)))
    assert whole <= paid + second <= whole + 4
    assert rented.world["sold"] == 100 * 30 * DAY and rented.world["live"] == 100
    assert rented.disk.lease_of(number)["expiry"] == rented.day + 30
    assert (rented.disk.expiring(rented.day + 10), rented.disk.expiring(rented.day + 30)) == (0, 100)


def test_renew__live__at_most_as_far_as_a_new_lease(rented):
    """CNT-3: 365 days from the next boundary."""
    number = rented.lease(1, 360)
    with rented.engine.reverts("Disk: longer than a lease may be"):
        rented.disk.renew(number, 6, ANY, ANY, sender=rented.tenant)
    rented.at(1)
    rented.disk.renew(number, 6, ANY, ANY, sender=rented.tenant)
    assert rented.disk.lease_of(number)["expiry"] == rented.day + 366


@pytest.mark.parametrize("second", [2 * DAY, 2 * DAY + 1, 9 * DAY - 1])
def test_renew__expired__missed_days_are_paid_and_raise_the_pool_alone(rented, second):
    """CNT-9: from its end on; only what is to come is sold."""
    number = rented.lease(100, 2)
    rented.at(second)
    world, end = rented.world, rented.disk.lease_of(number)["expiry"]
    fresh = rented.disk.quote_lease(100, 3)
    quoted = rented.disk.quote_renew(number, 3)
    expiry = -(-(rented.start + second) // DAY) + 3
    assert is_priced(quoted, cost(world["pool"], C, (1_000, 100, (expiry - end) * DAY)))
    assert quoted > fresh or second == 2 * DAY
    paid = rented.disk.renew(number, 3, ANY, ANY, sender=rented.tenant).value
    rented.at(second)
    assert paid == quoted and rented.world["pool"] == world["pool"] + paid
    assert rented.world["sold"] == 100 * (expiry * DAY - rented.start - second)
    assert (rented.world["live"], rented.world["expired"]) == (100, 0)
    assert rented.disk.is_live(number) and rented.disk.expiring(end) == 0


def test_renew__waiting__never_cheaper_than_in_time_nor_than_a_new_lease(rented):
    """CNT-9: at one and the same pool the days cost what they cost in time, and the missed ones come on top."""
    number = rented.lease(100, 2)
    for days in range(2, 12):
        rented.at(days * DAY)
        pool = rented.world["pool"]
        same_end = rented.disk.quote_renew(number, 22 - days)
        assert is_priced(same_end, cost(pool, C, (1_000, 100, 20 * DAY)))
        assert same_end >= rented.disk.quote_lease(100, 22 - days)


@pytest.mark.parametrize(("days", "says"), [(0, "Disk: lease of 0 days"), (366, "Disk: longer than a lease may be")])
def test_renew__bad_days__refused(rented, days, says):
    number = rented.lease(1, 1)
    for second in (0, 5 * DAY):
        rented.at(second)
        with rented.engine.reverts(says):
            rented.disk.renew(number, days, ANY, ANY, sender=rented.tenant)


def test_renew__unknown_lease__refused(rented):
    with rented.engine.reverts("Disk: no such lease"):
        rented.disk.renew(7, 1, ANY, ANY, sender=rented.tenant)


def test_renew__dear_or_late__refused(rented):
    number = rented.lease(1, 1)
    price = rented.disk.quote_renew(number, 5)
    with rented.engine.reverts("Disk: dearer than the maximum"):
        rented.disk.renew(number, 5, price - 1, ANY, sender=rented.tenant)
    with rented.engine.reverts("Disk: too late"):
        rented.disk.renew(number, 5, price, rented.engine.time - 1, sender=rented.tenant)


def test_renew__expired_and_its_space_leased_by_others__refused(rented):
    """CNT-9: blank space was sold until what is left does not hold it and one MB."""
    number = rented.lease(400, 1)
    rented.at(2 * DAY)
    rented.lease(600, 30)
    with rented.engine.reverts("Disk: more than the free MB"):
        rented.disk.renew(number, 1, ANY, ANY, sender=rented.tenant)
    assert rented.world["expired"] == 400


def test_renew__paused__goes_on(rented, guardian):
    """What a tenant has it can keep."""
    number = rented.lease(1, 1)
    rented.disk.pause(sender=guardian)
    rented.at(1)
    rented.disk.renew(number, 1, ANY, ANY, sender=rented.tenant)
    assert rented.disk.lease_of(number)["expiry"] == rented.day + 2
