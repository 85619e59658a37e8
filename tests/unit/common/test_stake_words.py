# SPDX-License-Identifier: MIT
"""contracts/zos/stake_words.vy and contracts/common/vesting_words.vy: no field runs into another (ZOS-3, ZOS-6)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_harness

HARNESS = """
# pragma version 0.4.3
from contracts.common import vesting_words
from contracts.zos import stake_words

@external
@pure
def pool(p: stake_words.Pool) -> stake_words.Pool:
    return stake_words._pool(stake_words._pack_pool(p))

@external
@pure
def miner(m: stake_words.Miner) -> stake_words.Miner:
    return stake_words._miner(stake_words._pack_miner(m))

@external
@pure
def delegation(d: stake_words.Delegation) -> stake_words.Delegation:
    return stake_words._delegation(stake_words._pack_delegation(d))

@external
@pure
def pair(low: uint256, high: uint256) -> (uint256, uint256):
    return stake_words._split(stake_words._pair(low, high))

@external
@pure
def grant(g: vesting_words.Grant) -> vesting_words.Grant:
    return vesting_words._unpack(vesting_words._pack(g))

@external
@pure
def amounts(amount: uint256, claimed: uint256) -> (uint256, uint256):
    return vesting_words._read_amounts(vesting_words._amounts(amount, claimed))
"""
A96 = st.one_of(st.integers(0, 2**96 - 1), st.sampled_from([0, 1, 2**96 - 1]))


@pytest.fixture(scope="module")
def words():
    return vyper_harness(HARNESS).deploy()


def bits(width: int):
    return st.one_of(st.integers(0, 2**width - 1), st.sampled_from([0, 2**width - 1]))


@given(values=st.tuples(A96, bits(40), bits(104), st.booleans()))
@example(values=(2**96 - 1, 2**40 - 1, 2**104 - 1, True))
@example(values=(0, 2**40 - 1, 0, True))
def test_pool__any_values__come_out_as_they_went_in(words, values):
    assert tuple(words.pool(values)) == values


@given(values=st.tuples(A96, A96, st.integers(0, 3), st.integers(0, 10_000), st.booleans()))
@example(values=(2**96 - 1, 2**96 - 1, 3, 10_000, True))
@example(values=(0, 2**96 - 1, 0, 10_000, False))
def test_miner__any_values__come_out_as_they_went_in(words, values):
    assert tuple(words.miner(values)) == values


@given(values=st.tuples(A96, bits(128)), low=A96, high=A96)
@example(values=(2**96 - 1, 2**128 - 1), low=2**96 - 1, high=2**96 - 1)
@example(values=(0, 2**128 - 1), low=2**96 - 1, high=0)
def test_delegation_and_pair__any_values__come_out_as_they_went_in(words, values, low, high):
    assert tuple(words.delegation(values)) == values
    assert tuple(words.pair(low, high)) == (low, high)


@given(who=bits(160), start=bits(40), schedule=bits(32), flags=st.tuples(st.booleans(), st.booleans()), amount=A96)
@example(who=2**160 - 1, start=2**40 - 1, schedule=2**32 - 1, flags=(True, True), amount=2**96 - 1)
@example(who=0, start=2**40 - 1, schedule=0, flags=(True, False), amount=0)
def test_grant__any_values__come_out_as_they_went_in(words, who, start, schedule, flags, amount):
    read = words.grant((f"0x{who:040x}", start, schedule, *flags))
    assert (int(str(read[0]), 16), *read[1:]) == (who, start, schedule, *flags)
    assert tuple(words.amounts(amount, amount // 3)) == (amount, amount // 3)


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("pool", ((2**96, 0, 0, False),), "Mine: out of range"),
        ("pool", ((0, 2**40, 0, False),), "Mine: out of range"),
        ("pool", ((0, 0, 2**104, False),), "Mine: out of range"),
        ("miner", ((2**96, 0, 0, 0, False),), "Mine: amount above 2**96"),
        ("delegation", ((2**96, 0),), "Mine: amount above 2**96"),
        ("delegation", ((0, 2**128),), "Mine: out of range"),
        ("pair", (2**96, 0), "Mine: amount above 2**96"),
        ("pair", (0, 2**96), "Mine: amount above 2**96"),
        ("grant", (("0x" + "11" * 20, 2**40, 0, False, False),), "Vesting: start out of range"),
        ("grant", (("0x" + "11" * 20, 0, 2**32, False, False),), "Vesting: unknown schedule"),
        ("amounts", (2**96, 0), "Vesting: amount above 2**96"),
    ],
)
def test_pack__field_that_does_not_fit__refused(words, name, arguments, says):
    with boa.reverts(says):
        getattr(words, name)(*arguments)
