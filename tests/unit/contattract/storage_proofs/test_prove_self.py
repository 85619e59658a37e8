# SPDX-License-Identifier: MIT
"""prove_self (CNT-11): a member left out unjustly proves its answer itself."""

import pytest
from eth_utils import to_canonical_address

from tests.proof_world import DAY, data_of
from wuxing.contattract.proof import View, self_proof

DATA = data_of(0)


@pytest.fixture
def five(landlords):
    """Five members of group 0 with tenants' data."""
    return landlords.group_of(5, DATA)


def proof_of(landlords, challenge, landlord):
    """The arguments of a member's own proof."""
    return self_proof(View(challenge, DATA), landlords.nodes[landlord.address])


def test_prove_self__left_out__counts_as_the_others(landlords, five, keeper):
    """CNT-11: anybody may carry it."""
    challenge, message = landlords.prove(0, DATA, without=[five[2]])
    assert message.passed == 0b11011 and landlords.disk.verified(five[2]) == (0, 0)
    arguments = proof_of(landlords, challenge, five[2])
    event = landlords.proofs.prove_self(*arguments, sender=keeper).named("ProvedSelf")[0]
    assert (event.group, event.landlord, event.epoch) == (0, five[2].address, challenge.epoch)
    assert landlords.disk.verified(five[2]) == (1, 0)
    assert landlords.proofs.group(0)["passed"] == 0b11111
    assert landlords.disk.world()["space"] == 1


def test_prove_self__passed_yesterday_too__moves(landlords, five, keeper):
    """CNT-11: yesterday's pass is not counted twice."""
    landlords.prove(0, DATA)
    landlords.next_day()
    challenge, _ = landlords.prove(0, DATA, without=[five[2]])
    assert landlords.disk.verified(five[2]) == (0, 1)
    landlords.proofs.prove_self(*proof_of(landlords, challenge, five[2]), sender=keeper)
    assert landlords.disk.verified(five[2]) == (1, 0)
    assert landlords.proofs.group(0)["before"] == 0


@pytest.mark.parametrize("yesterday", [False, True])
def test_prove_self__the_third_replica__backs_the_space(landlords, five, keeper, yesterday):
    """CNT-3: with it enough replicas passed; yesterday's backing moves along."""
    if yesterday:
        landlords.prove(0, DATA)
        landlords.next_day()
    challenge, message = landlords.prove(0, DATA, without=five[2:])
    assert message.passed == 0b11
    assert landlords.disk.world()["space"] == int(yesterday)
    landlords.proofs.prove_self(*proof_of(landlords, challenge, five[2]), sender=keeper)
    group = landlords.proofs.group(0)
    assert (group["backed"], group["backed_before"]) == (True, False)
    landlords.proofs.prove_self(*proof_of(landlords, challenge, five[3]), sender=keeper)
    assert landlords.disk.world()["space"] == 1
    landlords.next_day()
    assert landlords.disk.world()["space"] == 1


def test_prove_self__twice_or_without_todays_message__reverts(landlords, five, engine, keeper):
    """CNT-11."""
    challenge, _ = landlords.prove(0, DATA, without=[five[2]])
    arguments = proof_of(landlords, challenge, five[2])
    landlords.proofs.prove_self(*arguments, sender=keeper)
    for landlord in (five[2], five[0]):
        with engine.reverts("Proofs: passed already"):
            landlords.proofs.prove_self(*proof_of(landlords, challenge, landlord), sender=keeper)
    landlords.next_day()
    with engine.reverts("Proofs: no message today"):
        landlords.proofs.prove_self(*arguments, sender=keeper)


def test_prove_self__another_replica_or_place__reverts(landlords, five, engine, keeper):
    """CNT-11: only the challenged leaves of its own replica count."""
    challenge, _ = landlords.prove(0, DATA, without=[five[2], five[3]])
    good = list(proof_of(landlords, challenge, five[2]))
    theirs = proof_of(landlords, challenge, five[3])
    flipped = bytes([good[5][0][0] ^ 1]) + good[5][0][1:]
    cases = [
        (2, (*good[2][:3], b"\1" * 32), "Proofs: not what the group signed"),
        (3, theirs[3], "Proofs: root is not attested"),
        (4, theirs[4], "Proofs: root is not attested"),
        (5, good[5][:3], "Proofs: wrong number of leaves"),
        (6, good[6][:3], "Proofs: wrong number of leaves"),
        (5, [flipped, *good[5][1:]], "Proofs: leaf is not sealed there"),
        (5, [*good[5][:3], good[5][3][:-1]], "Proofs: wrong leaf size"),
        (5, [good[5][1], *good[5][1:]], "Proofs: leaf is not sealed there"),
        (6, [good[6][0][:-1], *good[6][1:]], "Proofs: leaf is not sealed there"),
    ]
    for i, value, reason in cases:
        with engine.reverts(reason):
            landlords.proofs.prove_self(*good[:i], value, *good[i + 1 :], sender=keeper)
    last = [*good[5][:3], theirs[5][3]], [*good[6][:3], theirs[6][3]]
    with engine.reverts("Proofs: leaf is not sealed there"):
        landlords.proofs.prove_self(*good[:5], *last, sender=keeper)
    with engine.reverts("Proofs: not a member"):
        landlords.proofs.prove_self(0, keeper, *good[2:], sender=keeper)
    landlords.proofs.prove_self(*good, sender=keeper)


