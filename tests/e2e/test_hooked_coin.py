# SPDX-License-Identifier: MIT
"""A coin that calls back while it moves enters no contract a second time (XZ-15, XZ-16, XZ-22, XZ-25, ZZM-3).

The coin is a contract with money, orders and proceeds of its own: each call that it tries is a good one a moment
later. Each function that holds a lock is tried from within one that moves the coin, and each of these is tried.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.zzm_world import NOTE
from wuxing.engine import artifact
from wuxing.engine.base import ZERO_ADDRESS, initcode
from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, revenue, transfer

WHOLE = 10**18
DAY = 86_400
SALT = b"h" * 32
HASH = bytes(32)


class Hooked:
    """The coin: `act` has it call a contract as itself, `inside` while the next call moves it."""

    def __init__(self, engine: Any, deployer: Any) -> None:
        self.coin, self.sender = engine.deploy("HookedMarket", sender=deployer), deployer
        self.address = self.coin.address

    def act(self, contract: Any, method: str, *args: Any) -> None:
        """One call by the coin; fails where it does."""
        entered = self.coin.entered()
        self.coin.prepare(50, contract, getattr(contract, method).encode(*args), sender=self.sender)
        self.coin.approve(contract, 0, sender=self.sender)
        assert self.coin.entered() == entered + 1, method

    def refused_inside(self, outer: Any, contract: Any, method: str, *args: Any) -> None:
        """The outer call goes through, the call from within does not; afterwards it does."""
        entered, tried = self.coin.entered(), self.coin.tried()
        self.coin.prepare(50, contract, getattr(contract, method).encode(*args), sender=self.sender)
        outer()
        assert (self.coin.tried(), self.coin.entered()) == (tried + 1, entered)
        self.act(contract, method, *args)


@pytest.fixture
def hooked(engine, deployer):
    """A coin that calls back, with 10,000 units of itself."""
    with engine.anchor():
        made = Hooked(engine, deployer)
        made.coin.mint(made.coin, 10_000, sender=deployer)
        made.coin.mint(deployer, 10_000, sender=deployer)
        yield made


# BuyBack


@pytest.fixture
def buyback(engine, market, hooked, deployer, miner, owner):
    """A buy-back whose stablecoin and market is the coin: a pot, credits of miner and coin, XZ owed to the miner."""
    xz = market.xz
    args = (owner, owner, hooked.coin, xz.token, hooked.coin, xz.feed_xz_price, 10**18, 1, 1_000)
    made = engine.deploy("BuyBack", *args, sender=deployer)
    market.coins(hooked.coin, 10_000)
    made.fund(100, miner, 100, sender=deployer)
    made.fund(0, hooked.coin, 100, sender=deployer)
    hooked.coin.prepare(50, ZERO_ADDRESS, b"", sender=deployer)
    made.buy_for([miner], sender=deployer)
    made.fund(0, miner, 100, sender=deployer)
    engine.advance(2)
    return made


BUYBACK = {
    "fund": (10, ZERO_ADDRESS, 0),
    "buy": (5,),
    "buy_for": "miner",
    # what the market sends itself is nothing
    "buy_own": (5, 0),
    "withdraw": "miner",
}


@pytest.mark.parametrize("inner", BUYBACK)
@pytest.mark.parametrize("outer", ["fund", "buy", "buy_for", "buy_own"])
def test_buyback__called_back_while_the_stablecoin_moves__nobody_enters(
    buyback, hooked, engine, deployer, miner, outer, inner
):
    """XZ-15, XZ-22: a purchase counts what arrives, and a pot is what is nobody's: nothing else may move meanwhile."""
    calls = {
        "fund": lambda: buyback.fund(10, miner, 10, sender=deployer),
        "buy": lambda: buyback.buy(5, sender=deployer),
        "buy_for": lambda: buyback.buy_for([miner], sender=deployer),
        "buy_own": lambda: buyback.buy_own(5, 1, sender=miner),
    }
    args = BUYBACK[inner]
    if args == "miner":
        args = ([miner.address],) if inner == "buy_for" else (miner.address,)
    if outer == inner == "buy_for":
        args = ([hooked.address],)
    hooked.refused_inside(calls[outer], buyback, inner, *args)


# CabinetRevenue


@pytest.fixture
def takings(engine, market, onboard, hooked, deployer, owner, operator):
    """A revenue contract paid in the coin, with proceeds of the operator and of the coin."""
    xz, chip = market.xz, Chip.from_seed("reentrancy")
    token = onboard(chip)
    args = (owner, owner, hooked.coin, xz.token, hooked.coin, xz.feed_xz_price, 10**18, 1, 1_000)
    sink = engine.deploy("BuyBack", *args, sender=deployer)
    made = engine.deploy("CabinetRevenue", owner, owner, xz.nft, hooked.coin, sink, operator, 4_500, 0, sender=owner)
    today = engine.time // DAY

    def report(day: int) -> tuple[Any, ...]:
        sales = (20, 0, 0, 0)
        return token, day, sales, chip.sign(domain_of(made).digest(revenue(token, day, sales)))

    made.report(*report(today - 4), sender=deployer)
    made.set_default_operator(hooked.coin, sender=owner)
    made.report(*report(today - 3), sender=deployer)
    return SimpleNamespace(contract=made, report=report, today=today)


@pytest.mark.parametrize("inner", ["report", "withdraw", "withdraw_to"])
@pytest.mark.parametrize("outer", ["report", "withdraw"])
def test_revenue__called_back_while_the_stablecoin_moves__nobody_enters(
    takings, hooked, deployer, operator, keeper, outer, inner
):
    """XZ-22: what a report brings is counted by balance."""
    contract = takings.contract
    calls = {
        "report": lambda: contract.report(*takings.report(takings.today - 2), sender=deployer),
        "withdraw": lambda: contract.withdraw(operator, sender=keeper),
    }
    again = takings.report(takings.today - 1)
    args = {"report": again, "withdraw": (hooked.address,), "withdraw_to": (keeper.address,)}
    hooked.refused_inside(calls[outer], contract, inner, *args[inner])


