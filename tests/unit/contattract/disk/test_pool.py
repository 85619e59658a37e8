# SPDX-License-Identifier: MIT
"""Segments, rent, donations and subsidies (CNT-4, CNT-6, CNT-7)."""

from __future__ import annotations

import pytest

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY

YEAR = 365 * DAY


def test_poke__a_day__pays_by_the_values_at_its_start(rented):
    """CNT-7: M / 72,927 for one MB alone."""
    rented.lease(1, 365)
    pool = rented.world["pool"]
    for days in (1, 2):
        rented.at(days * DAY)
        pool -= pool // 72_927
        assert rented.world["pool"] == pool
        assert rented.world["sold"] == (365 - days) * DAY


def test_poke__within_a_day__a_segment_of_its_own(rented):
    """CNT-4, CNT-7: C = live × seconds."""
    rented.lease(500, 365)
    pool = rented.world["pool"]
    rented.at(1_000)
    rented.disk.poke(1, sender=rented.tenant)
    # B = 182,500 MD is more than c × 365 × f = 36,500
    expected = pool - pool * 1_000 // (365 * DAY)
    rented.at(1_000)
    assert rented.world["pool"] == expected and rented.world["sold"] == 500 * (YEAR - 1_000)
    rented.at(DAY)
    left = 365 * DAY - 1_000
    assert rented.world["pool"] == expected - expected * (DAY - 1_000) // left


def test_poke__rent__goes_to_who_is_verified(rented):
    rented.lease(500, 365)
    pool = rented.world["pool"]
    rented.at(10 * DAY)
    paid = pool - rented.world["pool"]
    assert 0 < paid - rented.disk.pending(rented.landlord) <= 10
    events = rented.disk.poke(1, sender=rented.tenant).named("Rent")
    assert not events


def test_poke__nobody_verified__rent_stays_and_b_is_consumed(rented, keeper):
    """CNT-7."""
    rented.disk.strike(rented.landlord, 1_000, 0, sender=keeper)
    rented.at(0)
    rented.lease(500, 365)
    pool = rented.world["pool"]
    rented.engine.hold(rented.start + 10 * DAY)
    assert rented.world["pool"] == pool and rented.world["sold"] == 355 * 500 * DAY


def test_poke__a_year_of_silence__in_bounded_parts(rented):
    """CNT-7: at most 366 segments a call; entries ask for a poke first."""
    rented.at(1)
    rented.lease(500, 365)
    rented.lease(10, 40)
    rented.engine.hold(rented.start + 400 * DAY + 5)
    with rented.engine.reverts("Disk: poke first"):
        rented.disk.donate(1, sender=rented.tenant)
    rented.engine.hold(rented.start + 400 * DAY + 5)
    with rented.engine.reverts("Disk: poke first"):
        rented.disk.quote_lease(1, 1)
    assert rented.disk.poke(100, sender=rented.tenant).value == rented.start + 100 * DAY
    rented.engine.hold(rented.start + 400 * DAY + 5)
    assert rented.disk.poke(ANY, sender=rented.tenant).value == rented.start + 400 * DAY + 5
    rented.engine.hold(rented.start + 400 * DAY + 5)
    world = rented.world
    assert (world["live"], world["expired"], world["sold"], world["space"]) == (0, 510, 0, 0)
    assert rented.disk.pending(rented.landlord) > 0


def test_poke__cannot_do_more_than_its_bound(rented):
    rented.at(1)
    rented.lease(500, 365)
    rented.engine.hold(rented.start + 500 * DAY)
    assert rented.disk.poke(ANY, sender=rented.tenant).value == rented.start + 366 * DAY


def test_poke__silence_in_parts_or_at_once__the_same(rented):
    rented.lease(500, 365)
    rented.lease(10, 40)
    with rented.engine.anchor():
        rented.engine.hold(rented.start + 90 * DAY)
        for most in (1, 2, 30, 100):
            rented.disk.poke(most, sender=rented.tenant)
            rented.engine.hold(rented.start + 90 * DAY)
        parts = rented.world, rented.disk.pending(rented.landlord)
    rented.engine.hold(rented.start + 90 * DAY)
    for name in ("pool", "sold", "last", "live", "space", "expired", "index"):
        assert rented.world[name] == parts[0][name]
    assert rented.disk.pending(rented.landlord) == parts[1]


def test_poke__an_unused_disk__years_in_one_step(rented, keeper):
    """A disk of which nothing is left counts no days."""
    rented.disk.strike(rented.landlord, 1_000, 0, sender=keeper)
    rented.disk.unback(1_000, 0, sender=keeper)
    rented.engine.hold(rented.start + 2_000 * DAY)
    assert rented.disk.poke(2, sender=rented.tenant).value == rented.start + 2_000 * DAY


def test_poke__backed_and_nobody_verified__space_lapses(rented, keeper):
    """CNT-3: days are counted as long as there is space, with nothing leased and nobody to be paid."""
    rented.disk.strike(rented.landlord, 1_000, 0, sender=keeper)
    for days, space in ((1, 1_000), (2, 0), (9, 0)):
        rented.engine.hold(rented.start + days * DAY)
        assert rented.world["space"] == space


