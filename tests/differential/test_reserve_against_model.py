# SPDX-License-Identifier: MIT
"""Reserve.vy against wuxing/zzm/model.py over generated histories: the same moves pass, the rest are refused, for
the same reason, and after each move every figure is the same to the unit (ZZM-3; ZZM-INV-2 … 7).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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

from tests.zzm_world import NOTE, USD, World
from wuxing import devmarket
from wuxing.engine import Engine, Revert, open_engine
from wuxing.handover import handover
from wuxing.refused import Refused
from wuxing.suite import plan
from wuxing.zzm.feed import signed_limit
from wuxing.zzm.model import Limit, Pair, Reserve
from wuxing.zzm.params import ZZM

numbers = st.sampled_from([1, 1, 1, 1, 1, 2, 3, 4])
amounts = st.sampled_from([0, 1, 999, 10_000 * ZZM, 1_000_000 * ZZM, 60_000_000 * ZZM, 100_000_000 * ZZM, 10**16 + 1])
dollars = st.sampled_from([USD, 30 * USD, 700 * USD, 0, 1, 5_000 * USD, 5_000 * USD + 1])
SHOWN = ("scale", "share", "state", "failed", "until", "released", "bought", "returned", "money")


def histories(engine: Engine, world: World) -> type:
    """The state machine; every history starts from the same snapshot."""
    zzm, reserve = world.zzm, world.reserve
    accounts = {"team": world.team, "other": world.other, "owner": world.council}
    for account in (world.team, world.other, world.investors[0]):
        zzm.token.approve(reserve, 2**255, sender=account)
        zzm.stablecoin.approve(reserve, 2**255, sender=account)
    world.dollars(world.other, 10**9 * USD)
    actors = st.sampled_from(["team", "team", "other"])
    councils = st.sampled_from(["owner"] * 5 + ["team"])

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.model = Reserve(zzm.params, Pair(*devmarket.reserves(zzm)))
            self.limits: list[tuple[Limit, bytes]] = []

        def teardown(self) -> None:
            engine.restore(self.snapshot)

        def both(self, expected: Callable[[], Any], real: Callable[[], Any]) -> Any:
            """The same on both, or refused by both for the same reason."""
            try:
                value = expected()
            except Refused as refused:
                try:
                    real()
                except Revert as revert:
                    assert revert.reason == str(refused)
                    return None
                raise AssertionError(f"the model refuses with {refused}, the contract does not") from None
            receipt = real()
            assert value is None or receipt.value == value
            return value

        @rule(by=actors, scale=amounts, share=st.sampled_from([0, 2_999, 3_000, 5_555, 10_000, 10_001]))
        def register(self, by: str, scale: int, share: int) -> None:
            if len(self.model.projects) < 4:
                self.both(
                    lambda: self.model.register(by, scale, share),
                    lambda: reserve.register(scale, share, NOTE, sender=accounts[by]),
                )

        @rule(by=actors, scale=st.sampled_from([5_000 * ZZM, 1_000_000 * ZZM]))
        def good_project(self, by: str, scale: int) -> None:
            """Registered and funded, so that histories get far; a small one can be bought back whole."""
            if len(self.model.projects) < 4:
                self.register(by, scale, 5_555)
                self.release("owner", len(self.model.projects), scale)
                self.start(by, len(self.model.projects))

        @rule(by=councils, number=numbers, amount=amounts)
        def release(self, by: str, number: int, amount: int) -> None:
            self.both(
                lambda: self.model.release(number, amount, by),
                lambda: reserve.release(number, amount, sender=accounts[by]),
            )

        @rule(by=actors, number=numbers)
        def start(self, by: str, number: int) -> None:
            self.both(lambda: self.model.start(number, by), lambda: reserve.start(number, sender=accounts[by]))

        @rule(by=councils, number=numbers, succeeded=st.booleans())
        def judge(self, by: str, number: int, succeeded: bool) -> None:
            now = engine.time
            self.both(
                lambda: self.model.judge(number, succeeded, now, by),
                lambda: reserve.judge(number, succeeded, sender=accounts[by]),
            )

        @rule(number=numbers, amount=dollars)
        def deposit(self, number: int, amount: int) -> None:
            self.both(
                lambda: self.model.deposit(number, amount),
                lambda: reserve.deposit(number, amount, sender=accounts["other"]),
            )

        def team_of(self, number: int) -> str:
            project = self.model.projects.get(number)
            return project.team if project else "team"

        @rule(
            by=st.sampled_from([None, None, None, "team", "other"]),
            number=numbers,
            amount=dollars,
            bound=st.sampled_from([1, 1, 1, 0, 30_000 * ZZM]),
        )
        def buy_back(self, by: str | None, number: int, amount: int, bound: int) -> None:
            now, by = engine.time, by or self.team_of(number)
            self.both(
                lambda: self.model.buy_back(number, amount, bound, now, by),
                lambda: reserve.buy_back(number, amount, bound, sender=accounts[by]),
            )

        @initialize(by=actors, scale=st.sampled_from([5_000 * ZZM, 1_000_000 * ZZM]))
        def project_at_work(self, by: str, scale: int) -> None:
            """The first one has money to buy back with."""
            self.good_project(by, scale)
            for _ in range(3):
                self.deposit(1, 5_000 * USD)

        @rule(
            by=st.sampled_from([None, None, None, "team", "other"]),
            number=numbers,
            amount=dollars,
            bound=st.sampled_from([1, 1, 1, 0, 30_000 * ZZM]),
            wait=st.integers(0, 400),
            carried=st.sampled_from([True, True, False]),
        )
        def sign(self, by: str | None, number: int, amount: int, bound: int, wait: int, carried: bool) -> None:
            """Anybody may sign anything, the project's team does so most often; the nonce is the next one now."""
            project = self.model.projects.get(number)
            by = by or self.team_of(number)
            nonce = project.nonce if project else 0
            deadline, team = engine.time + wait, accounts[by]
            signature = signed_limit(reserve, team, number, amount, bound, deadline)
            self.limits.append((Limit(by, number, amount, bound, nonce, deadline), signature))
            if carried:
                self.carry(0, None)

        @precondition(lambda self: self.limits)
        @rule(pick=st.integers(0, 2), other=st.sampled_from([None] * 5 + ["project", "amount", "least", "deadline"]))
        def carry(self, pick: int, other: str | None) -> None:
            """One of the last limits, as it was signed or with one term changed; used ones are kept."""
            signed, signature = self.limits[-1 - pick % len(self.limits)]
            terms = {name: getattr(signed, name) for name in ("project", "amount", "least", "deadline")}
            if other:
                terms[other] += 1
            number, *rest = terms.values()
            now = engine.time
            self.both(
                lambda: self.model.buy_back_by_limit(signed, number, *rest, now),
                lambda: reserve.buy_back_by_limit(number, *rest, signature, sender=accounts["other"]),
            )

        @precondition(lambda self: self.limits and self.limits[-1][0].deadline >= engine.time)
        @rule(late=st.integers(0, 1))
        def carry_at_the_deadline(self, late: int) -> None:
            """In its last second, or one after it."""
            engine.time = self.limits[-1][0].deadline + late
            self.carry(0, None)

        @rule(by=actors, number=numbers)
        def revoke_limits(self, by: str, number: int) -> None:
            self.both(
                lambda: self.model.revoke_limits(number, by),
                lambda: reserve.revoke_limits(number, sender=accounts[by]),
            )

        @rule(
            by=councils,
            cap=st.sampled_from([0, 1, 700 * USD, 5_000 * USD]),
            interval=st.sampled_from([0, 1, 300, 365 * 86_400 + 1]),
            least=st.sampled_from([0, 3_000, 10_001]),
        )
        def set_limits(self, by: str, cap: int, interval: int, least: int) -> None:
            self.both(
                lambda: self.model.set_limits(cap, interval, least, by),
                lambda: reserve.set_limits(cap, interval, least, sender=accounts[by]),
            )

        @rule(number=numbers, amount=st.sampled_from([0, 1, 10_000 * ZZM, 400_000 * ZZM]))
        def give_back(self, number: int, amount: int) -> None:
            investor = world.investors[0]
            if zzm.token.balanceOf(investor) >= amount:
                self.both(
                    lambda: self.model.give_back(number, amount),
                    lambda: reserve.give_back(number, amount, sender=investor),
                )

        @rule(number=numbers)
        def close(self, number: int) -> None:
            now = engine.time
            self.both(lambda: self.model.close(number, now), lambda: reserve.close(number, sender=accounts["other"]))

        @rule(number=numbers)
        def withdraw(self, number: int) -> None:
            self.both(lambda: self.model.withdraw(number), lambda: reserve.withdraw(number, sender=accounts["other"]))

        @rule(number=numbers, by=st.sampled_from(["team", "team", "other"]))
        def withdraw_to(self, number: int, by: str) -> None:
            self.both(
                lambda: self.model.withdraw_to(number, by),
                lambda: reserve.withdraw_to(number, world.investors[0], sender=accounts[by]),
            )

        @rule(seconds=st.sampled_from([1, 299, 86_400, zzm.params.buyback_period]))
        def wait(self, seconds: int) -> None:
            engine.advance(seconds)

        @rule(pause=st.sampled_from([False, False, False, True]))
        def pause(self, pause: bool) -> None:
            if pause == self.model.paused:
                return
            self.model.paused = not self.model.paused
            (reserve.pause if self.model.paused else reserve.unpause)(sender=world.council)

        @invariant()
        def agree(self) -> None:
            model = self.model
            assert (reserve.frozen(), reserve.total_released(), reserve.total_refrozen()) == (
                model.frozen, model.released, model.refrozen,
            )  # fmt: skip
            assert devmarket.reserves(zzm) == (model.pair.zzm, model.pair.usd)
            for number, project in model.projects.items():
                real = reserve.project(number)
                assert {name: real[name] for name in SHOWN} == {name: getattr(project, name) for name in SHOWN}
                assert (reserve.nonce(number), reserve.next_purchase(number)) == (project.nonce, project.next)
                assert reserve.promised(number) == project.promised and reserve.lost(number) == project.lost

        @invariant()
        def straight(self) -> None:
            world.check()

    return Histories


def test_reserve__any_history__as_the_model():
    """ZZM-INV-2 … 7."""
    engine = open_engine("revm")
    deployer = engine.account(0)
    made = plan(engine, "zzm", "paper", deployer, {"guardian": engine.account(2).address})
    made.steps += handover(made)
    made.deploy()
    machine = histories(engine, World(made.system, deployer))
    run_state_machine_as_test(machine, settings=settings(max_examples=60, stateful_step_count=50))
