# SPDX-License-Identifier: MIT
"""approve, approve_signed and retract (CNT-18): what starts a move."""

from itertools import pairwise

import pytest

from tests.guarded import rising
from wuxing.engine.base import ZERO_ADDRESS


def test_approve__enough_guardians__move_starts_and_freezes(guarded, engine):
    """CNT-18: with the last approval needed, not before."""
    recovery, owner = guarded.recovery, guarded.owner
    guarded.approve(count=1)
    assert not recovery.frozen(owner) and recovery.move_of(owner)["phase"] == 0
    receipt = recovery.approve(owner, guarded.new, sender=guarded.guardians[2])
    started = receipt.named("MoveStarted")[0]
    assert (started.account, started.to, started.is_final) == (owner.address, guarded.new.address, False)
    assert started.ready == engine.time - 1 + guarded.params.recovery_delay
    assert recovery.frozen(owner) and recovery.successor(owner) == ZERO_ADDRESS


def test_approve__same_guardian_again__counts_once(guarded):
    guarded.approve(count=1)
    guarded.approve(count=1)
    assert not guarded.recovery.frozen(guarded.owner)
    assert guarded.recovery.approvals(guarded.owner, guarded.new).bit_count() == 1


def test_approve__two_new_addresses__approvals_are_not_added(guarded, engine):
    guarded.approve(count=1)
    guarded.recovery.approve(guarded.owner, engine.account(21), sender=guarded.guardians[1])
    assert not guarded.recovery.frozen(guarded.owner)


def test_approve__by_a_stranger_or_the_account__reverts(guarded, engine, attacker):
    for who in (attacker, guarded.owner):
        with engine.reverts("Recovery: not a guardian"):
            guarded.recovery.approve(guarded.owner, guarded.new, sender=who)


def test_approve__bad_new_address__reverts(guarded, engine):
    """Zero, the account itself, one that is frozen or has moved: so successors form no circle."""
    guardian, recovery = guarded.guardians[0], guarded.recovery
    for to in (ZERO_ADDRESS, guarded.owner):
        with engine.reverts("Recovery: no new address"):
            recovery.approve(guarded.owner, to, sender=guardian)
    # the new address becomes a guarded account itself, and moves
    recovery.set_guardians([guardian.address], 1, sender=guarded.new)
    engine.advance(guarded.params.recovery_delay)
    recovery.accept(guarded.new, sender=engine.account(21))
    recovery.approve(guarded.new, engine.account(21), sender=guardian)
    for step in ("frozen", "moved"):
        with engine.reverts("Recovery: new address is frozen"):
            recovery.approve(guarded.owner, guarded.new, sender=guardian)
        if step == "frozen":
            engine.advance(guarded.params.recovery_delay)
            recovery.execute(guarded.new, sender=guardian)


def test_approve__guardian_that_is_moved_itself__reverts(guarded, engine, keeper):
    """Its key may be a thief's; it counts again if the move was cancelled and not answered."""
    recovery, guardian = guarded.recovery, guarded.guardians[0]
    recovery.set_guardians([keeper.address], 1, sender=guardian)
    engine.advance(guarded.params.recovery_delay)
    recovery.accept(guardian, sender=engine.account(21))
    recovery.approve(guardian, engine.account(21), sender=keeper)
    with engine.reverts("Recovery: guardian is frozen"):
        recovery.approve(guarded.owner, guarded.new, sender=guardian)
    recovery.cancel(sender=guardian)
    engine.advance(guarded.params.recovery_answer)
    guarded.approve()
    assert recovery.frozen(guarded.owner)


def test_approve__move_under_way_or_done__reverts(guarded, engine):
    guarded.approve()
    with engine.reverts("Recovery: a move is under way"):
        guarded.approve(engine.account(21))
    engine.advance(guarded.params.recovery_delay)
    guarded.recovery.execute(guarded.owner, sender=guarded.new)
    with engine.reverts("Recovery: account has moved"):
        guarded.approve(engine.account(21))


def test_approve__final_move_under_way__no_other_begins_beside_it(guarded, engine):
    """CNT-18: however long nobody executes it, its delay does not begin anew and its new address stays."""
    recovery, owner = guarded.recovery, guarded.owner
    guarded.approve()
    recovery.cancel(sender=owner)
    guarded.approve()
    engine.time = recovery.move_of(owner)["at"] + guarded.params.recovery_rest
    with engine.reverts("Recovery: a move is under way"):
        recovery.approve(owner, engine.account(21), sender=guarded.guardians[0])
    recovery.execute(owner, sender=owner)
    assert recovery.successor(owner) == guarded.new.address


def test_approve_signed__two_signatures__anybody_brings_them(guarded, engine, keeper):
    """CNT-18: EIP-712; good on the deadline's second."""
    deadline = engine.time + 100
    signatures = [guarded.signed(g, deadline) for g in guarded.guardians[1:]]
    guarded.recovery.accept(guarded.owner, sender=guarded.new)
    engine.time = deadline
    receipt = guarded.recovery.approve_signed(guarded.owner, guarded.new, deadline, signatures, sender=keeper)
    assert [e.guardian for e in receipt.named("Approved")] == [g.address for g in guarded.guardians[1:]]
    assert guarded.recovery.frozen(guarded.owner)


