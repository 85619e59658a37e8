# SPDX-License-Identifier: MIT
"""Vesting.vy against wuxing/vesting.py over generated histories, to the wei (ZOS-3, ZZM-2, CNT-2).

Curves, grants, claims and revocations in any order and with any waits, on revm. After every move: what the contract
holds is what it owes; what is earned does not fall and is what the curve says (ZOS-INV-7 … ZOS-INV-9).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from wuxing.engine import Revert, open_engine
from wuxing.refused import Refused
from wuxing.vesting import POINTS, WHOLE, YEAR, Schedule, Vesting, by_year, line, tranches

DAY = 86_400
MOST = 8
waits = st.one_of(st.sampled_from([0, 1, DAY, 180 * DAY, YEAR, 3 * YEAR]), st.integers(0, 2 * YEAR))
amounts = st.one_of(st.sampled_from([0, 1, 3, 10**18, 2**96 - 1, 2**96]), st.integers(1, 10**27))


@st.composite
def curves(draw: Any) -> Schedule:
    """Any curve, some of them none at all."""
    dates = draw(st.lists(st.one_of(st.integers(0, 3 * YEAR), st.integers(0, 2**32)), min_size=1, max_size=POINTS))
    if draw(st.integers(0, 9)):
        dates = sorted(set(dates))
    weights = draw(st.lists(st.integers(1, 1_000), min_size=len(dates), max_size=len(dates)))
    ends = [sum(weights[: i + 1]) * WHOLE // sum(weights) for i in range(len(weights))]
    shares = [end - before for before, end in zip([0, *ends], ends, strict=False)]
    shares[-1] += draw(st.sampled_from([0, 0, 0, 0, 1, -1]))
    return Schedule(tuple(dates), tuple(shares), draw(st.booleans()))


def test_vesting__generated_histories__contract_equals_model():
    engine = open_engine("revm")
    owner, guardian, keeper, *people = (engine.account(i) for i in range(6))
    coin = engine.deploy("DevStablecoin", owner, 18, sender=owner)
    first = (tranches((0, YEAR, 2 * YEAR), (2_000, 3_000, 5_000)), line(4 * YEAR), by_year(20, 10, 12))
    real = engine.deploy("Vesting", owner, guardian, coin, [s.argument() for s in first], [], sender=owner)
    coin.mint(owner, 2**200, sender=owner)
    coin.approve(real, 2**256 - 1, sender=owner)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.model = Vesting()
            self.earned: dict[int, int] = {}
            for curve in first:
                self.model.register(curve)

        @initialize(schedule=st.integers(0, 2), amount=st.integers(1, 10**27), revocable=st.booleans())
        def begin(self, schedule: int, amount: int, revocable: bool) -> None:
            self.create(0, amount, schedule, 0, revocable, 0)

        def both(self, do: Any, model: Any) -> None:
            now = engine.time
            try:
                expected = model(now)
            except Refused as refusal:
                with pytest.raises(Revert) as caught:
                    do()
                assert caught.value.reason == str(refusal)
                return
            assert do().value == expected

        @rule(curve=curves())
        def register(self, curve: Schedule) -> None:
            if len(self.model.schedules) < MOST:
                self.both(lambda: real.register(curve.argument(), sender=owner), lambda now: self.model.register(curve))

        @rule(
            who=st.integers(0, 2),
            amount=amounts,
            schedule=st.integers(0, MOST),
            shift=st.one_of(st.just(0), st.integers(-YEAR, YEAR)),
            revocable=st.booleans(),
            wait=waits,
        )
        def create(self, who: int, amount: int, schedule: int, shift: int, revocable: bool, wait: int) -> None:
            engine.advance(wait)
            start = engine.time + shift
            self.both(
                lambda: real.create(people[who], amount, schedule, start, revocable, sender=owner),
                lambda now: self.model.create(people[who].address, amount, schedule, start, revocable),
            )

        @rule(grant=st.integers(0, MOST), wait=waits)
        def claim(self, grant: int, wait: int) -> None:
            engine.advance(wait)
            self.both(lambda: real.claim(grant, sender=keeper), lambda now: self.model.claim(grant, now))

        @rule(grant=st.integers(0, MOST), wait=waits)
        def revoke(self, grant: int, wait: int) -> None:
            engine.advance(wait)
            self.both(lambda: real.revoke(grant, sender=owner), lambda now: self.model.revoke(grant, now))

        @invariant()
        def holds_what_it_owes(self) -> None:
            """ZOS-INV-9."""
            assert coin.balanceOf(real) == self.model.held
            assert self.model.held == sum(g.amount - g.claimed for g in self.model.grants)

        @invariant()
        def earned_never_falls_nor_comes_early(self) -> None:
            """ZOS-INV-7, ZOS-INV-8."""
            now = engine.time
            for number, grant in enumerate(self.model.grants):
                earned = real.earned(number, now)
                assert earned == grant.earned(now) >= self.earned.get(number, 0)
                assert grant.claimed <= earned <= grant.amount
                assert real.claimable(number) == earned - grant.claimed
                if now < grant.start and not grant.revoked:
                    assert earned == 0
                self.earned[number] = earned

        def teardown(self) -> None:
            """Everything comes out in the end, exactly."""
            engine.advance(140 * YEAR)
            for number in range(len(self.model.grants)):
                self.claim(number, 0)
            assert coin.balanceOf(real) == 0
            engine.restore(self.snapshot)

    run_state_machine_as_test(Histories)
