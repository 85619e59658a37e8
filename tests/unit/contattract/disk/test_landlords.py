# SPDX-License-Identifier: MIT
"""Passes, strikes, claims and the storage miners' vesting (CNT-2, CNT-3, CNT-7, CNT-11)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY


def test_record_pass__counts_today_and_tomorrow__then_lapses(rented, keeper, other_miner):
    """CNT-11: made at any second of a day, it lapses when the day after tomorrow begins."""
    rented.at(DAY // 2)
    rented.disk.record_pass([other_miner], 0, 300, True, False, sender=keeper)
    for second, today, yesterday in ((DAY - 1, 300, 0), (DAY, 0, 300), (2 * DAY - 1, 0, 300), (2 * DAY, 0, 0)):
        rented.at(second)
        assert rented.disk.verified(other_miner) == (today, yesterday)
        assert rented.world["space"] == 1_000 + today + yesterday


def test_record_pass__again__moves_and_does_not_add(rented, keeper):
    rented.at(DAY)
    assert rented.disk.verified(rented.landlord) == (1_000, 0)
    assert (rented.world["today"], rented.world["yesterday"]) == (1_000, 0)
    assert (rented.world["space"], rented.world["aged"]) == (1_000, 0)


def test_record_pass__not_backed__landlords_count_and_space_does_not(rented, keeper, other_miner):
    """CNT-3: not enough replicas passed."""
    rented.disk.record_pass([other_miner], 0, 10, False, False, sender=keeper)
    rented.at(0)
    assert rented.world["space"] == 1_000 and rented.disk.verified(other_miner) == (10, 0)


@pytest.mark.parametrize(("again", "moved"), [(0b01, 0), (0b10, 1)])
def test_record_pass__one_of_two_again__its_bit_and_no_other(rented, keeper, other_miner, owner, again, moved):
    """CNT-11: bit i is landlord i's."""
    pair = [other_miner, owner]
    rented.disk.record_pass(pair, 0, 10, False, False, sender=keeper)
    rented.at(DAY)
    rented.disk.record_pass(pair, again, 10, False, False, sender=keeper)
    assert rented.disk.verified(pair[moved]) == (10, 0)
    assert rented.disk.verified(pair[1 - moved]) == (10, 10)
    assert (rented.world["today"], rented.world["yesterday"]) == (1_020, 10)


def test_record_pass__backed_yesterday_and_not_today__space_lapses(rented, keeper, other_miner):
    """CNT-3: too few passed again; yesterday's backing ends when it would have."""
    rented.disk.record_pass([other_miner], 0, 10, True, False, sender=keeper)
    rented.at(DAY)
    rented.disk.record_pass([other_miner], 1, 10, False, True, sender=keeper)
    assert (rented.world["space"], rented.world["aged"]) == (1_010, 10)
    rented.at(2 * DAY)
    assert rented.world["space"] == 1_000 and rented.disk.verified(other_miner) == (0, 10)


@pytest.mark.parametrize("again", [1, 3])
def test_record_pass__again_without_a_pass__refused(rented, keeper, other_miner, again):
    with rented.engine.reverts(""):
        rented.disk.record_pass([other_miner], again, 10, False, False, sender=keeper)


def test_proofs_entries__anybody_else__refused(rented, attacker, owner):
    for sender in (attacker, owner):
        with rented.engine.reverts("Disk: only the proofs"):
            rented.disk.record_pass([sender], 0, 10, True, False, sender=sender)
        with rented.engine.reverts("Disk: only the proofs"):
            rented.disk.strike(rented.landlord, 1, 0, sender=sender)
        with rented.engine.reverts("Disk: only the proofs"):
            rented.disk.unback(1, 0, sender=sender)


