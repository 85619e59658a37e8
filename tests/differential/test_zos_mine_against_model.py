# SPDX-License-Identifier: MIT
"""ZOSMine.vy against wuxing/zos/model.py over generated histories, to the wei (ZOS-4 … ZOS-6).

Stakes, moves, delegations, commissions, harvests, claims and exits in any order by four accounts, with waits from a
second to years, so that halvings are passed in one sleep, on revm. Most histories begin with an operator and its
delegator, and most moves are drawn so that they are taken; the rest is refused. Where the model refuses, the contract
must revert with the same reason. After every move every figure is compared and the invariants of docs/security.md are
checked (numbers in the code).
"""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests import twins
from wuxing.engine import open_engine
from wuxing.suite import deploy
from wuxing.zos.model import Mine

ZOS = 10**18
DAY = 86_400
YEAR = 365 * DAY
FUNDS = 7_000_000 * ZOS
waits = st.one_of(
    st.sampled_from([0, 0, 0, 1, DAY - 1, DAY, 90 * DAY, 180 * DAY, 2 * YEAR, 5 * YEAR]), st.integers(0, 40 * DAY)
)
amounts = st.one_of(
    st.sampled_from([0, 1, 10 * ZOS - 1, 10 * ZOS, 1_000 * ZOS, 10_000 * ZOS, 100_000 * ZOS]),
    st.integers(1, 200_000 * ZOS),
)
people = st.integers(0, 3)
operators = st.sampled_from([0, 0, 0, 1, 2, 3])
kinds = st.sampled_from([None, None, None, None, 0, 1, 2, 3, 4])
"""A class, or the one that the miner is of."""