def test_revenue__called_back_while_an_operator_names_a_payee__nobody_enters(takings, hooked, operator, keeper):
    """XZ-22: the other way out holds the lock too."""
    contract = takings.contract
    hooked.refused_inside(
        lambda: contract.withdraw_to(keeper, sender=operator), contract, "withdraw", hooked.address
    )


# NFTXZSwap


@pytest.mark.parametrize("inner", ["fill", "fill_with_chip"])
@pytest.mark.parametrize("outer", ["fill", "fill_with_chip"])
def test_swap__called_back_while_the_price_moves__nobody_enters(
    market, engine, onboard, hooked, deployer, miner, other_miner, outer, inner
):
    """XZ-25: the seller's money is counted by balance, and each buyer pays for itself."""
    xz, until = market.xz, engine.time + DAY
    swap = engine.deploy("NFTXZSwap", xz.nft, xz.mine, xz.token, hooked.coin, sender=deployer)
    hooked.coin.mint(other_miner, 100, sender=deployer)
    xz.nft.setApprovalForAll(swap, True, sender=miner)
    arguments = []
    for number, buyer in ((1, other_miner), (2, hooked)):
        chip = Chip.from_seed(f"hooked {number}")
        token = onboard(chip, staked=False)
        swap.list_token(token, 10, True, until, WHOLE, sender=miner)
        signed = chip.sign(domain_of(xz.nft).digest(transfer(token, miner.address, buyer.address, 0, until)))
        way = outer if number == 1 else inner
        if way == "fill":
            xz.nft.authorize(token, miner, buyer.address, until, signed, sender=deployer)
        arguments.append((number, 10, 0) if way == "fill" else (number, 10, 0, until, signed))
    hooked.refused_inside(lambda: getattr(swap, outer)(*arguments[0], sender=other_miner), swap, inner, *arguments[1])


# Checkout


@pytest.mark.parametrize("inner", ["buy", "refund", "withdraw"])
@pytest.mark.parametrize("outer", ["buy", "refund", "withdraw"])
def test_checkout__called_back_while_the_coin_moves__nobody_enters(
    market, engine, hooked, deployer, owner, operator, attacker, outer, inner
):
    """XZ-16: what a receipt was paid with is paid out once, whoever is called back."""
    xz, coin = market.xz, hooked.coin
    args = (owner, owner, coin, xz.nft, xz.votes, xz.feed_xz_price, operator, DAY, [], [])
    checkout = engine.deploy("Checkout", *args, sender=deployer)
    checkout.set_seller(coin, True, sender=owner)
    coin.mint(operator, 1_000, sender=deployer)
    coin.mint(attacker, 1_000, sender=deployer)
    checkout.list_item(10, ZERO_ADDRESS, 0, sender=operator)
    hooked.act(checkout, "list_item", 10, ZERO_ADDRESS, 0)
    for item in (1, 2, 1, 2):
        receipt = checkout.buy(item, 1, 10, HASH, sender=attacker).value
        checkout.fulfil(receipt, sender=attacker)
    calls = {
        "buy": lambda: checkout.buy(1, 1, 10, HASH, sender=attacker),
        "refund": lambda: checkout.refund(1, sender=operator),
        "withdraw": lambda: checkout.withdraw(operator, sender=attacker),
    }
    inside = {"buy": (1, 1, 10, HASH), "refund": (2,), "withdraw": (hooked.address,)}
    hooked.refused_inside(calls[outer], checkout, inner, *inside[inner])


# Reserve


RESERVE = {
    "release": (4, 10),
    "start": (3,),
    "judge": (1, True),
    "deposit": (1, 10),
    "buy_back": (1, 10, 5),
    "give_back": (1, 10),
    "close": (5,),
    "withdraw": (2,),
    "withdraw_to": (2, "0x" + "11" * 20),
}


@pytest.mark.parametrize("inner", RESERVE)
def test_reserve__called_back_by_its_owner_and_team__nobody_enters(engine, hooked, deployer, inner):
    """ZZM-INV-3, ZZM-INV-4: who writes a project's ledger, or moves its money, holds the lock, whoever it is."""
    token = engine.deploy("DevToken", deployer, 8, "Coin", "COIN", sender=deployer)
    factory = engine.deploy("Deployer", deployer, sender=deployer)
    token.mint(factory.addressOf(SALT), 500, sender=deployer)
    token.mint(hooked.coin, 100, sender=deployer)
    args = (hooked.coin, ZERO_ADDRESS, token, hooked.coin, hooked.coin, [], 500, DAY, 100, 1, 0)
    factory.create(SALT, initcode(artifact("Reserve"), *args), sender=deployer)
    reserve = engine.at("Reserve", factory.addressOf(SALT))
    hooked.act(token, "approve", reserve.address, 100)
    for number in range(1, 6):
        hooked.act(reserve, "register", 100, 0, NOTE)
        if number != 4:
            hooked.act(reserve, "release", number, 100)
        if number in (1, 2, 5):
            hooked.act(reserve, "start", number)
        if number in (1, 2):
            reserve.deposit(number, 100, sender=deployer)
        if number in (2, 5):
            hooked.act(reserve, "judge", number, True)
    reserve.close(2, sender=deployer)
    hooked.refused_inside(lambda: reserve.deposit(1, 10, sender=deployer), reserve, inner, *RESERVE[inner])
