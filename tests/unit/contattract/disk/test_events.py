# SPDX-License-Identifier: MIT
"""WorldDisk's events (CNT-2, CNT-6 … CNT-11, CNT-18)."""

from __future__ import annotations

from tests.events import emitted, emitted_each
from tests.unit.contattract.disk.conftest import ANY, DAY


def test_lease__made_renewed_resized_handed_on_reclaimed__event_each(rented, other_miner):
    disk, tenant, day = rented.disk, rented.tenant, rented.start // DAY
    quoted = disk.quote_lease(400, 10)
    leased = disk.lease(400, 10, ANY, ANY, [], sender=tenant)
    number = leased.value
    emitted(leased, "WorldDisk.Leased", lease=number, holder=tenant, mb=400, expiry=day + 10, cost=quoted)
    rented.at(0)
    renewed = disk.renew(number, 5, ANY, ANY, sender=other_miner)
    emitted(renewed, "WorldDisk.Renewed", lease=number, expiry=day + 15, cost=renewed.value)
    rented.at(0)
    resized = disk.resize(number, 200, 0, ANY, [], sender=tenant)
    emitted(resized, "WorldDisk.Resized", lease=number, mb=200, expiry=day + 30, cost=0)
    rented.at(0)
    handed = disk.transfer(number, other_miner, sender=tenant)
    emitted(handed, "WorldDisk.Transferred", lease=number, holder=tenant, to=other_miner)
    rented.at(31 * DAY)
    again = disk.lease(900, 1, ANY, ANY, [number], sender=tenant)
    emitted(again, "WorldDisk.Reclaimed", lease=number, mb=200)


def test_pool__donated_and_subsidised__event_each(rented, owner, other_miner):
    emitted(rented.disk.donate(7, sender=other_miner), "WorldDisk.Donated", donor=other_miner, amount=7)
    begin = rented.start + DAY
    emitted(
        rented.disk.subsidise(1_000, begin, begin + 7 * DAY, sender=owner),
        "WorldDisk.Subsidised", amount=1_000, begin=begin, end=begin + 7 * DAY,
    )  # fmt: skip


def test_landlords__passed_paid_struck__event_each(rented, keeper, other_miner, attacker):
    disk, landlord = rented.disk, rented.landlord
    emitted_each(
        disk.record_pass([other_miner, attacker], 0, 500, False, False, sender=keeper), "WorldDisk.Passed",
        dict(landlord=other_miner, mb=500), dict(landlord=attacker, mb=500),
    )  # fmt: skip
    emitted(disk.strike(attacker, 200, 0, sender=keeper), "WorldDisk.Struck", landlord=attacker, mb=200)
    rented.at(1)
    rented.lease(500, 365)
    pool = rented.world["pool"]
    rented.at(100)
    rent = pool - rented.world["pool"]
    receipt = disk.claim(landlord, sender=rented.tenant)
    emitted(receipt, "WorldDisk.Rent", amount=rent)
    emitted(receipt, "WorldDisk.Claimed", landlord=landlord, amount=receipt.value)
    assert receipt.value > 0


def test_collect__emission__event(rented, keeper):
    rented.engine.hold(rented.system.params.launch + 100 * DAY)
    rented.disk.record_pass([rented.landlord], 0, 300, True, False, sender=keeper)
    receipt = rented.disk.collect(sender=rented.tenant)
    emitted(receipt, "WorldDisk.Collected", amount=receipt.value)
    assert receipt.value == rented.system.vesting.grant_of(rented.disk.grant())[2] // 30


def test_follow__moved_landlord__event(rented, guardian, other_miner, attacker, keeper):
    recovery, delay = rented.system.recovery, rented.system.params.recovery_delay
    recovery.set_guardians([guardian], 1, sender=rented.tenant)
    rented.at(delay + DAY)
    rented.disk.record_pass([rented.tenant], 0, 500, False, False, sender=keeper)
    recovery.accept(rented.tenant, sender=other_miner)
    recovery.approve(rented.tenant, other_miner, sender=guardian)
    rented.at(2 * delay + 3 * DAY)
    recovery.execute(rented.tenant, sender=attacker)
    receipt = rented.disk.follow(rented.tenant, sender=attacker)
    emitted(receipt, "WorldDisk.Followed", old=rented.tenant, to=other_miner)