def test_approve_signed__one_signature_and_one_call__suffice(guarded, engine, keeper):
    signature = guarded.signed(guarded.guardians[1], engine.time + 9)
    guarded.recovery.approve_signed(guarded.owner, guarded.new, engine.time + 9, [signature], sender=keeper)
    guarded.approve(count=1)
    assert guarded.recovery.frozen(guarded.owner)


def test_approve_signed__late__reverts(guarded, engine, keeper):
    deadline = engine.time + 100
    signatures = [guarded.signed(g, deadline) for g in guarded.guardians]
    engine.time = deadline + 1
    with engine.reverts("Recovery: signatures have expired"):
        guarded.recovery.approve_signed(guarded.owner, guarded.new, deadline, signatures, sender=keeper)


@pytest.mark.parametrize("what", ["to", "deadline", "account", "turn"])
def test_approve_signed__for_something_else__reverts(guarded, engine, keeper, other_miner, what):
    """Account, new address, deadline and turn are all under the signature."""
    deadline, to, account = engine.time + 10**7, guarded.new, guarded.owner
    signatures = [guarded.signed(g, deadline) for g in guarded.guardians[:2]]
    if what == "to":
        to = keeper
    elif what == "deadline":
        deadline += 1
    elif what == "account":
        guarded.recovery.set_guardians(rising(*guarded.guardians), 2, sender=other_miner)
        engine.advance(guarded.params.recovery_delay)
        account = other_miner
    else:
        guarded.approve()
        guarded.recovery.cancel(sender=guarded.owner)
    with engine.reverts("Recovery: not a guardian"):
        guarded.recovery.approve_signed(account, to, deadline, signatures, sender=keeper)


def test_approve_signed__no_signature__reverts_or_does_nothing(guarded, engine, keeper):
    """An empty list agrees to nothing, and 63 bytes are no signature."""
    guarded.recovery.approve_signed(guarded.owner, guarded.new, engine.time + 9, [], sender=keeper)
    assert not guarded.recovery.frozen(guarded.owner)
    short = guarded.signed(guarded.guardians[0], engine.time + 9)[:63]
    with engine.reverts("Recovery: not a guardian"):
        guarded.recovery.approve_signed(guarded.owner, guarded.new, engine.time + 9, [short], sender=keeper)


def test_retract__before_the_start__approval_is_gone(guarded, engine):
    recovery, owner = guarded.recovery, guarded.owner
    guarded.approve(count=1)
    receipt = recovery.retract(owner, guarded.new, sender=guarded.guardians[0])
    assert receipt.named("Retracted")[0].guardian == guarded.guardians[0].address
    recovery.approve(owner, guarded.new, sender=guarded.guardians[1])
    assert not recovery.frozen(owner)
    with engine.reverts("Recovery: not approved"):
        recovery.retract(owner, guarded.new, sender=guarded.guardians[0])
    with engine.reverts("Recovery: not a guardian"):
        recovery.retract(owner, guarded.new, sender=owner)


def test_retract__by_one_guardian__takes_nothing_else_back(guarded, engine):
    """CNT-18: what another guardian and the new address agreed to stands."""
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    recovery.set_guardians(rising(*guarded.guardians), 3, sender=owner)
    engine.advance(guarded.params.recovery_delay)
    guarded.approve(count=2)
    for guardian, left in zip(guarded.guardians, (1, 0), strict=False):
        recovery.retract(owner, new, sender=guardian)
        assert recovery.approvals(owner, new).bit_count() == left and recovery.accepted(owner, new)


def test_retract__after_the_start__reverts(guarded, engine):
    """A guardian that is the thief cannot start a move only to end it."""
    guarded.approve()
    with engine.reverts("Recovery: move has started"):
        guarded.recovery.retract(guarded.owner, guarded.new, sender=guarded.guardians[0])


def test_approve__a_line_of_moves__ends_where_every_contract_finds_its_end(guarded, engine, keeper):
    """CNT-18, attack "bond laundering" by ready moves: 15 one after the other at most, whether carried out or not."""
    recovery, delay = guarded.recovery, guarded.params.recovery_delay
    line = [engine.account(100 + i) for i in range(17)]
    for account in line:
        recovery.set_guardians([keeper.address], 1, sender=account)
    engine.advance(delay)
    for number, (old, new) in enumerate(pairwise(line[:16]), start=1):
        recovery.accept(old, sender=new)
        recovery.approve(old, new, sender=keeper)
        assert recovery.line(new) == number
    recovery.accept(line[15], sender=line[16])
    for carried_out in (False, True):
        with engine.reverts("Recovery: too many moves"):
            recovery.approve(line[15], line[16], sender=keeper)
        if not carried_out:
            engine.advance(delay)
            for account in line[:15]:
                recovery.execute(account, sender=keeper)
    assert not recovery.frozen(line[15])


def test_approve__a_line_of_moves__is_the_longest_that_leads_there(guarded, engine, keeper):
    """CNT-18: a short line beside a long one does not shorten it, nor does what leads to the end count twice."""
    recovery = guarded.recovery
    long, short, end, other, last = (engine.account(100 + i) for i in range(5))
    for account in (long, short, end, other):
        recovery.set_guardians([keeper.address], 1, sender=account)
    engine.advance(guarded.params.recovery_delay)
    for old, new, length in ((long, short, 1), (short, end, 2), (other, end, 2), (end, last, 3)):
        recovery.accept(old, sender=new)
        recovery.approve(old, new, sender=keeper)
        assert recovery.line(new) == length
