# SPDX-License-Identifier: MIT
"""ZOSMine.stake, move and unstake (ZOS-6): classes, minimums, weights, and bad input."""

from __future__ import annotations

import pytest

from tests.unit.zos.conftest import DAY, FUNDS, GUARD, QUEEN, VALIDATOR, WORKER, ZOS


@pytest.mark.parametrize("kind", range(4))
def test_stake__class_minimum__counts_and_a_wei_less_is_refused(engine, zos, miner, kind):
    minimum, weight = zos.params.minimums[kind], zos.params.weights[kind]
    with engine.reverts("Mine: below the class's minimum"):
        zos.mine.stake(kind, minimum - 1, sender=miner)
    zos.mine.stake(kind, minimum, sender=miner)
    assert zos.mine.stake_of(miner) == (minimum, kind, 0, 0)
    assert zos.mine.pool()[2] == minimum * weight
    assert zos.token.balanceOf(zos.mine) == minimum


def test_stake__more_of_the_same__adds_even_dust(zos, miner):
    zos.mine.stake(WORKER, 10 * ZOS, sender=miner)
    zos.mine.stake(WORKER, 1, sender=miner)
    assert zos.mine.stake_of(miner)[0] == 10 * ZOS + 1


def test_stake__more_after_a_day__what_was_mined_is_kept_and_no_more(engine, zos, miner, other_miner):
    """ZOS-6: the new part counts from now on; nobody else loses by it."""
    for account in (miner, other_miner):
        zos.mine.stake(WORKER, 1_000 * ZOS, sender=account)
    engine.advance(DAY)
    mined = zos.mine.pending(miner), zos.mine.pending(other_miner)
    zos.mine.stake(WORKER, 9_000 * ZOS, sender=miner)
    a_second = zos.mine.emitted_at(zos.mine.launch() + 1)
    for account, before in zip((miner, other_miner), mined, strict=True):
        assert before <= zos.mine.pending(account) <= before + a_second
    # 10 of 11 parts from now on, and one of 11
    engine.advance(DAY)
    shares = [zos.mine.pending(account) - before for account, before in zip((miner, other_miner), mined, strict=True)]
    assert shares[0] == pytest.approx(10 * shares[1], rel=1e-4)


@pytest.mark.parametrize(
    ("kind", "amount", "says"),
    [
        (WORKER, 0, "Mine: amount is zero"),
        (WORKER, 1, "Mine: below the class's minimum"),
        (4, 10 * ZOS, "Mine: unknown class"),
        (2**255, 10 * ZOS, "Mine: unknown class"),
        (WORKER, 2**96, "Mine: amount above 2**96"),
        (WORKER, FUNDS + 1, "InsufficientBalance"),
    ],
)
def test_stake__bad_amount_or_class__refused(engine, zos, miner, kind, amount, says):
    with engine.reverts(says):
        zos.mine.stake(kind, amount, sender=miner)
    assert zos.mine.stake_of(miner)[0] == zos.token.balanceOf(zos.mine) == 0


def test_stake__not_approved__refused(engine, zos, miner):
    zos.token.approve(zos.mine, 10 * ZOS - 1, sender=miner)
    with engine.reverts("InsufficientAllowance"):
        zos.mine.stake(WORKER, 10 * ZOS, sender=miner)


def test_stake__another_class__has_to_move(engine, zos, miner):
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    with engine.reverts("Mine: of another class"):
        zos.mine.stake(VALIDATOR, 1_000 * ZOS, sender=miner)


def test_entries__before_the_launch__refused(engine, before_launch, miner, other_miner):
    """ZOS-4: the clock before launch."""
    mine = before_launch.mine
    engine.time = mine.launch() - 10
    for call, args in (
        (mine.stake, (WORKER, 10 * ZOS)),
        (mine.move, (VALIDATOR,)),
        (mine.set_commission, (0,)),
        (mine.delegate, (other_miner, 10 * ZOS)),
        (mine.claim, (miner,)),
    ):
        with engine.reverts("Mine: not launched"):
            call(*args, sender=miner)
    assert mine.emitted() == mine.emitted_at(0) == 0
    engine.time = mine.launch()
    mine.stake(WORKER, 10 * ZOS, sender=miner)


def test_move__to_a_class_whose_minimum_is_met__weighs_more(engine, zos, miner):
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    zos.mine.move(VALIDATOR, sender=miner)
    assert zos.mine.stake_of(miner)[1] == VALIDATOR and zos.mine.pool()[2] == 1_000 * ZOS * 110
    with engine.reverts("Mine: below the class's minimum"):
        zos.mine.move(GUARD, sender=miner)
    with engine.reverts("Mine: of this class already"):
        zos.mine.move(VALIDATOR, sender=miner)
    with engine.reverts("Mine: unknown class"):
        zos.mine.move(4, sender=miner)


def test_move__not_staked__refused(engine, zos, miner):
    with engine.reverts("Mine: not staked"):
        zos.mine.move(VALIDATOR, sender=miner)


def test_unstake__part_and_all__back_at_once(engine, zos, miner):
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    for amount, says in (
        (0, "Mine: amount is zero"),
        (1_000 * ZOS + 1, "Mine: more than the stake"),
        (991 * ZOS, "Mine: below the class's minimum"),
    ):
        with engine.reverts(says):
            zos.mine.unstake(amount, sender=miner)
    zos.mine.unstake(990 * ZOS, sender=miner)
    zos.mine.unstake(10 * ZOS, sender=miner)
    assert zos.token.balanceOf(miner) == FUNDS and zos.mine.pool()[2] == 0


def test_unstake__paused__pays_back_and_harvest_goes_on(
    engine, zos, harvested, guardian, owner, miner, other_miner, attacker
):
    """ZOS-INV-6."""
    with engine.reverts("Roles: not the guardian"):
        zos.mine.pause(sender=attacker)
    zos.mine.stake(WORKER, 10 * ZOS, sender=other_miner)
    zos.mine.delegate(other_miner, 10 * ZOS, sender=miner)
    paused = zos.mine.pause(sender=guardian)
    assert zos.mine.paused() and paused.named("Paused")[0].by == guardian.address
    for call, args in (
        (zos.mine.stake, (WORKER, ZOS)),
        (zos.mine.move, (VALIDATOR,)),
        (zos.mine.set_commission, (0,)),
        (zos.mine.delegate, (other_miner, ZOS)),
    ):
        with engine.reverts("Mine: entries are paused"):
            call(*args, sender=miner)
    engine.advance(DAY)
    zos.mine.harvest(miner, sender=miner)
    zos.mine.claim(miner, sender=miner)
    zos.mine.unstake(1_000 * ZOS, sender=miner)
    zos.mine.harvest_delegation(miner, other_miner, sender=miner)
    zos.mine.undelegate(other_miner, 10 * ZOS, sender=miner)
    zos.mine.unstake(10 * ZOS, sender=other_miner)
    assert zos.token.balanceOf(zos.mine) == 0 and zos.mine.paused()
    with engine.reverts("ownable: caller is not the owner"):
        zos.mine.unpause(sender=guardian)
    zos.mine.unpause(sender=owner)
    zos.mine.stake(QUEEN, 100_000 * ZOS, sender=miner)
