# SPDX-License-Identifier: MIT
"""Vesting.create and the genesis (ZOS-3): coins come in with the promise, bad promises are refused."""

from __future__ import annotations

import pytest

from tests.unit.common.vesting.conftest import COIN, TRANCHES, deployed
from wuxing.engine import open_engine
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.vesting import YEAR


def test_create__by_the_owner__takes_the_coins_and_stores_the_terms(engine, house, owner, miner):
    start = engine.time + 5
    receipt = house.vesting.create(miner, 100 * COIN, 1, start, True, sender=owner)
    assert receipt.value == 0 and house.vesting.grants() == 1
    assert house.coin.balanceOf(house.vesting) == 100 * COIN
    terms, amount, claimed = house.vesting.grant_of(0)
    assert terms == {
        "beneficiary": miner.address, "start": start, "schedule": 1, "revocable": True, "revoked": False,
    }  # fmt: skip
    assert (amount, claimed) == (100 * COIN, 0)
    granted = receipt.named("Granted")[0]
    assert (granted.grant, granted.amount, granted.start) == (0, 100 * COIN, start)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"beneficiary": ZERO_ADDRESS}, "Vesting: no beneficiary"),
        ({"amount": 0}, "Vesting: amount is zero"),
        ({"amount": 2**96}, "Vesting: amount above 2**96"),
        ({"schedule": 2}, "Vesting: unknown schedule"),
        ({"schedule": 2**33}, "Vesting: unknown schedule"),
        ({"start": 0}, "Vesting: start out of range"),
        ({"start": 2**40}, "Vesting: start out of range"),
    ],
)
def test_create__bad_terms__refused(engine, house, owner, miner, change, says):
    terms = {"beneficiary": miner, "amount": COIN, "schedule": 0, "start": engine.time, "revocable": False} | change
    with engine.reverts(says):
        house.vesting.create(*terms.values(), sender=owner)
    assert house.vesting.grants() == 0


def test_create__beneficiary_is_the_contract__refused(engine, house, owner):
    with engine.reverts("Vesting: no beneficiary"):
        house.vesting.create(house.vesting, COIN, 0, engine.time, False, sender=owner)


def test_create__without_the_coins__refused(engine, house, owner, miner):
    with engine.reverts("InsufficientBalance"):
        house.vesting.create(miner, 2 * 10**9 * COIN, 0, engine.time, False, sender=owner)


def test_create__by_another__refused(engine, house, attacker):
    with engine.reverts("ownable: caller is not the owner"):
        house.vesting.create(attacker, COIN, 0, engine.time, False, sender=attacker)


def test_create__paused__refused_until_unpaused(engine, house, grant, owner, guardian):
    house.vesting.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        grant()
    house.vesting.unpause(sender=owner)
    assert grant() == 0


def test_genesis__paid_in_before__made_without_anybodys_hands(engine, owner, guardian, miner):
    """The coins lie at the contract's address before it is created; too few, and it is not."""
    with engine.anchor():
        coin = engine.deploy("DevStablecoin", owner, 18, sender=owner)
        terms = [(miner.address, 20 * COIN, 0, engine.time, False), (owner.address, 30 * COIN, 0, engine.time, False)]
        arguments = (owner, guardian, coin, [TRANCHES.argument()], terms)
        with engine.reverts("Vesting: genesis is not paid in"):
            engine.deploy("Vesting", *arguments, sender=owner)
        factory = engine.deploy("Deployer", owner, sender=owner)
        coin.mint(factory.addressOf(b"v" * 32), 50 * COIN, sender=owner)
        from wuxing.engine import artifact
        from wuxing.engine.base import initcode

        factory.create(b"v" * 32, initcode(artifact("Vesting"), *arguments), sender=owner)
        vesting = engine.at("Vesting", factory.addressOf(b"v" * 32))
        assert vesting.grants() == 2 and vesting.earned(0, engine.time) == 4 * COIN
        assert vesting.earned(1, engine.time + YEAR) == 15 * COIN


def test_constructor__no_coin__refused(engine, owner, guardian):
    with engine.anchor(), engine.reverts("Vesting: zero address"):
        engine.deploy("Vesting", owner, guardian, ZERO_ADDRESS, [], [], sender=owner)


def test_create__steady__at_most_120_000_gas():
    """Sablier's Lockup takes 156,778 for the like."""
    engine = open_engine("titanoboa")
    owner, guardian, miner = (engine.account(i) for i in range(3))
    house = deployed(engine, owner, guardian, (TRANCHES,))
    house.vesting.create(miner, COIN, 0, engine.time, False, sender=owner)
    used = house.vesting.create(miner, 1_234 * COIN, 0, engine.time, True, sender=owner).gas_used
    assert used <= 120_000, used
