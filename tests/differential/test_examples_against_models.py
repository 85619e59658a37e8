# SPDX-License-Identifier: MIT
"""ShopEscrow.vy and Advertisements.vy against wuxing/contattract/examples_model.py over generated histories (CNT-24).

On revm. Waits end on, before and behind the deadlines. Where the model refuses, the contract must revert with the same
reason; after every move both hold the same, to the wei (numbers of docs/security.md in the code).
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_hash.auto import keccak
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from wuxing.contattract.examples_model import Advertisements, Shop
from wuxing.contattract.signing import signed_by, views
from wuxing.engine import Revert, open_engine
from wuxing.refused import Refused
from wuxing.suite import deploy

people = st.integers(0, 3)
numbers = st.integers(0, 4)
amounts = st.integers(0, 50)
CODES = [bytes([i]) * 32 for i in range(3)]


@pytest.fixture(scope="module")
def world():
    """Contattract on revm; four accounts with 10,000 wei of CNT that every example may take."""
    engine = open_engine("revm")
    owner, guardian, payee, *accounts = (engine.account(i) for i in range(7))
    roles = {"owner": owner.address, "guardian": guardian.address, "consensus_payee": payee.address}
    system = deploy(engine, "contattract", "paper", owner, roles)
    for account in accounts:
        system.budgets.spend(0, account, 10_000, "history", sender=owner)
        for contract in (system.shop, system.advertisements):
            system.token.approve(contract, 2**255, sender=account)
        system.recovery.set_guardians([guardian], 1, sender=account)
    engine.advance(system.params.recovery_delay)
    return system, accounts


class Both(RuleBasedStateMachine):
    """Makes a move on contract and model."""

    system: Any
    accounts: list[Any]
    model: Any

    def __init__(self) -> None:
        super().__init__()
        self.engine = self.system.token.engine
        self.snapshot = self.engine.snapshot()
        self.names = [account.address for account in self.accounts]

    def both(self, real: Any, modelled: Any) -> None:
        try:
            expected = modelled(self.engine.time)
        except Refused as refusal:
            with pytest.raises(Revert) as caught:
                real()
            assert caught.value.reason == str(refusal)
            return
        assert real().value == expected

    def deadlines(self) -> set[int]:
        raise NotImplementedError

    @rule(edge=st.sampled_from([-1, 0, 1]), pick=numbers)
    def wait(self, edge: int, pick: int) -> None:
        ahead = sorted(t + edge for t in self.deadlines() if t + edge > self.engine.time)
        if ahead:
            self.engine.time = ahead[pick % len(ahead)]

    @rule(who=people, to=people)
    def recover(self, who: int, to: int) -> None:
        """CNT-18: one account is frozen, and moves once it can; all else about moves is in Recovery's own histories."""
        moves, recovery, old = self.model.moves, self.system.recovery, self.names[who]
        if who == to or moves.frozen or moves.moved:
            return
        recovery.accept(old, sender=self.names[to])
        recovery.approve(old, self.names[to], sender=recovery.circle(old)[0][0])
        moves.frozen.add(old)

    @rule()
    def execute(self) -> None:
        """CNT-18: the frozen account has moved."""
        moves, recovery = self.model.moves, self.system.recovery
        for old in tuple(moves.frozen):
            move = recovery.move_of(old)
            self.engine.time = max(self.engine.time, move["at"])
            recovery.execute(old, sender=self.names[0])
            moves.frozen.remove(old)
            moves.moved[old] = move["to"]

    def teardown(self) -> None:
        self.engine.restore(self.snapshot)


