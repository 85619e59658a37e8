# SPDX-License-Identifier: MIT
"""follow, follow_seat (CNT-18): bonds and seats of an account that moved."""

import pytest
from eth_utils import to_canonical_address

from tests.guarded import guarded
from tests.proof_world import CNT, DAY
from wuxing.contattract import sealing

__all__ = ["guarded"]


@pytest.fixture
def moved(landlords, guarded, engine):
    """The guarded account is a landlord in group 0 with three others, passed yesterday, and moved."""
    landlords.fund(guarded.owner, amount=0 + CNT)
    assert landlords.join(guarded.owner) == [0]
    crowd = landlords.new(3)
    for landlord in crowd:
        landlords.join(landlord)
    landlords.store(0, [guarded.owner, *crowd], None)
    guarded.approve()
    engine.time = guarded.recovery.move_of(guarded.owner)["at"]
    landlords.engine.time = (engine.time // DAY + 1) * DAY + DAY // 2
    landlords.prove(0, None)
    return guarded


def take_seat(landlords, guarded, sender):
    """Somebody carries account and seat over to the successor, whose node seals for itself."""
    landlords.proofs.follow(guarded.owner, sender=sender)
    landlords.proofs.follow_seat(0, guarded.owner, landlords.members[0], sender=sender)
    members = landlords.members[0]
    members[members.index(guarded.owner.address)] = guarded.new.address


def test_withdraw__frozen__reverts(landlords, moved, engine):
    """CNT-18: nothing flows out while a move is under way."""
    landlords.leave(moved.owner, 0)
    with engine.reverts("Proofs: account is frozen"):
        landlords.proofs.withdraw(sender=moved.owner)


def test_follow__bond_seats_and_passes_go_to_the_successor(landlords, moved, keeper, engine):
    """CNT-18: with the same calls by anybody; today's pass counts on."""
    with engine.reverts("Proofs: account has not moved"):
        landlords.proofs.follow(moved.owner, sender=keeper)
    moved.recovery.execute(moved.owner, sender=moved.new)
    with engine.reverts("Proofs: follow the account first"):
        landlords.proofs.follow_seat(0, moved.owner, landlords.members[0], sender=keeper)
    seat = landlords.proofs.seat(0, moved.owner)
    take_seat(landlords, moved, keeper)
    word = landlords.proofs.landlord(moved.new)
    assert (word["bond"], word["seats"]) == (CNT, 1)
    assert landlords.proofs.landlord(moved.owner)["bond"] == 0
    now = landlords.proofs.seat(0, moved.new)
    assert now["place"] == seat["place"] and now["since"] > seat["since"]
    assert landlords.disk.verified(moved.new) == (1, 0) and landlords.disk.verified(moved.owner) == (0, 0)
    with engine.reverts("Proofs: nothing to follow"):
        landlords.proofs.follow(moved.owner, sender=keeper)


def test_follow_seat__next_day__the_successor_answers_for_itself(landlords, moved, keeper):
    """CNT-11, CNT-18: its pass of yesterday moves, once it sealed the replica for its own id."""
    moved.recovery.execute(moved.owner, sender=moved.new)
    take_seat(landlords, moved, keeper)
    landlords.fund(moved.new, amount=CNT)
    node = landlords.nodes[moved.new.address]
    node.store[0] = sealing.filler(to_canonical_address(moved.new.address), 0)
    landlords.next_day()
    _, message = landlords.prove(0, None)
    assert message.passed == 0b1111
    assert landlords.disk.verified(moved.new) == (1, 0)


def test_follow_seat__successor_sits_there_already__seat_given_back(landlords, moved, keeper, engine):
    """CNT-11: a node once in a group; the bond of the second seat is free after the lock."""
    landlords.fund(moved.new, amount=CNT)
    assert landlords.join(moved.new) == [0]
    moved.recovery.execute(moved.owner, sender=moved.new)
    with engine.reverts("Proofs: only the successor"):
        landlords.proofs.follow(moved.owner, sender=keeper)
    landlords.proofs.follow(moved.owner, sender=moved.new)
    landlords.proofs.follow_seat(0, moved.owner, landlords.members[0], sender=keeper)
    assert landlords.proofs.group(0)["count"] == 4
    word = landlords.proofs.landlord(moved.new)
    assert (word["bond"], word["seats"]) == (2 * CNT, 1)
    assert landlords.disk.verified(moved.new) == (0, 0) and landlords.disk.verified(moved.owner) == (0, 0)
    engine.advance(30 * DAY)
    assert landlords.proofs.withdraw(sender=moved.new).value == CNT


def test_follow__a_draw__goes_along_or_waits(landlords, moved, keeper, engine):
    """CNT-18: one draw at a time; the later account's is carried out first."""
    landlords.fund(moved.owner, moved.new, amount=CNT)
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.proofs.join(1, sender=moved.owner)
    with engine.anchor():
        landlords.proofs.join(1, sender=moved.new)
        with engine.reverts("Proofs: a draw is pending"):
            landlords.proofs.follow(moved.owner, sender=moved.new)
    draw = landlords.proofs.landlord(moved.owner)["draw"]
    landlords.proofs.follow(moved.owner, sender=keeper)
    word = landlords.proofs.landlord(moved.new)
    assert (word["pending"], word["draw"], word["bond"]) == (1, draw, 2 * CNT)
    engine.mine(1)
    landlords.seat(moved.new, by=keeper)


def test_follow__a_ban__burdens_no_stranger_and_saves_no_seat(landlords, moved, keeper, engine):
    """CNT-12, CNT-18, attack "a burden for a stranger": a banned landlord names somebody else's address as its own."""
    landlords.proofs.ban(moved.owner, sender=landlords.proofs.hires())
    moved.recovery.execute(moved.owner, sender=moved.new)
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.follow(moved.owner, sender=keeper)
    landlords.proofs.expel(0, moved.owner, landlords.members[0], sender=keeper)
    landlords.proofs.follow(moved.owner, sender=keeper)
    assert landlords.proofs.is_banned(moved.owner) and not landlords.proofs.is_banned(moved.new)
    assert landlords.proofs.landlord(moved.new)["bond"] == CNT
    with engine.reverts("Proofs: nothing to follow"):
        landlords.proofs.follow(moved.owner, sender=keeper)


def test_follow__into_a_landlords_account__only_itself(landlords, moved, keeper, engine):
    """CNT-18, attack "a burden for a stranger": nobody lengthens another's lock by moving there."""
    landlords.fund(moved.new, amount=CNT)
    landlords.join(moved.new)
    landlords.leave(moved.owner, 0)
    unlock = landlords.proofs.landlord(moved.new)["unlock"]
    moved.recovery.execute(moved.owner, sender=moved.new)
    for sender in (keeper, moved.owner):
        with engine.reverts("Proofs: only the successor"):
            landlords.proofs.follow(moved.owner, sender=sender)
    assert landlords.proofs.landlord(moved.new)["unlock"] == unlock
