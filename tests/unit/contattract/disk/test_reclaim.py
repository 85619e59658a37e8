# SPDX-License-Identifier: MIT
"""Expired leases make room, the earliest first, and no others (CNT-9)."""

from __future__ import annotations

import pytest

from tests.unit.contattract.disk.conftest import ANY, DAY


@pytest.fixture
def ended(rented):
    """Leases 0 … 3 of 200 MB, which end after 1, 2, 2 and 3 days; 4 of 50 MB runs on. Day 5; 150 MB are blank."""
    for days in (1, 2, 2, 3):
        rented.lease(200, days)
    rented.lease(50, 100)
    rented.at(5 * DAY)
    assert (rented.world["live"], rented.world["expired"]) == (50, 800)
    return rented


def test_reclaim__blank_space_suffices__nothing_is_reclaimed(ended):
    """CNT-9: free MB first; hints that are not needed are left alone."""
    ended.lease(150, 1, reclaim=(0, 1))
    assert ended.world["expired"] == 800
    assert ended.disk.lease_of(0)["mb"] == 200


def test_reclaim__needed__the_earliest_alone_for_good(ended):
    number = ended.lease(151, 1, reclaim=(0, 1, 2))
    world = ended.world
    assert (world["live"], world["expired"]) == (50 + 151, 600)
    assert ended.disk.lease_of(0) == {"holder": "0x" + "00" * 20, "mb": 0, "expiry": 0, "epoch": 0}
    assert ended.disk.expiring(ended.start // DAY + 1) == 0
    with ended.engine.reverts("Disk: no such lease"):
        ended.disk.renew(0, 1, ANY, ANY, sender=ended.tenant)
    with ended.engine.reverts("Disk: no such lease"):
        ended.disk.transfer(0, ended.landlord, sender=ended.tenant)
    assert ended.disk.lease_of(number)["mb"] == 151


def test_reclaim__leases_of_one_day__either_order(ended):
    ended.lease(551, 1, reclaim=(0, 2, 1))
    assert ended.world["expired"] == 200
    assert ended.disk.lease_of(3)["mb"] == 200


def test_reclaim__in_batches__a_purchase_in_parts(ended):
    """CNT-9: bounded and resumable: each part names its own."""
    ended.lease(300, 1, reclaim=(0,))
    ended.lease(300, 1, reclaim=(1, 2))
    assert ended.world["expired"] == 200 and ended.world["live"] == 650
    assert ended.world["oldest"] <= ended.start // DAY + 3


@pytest.mark.parametrize(
    ("mb", "named", "says"),
    [
        (151, (), "Disk: name more expired leases"),
        (351, (0,), "Disk: name more expired leases"),
        (151, (1,), "Disk: not the earliest expired"),
        (151, (3, 0), "Disk: not the earliest expired"),
        (351, (0, 0), "Disk: name more expired leases"),
        (151, (4,), "Disk: name more expired leases"),
        (151, (77,), "Disk: name more expired leases"),
    ],
)
def test_reclaim__wrong_hints__refused_and_nothing_changes(ended, mb, named, says):
    before = ended.world
    with ended.engine.reverts(says):
        ended.lease(mb, 1, reclaim=named)
    ended.at(5 * DAY)
    assert ended.world == before


def test_reclaim__hint_that_is_gone__passed_over(ended):
    """Another buyer was faster with one of the leases named."""
    ended.lease(151, 1, reclaim=(0,))
    ended.lease(300, 1, reclaim=(0, 1, 2))
    assert ended.world["expired"] == 400


def test_reclaim__too_many_hints__refused(ended):
    with ended.engine.reverts(""):
        ended.lease(151, 1, reclaim=tuple(range(129)))
    assert ended.world["expired"] == 800


def test_reclaim__last_second_of_a_lease__live(rented):
    rented.lease(600, 1)
    rented.at(DAY - 1)
    with rented.engine.reverts("Disk: more than the free MB"):
        rented.lease(401, 1, reclaim=(0,))
    rented.at(DAY - 1)
    with rented.engine.reverts("Disk: more than the free MB"):
        rented.lease(400, 1, reclaim=(0,))
    rented.at(DAY)
    rented.lease(401, 1, reclaim=(0,))
    assert rented.world["expired"] == 0


def test_reclaim__growing__makes_room_too(ended):
    """CNT-8, CNT-9."""
    ended.disk.resize(4, 210, ANY, ANY, [0], sender=ended.tenant)
    assert (ended.world["live"], ended.world["expired"]) == (210, 600)


def test_reclaim__after_a_renewal__the_next_day_is_the_earliest(ended):
    ended.disk.renew(0, 1, ANY, ANY, sender=ended.tenant)
    ended.at(5 * DAY)
    with ended.engine.reverts("Disk: name more expired leases"):
        ended.lease(300, 1, reclaim=(0,))
    ended.lease(300, 1, reclaim=(0, 1))
    assert ended.disk.lease_of(0)["mb"] > 0, "a lease that was renewed first is passed over"
    assert ended.world["expired"] == 400


def test_reclaim__days_apart__the_gap_is_passed(rented):
    """CNT-9: the earliest expired may lie months after the last one that was reclaimed."""
    rented.lease(300, 1)
    rented.lease(300, 200)
    rented.lease(300, 365)
    rented.at(366 * DAY)
    rented.lease(600, 1, reclaim=(0, 1, 2))
    assert rented.world["expired"] == 300 and rented.disk.lease_of(2)["mb"] == 300
    rented.lease(350, 1, reclaim=(2,))
    assert rented.world["expired"] == 0
