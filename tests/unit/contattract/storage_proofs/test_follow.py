# SPDX-License-Identifier: MIT
"""follow, follow_seat (CNT-18): bonds and seats of an account that moved."""

from itertools import pairwise

import pytest
from eth_utils import to_canonical_address

from tests.events import emitted
from tests.guarded import guarded
from tests.proof_world import CNT, DAY
from wuxing.contattract.proof import View, announcement, compact, replica
from wuxing.contattract.proof_model import FOREVER, ZERO
from wuxing.typed_data import domain_of

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
    with engine.reverts("Proofs: account is frozen"):
        landlords.proofs.withdraw(sender=moved.owner)


def test_leave__frozen__reverts(landlords, moved, engine):
    """CNT-18, attack "a thief gives the places back": a seat is not left while a move is under way."""
    with engine.reverts("Proofs: account is frozen"):
        landlords.leave(moved.owner, 0)


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
    node.store[0] = replica(domain_of(landlords.proofs), to_canonical_address(moved.new.address), 0, None)
    landlords.next_day()
    _, message = landlords.prove(0, None)
    assert message.passed == 0b1111
    assert landlords.disk.verified(moved.new) == (1, 0)


def test_follow_seat__successor_sits_there_already__seat_given_back(landlords, moved, keeper, engine):
    """CNT-11: a node once in a group; the bond of the second seat is free after the lock, less the price of a draw.

    Attack "out of a group by a move": into an account that sits there already.
    """
    landlords.fund(moved.new, amount=CNT)
    assert landlords.join(moved.new) == [0]
    moved.recovery.execute(moved.owner, sender=moved.new)
    with engine.reverts("Proofs: only the successor"):
        landlords.proofs.follow(moved.owner, sender=keeper)
    landlords.proofs.follow(moved.owner, sender=moved.new)
    price = CNT * 500 // 10_000
    given_back = landlords.proofs.follow_seat(0, moved.owner, landlords.members[0], sender=keeper)
    emitted(given_back, "StorageProofs.Fined", landlord=moved.new, seats=1, penalty=price)
    assert landlords.proofs.group(0)["count"] == 4
    word = landlords.proofs.landlord(moved.new)
    assert (word["bond"], word["seats"]) == (2 * CNT - price, 1)
    assert landlords.disk.verified(moved.new) == (0, 0) and landlords.disk.verified(moved.owner) == (0, 0)
    engine.advance(30 * DAY)
    assert landlords.proofs.withdraw(sender=moved.new).value == CNT - price


def test_follow_seat__wrong_list_or_twice__reverts(landlords, moved, keeper, engine):
    """CNT-11, CNT-18, attack "a second follow": it does not empty the seat that the successor has by then."""
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.proofs.follow(moved.owner, sender=keeper)
    members = landlords.members[0]
    for wrong in ([], members[:3], [*members, ZERO]):
        with engine.reverts("Proofs: wrong members"):
            landlords.proofs.follow_seat(0, moved.owner, wrong, sender=keeper)
    landlords.proofs.follow_seat(0, moved.owner, members, sender=keeper)
    members[members.index(moved.owner.address)] = moved.new.address
    with engine.reverts("Proofs: not a member"):
        landlords.proofs.follow_seat(0, moved.owner, members, sender=keeper)
    assert landlords.proofs.seat(0, moved.owner)["since"] == 0 and landlords.proofs.seat(0, moved.new)["since"] > 0


@pytest.mark.parametrize("locked", ["old", "new"])
def test_follow__the_later_lock_holds(landlords, moved, engine, locked):
    """CNT-11, CNT-18, attack "out of a lock": a bond that may answer yet is not paid out by a move."""
    account = moved.owner if locked == "old" else moved.new
    landlords.fund(account, amount=CNT)
    landlords.proofs.join(1, sender=account)
    engine.mine(257)
    landlords.proofs.cancel(account, sender=account)
    unlock = landlords.proofs.landlord(account)["unlock"]
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.proofs.follow(moved.owner, sender=moved.new)
    assert landlords.proofs.landlord(moved.new)["unlock"] == unlock > engine.time
    with engine.reverts("Proofs: bond is locked"):
        landlords.proofs.withdraw(sender=moved.new)


