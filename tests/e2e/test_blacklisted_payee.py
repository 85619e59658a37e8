# SPDX-License-Identifier: MIT
"""A stablecoin that refuses an address (a blacklist) keeps nobody's money in the contracts (XZ-22, XZ-25, ZZM-3)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.events import emitted
from tests.zzm_world import NOTE
from wuxing.engine import artifact
from wuxing.engine.base import ZERO_ADDRESS, initcode
from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, revenue, transfer

USD = XZ = WHOLE = 10**18
DAY = 86_400
SALT = b"b" * 32


@pytest.fixture
def coin(engine, deployer):
    """A stablecoin that refuses whom it is told to."""
    with engine.anchor():
        yield engine.deploy("RefusingCoin", sender=deployer)


@pytest.fixture
def closed(engine, coin, deployer, owner, miner):
    """A reserve with one closed project of the miner's, 100 in its till, whose address the stablecoin refuses."""
    token = engine.deploy("DevToken", deployer, 8, "Coin", "COIN", sender=deployer)
    factory = engine.deploy("Deployer", deployer, sender=deployer)
    token.mint(factory.addressOf(SALT), 100, sender=deployer)
    args = (owner, ZERO_ADDRESS, token, coin, coin, [], 100, DAY, 100, 1, 0)
    factory.create(SALT, initcode(artifact("Reserve"), *args), sender=deployer)
    reserve = engine.at("Reserve", factory.addressOf(SALT))
    reserve.register(100, 0, NOTE, sender=miner)
    reserve.release(1, 100, sender=owner)
    reserve.start(1, sender=miner)
    coin.mint(miner, 100, sender=miner)
    coin.approve(reserve, 100, sender=miner)
    reserve.deposit(1, 100, sender=miner)
    reserve.judge(1, True, sender=owner)
    coin.refuse(miner, True, sender=deployer)
    return SimpleNamespace(reserve=reserve, coin=coin, team=miner)


def test_reserve__stablecoin_refuses_the_team__the_team_names_another_payee(
    closed, engine, owner, keeper, attacker
):
    """ZZM-3: what is left in a closed project's till is the team's; nobody else names who receives it."""
    reserve, coin, team = closed.reserve, closed.coin, closed.team
    with engine.reverts("Reserve: project not closed"):
        reserve.withdraw_to(1, keeper, sender=team)
    reserve.close(1, sender=keeper)
    with engine.reverts("Coin: account is refused"):
        reserve.withdraw(1, sender=keeper)
    for stranger in (attacker, owner, keeper):
        with engine.reverts("Reserve: not the team"):
            reserve.withdraw_to(1, stranger, sender=stranger)
    for nobody in (ZERO_ADDRESS, reserve):
        with engine.reverts("Reserve: no payee"):
            reserve.withdraw_to(1, nobody, sender=team)
    paid = reserve.withdraw_to(1, keeper, sender=team)
    emitted(paid, "Reserve.Withdrawn", project=1, team=team, amount=100)
    assert paid.value == 100 == coin.balanceOf(keeper) and coin.balanceOf(reserve) == 0
    assert reserve.project(1)["money"] == 0
    with engine.reverts("Reserve: till is empty"):
        reserve.withdraw_to(1, keeper, sender=team)


@pytest.fixture
def takings(engine, xz, coin, onboard, owner, operator, miner, keeper):
    """A revenue contract with 10 of a cabinet's day for its operator, whose address the stablecoin refuses."""
    chip = Chip.from_seed("blacklist")
    token_id = onboard(chip)
    buyback = engine.deploy(
        "BuyBack", owner, owner, coin, xz.token, xz.router, xz.feed_xz_price, 10**21, DAY, 300, sender=owner
    )
    args = (owner, owner, xz.nft, coin, buyback, operator, 4_500, 0)
    made = engine.deploy("CabinetRevenue", *args, sender=owner)
    engine.advance(2 * DAY)
    day, sales = engine.time // DAY - 1, (20, 0, 0, 0)
    coin.mint(keeper, 20, sender=keeper)
    coin.approve(made, 20, sender=keeper)
    signature = chip.sign(domain_of(made).digest(revenue(token_id, day, sales)))
    made.report(token_id, day, sales, signature, sender=keeper)
    coin.refuse(operator, True, sender=owner)
    return made


def test_revenue__stablecoin_refuses_the_operator__it_names_another_payee(
    takings, coin, engine, operator, keeper, attacker
):
    """XZ-22: an operator's proceeds are its own, wherever it can receive them."""
    due = takings.proceeds(operator)
    assert due == 11
    with engine.reverts("Coin: account is refused"):
        takings.withdraw(operator, sender=keeper)
    with engine.reverts("CabinetRevenue: nothing to collect"):
        takings.withdraw_to(attacker, sender=attacker)
    for nobody in (ZERO_ADDRESS, takings):
        with engine.reverts("CabinetRevenue: no payee"):
            takings.withdraw_to(nobody, sender=operator)
    paid = takings.withdraw_to(keeper, sender=operator)
    emitted(paid, "CabinetRevenue.Withdrawn", account=operator, amount=due)
    assert paid.value == due == coin.balanceOf(keeper) and coin.balanceOf(takings) == takings.proceeds(operator) == 0


def test_swap__stablecoin_refuses_the_seller__buyer_keeps_its_money_and_the_seller_lists_in_xz(
    market, coin, engine, onboard, miner, other_miner
):
    """XZ-25: an order that cannot be paid moves nothing, and the other currency is a way around."""
    xz, chip = market.xz, Chip.from_seed("refused seller")
    swap = engine.deploy("NFTXZSwap", xz.nft, xz.mine, xz.token, coin, sender=miner)
    token_id, until = onboard(chip, staked=False), engine.time + DAY
    xz.nft.approve(swap, token_id, sender=miner)
    swap.list_token(token_id, USD, True, until, WHOLE, sender=miner)
    coin.mint(other_miner, USD, sender=miner)
    coin.approve(swap, USD, sender=other_miner)
    coin.refuse(miner, True, sender=miner)
    message = transfer(token_id, miner.address, other_miner.address, xz.nft.nonceOf(token_id), until)
    signature = chip.sign(domain_of(xz.nft).digest(message))
    with engine.reverts("Coin: account is refused"):
        swap.fill_with_chip(1, USD, 0, until, signature, sender=other_miner)
    assert coin.balanceOf(other_miner) == USD and xz.nft.ownerOf(token_id) == miner.address
    swap.list_token(token_id, XZ, False, until, WHOLE, sender=miner)
    market.coins(other_miner, XZ)
    xz.token.approve(swap, XZ, sender=other_miner)
    swap.fill_with_chip(2, XZ, 0, until, signature, sender=other_miner)
    assert xz.nft.ownerOf(token_id) == other_miner.address
