# SPDX-License-Identifier: MIT
"""ZOSMine.delegate, undelegate and commissions (ZOS-6)."""

from __future__ import annotations

import pytest

from tests.unit.zos.conftest import DAY, FUNDS, QUEEN, WORKER, ZOS
from wuxing.engine.base import ZERO_ADDRESS


@pytest.fixture
def operator(zos, other_miner):
    """A worker bee of 1,000 ZOS that takes 10%."""
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=other_miner)
    zos.mine.set_commission(1_000, sender=other_miner)
    return other_miner


def test_delegate__equal_amounts__shared_less_the_commission(engine, zos, operator, miner):
    zos.mine.delegate(operator, 1_000 * ZOS, sender=miner)
    engine.advance(10)
    before = zos.mine.pending(operator), zos.mine.pending_delegation(miner, operator)
    engine.advance(DAY)
    own, theirs = zos.mine.pending(operator) - before[0], zos.mine.pending_delegation(miner, operator) - before[1]
    assert own * 9 == pytest.approx(theirs * 11, rel=1e-12)
    assert zos.mine.delegation_of(miner, operator) == 1_000 * ZOS and zos.mine.stake_of(operator)[3] == 1_000 * ZOS


def test_delegate__to_oneself_to_nobody_zero_or_dust__refused(engine, zos, operator, miner, attacker):
    for to, amount, says in (
        (miner, 10 * ZOS, "Mine: delegate to another"),
        (attacker, 10 * ZOS, "Mine: nobody mines there"),
        (ZERO_ADDRESS, 10 * ZOS, "Mine: nobody mines there"),
        (operator, 0, "Mine: amount is zero"),
        (operator, 10 * ZOS - 1, "Mine: below the minimum"),
        (operator, 2**96, "Mine: amount above 2**96"),
        (operator, FUNDS + 1, "InsufficientBalance"),
    ):
        with engine.reverts(says):
            zos.mine.delegate(to, amount, sender=miner)
    assert zos.mine.delegation_of(miner, operator) == 0


def test_set_commission__over_the_bound_or_without_a_stake__refused(engine, zos, operator, miner):
    with engine.reverts("Mine: commission over the bound"):
        zos.mine.set_commission(2_001, sender=operator)
    zos.mine.set_commission(2_000, sender=operator)
    with engine.reverts("Mine: not staked"):
        zos.mine.set_commission(0, sender=miner)


def test_set_commission__raised__counts_from_now_on_only(engine, zos, operator, miner):
    zos.mine.delegate(operator, 1_000 * ZOS, sender=miner)
    engine.advance(DAY)
    earned = zos.mine.pending_delegation(miner, operator)
    zos.mine.set_commission(2_000, sender=operator)
    assert zos.mine.pending_delegation(miner, operator) >= earned


def test_harvest__of_an_operator__its_delegators_lose_nothing_and_go_on_earning(engine, zos, operator, miner):
    """ZOS-6: what is its own and what is theirs, however often it harvests."""
    zos.mine.delegate(operator, 1_000 * ZOS, sender=miner)
    for day in (1, 2, 3):
        engine.advance(DAY)
        owed, theirs = zos.mine.pending(operator), zos.mine.pending_delegation(miner, operator)
        got = zos.mine.harvest(operator, sender=operator).value
        a_second = zos.mine.emitted_at(zos.mine.launch() + 1)
        assert owed <= got <= owed + a_second
        assert theirs <= zos.mine.pending_delegation(miner, operator) <= theirs + a_second
        assert theirs * 11 == pytest.approx(day * owed * 9, rel=1e-4)
        assert zos.mine.stake_of(operator)[3] == 1_000 * ZOS
    mined = zos.mine.pending_delegation(miner, operator)
    assert mined <= zos.mine.harvest_delegation(miner, operator, sender=miner).value <= mined + a_second
    assert zos.mine.pending_delegation(miner, operator) <= a_second


def test_undelegate__all_part_or_too_much(engine, zos, operator, miner):
    zos.mine.delegate(operator, 100 * ZOS, sender=miner)
    for amount, says in (
        (0, "Mine: amount is zero"),
        (100 * ZOS + 1, "Mine: more than the delegation"),
        (91 * ZOS, "Mine: below the minimum"),
    ):
        with engine.reverts(says):
            zos.mine.undelegate(operator, amount, sender=miner)
    zos.mine.undelegate(operator, 90 * ZOS, sender=miner)
    zos.mine.undelegate(operator, 10 * ZOS, sender=miner)
    assert zos.token.balanceOf(miner) == FUNDS
    assert zos.mine.harvest_delegation(miner, operator, sender=miner).value > 0
    with engine.reverts("Mine: nothing to harvest"):
        zos.mine.harvest_delegation(miner, operator, sender=miner)


def test_operator_leaves__delegators_earn_nothing_more_and_get_out(engine, zos, operator, miner, attacker):
    """ZOS-INV-6: an operator that leaves traps nobody; when it comes back, what stayed counts again."""
    zos.mine.stake(WORKER, 10 * ZOS, sender=attacker)
    zos.mine.delegate(operator, 100 * ZOS, sender=miner)
    engine.advance(DAY)
    zos.mine.unstake(1_000 * ZOS, sender=operator)
    earned = zos.mine.pending_delegation(miner, operator)
    engine.advance(DAY)
    assert zos.mine.pending_delegation(miner, operator) == earned > 0
    assert zos.mine.pool()[2] == 10 * ZOS * 100
    zos.mine.stake(QUEEN, 100_000 * ZOS, sender=operator)
    assert zos.mine.pool()[2] == 10 * ZOS * 100 + 100_100 * ZOS * 150
    zos.mine.unstake(100_000 * ZOS, sender=operator)
    zos.mine.undelegate(operator, 100 * ZOS, sender=miner)
    zos.mine.harvest_delegation(miner, operator, sender=miner)
    assert zos.mine.stake_of(operator)[3] == 0


def test_harvest_delegation__of_another__refused(engine, zos, operator, miner, attacker):
    zos.mine.delegate(operator, 100 * ZOS, sender=miner)
    with engine.reverts("Mine: harvest your own"):
        zos.mine.harvest_delegation(miner, operator, sender=attacker)