def test_shop__generated_histories__contract_equals_model(world):
    system, accounts = world
    shop, token = system.shop, system.token

    class Histories(Both):
        def __init__(self) -> None:
            super().__init__()
            p = system.params
            self.model = Shop((p.shop_take, p.shop_deliver, p.shop_dispute, p.shop_settle))
            for at in (1, 2, 3):
                self.order(0, 1, 2, 10 + at, at, 0)
                if at > 1:
                    self.take(at, 2)
                if at > 2:
                    self.deliver(at, 0, 3)

        def deadlines(self) -> set[int]:
            return {o.deadline for o in self.model.orders}

        @rule(buyer=people, seller=people, carrier=people, price=amounts, carriage=amounts, code=st.integers(0, 2))
        def order(self, buyer: int, seller: int, carrier: int, price: int, carriage: int, code: int) -> None:
            n, digest = self.names, keccak(CODES[code])
            self.both(
                lambda: shop.order(n[seller], n[carrier], price, carriage, b"\1" * 32, digest, sender=n[buyer]),
                lambda now: self.model.order(n[buyer], n[seller], n[carrier], price, carriage, CODES[code], now),
            )

        @rule(number=numbers, by=people)
        def take(self, number: int, by: int) -> None:
            name = self.names[by]
            self.both(lambda: shop.take(number, sender=name), lambda now: self.model.take(number, name, now))

        @rule(number=numbers, code=st.integers(0, 2), by=people)
        def deliver(self, number: int, code: int, by: int) -> None:
            self.both(
                lambda: shop.deliver(number, CODES[code], sender=self.names[by]),
                lambda now: self.model.deliver(number, CODES[code], now),
            )

        @rule(number=numbers, by=people)
        def confirm(self, number: int, by: int) -> None:
            name = self.names[by]
            self.both(lambda: shop.confirm(number, sender=name), lambda now: self.model.confirm(number, name))

        @rule(number=numbers, by=people)
        def dispute(self, number: int, by: int) -> None:
            name = self.names[by]
            self.both(lambda: shop.dispute(number, sender=name), lambda now: self.model.dispute(number, name, now))

        @rule(number=numbers, by=people, part=st.sampled_from([0, 5, 11, 20]))
        def split(self, number: int, by: int, part: int) -> None:
            name = self.names[by]
            self.both(
                lambda: shop.split(number, part, sender=name), lambda now: self.model.split(number, name, part, now)
            )

        @rule(number=numbers, by=people)
        def lapse(self, number: int, by: int) -> None:
            self.both(lambda: shop.lapse(number, sender=self.names[by]), lambda now: self.model.lapse(number, now))

        @rule(old=people)
        def follow(self, old: int) -> None:
            name = self.names[old]
            self.both(lambda: shop.follow(name, sender=name), lambda now: self.model.follow(name))

        @rule(by=people)
        def withdraw(self, by: int) -> None:
            name = self.names[by]
            self.both(lambda: shop.withdraw(sender=name), lambda now: self.model.withdraw(name))

        @invariant()
        def holds_what_it_owes(self) -> None:
            """CNT-G-8: open orders and credits, to the wei."""
            assert token.balanceOf(shop) == self.model.held == self.model.owed()
            assert [shop.credit(n) for n in self.names] == [self.model.credit[n] for n in self.names]
            for i, o in enumerate(self.model.orders):
                assert shop.order_of(i + 1)["state"] == o.state

        def teardown(self) -> None:
            """CNT-G-7: whatever happened, anybody ends every order by waiting, and all CNT gets out."""
            for _ in range(2):
                self.engine.advance(max(system.params.shop_deliver, system.params.shop_settle))
                for i, o in enumerate(self.model.orders):
                    if o.state < 5:
                        self.lapse(i + 1, 3)
            self.execute()
            for i, name in enumerate(self.names):
                if name in self.model.moves.moved:
                    self.follow(i)
            for i, name in enumerate(self.names):
                if self.model.credit[name]:
                    self.withdraw(i)
            assert token.balanceOf(shop) == 0
            super().teardown()

    Histories.system, Histories.accounts = system, accounts
    run_state_machine_as_test(Histories)


def test_advertisements__generated_histories__contract_equals_model(world):
    system, accounts = world
    ads, token = system.advertisements, system.token

    class Histories(Both):
        def __init__(self) -> None:
            super().__init__()
            self.model = Advertisements(system.params.ad_notice)
            self.signatures: dict[tuple[int, int, int, int], bytes] = {}
            for rate in (1, 7):
                self.open(0, 1, rate, 50)

        def deadlines(self) -> set[int]:
            return {c.end for c in self.model.campaigns.values()}

        @rule(by=people, counter=people, rate=st.integers(0, 9), budget=amounts)
        def open(self, by: int, counter: int, rate: int, budget: int) -> None:
            n = self.names
            self.both(
                lambda: ads.open(n[counter], rate, budget, b"\1" * 32, sender=n[by]),
                lambda now: self.model.open(n[by], n[counter], rate, budget),
            )

        @rule(number=numbers, by=people, amount=amounts)
        def fund(self, number: int, by: int, amount: int) -> None:
            self.both(
                lambda: ads.fund(number, amount, sender=self.names[by]), lambda now: self.model.fund(number, amount)
            )

        @rule(number=numbers, publisher=people, count=st.integers(0, 30), signer=st.integers(0, 1), by=people)
        def claim(self, number: int, publisher: int, count: int, signer: int, by: int) -> None:
            n, key = self.names, (number, publisher, count, signer)
            if key not in self.signatures:
                self.signatures[key] = signed_by(accounts[signer], ads, views(number, n[publisher], count))
            self.both(
                lambda: ads.claim(number, n[publisher], count, self.signatures[key], sender=n[by]),
                lambda now: self.model.claim(number, n[publisher], count, n[signer]),
            )

        @rule(number=numbers, by=people)
        def give_notice(self, number: int, by: int) -> None:
            name = self.names[by]
            self.both(
                lambda: ads.give_notice(number, sender=name), lambda now: self.model.give_notice(number, name, now)
            )

        @rule(number=numbers, by=people)
        def end(self, number: int, by: int) -> None:
            before = token.balanceOf(ads)
            rest: list[int] = []

            def modelled(now: int) -> None:
                rest.append(self.model.finish(number, now))

            self.both(lambda: ads.end(number, sender=self.names[by]), modelled)
            assert token.balanceOf(ads) == before - sum(rest)

        @invariant()
        def holds_what_is_left(self) -> None:
            """CNT-G-9: exactly the budgets; a view is paid once."""
            assert token.balanceOf(ads) == sum(c.left for c in self.model.campaigns.values())
            for (number, publisher), paid in self.model.paid.items():
                assert ads.paid(number, publisher) == paid

    Histories.system, Histories.accounts = system, accounts
    run_state_machine_as_test(Histories)
