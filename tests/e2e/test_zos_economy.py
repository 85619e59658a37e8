# SPDX-License-Identifier: MIT
"""ZOS from end to end: the DAO spends a budget, a whale before a halving, the same state on every engine."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.dao import FOR, State, propose, wrap
from wuxing.engine import open_engine
from wuxing.simulation import Settings, SettingsError
from wuxing.suite import deploy
from wuxing.zos.report import report, summary
from wuxing.zos.scenario import Economy

ZOS = 10**18
DAY = 86_400
M = 10**6 * ZOS


def settings(engine: str = "revm", days: int = 60, miners: int = 12, seed: int = 1) -> Settings:
    return Settings("zos", "paper", engine, seed, days, Path("out"), {"miners": miners})


def test_budget__spent_by_a_passed_proposal_and_by_nobody_else():
    """ZOS-3: once the budgets are the timelock's, two days after a vote."""
    engine = open_engine("revm")
    owner, voter, school = (engine.account(i) for i in range(3))
    zos = deploy(engine, "zos", "paper", owner)
    zos.budgets.spend(1, voter, 10 * M, "votes", sender=owner)
    zos.budgets.transfer_ownership(zos.timelock, sender=owner)
    with engine.reverts("ownable: caller is not the owner"):
        zos.budgets.spend(0, owner, 1, "mine", sender=owner)
    wrap(zos, voter, 10 * M)
    engine.advance(1)
    proposal = propose(zos.governor, voter, zos.budgets, "spend", 0, school.address, M, "a school")
    engine.advance(zos.params.voting_delay + 1)
    proposal.vote(FOR, voter)
    engine.advance(zos.params.voting_period)
    proposal.send("queue", voter)
    engine.advance(zos.params.timelock_delay)
    proposal.send("execute", voter)
    assert proposal.state == State.EXECUTED
    assert zos.token.balanceOf(school) == M and zos.budgets.left(0) == 9 * M


def test_whale__arrives_before_a_halving__takes_its_weight_of_the_days_it_is_there_and_no_more():
    """ZOS-4, ZOS-6: what others had mined before stays theirs; a year's sleep over the halving loses nothing."""
    engine = open_engine("revm")
    owner, miner, whale = (engine.account(i) for i in range(3))
    zos = deploy(engine, "zos", "paper", owner)
    launch, period = zos.mine.launch(), zos.params.halving_period
    for account, amount in ((miner, 1_000 * ZOS), (whale, 9_000 * ZOS)):
        zos.budgets.spend(1, account, amount, "to stake", sender=owner)
        zos.token.approve(zos.mine, 2**256 - 1, sender=account)
    zos.mine.stake(0, 1_000 * ZOS, sender=miner)
    came = launch + period - 28 * DAY
    engine.time = came
    mined = zos.mine.pending(miner)
    zos.mine.stake(0, 9_000 * ZOS, sender=whale)
    assert zos.mine.pending(miner) >= mined
    engine.time = launch + period + 365 * DAY
    shared = (zos.mine.emitted() - zos.mine.emitted_at(came)) * 9 // 10
    assert zos.mine.pending(whale) == pytest.approx(shared * 9 // 10, abs=1_000)
    assert zos.mine.pending(miner) - mined == pytest.approx(shared // 10, abs=1_000)


def test_crowd__two_thousand_miners_join__everybody_is_paid_out_of_what_has_come_out():
    """ZOS-6: one index for all: a reckoning does not depend on how many there are."""
    engine = open_engine("revm")
    owner = engine.account(0)
    zos = deploy(engine, "zos", "paper", owner)
    crowd = [f"0x{0xC0FFEE0000 + n:040x}" for n in range(2_000)]
    for number, miner in enumerate(crowd):
        amount = (10 + number % 990) * ZOS
        zos.budgets.spend(1, miner, amount, "to stake", sender=owner)
        zos.token.approve(zos.mine, amount, sender=miner)
        zos.mine.stake(0, amount, sender=miner)
    engine.advance(3 * 365 * DAY)
    owed, emitted = sum(zos.mine.pending(miner) for miner in crowd), zos.mine.emitted()
    assert owed + zos.mine.pending_nodes() <= emitted
    got = sum(zos.mine.harvest(miner, sender=miner).value for miner in crowd)
    assert owed <= got <= zos.mine.emitted() * 9 // 10
    staked = sum((10 + n % 990) * ZOS for n in range(2_000))
    assert zos.token.balanceOf(zos.mine) == staked and zos.mine.pool()[2] == 100 * staked


def test_scenario__two_engines__same_state():
    first, second = Economy(settings()), Economy(settings("titanoboa"))
    assert list(first.run()) == list(second.run())
    assert first.digest == second.digest
    assert Economy(settings(seed=2)).locked.people != first.locked.people


def test_scenario__half_a_year__books_are_straight_and_the_lock_delays_what_is_sold():
    economy = Economy(settings(days=200, miners=40))
    assert len(list(economy.run())) == economy.steps
    for row in economy.record.rows("weekly"):
        assert row["supply"] == pytest.approx(row["staked"] + row["free"] + row["locked"])
        assert row["supply"] - 200e6 <= row["emitted"] and row["unlocking"] >= 0
    locked, free = ([r for r in economy.record.rows("weekly") if r["run"] == run] for run in ("40/60", "no lock"))
    assert locked[-1]["sold"] < free[-1]["sold"] and free[-1]["unlocking"] == 0
    html = report(economy).html()
    for title in ("Where the supply is", "Income of each class", "Selling pressure with and without the lock"):
        assert title in html
    assert dict(summary(economy))["transactions"] == f"{economy.locked.sent + economy.free.sent:,}"


def test_scenario__too_few_miners_or_days__refused():
    with pytest.raises(SettingsError, match="miners: expected 10 to 2,000, got 9"):
        Economy(settings(miners=9))
    with pytest.raises(SettingsError, match="days: expected at least 28, got 27"):
        Economy(dataclasses.replace(settings(), days=27))
