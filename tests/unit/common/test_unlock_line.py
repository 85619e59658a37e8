# SPDX-License-Identifier: MIT
"""contracts/common/unlock_line.vy (ZOS-5): one bounded record, exact to the wei, never early, less than a day late."""

from __future__ import annotations

import boa
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from wuxing.engine.artifacts import vyper_harness
from wuxing.unlock import DAY, LENGTH, Line

HARNESS = """
# pragma version 0.4.3
from contracts.common import unlock_line

initializes: unlock_line

@external
def push(account: address, amount: uint256, now: uint256):
    unlock_line._push(account, amount, now)

@external
def take(account: address, now: uint256) -> uint256:
    return unlock_line._take(account, now)

@external
@view
def released(account: address, now: uint256) -> uint256:
    return unlock_line._released(account, now)

@external
@view
def held(account: address, now: uint256) -> (uint256, uint256):
    return unlock_line._held(account, now)
"""
MIDNIGHT = 20_000 * DAY
WHO = "0x" + "11" * 20


@pytest.fixture(scope="module")
def deployer():
    return vyper_harness(HARNESS)


@pytest.fixture
def line(deployer):
    return deployer.deploy()


def test_line__the_papers_example__half_at_day_90_all_at_day_180(line):
    """ZOS-5: 600 of a harvest of 1,000: 300 by day 90, all by day 180, nothing at once."""
    line.push(WHO, 600 * 10**18, MIDNIGHT)
    assert line.released(WHO, MIDNIGHT) == 0
    assert line.released(WHO, MIDNIGHT + 90 * DAY) == 300 * 10**18
    assert line.released(WHO, MIDNIGHT + LENGTH - 1) == 600 * 10**18 * (LENGTH - 1) // LENGTH
    assert line.take(WHO, MIDNIGHT + LENGTH) == 600 * 10**18 == 600 * 10**18
    assert line.take(WHO, MIDNIGHT + 10 * LENGTH) == 0


@pytest.mark.parametrize("second", [0, 1, DAY // 2, DAY - 1])
def test_line__any_second_of_the_day__never_early_and_less_than_a_day_late(line, second):
    amount, arrived = 10**24 + 7, MIDNIGHT + second
    line.push(WHO, amount, arrived)
    for after in (0, 1, DAY, 90 * DAY, LENGTH - 1, LENGTH, LENGTH + DAY):
        exact = amount * min(after, LENGTH) // LENGTH
        a_day_ago = amount * min(max(after - DAY, 0), LENGTH) // LENGTH
        assert a_day_ago <= line.released(WHO, arrived + after) <= exact
    assert line.released(WHO, arrived + LENGTH + DAY) == amount


def test_held__a_wei_in_the_last_second__is_still_to_come(line):
    """ZOS-5: what is left is rounded up: with what was released it is the whole, to the last second."""
    line.push(WHO, 1, MIDNIGHT)
    for second in (1, LENGTH // 2, LENGTH - 1):
        assert line.held(WHO, MIDNIGHT + second) == (0, 1)
    assert line.held(WHO, MIDNIGHT + LENGTH) == (1, 0)


def test_push__amounts_that_do_not_fit__refused(line):
    with boa.reverts("UnlockLine: amount above 2**96"):
        line.push(WHO, 2**96, MIDNIGHT)
    line.push(WHO, 2**96 - 1, MIDNIGHT)
    with boa.reverts("UnlockLine: amount above 2**96"):
        line.push(WHO, 1, MIDNIGHT)
    with boa.reverts("UnlockLine: time out of range"):
        line.push(WHO, 1, 2**40)


@pytest.mark.parametrize(("first", "second"), [(MIDNIGHT + 1, MIDNIGHT + 2), (MIDNIGHT, MIDNIGHT + DAY)])
def test_push__a_day_or_a_line_that_does_not_fit__refused_and_nothing_lost(line, first, second):
    """Amounts of one day share a bucket, and days share a sum: neither runs over into the field beside it."""
    line.push(WHO, 2**96 - 1, first)
    held = line.held(WHO, second)
    with boa.reverts("UnlockLine: amount above 2**96"):
        line.push(WHO, 1, second)
    assert line.held(WHO, second) == held
    assert line.released(WHO, second + LENGTH + DAY) == 2**96 - 1


waits = st.one_of(
    st.sampled_from([0, 1, DAY - 1, DAY, DAY + 1, 2 * DAY, 179 * DAY, 180 * DAY, 181 * DAY, 182 * DAY, 3 * 365 * DAY]),
    st.integers(0, 5 * DAY),
    st.integers(0, 400 * DAY),
)


def test_line__generated_histories__equals_the_sum_of_all_lines(deployer):
    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.real, self.model, self.now, self.last = deployer.deploy(), Line(), MIDNIGHT, 0

        @rule(wait=waits, amount=st.one_of(st.integers(1, 10**27), st.sampled_from([1, 2, LENGTH - 1, LENGTH])))
        def push(self, wait: int, amount: int) -> None:
            self.now += wait
            self.real.push(WHO, amount, self.now)
            self.model.push(amount, self.now)

        @rule(wait=waits)
        def take(self, wait: int) -> None:
            self.now += wait
            assert self.real.take(WHO, self.now) == self.model.take(self.now)

        @rule(days=st.integers(1, 200), amount=st.integers(1, 10**24))
        def every_day(self, days: int, amount: int) -> None:
            """A daily harvester, who takes now and then."""
            for day in range(days):
                self.push(DAY, amount + day)
            self.take(0)

        @invariant()
        def agree(self) -> None:
            due, left = self.real.held(WHO, self.now)
            assert (due, left) == (self.model.due(self.now), self.model.left(self.now))
            assert self.real.released(WHO, self.now) == due

        def teardown(self) -> None:
            """Everything comes out, to the wei, 181 days after the last."""
            self.now += LENGTH + DAY
            self.real.take(WHO, self.now)
            self.model.take(self.now)
            assert self.model.taken == sum(amount for amount, _ in self.model.arrivals)
            assert self.real.held(WHO, self.now) == (0, 0)

    from hypothesis import settings

    run_state_machine_as_test(Histories, settings=settings(max_examples=12, stateful_step_count=12))
