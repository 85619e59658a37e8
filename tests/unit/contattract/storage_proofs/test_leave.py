# SPDX-License-Identifier: MIT
"""leave, expel, withdraw (CNT-11): the ways out."""

from dataclasses import replace

import pytest

from tests.proof_world import CNT, DAY, Landlords, paper
from wuxing.contattract.proof import aggregate, compact
from wuxing.contattract.proof_model import ZERO, Attestation
from wuxing.suite import deploy

LOCK = 30 * DAY
EARLY = CNT - CNT * 500 // 10_000
"""What is left of a bond whose seat was left within a period of absence."""


@pytest.fixture
def four(landlords):
    """Four members of group 0, free space."""
    return landlords.group_of(4)


def test_leave__bond_comes_after_the_lock(landlords, four, engine):
    """CNT-11: after a period of absence nothing is taken off it."""
    engine.time = landlords.proofs.seat(0, four[0])["since"] + landlords.params.absence
    landlords.proofs.leave(0, landlords.members[0], sender=four[0])
    word = landlords.proofs.landlord(four[0])
    assert (word["seats"], word["bond"]) == (0, CNT) and landlords.proofs.free_bond(four[0]) == CNT
    assert landlords.proofs.group(0)["count"] == 3 and landlords.proofs.totals()["seats"] == 3
    assert landlords.proofs.seat(0, four[0]) == {"place": 0, "since": 0}
    engine.time = word["unlock"] - 1
    with engine.reverts("Proofs: bond is locked"):
        landlords.proofs.withdraw(sender=four[0])
    before = landlords.system.token.balanceOf(four[0])
    engine.time = max(engine.time, word["unlock"])
    assert landlords.proofs.withdraw(sender=four[0]).value == CNT
    assert landlords.system.token.balanceOf(four[0]) == before + CNT
    with engine.reverts("Proofs: nothing to withdraw"):
        landlords.proofs.withdraw(sender=four[0])


def test_leave__within_a_period_of_absence__costs_what_an_expired_draw_costs(landlords, four, engine):
    """CNT-11: to the pool; the second before it ends too."""
    engine.time = landlords.proofs.seat(0, four[0])["since"] + landlords.params.absence - 1
    receipt = landlords.proofs.leave(0, landlords.members[0], sender=four[0])
    fined = receipt.named("Fined")[0]
    assert (fined.landlord, fined.seats, fined.penalty) == (four[0].address, 1, CNT - EARLY)
    assert landlords.proofs.free_bond(four[0]) == EARLY and landlords.disk.world()["pool"] == CNT - EARLY


def test_leave__a_pass_of_today__is_struck_and_the_space_with_it(landlords, four):
    """CNT-3, CNT-11: three of three replicas needed passed; one leaves."""
    del landlords.nodes[four[3].address].store[0]
    landlords.prove(0, None)
    landlords.leave(four[0], 0)
    assert landlords.disk.verified(four[0]) == (0, 0)
    assert landlords.disk.world()["space"] == 0
    group = landlords.proofs.group(0)
    assert (group["passed"], group["backed"]) == (0b0110, False)


def test_leave__one_of_four_that_passed__space_stays(landlords, four):
    """CNT-3."""
    landlords.prove(0, None)
    landlords.leave(four[0], 0)
    assert landlords.disk.world()["space"] == 1 and landlords.proofs.group(0)["backed"]
    landlords.leave(four[1], 0)
    assert landlords.disk.world()["space"] == 0
    assert [landlords.disk.verified(x)[0] for x in four] == [0, 0, 1, 1]


def test_leave__a_pass_of_yesterday__is_struck(landlords, four):
    """CNT-11: before today's message."""
    landlords.prove(0, None)
    landlords.next_day()
    landlords.leave(four[0], 0)
    assert landlords.disk.verified(four[0]) == (0, 0) and landlords.disk.world()["space"] == 1
    landlords.leave(four[1], 0)
    assert landlords.disk.verified(four[1]) == (0, 0) and landlords.disk.world()["space"] == 0


def test_leave__yesterdays_pass_not_repeated__is_struck_after_todays_message(landlords, four):
    """CNT-3, CNT-11: backed from yesterday by three, of whom one did not pass again and leaves."""
    landlords.prove(0, None)
    landlords.next_day()
    for landlord in four[2:]:
        landlords.nodes[landlord.address].store[0] = bytes(1 << 20)
    landlords.prove(0, None)
    assert [landlords.disk.verified(x) for x in four] == [(1, 0), (1, 0), (0, 1), (0, 1)]
    assert landlords.disk.world()["space"] == 1
    landlords.leave(four[3], 0)
    assert landlords.disk.verified(four[3]) == (0, 0) and landlords.disk.world()["space"] == 1
    landlords.leave(four[2], 0)
    assert landlords.disk.world()["space"] == 0
    assert not landlords.proofs.group(0)["backed_before"]


