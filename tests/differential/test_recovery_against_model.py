# SPDX-License-Identifier: MIT
"""Recovery.vy against wuxing/contattract/recovery_model.py over generated histories, to the second (CNT-18).

Five accounts guard, move, cancel, rob and follow each other in any order, on revm. Waits end on, before and behind the
seconds at which something changes: guardians in force, a move ready, an answer or a rest over.
Where the model refuses, the contract must revert with the same reason. After every move the invariants of
docs/security.md are checked (numbers in the code).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from wuxing.contattract.recovery_model import CANCELLED, FIRST, MOVED, NOBODY, Recovery
from wuxing.engine import Revert, open_engine
from wuxing.refused import Refused
from wuxing.suite import deploy

people = st.integers(0, 4)
addresses = st.integers(0, 6)  # the people, an empty address to move to, and zero
groups = st.lists(people, max_size=3)
EDGE = st.sampled_from([-1, 0, 1])


def test_recovery__generated_histories__contract_equals_model():
    engine = open_engine("revm")
    owner, guardian, payee, *accounts, empty = (engine.account(i) for i in range(9))
    roles = {"owner": owner.address, "guardian": guardian.address, "consensus_payee": payee.address}
    system = deploy(engine, "contattract", "paper", owner, roles)
    recovery, token, p = system.recovery, system.token, system.params
    accounts.sort(key=lambda account: int(account.address, 16))
    for account in accounts:
        system.budgets.spend(0, account, 1_000, "history", sender=owner)
        token.approve(recovery, 2**256 - 1, sender=account)
    names = [account.address for account in accounts] + [empty.address, NOBODY]
    delays = (p.recovery_delay, p.recovery_answer, p.recovery_rest)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.model = Recovery(*delays)
            self.balances = dict.fromkeys(names, 0)
            for name, circle in ((0, [1, 2, 3]), (1, [0, 2]), (2, [0, 1, 4])):
                self.set_guardians(name, circle, 2)
            engine.advance(delays[0])
            for name in range(3):
                self.deposit(name, name, 100)

        def both(self, real: Any, modelled: Any) -> None:
            try:
                modelled(engine.time)
            except Refused as refusal:
                with pytest.raises(Revert) as caught:
                    real()
                assert caught.value.reason == str(refusal)
                return
            real()

        @rule(edge=EDGE, pick=st.integers(0, 40))
        def wait(self, edge: int, pick: int) -> None:
            """To a second at which something changes, the one before or the one behind."""
            times = {a.next.since for a in self.model.accounts.values() if a.next}
            for a in self.model.accounts.values():
                times |= {a.at, a.at + delays[2]} if a.phase == CANCELLED else {a.at}
            ahead = sorted(t + edge for t in times if t + edge > engine.time)
            if ahead:
                engine.time = ahead[pick % len(ahead)]

        @rule(who=people, circle=groups, threshold=st.integers(0, 3))
        def set_guardians(self, who: int, circle: list[int], threshold: int) -> None:
            guardians = [names[g] for g in circle]
            self.both(
                lambda: recovery.set_guardians(guardians, threshold, sender=names[who]),
                lambda now: self.model.set_guardians(names[who], tuple(guardians), threshold, now),
            )

        @rule(who=people, to=st.integers(0, 5))
        def accept(self, who: int, to: int) -> None:
            self.both(
                lambda: recovery.accept(names[who], sender=names[to]),
                lambda now: self.model.accept(names[who], names[to], now),
            )

        @rule(who=people, to=st.integers(0, 5))
        def decline(self, who: int, to: int) -> None:
            self.both(
                lambda: recovery.decline(names[who], sender=names[to]),
                lambda now: self.model.decline(names[who], names[to], now),
            )

        @rule(who=people, to=addresses, by=people)
        def approve(self, who: int, to: int, by: int) -> None:
            self.both(
                lambda: recovery.approve(names[who], names[to], sender=names[by]),
                lambda now: self.model.approve(names[who], names[to], [names[by]], now),
            )

        @rule(who=st.integers(0, 2), to=st.integers(0, 5))
        def approve_all(self, who: int, to: int) -> None:
            """The new address and the guardians in force agree one after another, so that moves are not rare."""
            self.accept(who, to)
            for guardian in self.model._at(names[who], engine.time).circle.guardians:
                self.approve(who, to, names.index(guardian))

        @rule(who=people, to=addresses, by=people)
        def retract(self, who: int, to: int, by: int) -> None:
            self.both(
                lambda: recovery.retract(names[who], names[to], sender=names[by]),
                lambda now: self.model.retract(names[who], names[to], names[by], now),
            )

        @rule(who=people)
        def cancel(self, who: int) -> None:
            self.both(lambda: recovery.cancel(sender=names[who]), lambda now: self.model.cancel(names[who], now))

        @precondition(lambda self: any(a.phase == FIRST for a in self.model.accounts.values()))
        @rule()
        def cancel_what_can_be(self) -> None:
            first = next(names.index(n) for n, a in self.model.accounts.items() if a.phase == FIRST)
            self.cancel(first)

        @rule(who=people, by=people)
        def execute(self, who: int, by: int) -> None:
            self.both(
                lambda: recovery.execute(names[who], sender=names[by]),
                lambda now: self.model.execute(names[who], now),
            )

        @rule(who=addresses, by=people, amount=st.integers(0, 100))
        def deposit(self, who: int, by: int, amount: int) -> None:
            amount = min(amount, token.balanceOf(names[by]))
            self.both(
                lambda: recovery.deposit(names[who], amount, sender=names[by]),
                lambda now: self.model.deposit(names[who], amount),
            )

        @rule(who=people, amount=st.integers(0, 120))
        def withdraw(self, who: int, amount: int) -> None:
            """CNT-K-2: a frozen account pays nothing out."""
            frozen, held = recovery.frozen(names[who]), recovery.balance_of(names[who])
            self.both(
                lambda: recovery.withdraw(amount, sender=names[who]),
                lambda now: self.model.withdraw(names[who], amount, now),
            )
            assert not frozen or recovery.balance_of(names[who]) == held

        @rule(old=addresses, by=people)
        def follow(self, old: int, by: int) -> None:
            self.both(lambda: recovery.follow(names[old], sender=names[by]), lambda now: self.model.follow(names[old]))

        @invariant()
        def views_agree(self) -> None:
            """CNT-K-1: phase, seconds, guardians in force and approvals are the model's."""
            now = engine.time
            for name in names:
                account = self.model._at(name, now)
                move = recovery.move_of(name)
                assert (move["to"], move["at"], move["phase"]) == (account.to, account.at, account.phase)
                assert recovery.frozen(name) == self.model.frozen(name, now)
                assert recovery.successor(name) == self.model.successor(name)
                assert recovery.circle(name) == (list(account.circle.guardians), account.circle.threshold)
                later = account.next
                waiting = (list(later.guardians), later.threshold, later.since) if later else ([], 0, 0)
                assert recovery.next_circle(name) == waiting
                for to in names:
                    bits = recovery.approvals(name, to)
                    agreed = {g for i, g in enumerate(account.circle.guardians) if bits >> i & 1}
                    assert agreed == account.approvals.get(to, set())
                    assert recovery.accepted(name, to) == (to in account.accepted)

        @invariant()
        def holds_what_it_owes(self) -> None:
            """CNT-K-4."""
            assert [recovery.balance_of(n) for n in names] == [self.model.accounts[n].balance for n in names]
            assert token.balanceOf(recovery) == sum(a.balance for a in self.model.accounts.values())

        @invariant()
        def successors_form_no_circle(self) -> None:
            """CNT-K-3: following always ends, at an account that has not moved."""
            for name in names:
                for _ in names:
                    name = recovery.successor(name)
                    if name == NOBODY:
                        break
                assert name == NOBODY

        def teardown(self) -> None:
            """CNT-K-5: whatever happened, calls that anybody may make free all, and everything gets out."""
            engine.advance(sum(delays))
            for who, account in enumerate(names[:5]):
                if self.model.accounts[account].phase not in (MOVED, CANCELLED, 0):
                    self.execute(who, 0)
            for _ in names:
                for old in range(len(names)):
                    if self.model.accounts[names[old]].phase == MOVED and self.model.accounts[names[old]].balance:
                        self.follow(old, 0)
            for name in names[:6]:
                if held := recovery.balance_of(name):
                    assert not recovery.frozen(name)
                    recovery.withdraw(held, sender=name)
            assert token.balanceOf(recovery) == recovery.balance_of(NOBODY) == 0
            engine.restore(self.snapshot)

    run_state_machine_as_test(Histories)