@pytest.mark.parametrize("expired", [False, True])
def test_follow__a_draw__is_carried_out_or_cancelled_first(landlords, moved, keeper, engine, expired):
    """CNT-11, CNT-18, attack "another draw by a move": the hash names the account that joined, and no other."""
    landlords.fund(moved.owner, amount=CNT)
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.proofs.join(1, sender=moved.owner)
    engine.mine(257 if expired else 1)
    with engine.reverts("Proofs: a draw is pending"):
        landlords.proofs.follow(moved.owner, sender=keeper)
    if expired:
        landlords.proofs.cancel(moved.owner, sender=keeper)
    else:
        landlords.seat(moved.owner, by=keeper)
    landlords.proofs.follow(moved.owner, sender=keeper)
    word = landlords.proofs.landlord(moved.new)
    left = 2 * CNT - CNT * 500 // 10_000 if expired else 2 * CNT
    assert (word["pending"], word["seats"], word["bond"]) == (0, 1 if expired else 2, left)


def test_follow__successor_draws_itself__its_draw_stays(landlords, moved, keeper, engine):
    """CNT-18: what comes to it changes neither its draw nor the groups among which it is."""
    landlords.fund(moved.new, amount=CNT)
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.proofs.join(1, sender=moved.new)
    engine.mine(1)
    before, drawn = landlords.proofs.landlord(moved.new), landlords.proofs.drawn(moved.new)
    landlords.proofs.follow(moved.owner, sender=moved.new)
    assert landlords.proofs.landlord(moved.new) == {**before, "bond": 2 * CNT, "seats": 1}
    assert landlords.proofs.drawn(moved.new) == drawn


def test_follow__a_ban__burdens_no_stranger_and_saves_no_seat(landlords, moved, keeper, engine):
    """CNT-12, CNT-18, attack "a burden for a stranger": a banned landlord names somebody else's address as its own."""
    landlords.proofs.ban(moved.owner, sender=landlords.proofs.hires())
    moved.recovery.execute(moved.owner, sender=moved.new)
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.follow(moved.owner, sender=keeper)
    landlords.proofs.expel(0, moved.owner, landlords.members[0], sender=keeper)
    landlords.proofs.follow(moved.owner, sender=keeper)
    assert landlords.proofs.is_banned(moved.owner) and not landlords.proofs.is_banned(moved.new)
    assert landlords.proofs.landlord(moved.new)["bond"] == CNT - CNT * 500 // 10_000
    with engine.reverts("Proofs: nothing to follow"):
        landlords.proofs.follow(moved.owner, sender=keeper)


def test_follow__a_ban__seats_move_from_the_day_on_which_it_ends(landlords, moved, keeper, engine):
    """CNT-12, CNT-18: not a second before it."""
    landlords.proofs.ban(moved.owner, sender=landlords.proofs.hires())
    moved.recovery.execute(moved.owner, sender=moved.new)
    end = landlords.proofs.landlord(moved.owner)["banned"] * DAY
    engine.time = end - 1
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.follow(moved.owner, sender=keeper)
    engine.time = max(engine.time, end)
    take_seat(landlords, moved, keeper)
    assert landlords.proofs.landlord(moved.new)["seats"] == 1


def test_follow__into_a_landlords_account__only_itself(landlords, moved, keeper, engine):
    """CNT-18, attack "a burden for a stranger": nobody lengthens another's lock by moving there."""
    landlords.fund(moved.new, amount=CNT)
    landlords.join(moved.new)
    landlords.fund(moved.owner, amount=CNT)
    landlords.proofs.join(1, sender=moved.owner)
    engine.mine(257)
    landlords.proofs.cancel(moved.owner, sender=keeper)
    assert landlords.proofs.landlord(moved.owner)["unlock"] > 0
    unlock = landlords.proofs.landlord(moved.new)["unlock"]
    moved.recovery.execute(moved.owner, sender=moved.new)
    for sender in (keeper, moved.owner):
        with engine.reverts("Proofs: only the successor"):
            landlords.proofs.follow(moved.owner, sender=sender)
    assert landlords.proofs.landlord(moved.new)["unlock"] == unlock


