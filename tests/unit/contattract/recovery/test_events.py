# SPDX-License-Identifier: MIT
"""Recovery's events (CNT-18): who watches an account sees each step before it is too late to answer."""

from __future__ import annotations

from tests.events import emitted
from tests.guarded import KEPT, rising


def test_set_guardians__by_the_account__event(guarded, engine):
    at = engine.time
    named = rising(*guarded.guardians)
    emitted(
        guarded.recovery.set_guardians(named, 3, sender=guarded.owner), "Recovery.GuardiansNamed",
        account=guarded.owner, guardians=named, threshold=3, since=at + guarded.params.recovery_delay,
    )  # fmt: skip


def test_move__accepted_to_moved__event_each(guarded, engine, keeper):
    recovery, owner, new, p = guarded.recovery, guarded.owner, guarded.new, guarded.params
    turn, (first, second, _) = recovery.turn(owner), guarded.guardians
    emitted(recovery.accept(owner, sender=new), "Recovery.Accepted", account=owner, to=new, turn=turn)
    emitted(recovery.decline(owner, sender=new), "Recovery.Declined", account=owner, to=new, turn=turn)
    recovery.accept(owner, sender=new)
    for again in (False, True):
        emitted(
            recovery.approve(owner, new, sender=first), "Recovery.Approved",
            account=owner, to=new, guardian=first, turn=turn,
        )  # fmt: skip
        if not again:
            emitted(
                recovery.retract(owner, new, sender=first), "Recovery.Retracted",
                account=owner, to=new, guardian=first, turn=turn,
            )  # fmt: skip
    at = engine.time
    started = recovery.approve(owner, new, sender=second)
    emitted(started, "Recovery.MoveStarted", account=owner, to=new, ready=at + p.recovery_delay, is_final=False)
    at = engine.time
    emitted(
        recovery.cancel(sender=owner), "Recovery.MoveCancelled",
        account=owner, to=new, answer_until=at + p.recovery_answer,
    )  # fmt: skip
    at = engine.time + 2
    emitted(
        guarded.approve(), "Recovery.MoveStarted",
        account=owner, to=new, ready=at + p.recovery_delay, is_final=True,
    )  # fmt: skip
    engine.time = recovery.move_of(owner)["at"]
    emitted(recovery.execute(owner, sender=keeper), "Recovery.Moved", account=owner, to=new)
    emitted(recovery.follow(owner, sender=keeper), "Recovery.Followed", old=owner, to=new, amount=KEPT)


def test_vault__deposited_and_withdrawn__event_each(guarded, keeper):
    recovery = guarded.recovery
    emitted(
        recovery.deposit(keeper, 5, sender=guarded.owner), "Recovery.Deposited",
        account=keeper, payer=guarded.owner, amount=5,
    )  # fmt: skip
    emitted(recovery.withdraw(3, sender=keeper), "Recovery.Withdrawn", account=keeper, amount=3)