def test_prove_self__sat_down_after_the_message__reverts(landlords, five, engine, keeper):
    """CNT-11: who takes a seat over cannot answer from the replica of who had it."""
    challenge, _ = landlords.prove(0, DATA, without=[five[2]])
    old = landlords.nodes[five[2].address]
    landlords.leave(five[2], 0)
    (late,) = landlords.new(1)
    assert landlords.join(late) == [0] and landlords.proofs.seat(0, late)["place"] == 2
    arguments = self_proof(View(challenge, DATA), old)
    with engine.reverts("Proofs: sat down after the message"):
        landlords.proofs.prove_self(0, late, *arguments[2:], sender=keeper)


def test_prove_self__left_out_for_whole_periods__is_not_absent(landlords, five, engine, keeper):
    """CNT-11, attack "sent away by silence": one own proof in a period is enough, and clears what was noted before."""
    period = landlords.params.absence
    start = (engine.time // period + 1) * period + DAY // 2
    for number, itself, absent in ((0, True, 0), (1, False, 0), (2, True, 0b100)):
        engine.time = start + number * period
        challenge, _ = landlords.prove(0, DATA, without=[five[2]])
        assert landlords.proofs.group(0)["absent"] == absent
        if itself:
            landlords.proofs.prove_self(*proof_of(landlords, challenge, five[2]), sender=keeper)
    assert landlords.proofs.group(0)["absent"] == 0
    with engine.reverts("Proofs: not to be sent away"):
        landlords.proofs.expel(0, five[2], landlords.members[0], sender=keeper)


def test_prove_self__banned__not_before_the_day_on_which_it_ends(landlords, five, engine, keeper):
    """CNT-12: a banned member's own proof does not count, though its seat was not taken yet."""
    landlords.proofs.ban(five[2], sender=landlords.proofs.hires())
    until = landlords.proofs.landlord(five[2])["banned"]
    for day in (until - 1, until):
        engine.time = day * DAY + DAY // 2
        challenge, _ = landlords.prove(0, DATA, without=[five[2]])
        arguments = proof_of(landlords, challenge, five[2])
        if day < until:
            with engine.reverts("Proofs: landlord is banned"):
                landlords.proofs.prove_self(*arguments, sender=keeper)
    landlords.proofs.prove_self(*arguments, sender=keeper)
    assert landlords.disk.verified(five[2]) == (1, 0)


def test_prove_self__sat_down_in_the_second_of_the_message__reverts(landlords, five, engine, keeper):
    """CNT-11: in one block after it, so that since is the message's time."""
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA, without=[five[2]])
    arguments = self_proof(View(challenge, DATA), landlords.nodes[five[2].address])
    (late,) = landlords.new(1)
    landlords.proofs.join(1, sender=late)
    engine.mine(1)
    landlords.proofs.prove(*message.arguments, sender=keeper)
    engine.hold(engine.time - 1)
    landlords.leave(five[2], 0)
    engine.hold(engine.time - 1)
    assert landlords.seat(late) == 0
    seat = landlords.proofs.seat(0, late)
    assert (seat["place"], seat["since"]) == (2, landlords.proofs.group(0)["time"])
    with engine.reverts("Proofs: sat down after the message"):
        landlords.proofs.prove_self(0, late, *arguments[2:], sender=keeper)


def test_prove_self__lost_leaves__has_nothing_to_show(landlords, five):
    """CNT-11: without the bytes under its root there is no proof, as the node itself finds."""
    challenge, _ = landlords.prove(0, DATA, without=[five[2]])
    del landlords.nodes[five[2].address].store[0]
    with pytest.raises(ValueError, match="expected a member of group 0 that stores it"):
        proof_of(landlords, challenge, five[2])
    assert to_canonical_address(five[2].address) in challenge.members
