# SPDX-License-Identifier: MIT
"""contracts/xz/position.vy and contracts/common/exit_queue.vy: packed words (XZ-9, XZ-14)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from wuxing.engine.artifacts import vyper_harness

PACKING = """
# pragma version 0.4.3
from contracts.xz import position

@external
@pure
def pack(stake: uint256, fee: uint256, melted: uint256, clock: uint256, stopped: bool) -> uint256:
    return position._pack(
        position.Position(stake=stake, fee=fee, melted=melted, clock=clock, stopped=stopped)
    )

@external
@pure
def unpack(word: uint256) -> (uint256, uint256, uint256, uint256, bool):
    p: position.Position = position._unpack(word)
    return p.stake, p.fee, p.melted, p.clock, p.stopped

@external
@pure
def clock_of(word: uint256) -> uint256:
    return position._clock_of(word)

@external
@pure
def pair(low: uint256, high: uint256) -> (uint256, uint256, uint256):
    word: uint256 = position._pair(low, high)
    return word, position._low(word), position._high(word)
"""
QUEUE = """
# pragma version 0.4.3
from contracts.common import exit_queue
initializes: exit_queue

@external
def push(account: address, amount: uint256, time: uint256):
    exit_queue._push(account, amount, time)

@external
def pop_due(account: address, now: uint256) -> uint256:
    return exit_queue._pop_due(account, now)

@external
def clear(account: address) -> uint256:
    return exit_queue._clear(account)

@external
@view
def total(account: address) -> uint256:
    return exit_queue._total(account)

@external
@view
def due(account: address, now: uint256) -> uint256:
    return exit_queue._due(account, now)
"""
WIDTHS = (74, 73, 77, 31)


@pytest.fixture(scope="module")
def packing():
    return vyper_harness(PACKING).deploy()


@given(st.tuples(*(st.integers(0, (1 << w) - 1) for w in WIDTHS), st.booleans()))
@example((*((1 << w) - 1 for w in WIDTHS), True))
@example((*((1 << w) - 1 if i % 2 else 0 for i, w in enumerate(WIDTHS)), False))
def test_pack__any_position__comes_back(packing, position):
    word = packing.pack(*position)
    assert tuple(packing.unpack(word)) == position
    assert packing.clock_of(word) == position[3]


@pytest.mark.parametrize(
    ("field", "says"), enumerate(["stake above 18,889 XZ", "fee above 9,444 XZ", "out of range", "out of range"])
)
def test_pack__one_bit_too_wide__reverts(packing, field, says):
    """No field can run into another."""
    values = [0, 0, 0, 0, False]
    values[field] = (1 << WIDTHS[field]) - 1
    packing.pack(*values)
    values[field] += 1
    with boa.reverts(f"Mine: {says}"):
        packing.pack(*values)


@given(st.integers(0, (1 << 96) - 1), st.integers(0, (1 << 96) - 1))
@example(2**96 - 1, 2**96 - 1)
@example(2**96 - 1, 0)
@example(0, 2**96 - 1)
def test_pair__comes_back__below_the_pause_bit(packing, low, high):
    word, *parts = packing.pair(low, high)
    assert parts == [low, high] and word >> 192 == 0


@pytest.mark.parametrize("values", [(2**96, 0), (0, 2**96), (2**256 - 1, 0)])
def test_pair__one_bit_too_wide__reverts(packing, values):
    with boa.reverts("Mine: out of range"):
        packing.pair(*values)


def test_queue__any_history__agrees_with_a_list():
    """XZ-14: first in, first out; nothing before its time, nothing twice, nothing lost; other accounts untouched."""
    queue = vyper_harness(QUEUE).deploy()
    accounts = [boa.env.generate_address() for _ in range(2)]

    class Histories(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.now, self.lines = 1_000, {a: [] for a in accounts}
            self.anchor = boa.env.anchor()
            self.anchor.__enter__()

        @rule(who=st.sampled_from(accounts), amount=st.integers(0, 1 << 80), wait=st.integers(0, 3))
        def push(self, who, amount, wait):
            self.now += wait
            queue.push(who, amount, self.now + 10)
            self.lines[who].append((amount, self.now + 10))

        @rule(who=st.sampled_from(accounts), wait=st.integers(0, 15))
        def pop(self, who, wait):
            self.now += wait
            due = sum(amount for amount, time in self.lines[who] if time <= self.now)
            assert queue.due(who, self.now) == due
            assert queue.pop_due(who, self.now) == due
            self.lines[who] = [e for e in self.lines[who] if e[1] > self.now]

        @rule(who=st.sampled_from(accounts))
        def clear(self, who):
            assert queue.clear(who) == sum(amount for amount, _ in self.lines[who])
            self.lines[who] = []

        def teardown(self):
            for account, line in self.lines.items():
                assert queue.total(account) == sum(amount for amount, _ in line)
            self.anchor.__exit__(None, None, None)

    run_state_machine_as_test(Histories)


def test_queue__more_than_a_word_holds__reverts():
    queue, account = vyper_harness(QUEUE).deploy(), boa.env.generate_address()
    queue.push(account, (1 << 96) - 1, 5)
    with boa.reverts("ExitQueue: amount out of range"):
        queue.push(account, 1, 5)
