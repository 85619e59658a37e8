# SPDX-License-Identifier: MIT
"""cancel and execute (CNT-18): once, in time, and what follows, each at its exact second."""


def test_cancel__within_the_delay__still_frozen_for_the_answer_then_free(guarded, engine):
    recovery, owner, p = guarded.recovery, guarded.owner, guarded.params
    ready = guarded.approve().named("MoveStarted")[0].ready
    engine.time = ready - 1
    until = recovery.cancel(sender=owner).named("MoveCancelled")[0].answer_until
    assert until == ready - 1 + p.recovery_answer
    engine.time = until - 1
    assert recovery.frozen(owner)
    with engine.reverts("Recovery: no move to execute"):
        recovery.execute(owner, sender=owner)
    engine.time = until
    assert not recovery.frozen(owner)
    recovery.withdraw(1, sender=owner)


def test_cancel__delay_over__reverts(guarded, engine):
    engine.time = guarded.approve().named("MoveStarted")[0].ready
    with engine.reverts("Recovery: delay is over"):
        guarded.recovery.cancel(sender=guarded.owner)


def test_cancel__nothing_to_cancel__reverts(guarded, engine, attacker):
    with engine.reverts("Recovery: no move to cancel"):
        guarded.recovery.cancel(sender=guarded.owner)
    guarded.approve()
    with engine.reverts("Recovery: no move to cancel"):
        guarded.recovery.cancel(sender=attacker)


def test_answer__in_time__final_move_that_nobody_cancels(guarded, engine):
    """CNT-18: once. In the last second of the answer; the delay runs anew."""
    recovery, owner, p = guarded.recovery, guarded.owner, guarded.params
    guarded.approve()
    until = recovery.cancel(sender=owner).named("MoveCancelled")[0].answer_until
    guarded.approve(count=1)
    engine.time = until - 1
    receipt = recovery.approve(owner, guarded.new, sender=guarded.guardians[2])
    started = receipt.named("MoveStarted")[0]
    assert started.is_final and started.ready == until - 1 + p.recovery_delay
    with engine.reverts("Recovery: cancelled before"):
        recovery.cancel(sender=owner)
    engine.time = started.ready
    recovery.execute(owner, sender=owner)
    assert recovery.successor(owner) == guarded.new.address


def test_answer__approvals_of_the_first_move__do_not_count(guarded):
    """The guardians decide again: one approval does not revive the cancelled move."""
    guarded.approve()
    guarded.recovery.cancel(sender=guarded.owner)
    guarded.approve(count=1)
    assert guarded.recovery.move_of(guarded.owner)["phase"] == 2


def test_answer__too_late__guardians_rest_and_then_the_account_may_cancel_again(guarded, engine):
    """Rest is over at its exact second; the next move is a first one."""
    recovery, owner, p = guarded.recovery, guarded.owner, guarded.params
    guarded.approve()
    until = recovery.cancel(sender=owner).named("MoveCancelled")[0].answer_until
    for second in (until, until + p.recovery_rest - 1):
        engine.time = second
        with engine.reverts("Recovery: guardians have to rest"):
            recovery.approve(owner, guarded.new, sender=guarded.guardians[0])
    engine.time = until + p.recovery_rest
    assert not guarded.approve().named("MoveStarted")[0].is_final
    recovery.cancel(sender=owner)
    assert recovery.frozen(owner)


def test_execute__delay_over__moved_by_anybody(guarded, engine, keeper):
    recovery, owner = guarded.recovery, guarded.owner
    with engine.reverts("Recovery: no move to execute"):
        recovery.execute(owner, sender=keeper)
    ready = guarded.approve().named("MoveStarted")[0].ready
    engine.time = ready - 1
    with engine.reverts("Recovery: delay is not over"):
        recovery.execute(owner, sender=keeper)
    engine.time = ready
    moved = recovery.execute(owner, sender=keeper).named("Moved")[0]
    assert (moved.account, moved.to) == (owner.address, guarded.new.address)
    assert recovery.successor(owner) == guarded.new.address and recovery.frozen(owner)
    assert not recovery.frozen(guarded.new)
    with engine.reverts("Recovery: no move to execute"):
        recovery.execute(owner, sender=keeper)
