# SPDX-License-Identifier: MIT
"""ZOS, its genesis and its budgets (ZOS-1, ZOS-2, ZOS-3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.zos.conftest import YEAR, ZOS
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.handover import handover, left_with, owned
from wuxing.params import ParamsError, load
from wuxing.suite import deploy, plan
from wuxing.zos.params import ALLOCATIONS, LOCKED

M = 10**6 * ZOS


def test_genesis__eight_allocations__exact(engine, deployer):
    """ZOS-2: 200 M: 20, 30, 30 M vest; 10, 50, 20, 30, 10 M are budgets; the mine has 800 M to mint."""
    with engine.anchor():
        zos = deploy(engine, "zos", "paper", deployer)
        p = zos.params
        assert dict(zip(ALLOCATIONS, (20, 30, 30, 10, 50, 20, 30, 10), strict=True)) == {
            name: amount // M for name, amount in p.genesis.items()
        }
        assert [zos.vesting.grant_of(n)[1] for n in range(3)] == [p.genesis[name] for name in LOCKED]
        assert [zos.budgets.left(n) for n in range(5)] == list(p.budgets.values())
        assert zos.token.balanceOf(zos.vesting) == 80 * M and zos.token.balanceOf(zos.budgets) == 120 * M
        assert zos.token.totalSupply() == 200 * M and zos.token.cap() == 1_000 * M
        assert zos.mine.terms()["total"] == 800 * M
        assert not any(zos.vesting.grant_of(n)[0]["revocable"] for n in range(3))


@pytest.mark.parametrize(("set_name", "days"), [("paper", (0, 1, 2)), ("reconciled", (0, 2, 4))])
def test_genesis__foundation__4_6_and_10_million_on_its_days(engine, deployer, set_name, days):
    """ZOS-3: the days that open the lock's years, or the true halving days."""
    with engine.anchor():
        zos = deploy(engine, "zos", set_name, deployer)
        launch, sums = zos.mine.launch(), (4 * M, 10 * M, 20 * M)
        for day, total, before in zip(days, sums, (0, 4 * M, 10 * M), strict=True):
            assert zos.vesting.earned(0, launch + day * YEAR) == total
            assert zos.vesting.earned(0, launch + day * YEAR - 1) == before
        if set_name == "reconciled":
            assert all(launch + d * YEAR == launch + n * zos.params.halving_period for n, d in enumerate(days))


def test_handover__run__budgets_mine_and_vesting_are_the_timelocks(engine, deployer, guardian, node):
    """ZOS-3: after it, nobody spends a budget, makes a grant or names the nodes' payee without a vote."""
    with engine.anchor():
        made = plan(engine, "zos", "paper", deployer, {"guardian": guardian.address, "node_payee": node.address})
        made.steps += handover(made)
        zos = made.deploy()
        assert set(owned(zos)) == {"mine", "vesting", "budgets"}
        assert set(owned(zos).values()) == {zos.timelock.address} and left_with(zos, deployer) == []
        with engine.reverts("ownable: caller is not the owner"):
            zos.budgets.spend(0, deployer, 1, "mine", sender=deployer)


def test_mint__only_the_mine_and_only_to_the_cap(engine, before_launch, attacker, miner):
    token, mine = before_launch.token, before_launch.mine
    with engine.reverts("Token: not the mine"):
        token.mint(attacker, 1, sender=attacker)
    with engine.reverts("Token: above the cap"):
        token.mint(miner, 800 * M + 1, sender=mine.address)
    token.mint(miner, 800 * M, sender=mine.address)
    assert token.totalSupply() == token.cap()


def test_constructor__amounts_that_do_not_match__refused(engine, owner, miner):
    for holders, amounts, says in (
        ([miner.address], [], "ZOS: an amount per holder"),
        ([ZERO_ADDRESS], [1], "Token: to is zero"),
        ([miner.address], [11], "Token: above the cap"),
    ):
        with engine.reverts(says):
            engine.deploy("ZOS", owner, 10, holders, amounts, sender=owner)


def test_spend__by_the_owner__within_its_budget(engine, before_launch, owner, miner, attacker):
    budgets, token = before_launch.budgets, before_launch.token
    before, had = budgets.left(0), token.balanceOf(miner)
    spent = budgets.spend(0, miner, M, "a school", sender=owner).named("Spent")[0]
    assert (spent.budget, spent.to, spent.amount, spent.purpose) == (0, miner.address, M, "a school")
    assert budgets.left(0) == before - M and token.balanceOf(miner) == had + M
    for budget, to, amount, says in (
        (0, miner, before, "Budgets: more than is left"),
        (5, miner, 1, "Budgets: more than is left"),
        (0, miner, 0, "Budgets: amount is zero"),
        (0, ZERO_ADDRESS, 1, "Budgets: no receiver"),
        (0, budgets, 1, "Budgets: no receiver"),
    ):
        with engine.reverts(says):
            budgets.spend(budget, to, amount, "", sender=owner)
    with engine.reverts("ownable: caller is not the owner"):
        budgets.spend(0, attacker, 1, "", sender=attacker)


def test_genesis__first_halving_too_near__refused_before_the_mine_is_made(engine, deployer):
    """ZOS-4: the launch is two years before it, and not in the past."""
    p = load("zos", "paper")
    with engine.anchor():
        with pytest.raises(ParamsError, match=f"first_halving: expected 0 or at least .* got {engine.time}"):
            deploy(engine, "zos", "paper", deployer, params=replace(p, first_halving=engine.time))
        soon = engine.time + 10
        zos = deploy(engine, "zos", "paper", deployer, params=replace(p, first_halving=soon + p.halving_period))
        assert zos.mine.launch() == soon and zos.mine.emitted_at(soon + p.halving_period) == 400 * M


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2500, 1000, 1500, 500]", "2500, 1000, 1500, 499]", "allocation: expected a sum of 10000 bps, got 9999"),
        ("value = [2000, 3000, 5000]", "value = [2000, 3000, 5001]", "tranche_share: expected a sum of 10000 bps"),
        ("paper = [0, 31536000, 63072000]", "paper = [0, 63072000, 31536000]", "tranche_offset: expected rising"),
        ('value = "200000000"', 'value = "200000001"', "first_year: expected half of the mined amount"),
        ('unit = "UTC"\nvalue = 0', 'unit = "UTC"\nvalue = 63071999', "first_halving: expected 0 or a time"),
        ("value = 15552000", "value = 15552001", "unlock_time: expected 15552000 s"),
        ('value = ["10", "1000", "10000", "100000"]', 'value = ["10", "1000"]', "weights, minimums: expected 4"),
    ],
)
def test_params__numbers_that_contradict__refused(tmp_path, old, new, says):
    from wuxing.paths import PARAMS

    text = (PARAMS / "zos.toml").read_text()
    assert old in text
    file = tmp_path / "zos.toml"
    file.write_text(text.replace(old, new))
    with pytest.raises(ParamsError, match=says):
        load("zos", "paper", file)
