# SPDX-License-Identifier: MIT
"""Handing on, accounts that move, roles and the constructor (CNT-10, CNT-18)."""

from __future__ import annotations

import pytest

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY
from wuxing.engine.base import ZERO_ADDRESS

ANOTHER = "0x" + "11" * 20


def test_transfer__holder__hands_it_on(rented, other_miner):
    number = rented.lease(10, 10)
    rented.disk.transfer(number, other_miner, sender=rented.tenant)
    assert rented.disk.lease_of(number)["holder"] == other_miner.address
    assert rented.disk.lease_of(number)["epoch"] == 1
    with rented.engine.reverts("Disk: not the holder"):
        rented.disk.transfer(number, other_miner, sender=rented.tenant)
    rented.disk.resize(number, 5, 0, ANY, [], sender=other_miner)
    assert rented.world["live"] == 5


def test_transfer__to_nobody__refused(rented):
    number = rented.lease(10, 10)
    with rented.engine.reverts("Disk: zero address"):
        rented.disk.transfer(number, ZERO_ADDRESS, sender=rented.tenant)


def test_moved__frozen_account__nothing_leaves_and_all_follows(rented, keeper, other_miner, attacker, guardian):
    """CNT-18: leases by number, a landlord's earnings and passes."""
    recovery, delay = rented.system.recovery, rented.system.params.recovery_delay
    number = rented.lease(10, 300)
    recovery.set_guardians([guardian], 1, sender=rented.tenant)
    rented.at(delay + DAY)
    rented.disk.record_pass([rented.tenant], 0, 500, False, False, sender=keeper)
    rented.at(delay + 2 * DAY)
    earned = rented.disk.pending(rented.tenant)
    assert earned > 0
    with rented.engine.reverts("Disk: account has not moved"):
        rented.disk.follow(rented.tenant, sender=attacker)
    with rented.engine.reverts("Disk: account has not moved"):
        rented.disk.follow_leases([number], sender=attacker)
    with rented.engine.reverts("Disk: no such lease"):
        rented.disk.follow_leases([number + 1], sender=attacker)
    recovery.accept(rented.tenant, sender=other_miner)
    recovery.approve(rented.tenant, other_miner, sender=guardian)
    with rented.engine.reverts("Disk: account is frozen"):
        rented.disk.claim(rented.tenant, sender=attacker)
    with rented.engine.reverts("Disk: account is frozen"):
        rented.disk.transfer(number, attacker, sender=rented.tenant)
    with rented.engine.reverts("Disk: account is frozen"):
        rented.disk.resize(number, 5, 0, ANY, [], sender=rented.tenant)
    rented.at(2 * delay + 3 * DAY)
    recovery.execute(rented.tenant, sender=attacker)
    rented.at(2 * delay + 3 * DAY)
    receipt = rented.disk.follow_leases([number], sender=attacker)
    (handed,) = receipt.named("Transferred")
    assert (handed.lease, handed.holder, handed.to) == (number, rented.tenant.address, other_miner.address)
    rented.at(2 * delay + 3 * DAY)
    earned = rented.disk.pending(rented.tenant)
    rented.disk.follow(rented.tenant, sender=attacker)
    rented.at(2 * delay + 3 * DAY)
    assert rented.disk.lease_of(number)["holder"] == other_miner.address
    assert rented.disk.pending(rented.tenant) == 0 and rented.disk.pending(other_miner) == earned
    rented.disk.claim(other_miner, sender=attacker)
    assert rented.system.token.balanceOf(other_miner) == 1_000_000 * CNT + earned


def test_follow__passes_that_count__go_on_counting_for_the_successor(rented, keeper, other_miner, attacker, guardian):
    recovery, delay = rented.system.recovery, rented.system.params.recovery_delay
    recovery.set_guardians([guardian], 1, sender=rented.tenant)
    rented.at(delay + DAY)
    recovery.accept(rented.tenant, sender=other_miner)
    recovery.approve(rented.tenant, other_miner, sender=guardian)
    rented.at(2 * delay + 2 * DAY)
    rented.disk.record_pass([rented.tenant, other_miner], 0, 500, False, False, sender=keeper)
    recovery.execute(rented.tenant, sender=attacker)
    rented.disk.follow(rented.tenant, sender=attacker)
    assert rented.disk.verified(rented.tenant) == (0, 0)
    assert rented.disk.verified(other_miner) == (1_000, 0)
    rented.disk.strike(other_miner, 1_000, 0, sender=keeper)
    assert rented.world["today"] == 1_000


def test_pause__guardian_stops__owner_lets_in(rented, guardian, owner, attacker):
    with rented.engine.reverts("Roles: not the guardian"):
        rented.disk.pause(sender=attacker)
    rented.disk.pause(sender=guardian)
    assert rented.disk.paused() and rented.world["paused"]
    with rented.engine.reverts("ownable: caller is not the owner"):
        rented.disk.unpause(sender=guardian)
    now = rented.engine.time
    with rented.engine.reverts("Disk: sales are paused"):
        rented.disk.subsidise(5, now + 10, now + 20, sender=owner)
    rented.disk.donate(1, sender=rented.tenant)
    assert rented.disk.paused()
    rented.disk.unpause(sender=owner)
    assert not rented.disk.paused()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({2: ZERO_ADDRESS}, "Disk: zero address"),
        ({3: ZERO_ADDRESS}, "Disk: zero address"),
        ({5: ZERO_ADDRESS}, "Disk: zero address"),
        ({6: ZERO_ADDRESS}, "Disk: zero address"),
        ({7: 10**16 - 1}, "Disk: c out of range"),
        ({7: 10**19 + 1}, "Disk: c out of range"),
        ({8: 0}, "Disk: longest lease out of range"),
        ({8: 366}, "Disk: longest lease out of range"),
        ({10: 0}, "Disk: spread is zero"),
    ],
)
def test_constructor__bad_terms__refused(engine, deployer, change, says):
    terms = [ANOTHER, ANOTHER, ANOTHER, ANOTHER, 3, ANOTHER, ANOTHER, 2 * 10**17, 365, False, 30]
    for place, value in change.items():
        terms[place] = value
    with engine.anchor(), engine.reverts(says):
        engine.deploy("WorldDisk", *terms, sender=deployer)
