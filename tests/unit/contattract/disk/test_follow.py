# SPDX-License-Identifier: MIT
"""WorldDisk.follow and what the proofs say of accounts that moved (CNT-11, CNT-18)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.contattract.disk.conftest import DAY, Rented


class Moving:
    """Two landlords beside `rented.landlord`, the first of whom moves to the second whenever a test says so."""

    def __init__(self, rented: Rented, keeper: Any, old: Any, new: Any, anybody: Any):
        self.rented, self.disk, self.keeper, self.anybody = rented, rented.disk, keeper, anybody
        self.old, self.new = old, new
        self.start = 2 * rented.system.params.recovery_delay + 4 * DAY

    def at(self, seconds: int) -> None:
        """So long after the midnight at which the move may be executed."""
        self.rented.at(self.start + seconds)

    def passes(self, who: Any, mb: int, again: bool = False) -> Any:
        """One landlord's pass for a group that is not backed; the clock stays."""
        now = self.rented.engine.time
        receipt = self.disk.record_pass([who], int(again), mb, False, False, sender=self.keeper)
        self.rented.engine.hold(now)
        return receipt

    def follow(self) -> Any:
        """The move, done and followed; the clock stays."""
        now = self.rented.engine.time
        self.rented.system.recovery.execute(self.old, sender=self.anybody)
        self.rented.engine.hold(now)
        receipt = self.disk.follow(self.old, sender=self.anybody)
        self.rented.engine.hold(now)
        return receipt

    def both(self) -> int:
        """What the two are owed."""
        return self.disk.pending(self.old) + self.disk.pending(self.new)


@pytest.fixture
def moving(rented, keeper, other_miner, attacker, guardian) -> Moving:
    """At the midnight at which the tenant's move to the other miner may be executed; 500 MB are leased for long."""
    recovery, delay = rented.system.recovery, rented.system.params.recovery_delay
    recovery.set_guardians([guardian], 1, sender=rented.tenant)
    rented.at(delay + 3 * DAY)
    rented.lease(500, 365)
    recovery.accept(rented.tenant, sender=other_miner)
    recovery.approve(rented.tenant, other_miner, sender=guardian)
    made = Moving(rented, keeper, rented.tenant, other_miner, attacker)
    made.at(0)
    return made


@pytest.mark.parametrize(("days", "counts"), [(0, (340, 0)), (1, (25, 340)), (2, (0, 25)), (3, (0, 0))])
def test_follow__passes_of_two_days_on_both_sides__earn_as_if_apart(moving, days, counts):
    """CNT-7, CNT-18: 40 and 5 MB join 300 and 20; each lapses at its own midnight, whenever the account follows."""
    moving.passes(moving.old, 40)
    moving.passes(moving.new, 300)
    if days > 0:
        moving.at(DAY)
        moving.passes(moving.old, 5)
        moving.passes(moving.new, 20)
    moving.at(days * DAY + 100)
    with moving.rented.engine.anchor():
        day = moving.rented.day
        now = moving.both()
        moving.at(9 * DAY)
        later = moving.both()
        moving.rented.day = day
    moving.at(days * DAY + 100)
    moving.follow()
    assert moving.disk.verified(moving.old) == (0, 0) and moving.disk.verified(moving.new) == counts
    assert moving.disk.pending(moving.old) == 0 and 0 <= moving.disk.pending(moving.new) - now <= 1
    moving.at(9 * DAY)
    assert moving.disk.pending(moving.old) == 0 and abs(moving.disk.pending(moving.new) - later) <= 10


def test_follow__says_who_and_reckons(moving):
    moving.at(100)
    receipt = moving.follow()
    assert [(e.old, e.to) for e in receipt.named("Followed")] == [(moving.old.address, moving.new.address)]
    assert len(receipt.named("Rent")) == 1


@pytest.mark.parametrize("parts", [(5, 0), (0, 40), (5, 40)])
def test_strike__passes_that_followed__found_at_the_successor(moving, parts):
    """CNT-11, CNT-18: the proofs name the landlord that passed."""
    moving.passes(moving.old, 40)
    moving.at(DAY)
    moving.passes(moving.old, 5)
    moving.follow()
    before = moving.disk.pending(moving.new)
    struck = moving.disk.strike(moving.old, *parts, sender=moving.keeper)
    assert [(e.landlord, e.mb) for e in struck.named("Struck")] == [(moving.new.address, sum(parts))]
    moving.at(DAY)
    assert moving.disk.verified(moving.new) == (5 - parts[0], 40 - parts[1])
    assert moving.disk.verified(moving.old) == (0, 0)
    earned = moving.disk.pending(moving.new)
    assert earned == before > 0
    moving.at(5 * DAY)
    assert (moving.disk.pending(moving.new) == earned) == (parts == (5, 40))


def test_record_pass__again_after_its_account_moved__found_at_the_successor(moving):
    """CNT-11, CNT-18."""
    moving.passes(moving.old, 40)
    moving.at(DAY)
    moving.follow()
    passed = moving.passes(moving.old, 40, again=True)
    assert [(e.landlord, e.mb) for e in passed.named("Passed")] == [(moving.new.address, 40)]
    assert moving.disk.verified(moving.new) == (40, 0) and moving.disk.verified(moving.old) == (0, 0)
    assert (moving.rented.world["today"], moving.rented.world["yesterday"]) == (1_040, 0)


def test_record_pass__again_before_its_account_followed__stays(moving):
    """CNT-18: the move is done, its passes are where they were."""
    moving.passes(moving.old, 40)
    moving.rented.system.recovery.execute(moving.old, sender=moving.anybody)
    moving.at(DAY)
    passed = moving.passes(moving.old, 40, again=True)
    assert [e.landlord for e in passed.named("Passed")] == [moving.old.address]
    assert moving.disk.verified(moving.old) == (40, 0)
    moving.disk.follow(moving.old, sender=moving.anybody)
    assert moving.disk.verified(moving.new) == (40, 0)


def test_strike__more_than_anybody_in_the_line_has__refused(moving):
    """CNT-11, CNT-18: neither the account nor its successor nor, after it, nobody."""
    moving.passes(moving.old, 40)
    moving.follow()
    with moving.rented.engine.reverts(""):
        moving.disk.strike(moving.old, 41, 0, sender=moving.keeper)


def test_strike__account_moved_twice__found_at_the_end_of_the_line(moving, guardian):
    """CNT-11, CNT-18: the successor moved too, and all that is held followed it."""
    recovery, delay = moving.rented.system.recovery, moving.rented.system.params.recovery_delay
    moving.follow()
    recovery.set_guardians([guardian], 1, sender=moving.new)
    moving.at(delay + DAY)
    recovery.accept(moving.new, sender=moving.anybody)
    recovery.approve(moving.new, moving.anybody, sender=guardian)
    moving.at(2 * delay + 2 * DAY)
    moving.passes(moving.old, 40)
    recovery.execute(moving.new, sender=moving.anybody)
    for account in (moving.old, moving.new):
        moving.disk.follow(account, sender=moving.anybody)
    assert moving.disk.verified(moving.anybody) == (40, 0)
    moving.disk.strike(moving.old, 40, 0, sender=moving.keeper)
    assert moving.disk.verified(moving.anybody) == (0, 0) and moving.rented.world["today"] == 1_000
