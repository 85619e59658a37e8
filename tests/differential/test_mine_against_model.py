# SPDX-License-Identifier: MIT
"""XZMine.vy against wuxing/xz/model.py over generated histories, to the wei (XZ-3, XZ-7 … XZ-14, XZ-20).

Stake, settle, top up, exit, withdraw, claim and forfeit in any order, over all phases, by two miners and five
tokens. Both are driven by the same moves; where the model refuses, the contract must revert with the same reason
and change nothing. After every move the invariants of docs/security.md are checked (numbers in the code).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from wuxing.engine import Engine, Revert, open_engine
from wuxing.suite import System, deploy
from wuxing.xz import stage
from wuxing.xz.model import Mine, Refused

XZ = 10**18
DAY = 86_400
TOKENS = (1, 2, 3, 4, 5)
seconds = st.one_of(
    st.sampled_from([0, 0, 1, DAY - 1, DAY, DAY + 1, 30 * DAY, 180 * DAY]), st.integers(1, 20 * DAY), st.just(DAY)
)
stakes = st.one_of(
    st.sampled_from([0, XZ - 1, XZ, 2_070 * XZ, 4_140 * XZ - 1, 4_140 * XZ, 8_280 * XZ]), st.integers(0, 13_000 * XZ)
)
fees = st.one_of(
    st.sampled_from([0, 1, 138 * XZ // 100 - 1, 138 * XZ // 100, 5 * XZ, 1_500 * XZ]), st.integers(0, 60 * XZ)
)
tokens = st.sampled_from(TOKENS)


def histories(engine: Engine, system: System, miners: list[Any], owner: Any, registrar: Any, node: Any) -> type:
    """The state machine over one deployed system; every history starts from the same snapshot."""
    mine, token, nft = system.mine, system.token, system.nft
    court = mine.court()

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.model = Mine(system.params)
            self.lives: dict[int, int] = {}
            self.burned_for_ever: set[int] = set()
            self.last_minted = 0

        @initialize(
            phase=st.integers(1, 4),
            short=st.one_of(st.integers(0, 3_000 * XZ), st.sampled_from([0, 1, 138 * XZ, 1_380 * XZ])),
            left=st.lists(st.one_of(st.integers(1, 500 * XZ), st.just(151_110 * XZ)), min_size=5, max_size=5),
        )
        def begin(self, phase: int, short: int, left: list[int]) -> None:
            """A mine that is `short` of the end of a phase, and tokens with so much of their lives `left`."""
            minted = system.params.phase_ends[phase - 1] - short
            shares = {account.address: min(minted // 2, 200_000 * XZ) for account in miners}
            stage.set_minted(system, minted, {**shares, node.address: minted - sum(shares.values())})
            self.model.minted = minted
            for account in miners:
                mine.invite(account, True, sender=owner)
                self.model.invited.add(account.address)
                token.approve(mine, 2**256 - 1, sender=account)
            for number in TOKENS:
                account = miners[number % 2]
                nft.mint(
                    account, number.to_bytes(32, "big"), 1, 2, f"0x{number:040x}", 1 + number % 2, sender=registrar
                )
                self.model.add_token(number, account.address, 1 + number % 2)
                melted = system.params.nominal - left[number - 1]
                stage.set_melted(system, number, melted)
                self.model.positions[number].melted = melted
            for _ in range(2):
                mine.add_node(node, sender=owner)
            for number, fee in zip(TOKENS, (1_500 * XZ, 10 * XZ, 3 * XZ), strict=False):
                self.stake(number, 4_140 * XZ, fee, 0)

        def both(self, real: Any, modelled: Any) -> None:
            """One move on both; refusals must agree, word for word."""
            now = engine.time
            try:
                modelled(now)
            except Refused as refusal:
                with pytest.raises(Revert) as caught:
                    real()
                assert caught.value.reason == str(refusal)
                return
            real()

        def owner_of(self, number: int) -> str:
            return self.model.positions[number].owner

        def affordable(self, number: int, stake: int, fee: int) -> tuple[int, int]:
            funds = token.balanceOf(self.owner_of(number))
            fee = min(fee, funds)
            return min(stake, funds - fee), fee

        @rule(number=tokens, stake=stakes, fee=fees, wait=seconds)
        def stake(self, number: int, stake: int, fee: int, wait: int) -> None:
            engine.advance(wait)
            if self.model.positions[number].burned:
                with engine.reverts("TokenDoesNotExist"):
                    mine.stake(number, stake, fee, sender=self.owner_of(number))
                return
            stake, fee = self.affordable(number, stake, fee)
            self.both(
                lambda: mine.stake(number, stake, fee, sender=self.owner_of(number)),
                lambda now: self.model.stake(number, stake, fee, now),
            )

        @rule(number=tokens, stake=stakes, fee=fees, wait=seconds)
        def top_up(self, number: int, stake: int, fee: int, wait: int) -> None:
            engine.advance(wait)
            stake, fee = self.affordable(number, stake, fee)
            self.both(
                lambda: mine.top_up(number, stake, fee, sender=self.owner_of(number)),
                lambda now: self.model.top_up(number, stake, fee, now),
            )

        @rule(number=tokens, by=st.sampled_from([0, 1]), wait=seconds)
        def settle(self, number: int, by: int, wait: int) -> None:
            engine.advance(wait)
            self.both(lambda: mine.settle(number, sender=miners[by]), lambda now: self.model.settle(number, now))

        @rule(numbers=st.permutations(TOKENS), wait=seconds)
        def settle_batch(self, numbers: list[int], wait: int) -> None:
            engine.advance(wait)

            def modelled(now: int) -> None:
                settled = 0
                for number in numbers:
                    try:
                        self.model.settle(number, now)
                        settled += 1
                    except Refused:
                        continue
                if settled == 0:
                    raise Refused("Mine: no whole unit yet")

            self.both(lambda: mine.settle_batch(numbers, sender=miners[0]), modelled)

        @rule(number=tokens, wait=seconds)
        def exit(self, number: int, wait: int) -> None:
            engine.advance(wait)
            if self.model.positions[number].burned:
                with engine.reverts("TokenDoesNotExist"):
                    mine.exit(number, sender=self.owner_of(number))
                return
            self.both(lambda: mine.exit(number, sender=self.owner_of(number)), lambda now: self.model.exit(number, now))

        @rule(who=st.sampled_from([0, 1]), wait=st.sampled_from([0, 180 * DAY - 40, 180 * DAY]))
        def withdraw(self, who: int, wait: int) -> None:
            engine.advance(wait)
            account = miners[who].address
            self.both(lambda: mine.withdraw(account, sender=miners[0]), lambda now: self.model.withdraw(account, now))

        @rule(number=st.sampled_from([1, 2]))
        def claim_node(self, number: int) -> None:
            due = self.model.node_balance.get(number, 0)
            if due == 0:
                with engine.reverts("Mine: nothing to claim"):
                    mine.claim_node(number, sender=node)
                return
            before = token.balanceOf(node)
            mine.claim_node(number, sender=node)
            assert token.balanceOf(node) == before + due
            self.model.node_balance[number] = 0
            self.model.held -= due

        @precondition(lambda self: len(self.lives) > 0)
        @rule(who=st.sampled_from([0, 1]), numbers=st.lists(tokens, unique=True, max_size=2))
        def forfeit(self, who: int, numbers: list[int]) -> None:
            """XZ-20: a double signer's stakes and queued exits are burned but for the reporter's share."""
            account = miners[who].address
            supply, reporter = token.totalSupply(), engine.account(77).address
            before, minted = token.balanceOf(reporter), self.model.minted
            gas = self.model.burned
            burned, reward = self.model.forfeit(account, numbers, engine.time)
            receipt = mine.forfeit(account, numbers, reporter, sender=court)
            assert receipt.value == burned + reward
            assert token.balanceOf(reporter) == before + reward
            assert token.totalSupply() == supply + self.model.minted - minted - (self.model.burned - gas)

        @invariant()
        def positions_agree(self) -> None:
            for number, position in self.model.positions.items():
                stake, fee, melted, clock, stopped = mine.position_of(number)
                assert (stake, fee, melted, stopped) == (
                    position.stake,
                    position.fee,
                    position.melted,
                    position.stopped,
                )
                assert (clock or None) == position.clock
                assert mine.life_of(number) == self.model.life(number)

        @invariant()
        def totals_agree(self) -> None:
            assert mine.minted() == self.model.minted
            assert mine.phase() == self.model.phase()
            if self.model.positions:
                assert mine.totalLife() == self.model.total_life
            for account in miners:
                queued = sum(e.amount for e in self.model.exits.get(account.address, []))
                assert mine.locked_exits(account)[0] == queued
            for number, due in self.model.node_balance.items():
                assert mine.node_account(number)[1] == due

        @invariant()
        def security(self) -> None:
            """INV-1 minted ≤ cap, INV-3 lives, INV-4 what is held, INV-5 life never rises, INV-6 no return."""
            p, model = system.params, self.model
            assert self.last_minted <= model.minted <= p.phase_ends[-1] <= p.cap
            self.last_minted = model.minted
            obliged = sum(q.stake + q.fee for q in model.positions.values())
            obliged += sum(e.amount for queue in model.exits.values() for e in queue) + sum(model.node_balance.values())
            assert token.balanceOf(mine) == model.held == obliged
            for number in model.positions:
                life = p.nominal - mine.position_of(number)[2]
                assert life <= self.lives.get(number, p.nominal)
                self.lives[number] = life
                if model.positions[number].burned:
                    self.burned_for_ever.add(number)
                if number in self.burned_for_ever:
                    assert life == 0
                    with engine.reverts("TokenDoesNotExist"):
                        nft.ownerOf(number)

        def teardown(self) -> None:
            engine.restore(self.snapshot)

    return Histories


@pytest.mark.parametrize("set_name", ["paper", "reconciled"])
def test_histories__any_order__contract_and_model_agree(set_name):
    """XZ-3, XZ-7, XZ-8, XZ-9, XZ-10, XZ-11, XZ-12, XZ-13, XZ-14, XZ-20. On revm, ten times as many as elsewhere."""
    engine = open_engine("revm")
    deployer, owner, registrar, node, miner, other_miner = (engine.account(i) for i in range(6))
    roles = {"owner": owner.address, "registrar": registrar.address}
    system = deploy(engine, "xz", set_name, deployer, roles)
    profile = settings()
    run_state_machine_as_test(
        histories(engine, system, [miner, other_miner], owner, registrar, node),
        settings=settings(profile, max_examples=3 * profile.max_examples),
    )