def double_vote(landlords, landlord, reporter):
    """Announces two messages that a landlord signed for one challenge; the arguments of `report_votes`."""
    challenge = landlords.next_epoch(0)
    told, key = View(challenge, None).told, landlords.nodes[landlord.address].key
    signed = [(p, compact(key.sign(challenge.message_digest(told, p)))) for p in (0b1111, 0b0111)]
    landlords.proofs.announce(announcement(reporter, signed[0][1] + signed[1][1]), sender=reporter)
    votes = [(p, told.sealed_roots, told.data_root, signature) for p, signature in signed]
    return 0, challenge.epoch, challenge.block_hash, *votes


@pytest.mark.parametrize("followed", [False, True])
def test_follow__bond_laundering__evidence_reaches_the_successor(landlords, moved, keeper, followed):
    """CNT-11, CNT-18, attack "bond laundering": a liar moves its account before its two votes are shown."""
    evidence = double_vote(landlords, moved.owner, keeper)
    moved.recovery.execute(moved.owner, sender=moved.new)
    if followed:
        take_seat(landlords, moved, keeper)
    landlords.proofs.report_votes(*evidence, sender=keeper)
    liable = moved.new if followed else moved.owner
    word = landlords.proofs.landlord(liable)
    assert (word["bond"], word["banned"]) == (0, FOREVER)
    assert landlords.system.token.balanceOf(keeper) == CNT // 10
    landlords.proofs.expel(0, liable, landlords.members[0], sender=keeper)
    assert landlords.proofs.group(0)["count"] == 3


def test_follow__bond_laundering__a_bond_that_waits_at_the_old_account__is_lost_there(landlords, moved, keeper):
    """CNT-11, CNT-18: the successor is a landlord and does not follow: first the old bond, then its own is lost."""
    landlords.fund(moved.new, amount=CNT)
    landlords.join(moved.new)
    evidence = double_vote(landlords, moved.owner, keeper)
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.proofs.report_votes(*evidence, sender=keeper)
    bonds = [landlords.proofs.landlord(x)["bond"] for x in (moved.owner, moved.new)]
    assert bonds == [0, CNT] and landlords.proofs.is_banned(moved.owner)
    landlords.proofs.report_votes(*evidence, sender=keeper)
    assert landlords.proofs.landlord(moved.new)["bond"] == 0 and landlords.proofs.is_banned(moved.new)


def test_ban__of_an_account_that_moved__reaches_the_successor(landlords, moved, keeper, engine):
    """CNT-12, CNT-18, attack "out of a ban": bad service done before a move, told after it."""
    moved.recovery.execute(moved.owner, sender=moved.new)
    take_seat(landlords, moved, keeper)
    landlords.proofs.ban(moved.owner, sender=landlords.proofs.hires())
    assert landlords.proofs.is_banned(moved.new) and landlords.proofs.landlord(moved.new)["bond"] == CNT
    landlords.proofs.expel(0, moved.new, landlords.members[0], sender=keeper)
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.join(1, sender=moved.new)


@pytest.mark.parametrize("followed", [False, True])
def test_report__bad_service_before_a_move__places_are_lost_wherever_the_bond_is(
    landlords, moved, keeper, engine, other_miner, followed
):
    """CNT-12, CNT-18, attack "out of a ban": by a report, whether the bond followed or waits with the seats."""
    hires, new = landlords.system.hires, moved.new
    landlords.fund(other_miner)
    landlords.system.token.approve(hires, 2**255, sender=other_miner)
    hires.set_rate(500 * CNT, sender=moved.owner)
    number = hires.hire(moved.owner, DAY, 2**255, sender=other_miner).value
    moved.recovery.execute(moved.owner, sender=new)
    if followed:
        take_seat(landlords, moved, keeper)
    engine.time = max(engine.time, hires.hire_of(number)["end"])
    hires.report(number, 0, sender=other_miner)
    seated = new if followed else moved.owner
    assert landlords.proofs.is_banned(new) and landlords.proofs.is_banned(seated)
    landlords.proofs.expel(0, seated, landlords.members[0], sender=keeper)
    assert landlords.proofs.group(0)["count"] == 3
    assert landlords.disk.verified(new) == landlords.disk.verified(moved.owner) == (0, 0)
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.join(1, sender=new)


