# SPDX-License-Identifier: MIT
"""Reserve.deposit and withdraw: profits into a project's till, what is left out of it (ZZM-3)."""

import pytest

from tests.zzm_world import NOTE, USD
from wuxing.engine import artifact
from wuxing.engine.base import initcode
from wuxing.zzm.model import CLOSED, FAILED, OPERATING, REGISTERED


def test_deposit__profits__are_in_the_till(world):
    number = world.project(OPERATING, money=7 * USD)
    assert world.reserve.project(number)["money"] == 7 * USD == world.zzm.stablecoin.balanceOf(world.reserve)


def test_deposit__nothing_or_more_than_is_allowed__reverts(world, engine):
    """Dust is taken, nothing is not."""
    number = world.project(OPERATING)
    with engine.reverts("Reserve: amount is zero"):
        world.reserve.deposit(number, 0, sender=world.team)
    with engine.reverts("InsufficientAllowance"):
        world.reserve.deposit(number, 1, sender=world.team)
    world.pay_in(number, 1)
    assert world.reserve.project(number)["money"] == 1


def test_deposit__less_arrives_than_was_said__reverts(zzm, engine, deployer):
    """ZZM-INV-4: a coin that takes a part of every transfer would leave the tills larger than what is there."""
    coin = engine.deploy("DevToken", deployer, 8, "Coin", "COIN", sender=deployer)
    taxed = engine.deploy("TaxedCoin", sender=deployer)
    factory = engine.deploy("Deployer", deployer, sender=deployer)
    coin.mint(factory.addressOf(b"r" * 32), 10, sender=deployer)
    args = (deployer, deployer, coin, taxed, zzm.router, [], 10, 1, 1, 1, 0)
    factory.create(b"r" * 32, initcode(artifact("Reserve"), *args), sender=deployer)
    reserve = engine.at("Reserve", factory.addressOf(b"r" * 32))
    number = reserve.register(10, 0, NOTE, sender=deployer).value
    reserve.release(number, 10, sender=deployer)
    reserve.start(number, sender=deployer)
    taxed.mint(deployer, 100, sender=deployer)
    with engine.reverts("Reserve: money did not arrive"):
        reserve.deposit(number, 100, sender=deployer)
    assert reserve.project(number)["money"] == 0 and taxed.balanceOf(deployer) == 100


@pytest.mark.parametrize("state", [REGISTERED, FAILED])
def test_withdraw__not_closed__reverts(world, engine, state):
    number = world.project(state, money=USD)
    with engine.reverts("Reserve: project not closed"):
        world.reserve.withdraw(number, sender=world.team)


def test_withdraw__closed__pays_the_team_whoever_asks(world, engine):
    number = world.project(FAILED, money=USD)
    engine.time = world.reserve.project(number)["until"]
    world.reserve.close(number, sender=world.other)
    assert world.reserve.project(number)["state"] == CLOSED
    assert world.reserve.withdraw(number, sender=world.other).value == USD
    assert world.zzm.stablecoin.balanceOf(world.team) == USD
    with engine.reverts("Reserve: till is empty"):
        world.reserve.withdraw(number, sender=world.team)