def test_leave__old_passes__strike_nothing(landlords, four):
    """CNT-11: what lapsed cannot be taken off again."""
    landlords.prove(0, None)
    landlords.next_day()
    landlords.next_day()
    landlords.leave(four[0], 0)
    assert landlords.disk.world()["space"] == 0 and landlords.disk.verified(four[0]) == (0, 0)


def test_leave__no_map_names_the_seat_any_more(landlords, four):
    """CNT-11: the next in the seat has no pass of its predecessor's."""
    landlords.prove(0, None)
    landlords.next_day()
    landlords.nodes[four[3].address].store[0] = bytes(1 << 20)
    landlords.prove(0, None)
    maps = ("passed", "before", "seen")
    group = landlords.proofs.group(0)
    assert [group[name] for name in maps] == [0b0111, 0b1000, 0b1111]
    for landlord in (four[3], four[0]):
        landlords.leave(landlord, 0)
    group = landlords.proofs.group(0)
    assert [group[name] for name in maps] == [0b0110, 0, 0b0110]


def test_leave__yesterdays_pass_not_repeated__lapsed_a_day_later(landlords, four):
    """CNT-3, CNT-11: a day after the message that moved them, neither passes nor space of the day before are there."""
    landlords.prove(0, None)
    landlords.next_day()
    for landlord in four[2:]:
        landlords.nodes[landlord.address].store[0] = bytes(1 << 20)
    landlords.prove(0, None)
    landlords.next_day()
    members = landlords.members[0]
    for landlord in four[2:]:
        receipt = landlords.proofs.leave(0, members, sender=landlord)
        landlords.vacated(0, landlord)
        assert receipt.named("Struck") == []
    assert landlords.disk.verified(four[0]) == (0, 1) and landlords.disk.world()["space"] == 0


@pytest.fixture(scope="module")
def _two_mb(engine, deployer, owner, guardian):
    roles = {"owner": owner.address, "guardian": guardian.address}
    return deploy(engine, "contattract", "paper", deployer, roles, replace(paper(engine), group_chunks=2))


@pytest.fixture
def two_mb(engine, _two_mb, owner):
    """Landlords of groups of 2 MB, three in group 0."""
    with engine.anchor():
        made = Landlords(_two_mb, owner)
        made.next_day()
        for account in made.new(3):
            assert made.join(account) == [0]
        yield made


def carry(landlords, passed):
    """A message of group 0 that all sign, whatever they store."""
    challenge = landlords.next_epoch(0)
    told = Attestation(challenge.epoch, challenge.block_hash, bytes(32), bytes(32))
    keys = [landlords.nodes[account].key for account in landlords.members[0]]
    votes = {key.address: compact(key.sign(challenge.message_digest(told, passed))) for key in keys}
    landlords.proofs.prove(*aggregate(challenge, told, passed, votes).arguments, sender=landlords.owner)


@pytest.mark.parametrize("days", [0, 1])
def test_leave__a_group_of_two_mb__both_are_struck(two_mb, days):
    """CNT-3, CNT-11: a pass is worth the group's MB, today's and yesterday's."""
    first, second, _ = two_mb.accounts.values()
    carry(two_mb, 0b111)
    assert two_mb.disk.verified(first) == (2, 0) and two_mb.disk.world()["space"] == 2
    for _ in range(days):
        two_mb.next_day()
    two_mb.leave(first, 0)
    assert two_mb.disk.verified(first) == (0, 0) and two_mb.disk.world()["space"] == 0
    assert two_mb.disk.verified(second) == ((0, 2) if days else (2, 0))


def test_leave__a_group_of_two_mb__both_of_yesterday_are_struck_after_todays_message(two_mb):
    """CNT-3, CNT-11: a pass that was not repeated, and the space that stood on it."""
    *_, last = two_mb.accounts.values()
    carry(two_mb, 0b111)
    two_mb.next_day()
    carry(two_mb, 0b011)
    assert two_mb.disk.verified(last) == (0, 2) and two_mb.disk.world()["space"] == 2
    two_mb.leave(last, 0)
    assert two_mb.disk.verified(last) == (0, 0) and two_mb.disk.world()["space"] == 0


def test_leave__no_member_or_wrong_list__reverts(landlords, four, engine, keeper):
    """CNT-11."""
    with engine.reverts("Proofs: not a member"):
        landlords.proofs.leave(0, landlords.members[0], sender=keeper)
    with engine.reverts("Proofs: wrong members"):
        landlords.proofs.leave(0, landlords.members[0][:3], sender=four[0])
    landlords.leave(four[0], 0)
    assert landlords.members[0][0] == ZERO
    with engine.reverts("Proofs: not a member"):
        landlords.proofs.leave(0, landlords.members[0], sender=four[0])


def test_leave__paused__goes_on(landlords, four, guardian, engine):
    """CNT-P-9: exits cannot be stopped."""
    landlords.proofs.pause(sender=guardian)
    landlords.leave(four[0], 0)
    engine.advance(LOCK)
    assert landlords.proofs.withdraw(sender=four[0]).value == EARLY


