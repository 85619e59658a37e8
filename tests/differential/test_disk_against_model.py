# SPDX-License-Identifier: MIT
"""WorldDisk.vy against wuxing/contattract/model.py over generated histories (CNT-3 … CNT-10).

Leases, renewals in time and with arrears, resizes, reclaims, transfers, donations, subsidies, passes, lapses, strikes,
claims and collections in any order, with waits from a second to more than a year, three years in all, on revm. What is
rational agrees to the wei; a cost is never below the curve and above it by less than 10^-15 of it and a wei. Where the
model refuses, the contract must revert with the same reason. After every move the invariants of docs/security.md are
checked (numbers in the code).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests import twins
from wuxing.contattract.model import FOREVER, SCALE, Disk
from wuxing.engine import Revert, open_engine
from wuxing.refused import Refused
from wuxing.suite import deploy

CNT = 10**18
DAY = 86_400
FUNDS = 10_000_000 * CNT
HISTORY = 3 * 365 * DAY
waits = st.one_of(
    st.sampled_from([0, 0, 0, 1, DAY - 1, DAY, 30 * DAY, 100 * DAY, 200 * DAY, 365 * DAY]), st.integers(0, 40 * DAY)
)
people = st.integers(0, 2)
sizes = st.one_of(st.sampled_from([0, 1, 49, 50, 99, 100, 150]), st.integers(1, 120))
lengths = st.one_of(st.sampled_from([0, 1, 1, 2, 365, 366]), st.integers(1, 60))
numbers = st.integers(0, 60)
GROUPS = ((0b011, 100), (0b111, 40), (0b100, 10))
"""Who is in which group (bits of landlords), and its MB."""


@pytest.mark.parametrize("set_name", ["paper", "reconciled"])
def test_disk__generated_histories__contract_equals_model(set_name):
    engine = open_engine("revm")
    owner, guardian, *accounts = (engine.account(i) for i in range(8))
    tenants, landlords = accounts[:3], [account.address for account in accounts[3:]]
    system = deploy(engine, "contattract", set_name, owner, {"guardian": guardian.address})
    disk, token, vesting = system.disk, system.token, system.vesting
    proofs = disk.proofs()
    for account in (owner, *tenants):
        system.budgets.spend(0, account, FUNDS, "history", sender=owner)
        token.approve(disk, 2**256 - 1, sender=account)
    names = [tenant.address for tenant in tenants]
    engine.time = system.params.launch
    params = system.params

    examples = max(3, settings.default.max_examples // 2)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            by_curve, days = params.rent_by_curve == 1, params.longest_lease
            self.model = Disk(params.curve, days, disk.world()["last"], by_curve=by_curve)
            self.end = engine.time + HISTORY
            self.passed: dict[int, tuple[int, int]] = {}
            self.stopped: set[int] = set()
            self.came_in = 0
            for group in range(3):
                self.prove(group)
            self.donate(0, 1_000 * CNT)
            for who, (mb, days) in enumerate(((30, 1), (40, 20), (20, 365))):
                self.lease(who, mb, days, 0, 1)

        # moves on both

        def both(self, real: Any, modelled: Any) -> bool:
            """Whether both took the move; if not, both refused it for one reason."""
            now = engine.time
            return twins.both(real, lambda: modelled(now)) is not None

        def buy(self, payer: str, quote: Any, real: Any, modelled: Any) -> None:
            """A purchase: refused by both, or dearer than the curve by less than 10^-15 of it and a wei."""
            now = engine.time
            try:
                cost = quote()
            except Revert:
                cost = None
            if cost is not None and cost > token.balanceOf(payer):
                return
            try:
                exact = modelled(now, cost)
            except Refused as refusal:
                with pytest.raises(Revert) as caught:
                    real()
                assert caught.value.reason == str(refusal)
                return
            assert cost is not None and exact <= cost <= exact + exact // 10**15 + 1
            real()
            self.came_in += cost

        def wait(self, seconds: int) -> None:
            """Lets time pass; groups that are not stopped pass daily, at some second of the day."""
            until = min(engine.time + seconds, self.end)
            while self.stopped != {0, 1, 2} and (engine.time // DAY + 1) * DAY + 20 < until:
                engine.time = (engine.time // DAY + 1) * DAY + 7 * len(self.stopped)
                for group in range(3):
                    if group not in self.stopped:
                        self.prove(group)
            engine.time = max(engine.time, until)

        def prove(self, group: int) -> None:
            """CNT-11: all of a group pass, once a day; what passed yesterday moves on."""
            members, mb = GROUPS[group]
            now, today = engine.time, engine.time // DAY
            day, still = self.passed.get(group, (0, 0))
            if day == today:
                return
            still = still if day == today - 1 else 0
            chosen = [landlords[i] for i in range(3) if members >> i & 1]
            again = sum(1 << k for k, i in enumerate(i for i in range(3) if members >> i & 1) if still >> i & 1)
            backed_before = day == today - 1 and still != 0
            try:
                self.model.record_pass(chosen, again, mb, True, backed_before, now)
            except Refused as refusal:
                assert str(refusal) == "Disk: poke first"
                with engine.reverts("Disk: poke first"):
                    disk.record_pass(chosen, again, mb, True, backed_before, sender=proofs)
                return
            disk.record_pass(chosen, again, mb, True, backed_before, sender=proofs)
            self.passed[group] = (today, members)

        @rule(who=people, mb=sizes, days=lengths, wait=waits, hints=st.integers(0, 3))
        def lease(self, who: int, mb: int, days: int, wait: int, hints: int) -> None:
            self.wait(wait)
            named = self.hints(hints)
            self.buy(
                names[who],
                lambda: disk.quote_lease(mb, days),
                lambda: disk.lease(mb, days, FOREVER, FOREVER, named, sender=names[who]),
                lambda now, paid: self.model.lease(names[who], mb, days, now, named, paid),
            )

        @rule(who=people, mb=st.integers(1, 60), days=st.integers(1, 90), wait=waits)
        def lease_what_fits(self, who: int, mb: int, days: int, wait: int) -> None:
            self.wait(wait)
            self.lease(who, min(mb, max(self.model.free - 1, 1)), days, 0, 1)

        def hints(self, kind: int) -> list[int]:
            """Expired leases, the earliest first; or something else."""
            known = sorted(self.model.leases, key=lambda number: self.model.leases[number].expiry)
            return ([], known[:20], known[::-1][:2], known[:20])[kind]

        @rule(number=numbers, days=lengths, wait=waits)
        def renew(self, number: int, days: int, wait: int) -> None:
            self.wait(wait)
            number = self.some(number)
            self.buy(
                names[0],
                lambda: disk.quote_renew(number, days),
                lambda: disk.renew(number, days, FOREVER, FOREVER, sender=names[0]),
                lambda now, paid: self.model.renew(number, days, now, paid),
            )

        @rule(number=numbers, who=people, mb=sizes, wait=st.integers(0, 3 * DAY), hints=st.integers(0, 3))
        def resize(self, number: int, who: int, mb: int, wait: int, hints: int) -> None:
            self.wait(wait)
            number = self.some(number)
            holder = self.model.leases[number].holder if number in self.model.leases and who else names[who]
            named = self.hints(hints)
            now = engine.time
            try:
                cost = disk.quote_resize(number, mb)[0]
            except Revert:
                cost = None
            if cost is not None and cost > token.balanceOf(holder):
                return
            try:
                exact = self.model.resize(holder, number, mb, now, named, cost)
            except Refused as refusal:
                with pytest.raises(Revert) as caught:
                    disk.resize(number, mb, FOREVER, FOREVER, named, sender=holder)
                assert caught.value.reason == str(refusal)
                return
            # what two powers differ by: the error is one of the pool as well
            assert cost is not None and exact <= cost <= exact + self.model.pool // 10**15 + 1
            disk.resize(number, mb, FOREVER, FOREVER, named, sender=holder)
            self.came_in += cost

        def some(self, number: int) -> int:
            """A lease that there is, most times."""
            known = sorted(self.model.leases)
            return known[number % len(known)] if known and number < 58 else number

        @rule(number=numbers, who=people, to=people)
        def transfer(self, number: int, who: int, to: int) -> None:
            number = self.some(number)
            self.both(
                lambda: disk.transfer(number, names[to], sender=names[who]),
                lambda now: self.model.transfer(names[who], number, names[to]),
            )

        @rule(who=people, amount=st.sampled_from([0, 1, 77 * CNT + 3, 1_000 * CNT]))
        def donate(self, who: int, amount: int) -> None:
            if self.both(lambda: disk.donate(amount, sender=names[who]), lambda now: self.model.donate(amount, now)):
                self.came_in += amount

        @rule(
            amount=st.sampled_from([0, 5, 1_000 * CNT + 1]),
            delay=st.integers(-1, 5 * DAY),
            length=st.integers(0, 90 * DAY),
        )
        def subsidise(self, amount: int, delay: int, length: int) -> None:
            begin = engine.time + delay
            if self.both(
                lambda: disk.subsidise(amount, begin, begin + length, sender=owner),
                lambda now: self.model.subsidise(amount, begin, begin + length, now),
            ):
                self.came_in += amount

        @rule(group=st.integers(0, 2), stop=st.booleans())
        def stop(self, group: int, stop: bool) -> None:
            (self.stopped.add if stop else self.stopped.discard)(group)

        @rule(group=st.integers(0, 2), wait=st.integers(0, DAY))
        def strike(self, group: int, wait: int) -> None:
            """One of a group's landlords is out at once; the group counts no more."""
            self.wait(wait)
            mb = GROUPS[group][1]
            day, still = self.passed.get(group, (0, 0))
            today = engine.time // DAY
            if today - day > 1 or still == 0:
                return
            which = next(i for i in range(3) if still >> i & 1)
            parts = (mb, 0) if day == today else (0, mb)
            if self.both(
                lambda: disk.strike(landlords[which], *parts, sender=proofs),
                lambda now: self.model.strike(landlords[which], *parts, now),
            ):
                self.passed[group] = (day, still & ~(1 << which))
                if still & ~(1 << which) == 0:
                    self.both(lambda: disk.unback(*parts, sender=proofs), lambda now: self.model.unback(*parts, now))

        @rule(most=st.sampled_from([0, 1, 5, 400]), wait=waits)
        def poke(self, most: int, wait: int) -> None:
            self.wait(wait)
            self.both(lambda: disk.poke(most, sender=names[0]), lambda now: self.model.poke(most, now))

        @rule(who=people, wait=waits)
        def claim(self, who: int, wait: int) -> None:
            self.wait(wait)
            self.both(
                lambda: disk.claim(landlords[who], sender=names[0]),
                lambda now: self.model.claim(landlords[who], now),
            )

        @rule(direct=st.booleans())
        def collect(self, direct: bool) -> None:
            """What vested is spread whoever claimed it from Vesting."""
            if direct and vesting.claimable(disk.grant()):
                vesting.claim(disk.grant(), sender=names[0])
            arrived = vesting.earned(disk.grant(), engine.time)
            before = self.model.spread
            self.both(lambda: disk.collect(sender=names[0]), lambda now: self.model.collect(arrived, now))
            self.came_in += self.model.spread - before

        @rule(number=numbers, mb=st.integers(1, 60))
        def pause(self, number: int, mb: int) -> None:
            """New sales stop, and what tenants have goes on."""
            disk.pause(sender=owner)
            self.model.paused = True
            self.lease(0, mb, 1, 0, 1)
            self.resize(number, 1, mb, 0, 1)
            self.renew(number, 1, 0)
            self.subsidise(5, 0, 1)
            disk.unpause(sender=owner)
            self.model.paused = False

        # what always holds

        @invariant()
        def state(self) -> None:
            """CNT-R-2, CNT-R-3: the numbers are the model's; space is sold once."""
            real, now = disk.world(), deepcopy(self.model)
            now.advance(engine.time)
            for name in ("pool", "sold", "last", "live", "space", "expired"):
                assert real[name] == getattr(now, name), name
            assert real["today"] + real["yesterday"] == now.verified
            assert (real["count"], real["spread"]) == (now.made, now.spread)
            for who in landlords:
                assert disk.pending(who) == now.pending(who)
            assert now.sold == sum(lease.mb * max(0, lease.expiry * DAY - now.last) for lease in now.leases.values())

        @invariant()
        def money(self) -> None:
            """CNT-R-1: what the contract holds covers pool, subsidy to come and what landlords are owed."""
            owed = sum(amount for amount in self.model.owed.values())
            coming = self.model.subsidy.amount - self.model.subsidy.come(self.model.last) if self.model.subsidy else 0
            held = token.balanceOf(disk)
            assert held << SCALE >= ((self.model.pool + coming) << SCALE) + owed
            assert self.came_in == self.model.pool + coming + self.model.paid + self.model.spread

        def teardown(self) -> None:
            engine.restore(self.snapshot)

    run_state_machine_as_test(Histories, settings=settings(max_examples=examples, stateful_step_count=60))