@pytest.mark.parametrize("days", [0, 1])
def test_follow_of_the_disk__before_the_seats__stops_no_message_and_no_strike(landlords, moved, keeper, days):
    """CNT-11, CNT-18, attack "a follow in front": the passes moved, and the group's list has the old account yet."""
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.disk.follow(moved.owner, sender=keeper)
    assert landlords.disk.verified(moved.owner) == (0, 0) and landlords.disk.verified(moved.new) == (1, 0)
    for _ in range(days):
        landlords.next_day()
        _, message = landlords.prove(0, None)
        assert message.passed == 0b1111
        assert landlords.disk.verified(moved.owner) == (0, 0) and landlords.disk.verified(moved.new) == (1, 0)
    # what is struck off is the successor's too
    landlords.proofs.ban(moved.owner, sender=landlords.proofs.hires())
    landlords.proofs.expel(0, moved.owner, landlords.members[0], sender=keeper)
    assert landlords.disk.verified(moved.new) == (0, 0)


def test_follow_of_the_disk__before_the_seats__a_pass_of_yesterday_is_struck(landlords, moved, keeper):
    """CNT-11, CNT-18: before the new day's message."""
    moved.recovery.execute(moved.owner, sender=moved.new)
    landlords.disk.follow(moved.owner, sender=keeper)
    landlords.next_day()
    landlords.disk.poke(366, sender=keeper)
    assert landlords.disk.verified(moved.new) == (0, 1)
    landlords.proofs.ban(moved.owner, sender=landlords.proofs.hires())
    landlords.proofs.expel(0, moved.owner, landlords.members[0], sender=keeper)
    assert landlords.disk.verified(moved.new) == (0, 0)


def test_follow__bond_laundering__through_two_moves__evidence_reaches_the_last(landlords, moved, keeper, engine):
    """CNT-11, CNT-18: the line of moves is followed to the account that has the bond, and so are its passes."""
    recovery, last = moved.recovery, engine.account(21)
    evidence = double_vote(landlords, moved.owner, keeper)
    recovery.set_guardians([keeper], 1, sender=moved.new)
    recovery.execute(moved.owner, sender=moved.new)
    landlords.proofs.follow(moved.owner, sender=keeper)
    engine.advance(landlords.params.recovery_delay)
    recovery.accept(moved.new, sender=last)
    recovery.approve(moved.new, last, sender=keeper)
    engine.time = (recovery.move_of(moved.new)["at"] // DAY + 1) * DAY + DAY // 2
    landlords.prove(0, None)
    recovery.execute(moved.new, sender=last)
    landlords.proofs.follow(moved.new, sender=keeper)
    for account in (moved.owner, moved.new):
        landlords.disk.follow(account, sender=keeper)
    landlords.next_day()
    landlords.prove(0, None)
    assert landlords.disk.verified(last) == (1, 0) and landlords.disk.verified(moved.owner) == (0, 0)
    landlords.proofs.report_votes(*evidence, sender=keeper)
    assert landlords.proofs.landlord(last)["bond"] == 0 and landlords.proofs.is_banned(last)


def test_ban__of_the_first_of_a_full_line_of_moves__reaches_the_last(landlords, guarded, keeper, engine):
    """CNT-12, CNT-18, attack "out of a ban" by moves of moves: 15 are the most, and all are followed."""
    recovery, line = guarded.recovery, [engine.account(100 + i) for i in range(16)]
    for account in line[:15]:
        recovery.set_guardians([keeper.address], 1, sender=account)
    engine.advance(landlords.params.recovery_delay)
    for old, new in pairwise(line):
        recovery.accept(old, sender=new)
        recovery.approve(old, new, sender=keeper)
    engine.advance(landlords.params.recovery_delay)
    for account in line[:15]:
        recovery.execute(account, sender=keeper)
    landlords.proofs.ban(line[0], sender=landlords.proofs.hires())
    assert [landlords.proofs.is_banned(account) for account in line] == [False] * 15 + [True]