def test_withdraw__a_seat_is_kept__its_bond_stays(landlords, engine):
    """CNT-11: only what no seat needs, pending ones included."""
    (landlord,) = landlords.new(1)
    groups = landlords.join(landlord, 3)
    landlords.leave(landlord, groups[1])
    engine.advance(LOCK)
    landlords.proofs.join(1, sender=landlord)
    with engine.reverts("Proofs: nothing to withdraw"):
        landlords.proofs.withdraw(sender=landlord)
    engine.mine(1)
    landlords.seat(landlord)
    landlords.leave(landlord, groups[2])
    engine.advance(LOCK)
    assert landlords.proofs.withdraw(sender=landlord).value == CNT
    assert landlords.proofs.landlord(landlord)["bond"] == 2 * CNT


def test_expel__a_member_in_order__reverts(landlords, four, engine, keeper):
    """CNT-11: nobody is sent away without a reason."""
    landlords.prove(0, None)
    with engine.reverts("Proofs: not to be sent away"):
        landlords.proofs.expel(0, four[0], landlords.members[0], sender=keeper)


def test_expel__absent_for_a_whole_period__by_anybody(landlords, four, engine, keeper):
    """CNT-11: the group can fill the seat of who is gone; the bond comes back."""
    start = (engine.time // landlords.params.absence + 1) * landlords.params.absence
    engine.time = start + DAY // 2
    landlords.prove(0, None)
    del landlords.nodes[four[3].address].store[0]
    for days in (29, 30, 59):
        engine.time = start + days * DAY + DAY // 2
        landlords.prove(0, None)
        assert landlords.proofs.group(0)["absent"] == 0
        with engine.reverts("Proofs: not to be sent away"):
            landlords.proofs.expel(0, four[3], landlords.members[0], sender=keeper)
    engine.time = start + 60 * DAY + DAY // 2
    landlords.prove(0, None)
    assert landlords.proofs.group(0)["absent"] == 0b1000
    with engine.reverts("Proofs: not to be sent away"):
        landlords.proofs.expel(0, four[0], landlords.members[0], sender=keeper)
    landlords.proofs.expel(0, four[3], landlords.members[0], sender=keeper)
    landlords.vacated(0, four[3])
    assert landlords.proofs.free_bond(four[3]) == CNT
    (fresh,) = landlords.new(1)
    landlords.join(fresh)
    assert landlords.proofs.seat(0, fresh)["place"] == 3 and landlords.proofs.group(0)["absent"] == 0


def test_expel__absent_but_passes_again__stays(landlords, four, engine, keeper):
    """CNT-11: one pass is enough."""
    period = landlords.params.absence
    start = (engine.time // period + 1) * period
    gone = landlords.nodes[four[3].address].store.pop(0)
    for days in (1, 30 + 1):
        engine.time = start + days * DAY + DAY // 2
        landlords.prove(0, None)
    assert landlords.proofs.group(0)["absent"] == 0b1000
    landlords.nodes[four[3].address].store[0] = gone
    landlords.next_day()
    landlords.prove(0, None)
    assert landlords.proofs.group(0)["absent"] == 0
    with engine.reverts("Proofs: not to be sent away"):
        landlords.proofs.expel(0, four[3], landlords.members[0], sender=keeper)


def test_expel__back_in_the_message_that_would_call_it_absent__stays(landlords, four, engine):
    """CNT-11: who passed nothing last period and passes in the first message of this one is not absent."""
    start = (engine.time // landlords.params.absence + 1) * landlords.params.absence
    gone = landlords.nodes[four[3].address].store.pop(0)
    engine.time = start + DAY // 2
    landlords.prove(0, None)
    landlords.nodes[four[3].address].store[0] = gone
    engine.time = start + 30 * DAY + DAY // 2
    landlords.prove(0, None)
    assert landlords.proofs.group(0)["absent"] == 0


def test_expel__a_period_without_messages__nobody_is_absent(landlords, four, engine):
    """CNT-11: silence of the group is no proof against a member."""
    period = landlords.params.absence
    del landlords.nodes[four[3].address].store[0]
    landlords.prove(0, None)
    engine.time = (engine.time // period + 2) * period + DAY // 2
    landlords.prove(0, None)
    assert landlords.proofs.group(0)["absent"] == 0


def test_expel__sat_down_less_than_a_period_ago__stays(landlords, four, engine, keeper):
    """CNT-11: everybody has thirty days for a first pass."""
    start = (engine.time // landlords.params.absence + 1) * landlords.params.absence
    engine.time = start + 20 * DAY + DAY // 2
    (late,) = landlords.new(1)
    landlords.join(late)
    since = landlords.proofs.seat(0, late)["since"]
    landlords.prove(0, None)
    engine.time = start + 31 * DAY + DAY // 2
    landlords.prove(0, None)
    assert landlords.proofs.group(0)["absent"] == 0b10000
    engine.time = since + landlords.params.absence - 1
    with engine.reverts("Proofs: not to be sent away"):
        landlords.proofs.expel(0, late, landlords.members[0], sender=keeper)
    landlords.proofs.expel(0, late, landlords.members[0], sender=keeper)
    assert landlords.proofs.group(0)["count"] == 4