def test_poke__leases_and_nothing_else__end_on_their_days(rented, keeper):
    """CNT-9: days are counted as long as a lease runs, with no space and nobody verified."""
    rented.lease(500, 3)
    rented.lease(10, 40)
    rented.disk.strike(rented.landlord, 1_000, 0, sender=keeper)
    rented.disk.unback(1_000, 0, sender=keeper)
    for days, live in ((3, 10), (39, 10), (40, 0)):
        rented.engine.hold(rented.start + days * DAY)
        assert rented.world["live"] == live and rented.world["expired"] == 510 - live


def test_donate__anybody__joins_the_pool(rented, other_miner):
    """CNT-6."""
    receipt = rented.disk.donate(7, sender=other_miner)
    assert [(e.donor, e.amount) for e in receipt.named("Donated")] == [(other_miner.address, 7)]
    assert rented.world["pool"] == 100 * CNT + 7
    with rented.engine.reverts("Disk: amount is zero"):
        rented.disk.donate(0, sender=other_miner)


def test_subsidise__comes_by_the_second(rented, owner):
    """CNT-6: 1,000 wei in 7 days from tomorrow, exactly; two days of the last are over before the end."""
    begin = rented.start + DAY
    rented.disk.subsidise(1_000, begin, begin + 7 * DAY, sender=owner)
    assert rented.disk.subsidy() == {"amount": 1_000, "begin": begin, "end": begin + 7 * DAY}
    for seconds in (0, DAY, DAY + 1, 3 * DAY, 8 * DAY - 1, 8 * DAY, 9 * DAY):
        rented.at(max(seconds, 1))
        come = 1_000 * min(max(0, seconds - DAY), 7 * DAY) // (7 * DAY)
        assert rented.world["pool"] == 100 * CNT + come
    rented.disk.subsidise(5, rented.engine.time + 1, rented.engine.time + 2, sender=owner)
    rented.at(10 * DAY)
    assert rented.world["pool"] == 100 * CNT + 1_005


def test_subsidise__makes_space_dearer(rented, owner):
    """CNT-6: the price is proportional to the pool (finding)."""
    before = rented.disk.quote_lease(1, 10)
    rented.disk.subsidise(100 * CNT, rented.start + 5, rented.start + 6, sender=owner)
    rented.engine.hold(rented.start + DAY)
    assert rented.world["pool"] == 200 * CNT
    assert abs(rented.disk.quote_lease(1, 10) - 2 * before) <= 4


@pytest.mark.parametrize(
    ("amount", "begin", "end", "says"),
    [
        (0, 1, 2, "Disk: amount is zero"),
        (1, -1, 2, "Disk: times out of order"),
        (1, 2, 2, "Disk: times out of order"),
        (1, 0, 100 * YEAR + 1, "Disk: times out of order"),
    ],
)
def test_subsidise__bad_terms__refused(rented, owner, amount, begin, end, says):
    now = rented.engine.time
    with rented.engine.reverts(says):
        rented.disk.subsidise(amount, now + begin, now + end, sender=owner)


def test_subsidise__from_now_for_a_hundred_years__taken(rented, owner):
    """CNT-6: the soonest and the longest."""
    now = rented.engine.time
    rented.disk.subsidise(100 * CNT, now, now + 100 * YEAR, sender=owner)
    rented.engine.hold(now + YEAR // 2)
    rented.disk.poke(ANY, sender=rented.tenant)
    rented.engine.hold(now + YEAR // 2)
    assert rented.world["pool"] == 100 * CNT + CNT // 2


def test_subsidise__more_days_silent_than_a_call_counts__poke_first(rented, owner):
    """CNT-6, CNT-7: or it would come from a second that is long over."""
    rented.at(1)
    rented.lease(1, 365)
    rented.engine.hold(rented.start + 400 * DAY)
    now = rented.engine.time
    with rented.engine.reverts("Disk: poke first"):
        rented.disk.subsidise(5, now, now + 10, sender=owner)


def test_subsidise__one_under_way__refused(rented, owner):
    now = rented.engine.time
    rented.disk.subsidise(5, now + 10, now + 20, sender=owner)
    with rented.engine.reverts("Disk: a subsidy is under way"):
        rented.disk.subsidise(5, now + 30, now + 40, sender=owner)


def test_subsidise__at_the_last_one_s_end__the_next_may_begin(rented, owner):
    """CNT-6: at its last second all of it has come."""
    rented.disk.subsidise(5, rented.start + 10, rented.start + 20, sender=owner)
    rented.at(19)
    with rented.engine.reverts("Disk: a subsidy is under way"):
        rented.disk.subsidise(6, rented.start + 30, rented.start + 40, sender=owner)
    rented.at(20)
    rented.disk.subsidise(6, rented.start + 30, rented.start + 40, sender=owner)
    rented.at(40)
    assert rented.world["pool"] == 100 * CNT + 11


def test_subsidise__not_the_owner__refused(rented, attacker):
    now = rented.engine.time
    with rented.engine.reverts("ownable: caller is not the owner"):
        rented.disk.subsidise(5, now + 10, now + 20, sender=attacker)