def test_mine__generated_histories__contract_equals_model():
    engine = open_engine("revm")
    owner, guardian, payee, *accounts = (engine.account(i) for i in range(7))
    roles = {"owner": owner.address, "guardian": guardian.address, "node_payee": payee.address}
    system = deploy(engine, "zos", "paper", owner, roles)
    mine, token = system.mine, system.token
    for account in accounts:
        system.budgets.spend(1, account, FUNDS, "history", sender=owner)
        token.approve(mine, 2**256 - 1, sender=account)
    genesis = token.totalSupply()
    names = [account.address for account in accounts]

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.model = Mine(system.params, mine.launch())
            self.emitted = 0
            self.released: dict[str, int] = {}
            for number, kind in enumerate((0, 2)):
                self.stake(number, kind, 20_000 * ZOS, 0)

        def both(self, real: Any, modelled: Any) -> Any:
            now = engine.time
            return twins.both(real, lambda: modelled(now))

        @initialize(delegated=st.sampled_from([True, True, False]), commission=st.sampled_from([0, 333, 2_000]))
        def operator(self, delegated: bool, commission: int) -> None:
            """One to whom another delegates."""
            if delegated:
                self.set_commission(0, commission, 0)
                self.delegate(3, 0, 7_000 * ZOS, 0)

        @rule(who=people, kind=kinds, amount=amounts, wait=waits)
        def stake(self, who: int, kind: int | None, amount: int, wait: int) -> None:
            engine.advance(wait)
            kind = self.model.miners[names[who]].kind if kind is None else kind
            amount = min(amount, token.balanceOf(names[who]))
            self.both(
                lambda: mine.stake(kind, amount, sender=names[who]),
                lambda now: self.model.stake(names[who], kind, amount, now),
            )

        @rule(who=people, kind=st.integers(0, 4), wait=waits)
        def move(self, who: int, kind: int, wait: int) -> None:
            engine.advance(wait)
            self.both(lambda: mine.move(kind, sender=names[who]), lambda now: self.model.move(names[who], kind, now))

        @rule(who=people, commission=st.sampled_from([0, 1, 500, 2_000, 2_001]), wait=waits)
        def set_commission(self, who: int, commission: int, wait: int) -> None:
            engine.advance(wait)
            self.both(
                lambda: mine.set_commission(commission, sender=names[who]),
                lambda now: self.model.set_commission(names[who], commission, now),
            )

        @rule(who=people, operator=operators, amount=amounts, wait=waits)
        def delegate(self, who: int, operator: int, amount: int, wait: int) -> None:
            engine.advance(wait)
            amount = min(amount, token.balanceOf(names[who]))
            self.both(
                lambda: mine.delegate(names[operator], amount, sender=names[who]),
                lambda now: self.model.delegate(names[who], names[operator], amount, now),
            )

        @rule(who=people, part=st.integers(0, 4), wait=waits)
        def unstake(self, who: int, part: int, wait: int) -> None:
            engine.advance(wait)
            miner = self.model.miners[names[who]]
            least = system.params.minimums[miner.kind]
            amount = (0, miner.stake, miner.stake // 3, miner.stake + 1, max(miner.stake - least + 1, 0))[part]
            self.both(
                lambda: mine.unstake(amount, sender=names[who]),
                lambda now: self.model.unstake(names[who], amount, now),
            )

        @rule(who=people, operator=operators, part=st.integers(0, 4), wait=waits)
        def undelegate(self, who: int, operator: int, part: int, wait: int) -> None:
            engine.advance(wait)
            held = self.model.delegations[names[who], names[operator]].amount
            least = system.params.minimum_delegation
            amount = (0, held, held // 3, held + 1, max(held - least + 1, 0))[part]
            self.both(
                lambda: mine.undelegate(names[operator], amount, sender=names[who]),
                lambda now: self.model.undelegate(names[who], names[operator], amount, now),
            )

        @rule(who=people, wait=waits)
        def harvest(self, who: int, wait: int) -> None:
            engine.advance(wait)
            self.both(
                lambda: mine.harvest(names[who], sender=names[who]),
                lambda now: self.model.harvest(names[who], now),
            )

        @rule(who=people, operator=operators, wait=waits)
        def harvest_delegation(self, who: int, operator: int, wait: int) -> None:
            engine.advance(wait)
            self.both(
                lambda: mine.harvest_delegation(names[who], names[operator], sender=names[who]),
                lambda now: self.model.harvest_delegation(names[who], names[operator], now),
            )

        @rule(wait=waits)
        def harvest_nodes(self, wait: int) -> None:
            engine.advance(wait)
            self.both(
                lambda: mine.harvest_nodes(sender=payee), lambda now: self.model.harvest_nodes(payee.address, now)
            )

        @rule(who=people, by=people, wait=waits)
        def claim(self, who: int, by: int, wait: int) -> None:
            engine.advance(wait)
            before = token.balanceOf(names[who])
            receipt = self.both(
                lambda: mine.claim(names[who], sender=names[by]), lambda now: self.model.claim(names[who], now)
            )
            assert token.balanceOf(names[who]) == before + (receipt.value if receipt else 0)

        @rule(stop=st.booleans())
        def pause(self, stop: bool) -> None:
            """ZOS-INV-6: entries alone are refused; all else goes on in the same histories."""
            (mine.pause if stop else mine.unpause)(sender=owner)
            self.model.paused = stop

        @invariant()
        def minted_below_emitted_below_schedule(self) -> None:
            """ZOS-INV-1, ZOS-INV-2."""
            now = engine.time
            emitted = mine.emitted()
            assert self.emitted <= emitted == self.model.emitted(now) < system.params.mined
            assert token.totalSupply() - genesis == self.model.minted <= self.model.harvested
            owed = sum(self.model.pending(n, now) for n in names) + self.model.pending_nodes(now)
            owed += sum(self.model.pending_delegation(d, o, now) for d, o in list(self.model.delegations))
            assert self.model.harvested + owed <= emitted
            self.emitted = emitted

        @invariant()
        def agree(self) -> None:
            """Every figure that the mine shows."""
            now = engine.time
            assert mine.pending_nodes() == self.model.pending_nodes(now)
            for name in names:
                m = self.model.miners[name]
                assert mine.stake_of(name) == (m.stake, m.kind, m.commission, m.delegated)
                assert mine.pending(name) == self.model.pending(name, now)
            for (name, to), delegation in list(self.model.delegations.items()):
                assert mine.delegation_of(name, to) == delegation.amount
                assert mine.pending_delegation(name, to) == self.model.pending_delegation(name, to, now)

        @invariant()
        def mine_holds_every_stake(self) -> None:
            """ZOS-INV-5."""
            assert token.balanceOf(mine) == self.model.held
            counted = sum(m.stake + m.delegated for m in self.model.miners.values())
            assert counted == self.model.held
            weights = system.params.weights
            weight = sum((m.stake + m.delegated) * weights[m.kind] for m in self.model.miners.values() if m.stake)
            assert mine.pool()[2] == self.model.weight == weight

        @invariant()
        def claimable_never_falls(self) -> None:
            """ZOS-INV-3, ZOS-INV-4: what is released, taken or not, does not fall, and none of it comes early."""
            now = engine.time
            for name in names:
                line = self.model.lines[name]
                due, left = mine.line_of(name)
                assert (due, left) == (line.due(now), line.left(now)) and mine.claimable(name) == due
                assert due + line.taken >= self.released.get(name, 0)
                exact = sum(amount * min(now - at, 180 * DAY) for amount, at in line.arrivals) // (180 * DAY)
                assert due + line.taken <= exact
                self.released[name] = due + line.taken

        def teardown(self) -> None:
            """ZOS-INV-6: everybody gets out everything, paused or not."""
            for who, name in enumerate(names):
                for operator in range(4):
                    self.undelegate(who, operator, 1, 0)
                    self.harvest_delegation(who, operator, 0)
                self.unstake(who, 1, 0)
                self.harvest(who, 0)
                engine.advance(181 * DAY)
                self.claim(who, who, 0)
                assert mine.line_of(name) == (0, 0)
            assert token.balanceOf(mine) == 0
            engine.restore(self.snapshot)

    run_state_machine_as_test(Histories, settings=settings(max_examples=60, stateful_step_count=40))