def test_claim__by_verified_mb__whoever_calls(rented, keeper, other_miner, attacker):
    """CNT-7: 1,000 and 500 MB share two to one; paid to the landlord."""
    token = rented.system.token
    rented.disk.record_pass([other_miner], 0, 500, False, False, sender=keeper)
    rented.at(0)
    rented.lease(500, 365)
    pool, before = rented.world["pool"], token.balanceOf(other_miner)
    rented.at(DAY)
    paid = pool - rented.world["pool"]
    assert rented.disk.claim(rented.landlord, sender=attacker).value == token.balanceOf(rented.landlord)
    rented.at(DAY)
    rented.disk.claim(other_miner, sender=attacker)
    assert abs(token.balanceOf(rented.landlord) - paid * 2 // 3) <= 1
    assert abs(token.balanceOf(other_miner) - before - paid // 3) <= 1


def test_claim__within_a_day__reckons_to_the_second(rented):
    """CNT-7: the rent so far leaves the pool and reaches the landlord in one."""
    rented.lease(500, 365)
    pool = rented.world["pool"]
    rented.at(100)
    paid = pool - rented.world["pool"]
    receipt = rented.disk.claim(rented.landlord, sender=rented.tenant)
    assert [event.amount for event in receipt.named("Rent")] == [paid]
    assert 0 < paid - 1 <= receipt.value <= paid


def test_claim__twice__refused(rented):
    rented.lease(500, 365)
    rented.at(DAY)
    rented.disk.claim(rented.landlord, sender=rented.tenant)
    rented.at(DAY)
    with rented.engine.reverts("Disk: nothing to claim"):
        rented.disk.claim(rented.landlord, sender=rented.tenant)


def test_claim__long_after_the_last_pass__what_was_earned_until_it_lapsed(rented, keeper, other_miner):
    """CNT-7: the index is kept at the boundary where the pass lapses."""
    rented.at(DAY // 2)
    rented.disk.record_pass([other_miner], 0, 1_000, False, False, sender=keeper)
    rented.at(DAY // 2)
    rented.lease(500, 365)
    pools = [rented.world["pool"]]
    for days in (1, 2):
        rented.at(days * DAY)
        pools.append(rented.world["pool"])
    rented.at(40 * DAY)
    earned = rented.disk.claim(other_miner, sender=rented.tenant).value
    assert abs(earned - (pools[0] - pools[2]) // 2) <= 1


def test_claim__passes_of_two_days__each_lapses_at_its_own_midnight(rented, keeper, other_miner):
    """CNT-7: of 1,000 MB beside the landlord's 1,000 on two days, and 200 MB more on the second and third."""
    rented.disk.record_pass([other_miner], 0, 1_000, False, False, sender=keeper)
    rented.at(0)
    rented.lease(500, 365)
    pools = [rented.world["pool"]]
    rented.at(DAY)
    rented.disk.record_pass([other_miner], 0, 200, False, False, sender=keeper)
    for days in (1, 2, 3):
        rented.at(days * DAY)
        pools.append(rented.world["pool"])
    rented.at(10 * DAY)
    paid = [before - after for before, after in pairwise(pools)]
    earned = paid[0] // 2 + paid[1] * 1_200 // 2_200 + paid[2] * 200 // 1_200
    assert abs(rented.disk.claim(other_miner, sender=rented.tenant).value - earned) <= 3


def test_claim__no_rent_before_the_first_midnight_of_a_silence__all_of_the_second_day(
    _deployed_disk, keeper, node, miner, owner
):
    """CNT-7: a pool of two wei pays nothing on the first day, and a subsidy that came then pays on the next."""
    disk, engine = _deployed_disk.disk, _deployed_disk.disk.engine
    with engine.anchor():
        start = (engine.time // DAY + 1) * DAY
        for move in (
            lambda: disk.record_pass([node], 0, 1_000, True, False, sender=keeper),
            lambda: disk.donate(1, sender=miner),
            lambda: disk.lease(1, 9, ANY, ANY, [], sender=miner),
            lambda: disk.subsidise(CNT, start + 1, start + 2, sender=owner),
        ):
            engine.hold(start)
            move()
        engine.hold(start + DAY)
        assert disk.world()["index"] == 0
        engine.hold(start + 2 * DAY)
        paid = CNT + 2 - disk.world()["pool"]
        engine.hold(start + 20 * DAY)
        disk.poke(ANY, sender=miner)
        assert 0 < paid - 1 <= disk.claim(node, sender=miner).value <= paid


def test_strike__at_once__keeps_what_was_earned(rented, keeper):
    """CNT-11."""
    rented.lease(500, 365)
    rented.at(DAY)
    earned = rented.disk.pending(rented.landlord)
    rented.disk.strike(rented.landlord, 1_000, 0, sender=keeper)
    rented.engine.hold(rented.start + 2 * DAY)
    assert rented.disk.verified(rented.landlord) == (0, 0)
    assert rented.disk.pending(rented.landlord) == earned > 0
    assert rented.disk.claim(rented.landlord, sender=rented.tenant).value == earned


def test_strike__today_and_yesterday__off_all_that_are_verified(rented, keeper, other_miner):
    """CNT-11."""
    rented.disk.record_pass([other_miner], 0, 300, False, False, sender=keeper)
    rented.at(DAY)
    rented.disk.record_pass([other_miner], 0, 200, False, False, sender=keeper)
    rented.disk.strike(other_miner, 50, 100, sender=keeper)
    assert rented.disk.verified(other_miner) == (150, 200)
    assert (rented.world["today"], rented.world["yesterday"]) == (1_150, 200)


def test_strike__more_than_passed__refused(rented, keeper):
    with rented.engine.reverts(""):
        rented.disk.strike(rented.landlord, 1_001, 0, sender=keeper)
    with rented.engine.reverts(""):
        rented.disk.strike(rented.landlord, 0, 1, sender=keeper)


def test_unback__today_and_yesterday__off_the_space(rented, keeper, other_miner):
    """CNT-3."""
    rented.disk.record_pass([other_miner], 0, 300, True, False, sender=keeper)
    rented.at(DAY)
    assert (rented.world["space"], rented.world["aged"]) == (1_300, 300)
    rented.disk.unback(100, 200, sender=keeper)
    rented.at(DAY)
    assert (rented.world["space"], rented.world["aged"]) == (1_000, 100)
    with rented.engine.reverts(""):
        rented.disk.unback(0, 101, sender=keeper)
    with rented.engine.reverts("Disk: more than is backed"):
        rented.disk.unback(901, 0, sender=keeper)


def test_collect__what_vested__by_verified_mb(rented, keeper, other_miner):
    """CNT-2: 35% over twenty years; whoever claimed it from Vesting, it is spread once."""
    vesting, grant = rented.system.vesting, rented.disk.grant()
    rented.engine.hold(rented.system.params.launch + 100 * DAY)
    with rented.engine.reverts("Disk: nobody is verified"):
        rented.disk.collect(sender=rented.tenant)
    rented.disk.record_pass([rented.landlord], 0, 300, True, False, sender=keeper)
    rented.disk.record_pass([other_miner], 0, 100, True, False, sender=keeper)
    before = rented.disk.pending(rented.landlord)
    vesting.claim(grant, sender=other_miner)
    amount = rented.disk.collect(sender=rented.tenant).value
    assert amount == vesting.grant_of(grant)[2] // 30 > 500_000 * CNT
    assert amount * 3 // 4 - 1 <= rented.disk.pending(rented.landlord) - before <= amount * 3 // 4
    assert rented.disk.pending(other_miner) == amount // 4


def test_collect__once_a_day__a_thirtieth_of_what_is_left(rented, keeper):
    """CNT-2: who is verified alone on one day takes no more than that day's part."""
    day = (rented.system.params.launch + 100 * DAY) // DAY
    rented.engine.hold(day * DAY)
    rented.disk.record_pass([rented.landlord], 0, 300, True, False, sender=keeper)
    first = rented.disk.collect(sender=rented.tenant).value
    rented.engine.hold((day + 1) * DAY - 1)
    with rented.engine.reverts("Disk: collected today"):
        rented.disk.collect(sender=rented.tenant)
    rented.engine.hold((day + 1) * DAY)
    second = rented.disk.collect(sender=rented.tenant).value
    arrived = rented.system.vesting.grant_of(rented.disk.grant())[2]
    assert second == (arrived - first) // 30
    assert rented.disk.collected() == day + 1
    rented.engine.hold((day + 2) * DAY)
    rented.disk.record_pass([rented.landlord], 0, 300, True, False, sender=keeper)
    rented.engine.hold((day + 2) * DAY)
    third = rented.disk.collect(sender=rented.tenant).value
    arrived = rented.system.vesting.grant_of(rented.disk.grant())[2]
    assert third == (arrived - first - second) // 30
    assert rented.world["spread"] == first + second + third


def test_collect__nothing_has_vested__refused_and_the_day_is_not_used_up(rented):
    """CNT-2: before the launch."""
    assert rented.start < rented.system.params.launch
    with rented.engine.reverts("Disk: nothing to collect"):
        rented.disk.collect(sender=rented.tenant)
    assert rented.disk.collected() == 0


def test_collect__vested_but_not_claimed_there__claims_it(rented, keeper):
    rented.engine.hold(rented.system.params.launch + 100 * DAY)
    rented.disk.record_pass([rented.landlord], 0, 300, True, False, sender=keeper)
    held = rented.system.token.balanceOf(rented.disk)
    amount = rented.disk.collect(sender=rented.tenant).value
    arrived = rented.system.vesting.grant_of(rented.disk.grant())[2]
    assert rented.system.token.balanceOf(rented.disk) == held + arrived and amount == arrived // 30
    assert rented.world["spread"] == amount


def test_pending__verified_for_space_that_is_gone__as_earned(rented, keeper):
    """CNT-7: nothing is leased or backed, and the pass still lapses at the index of its midnight."""
    rented.disk.unback(1_000, 0, sender=keeper)
    start = rented.system.params.launch + 100 * DAY
    rented.engine.hold(start)
    rented.disk.record_pass([rented.landlord], 0, 300, False, False, sender=keeper)
    amount = rented.disk.collect(sender=rented.tenant).value
    for days in (0, 1, 2, 5):
        rented.engine.hold(max(start + days * DAY, rented.engine.time))
        assert amount - 1 <= rented.disk.pending(rented.landlord) <= amount
    rented.disk.poke(5, sender=rented.tenant)
    assert amount - 1 <= rented.disk.pending(rented.landlord) <= amount
