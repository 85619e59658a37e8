# SPDX-License-Identifier: MIT
"""accept, accept_signed and decline (CNT-18): nobody is given an account that it did not accept (CNT-K-8)."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS

NOT_ACCEPTED = "Recovery: new address has not accepted"


def test_accept__missing__the_last_approval_reverts_and_notes_nothing(guarded, engine):
    """Attack "a burden for a stranger": guardians alone start no move; the approval counts once it was accepted."""
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    recovery.approve(owner, new, sender=guarded.guardians[0])
    with engine.reverts(NOT_ACCEPTED):
        recovery.approve(owner, new, sender=guarded.guardians[1])
    assert recovery.approvals(owner, new).bit_count() == 1 and not recovery.frozen(owner)
    receipt = recovery.accept(owner, sender=new)
    accepted = receipt.named("Accepted")[0]
    assert (accepted.account, accepted.to, accepted.turn) == (owner.address, new.address, recovery.turn(owner))
    assert recovery.accepted(owner, new) and recovery.approvals(owner, new).bit_count() == 1
    recovery.approve(owner, new, sender=guarded.guardians[1])
    assert recovery.frozen(owner)


def test_accept__by_all_others__does_not_help(guarded, engine, attacker):
    """The account, its guardians and a stranger accept for themselves, never for the new address."""
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    for who in (attacker, *guarded.guardians):
        recovery.accept(owner, sender=who)
    with engine.reverts("Recovery: no new address"):
        recovery.accept(owner, sender=owner)
    recovery.approve(owner, new, sender=guarded.guardians[0])
    with engine.reverts(NOT_ACCEPTED):
        recovery.approve(owner, new, sender=guarded.guardians[1])


def test_accept__another_account__does_not_count(guarded, engine, other_miner):
    recovery = guarded.recovery
    recovery.accept(other_miner, sender=guarded.new)
    recovery.approve(guarded.owner, guarded.new, sender=guarded.guardians[0])
    with engine.reverts(NOT_ACCEPTED):
        recovery.approve(guarded.owner, guarded.new, sender=guarded.guardians[1])


def test_accept__alone__starts_nothing(guarded):
    """It is no guardian's approval: with one guardian of two the account is not frozen."""
    guarded.approve(count=1)
    assert guarded.recovery.accepted(guarded.owner, guarded.new)
    assert not guarded.recovery.frozen(guarded.owner)


def test_accept__move_started__counts_for_no_second_move(guarded, engine):
    """A cancelled move's consent does not answer: the new address accepts again, as soon as the first one started."""
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    guarded.approve()
    assert not recovery.accepted(owner, new)
    recovery.cancel(sender=owner)
    recovery.approve(owner, new, sender=guarded.guardians[0])
    with engine.reverts(NOT_ACCEPTED):
        recovery.approve(owner, new, sender=guarded.guardians[1])
    recovery.accept(owner, sender=new)
    assert recovery.approve(owner, new, sender=guarded.guardians[1]).named("MoveStarted")[0].is_final


def test_accept__while_the_first_move_runs__counts_for_the_final_one(guarded):
    """So a thief who cancels in the last second gains no time by the consent that is needed again."""
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    guarded.approve()
    recovery.accept(owner, sender=new)
    recovery.cancel(sender=owner)
    for guardian in guarded.guardians[:2]:
        receipt = recovery.approve(owner, new, sender=guardian)
    assert receipt.named("MoveStarted")[0].is_final


def test_accept_signed__anybody_brings_it__good_on_the_deadlines_second(guarded, engine, keeper):
    """CNT-18: a fresh address has no gas yet."""
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    deadline = engine.time + 100
    signature = guarded.accepted(deadline)
    engine.time = deadline
    accepted = recovery.accept_signed(owner, new, deadline, signature, sender=keeper).named("Accepted")[0]
    assert accepted.to == new.address and recovery.accepted(owner, new)
    with engine.reverts("Recovery: signatures have expired"):
        recovery.accept_signed(owner, new, deadline, signature, sender=keeper)


@pytest.mark.parametrize("what", ["to", "deadline", "account", "turn", "approval", "short", "zero"])
def test_accept_signed__for_something_else__reverts(guarded, engine, keeper, other_miner, what):
    """Account, new address, deadline and turn are signed; an approval is no acceptance, 63 bytes neither."""
    recovery, account, to, deadline = guarded.recovery, guarded.owner, guarded.new, engine.time + 10**7
    signature = guarded.accepted(deadline)
    if what == "to":
        to = keeper
    elif what == "deadline":
        deadline += 1
    elif what == "account":
        account = other_miner
    elif what == "turn":
        guarded.approve()
    elif what == "approval":
        signature = guarded.signed(to, deadline)
    else:
        signature = signature[:63]
        to = to if what == "short" else ZERO_ADDRESS
    with engine.reverts("Recovery: not the new address"):
        recovery.accept_signed(account, to, deadline, signature, sender=keeper)


def test_decline__before_the_start__no_move(guarded, engine):
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    guarded.approve(count=1)
    declined = recovery.decline(owner, sender=new).named("Declined")[0]
    assert (declined.account, declined.to, declined.turn) == (owner.address, new.address, recovery.turn(owner))
    assert recovery.approvals(owner, new).bit_count() == 1
    with engine.reverts(NOT_ACCEPTED):
        recovery.approve(owner, new, sender=guarded.guardians[1])
    with engine.reverts("Recovery: not accepted"):
        recovery.decline(owner, sender=new)


def test_decline__move_started__cannot_stop_it(guarded, engine, keeper):
    """A successor cannot block: anybody executes."""
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    engine.time = guarded.approve().named("MoveStarted")[0].ready - 2
    with engine.reverts("Recovery: not accepted"):
        recovery.decline(owner, sender=new)
    engine.advance(1)
    recovery.execute(owner, sender=keeper)
    assert recovery.successor(owner) == new.address
