# SPDX-License-Identifier: MIT
"""The main chain over days: real headers, block hashes as randomness (CNT-21)."""

from dataclasses import replace

import pytest

from wuxing.contattract.chain import pow
from wuxing.contattract.chain.native import NativeChain
from wuxing.contattract.chain.pow import Chain, Work
from wuxing.params import load
from wuxing.refused import Refused

PARAMS = replace(load("contattract", "reconciled"), pow_difficulty=8)
DAY = 86_400


def test_step__headers__are_those_of_the_chain():
    """CNT-21: the whole node accepts each of them, over several retargets, with changing power."""
    params = replace(PARAMS, pow_retarget=16)
    native = NativeChain(params, seed=3, start=1000)
    chain = Chain(Work(params.pow_period, params.pow_retarget, params.pow_difficulty), None, lambda s, _: s, time=1000)
    for number in range(100):
        native.power *= 1 + (number % 40 == 39)
        block = chain.add(native.step())
        assert chain.head is block and native.hash_at(block.number) == block.hash
    assert len({chain.at(n).header.difficulty for n in range(100)}) > 3
    assert all(pow.has_work(block.header) for block in chain.line[1:])


@pytest.mark.parametrize("power", [1.0, 10.0])
def test_run__a_day__a_block_in_a_period(power: float):
    """CNT-21: 5,760 blocks, give or take; with ten times the power too, after the first retargets."""
    native = NativeChain(PARAMS, seed=1, power=power)
    native.run(DAY // 4)
    blocks = native.run(DAY // 2)
    assert blocks == pytest.approx(DAY / 4 / PARAMS.pow_period, rel=0.12)
    assert native.head.time <= DAY // 2 < native._next


def test_hash_at__heights_and_times__one_randomness_for_all():
    """CNT-21: the same seed gives the same chain; a height that is not there yet has no hash."""
    one, two, other = (NativeChain(PARAMS, seed, start=500) for seed in (7, 7, 8))
    for chain in (one, two, other):
        chain.run(5000)
    assert one.height > 200 and one.head == two.head and one.head.hash != other.head.hash
    assert len({one.hash_at(height) for height in range(one.height + 1)}) == one.height + 1
    for time in (500, 777, 5000):
        height = one.height_at(time)
        assert one._times[height] <= time and (height == one.height or one._times[height + 1] > time)
    with pytest.raises(Refused, match=f"a height of 0 to {one.height}, got {one.height + 1}"):
        one.hash_at(one.height + 1)
    with pytest.raises(Refused, match="a time from 500 on, got 499"):
        one.height_at(499)
