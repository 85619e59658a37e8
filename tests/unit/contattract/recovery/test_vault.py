# SPDX-License-Identifier: MIT
"""deposit, withdraw and follow (CNT-18): the balance that follows."""

from tests.guarded import KEPT
from wuxing.engine.base import ZERO_ADDRESS


def test_deposit__for_another__is_the_others(guarded, contattract, keeper, engine):
    recovery = guarded.recovery
    receipt = recovery.deposit(keeper, 5, sender=guarded.owner)
    assert receipt.named("Deposited")[0].payer == guarded.owner.address
    assert recovery.balance_of(keeper) == 5 and contattract.token.balanceOf(recovery) == KEPT + 5
    recovery.withdraw(5, sender=keeper)
    assert contattract.token.balanceOf(keeper) == 5
    with engine.reverts("Recovery: more than the balance"):
        recovery.withdraw(1, sender=keeper)


def test_deposit__nothing_nobody_or_unpaid__reverts(guarded, engine, keeper):
    for account, amount, sender, reason in [
        (guarded.owner, 0, guarded.owner, "Recovery: nothing to deposit"),
        (ZERO_ADDRESS, 1, guarded.owner, "Recovery: zero address"),
        (keeper, 1, keeper, "InsufficientAllowance"),
    ]:
        with engine.reverts(reason):
            guarded.recovery.deposit(account, amount, sender=sender)


def test_withdraw__frozen_or_nothing__reverts(guarded, engine):
    with engine.reverts("Recovery: nothing to withdraw"):
        guarded.recovery.withdraw(0, sender=guarded.owner)
    guarded.approve()
    with engine.reverts("Recovery: account is frozen"):
        guarded.recovery.withdraw(1, sender=guarded.owner)


def test_withdraw__guarded_and_calm__at_once(guarded, contattract):
    before = contattract.token.balanceOf(guarded.owner)
    guarded.recovery.withdraw(KEPT, sender=guarded.owner)
    assert contattract.token.balanceOf(guarded.owner) == before + KEPT


def test_follow__moved__balance_at_the_successor_and_what_comes_later_too(guarded, engine, keeper):
    recovery, owner, new = guarded.recovery, guarded.owner, guarded.new
    with engine.reverts("Recovery: account has not moved"):
        recovery.follow(owner, sender=keeper)
    guarded.move()
    with engine.reverts("Recovery: account is frozen"):
        recovery.withdraw(1, sender=owner)
    followed = recovery.follow(owner, sender=keeper).named("Followed")[0]
    assert (followed.old, followed.to, followed.amount) == (owner.address, new.address, KEPT)
    assert recovery.balance_of(new) == KEPT and recovery.balance_of(owner) == 0
    with engine.reverts("Recovery: nothing to follow"):
        recovery.follow(owner, sender=keeper)
    recovery.deposit(owner, 7, sender=owner)
    recovery.follow(owner, sender=keeper)
    recovery.withdraw(KEPT + 7, sender=new)


def test_follow__successor_moved_too__step_by_step_to_the_last(guarded, engine, keeper):
    """CNT-18: a chain of successors; the second account keeps what it had itself."""
    recovery, last = guarded.recovery, engine.account(21)
    recovery.deposit(guarded.new, 11, sender=guarded.owner)
    guarded.move()
    recovery.set_guardians([keeper.address], 1, sender=guarded.new)
    engine.advance(guarded.params.recovery_delay)
    recovery.accept(guarded.new, sender=last)
    recovery.approve(guarded.new, last, sender=keeper)
    recovery.follow(guarded.owner, sender=keeper)  # into an account that is frozen
    engine.advance(guarded.params.recovery_delay)
    recovery.execute(guarded.new, sender=keeper)
    recovery.follow(guarded.new, sender=keeper)
    assert recovery.balance_of(last) == KEPT + 11
    assert recovery.successor(recovery.successor(guarded.owner)) == last.address
