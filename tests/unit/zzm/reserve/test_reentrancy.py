# SPDX-License-Identifier: MIT
"""Reserve against a stablecoin and a market that call back, or give less than they were asked for (ZZM-3)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.zzm_world import NOTE
from wuxing.engine import artifact
from wuxing.engine.base import ZERO_ADDRESS, initcode
from wuxing.zzm.feed import signed_limit

PERIOD = 1_000
SALT = b"r" * 32


@pytest.fixture
def hooked(engine, deployer):
    """A reserve whose stablecoin and market is a HookedMarket. The deployer owns it, and is the team of three projects
    with 100 in the till: the first operates, the others are closed.
    """
    with engine.anchor():
        coin = engine.deploy("DevToken", deployer, 8, "Coin", "COIN", sender=deployer)
        market = engine.deploy("HookedMarket", sender=deployer)
        factory = engine.deploy("Deployer", deployer, sender=deployer)
        coin.mint(factory.addressOf(SALT), 300, sender=deployer)
        coin.mint(market, 50, sender=deployer)
        args = (deployer, ZERO_ADDRESS, coin, market, market, [], 300, PERIOD, 100, 1, 0)
        factory.create(SALT, initcode(artifact("Reserve"), *args), sender=deployer)
        reserve = engine.at("Reserve", factory.addressOf(SALT))
        market.mint(deployer, 1_000, sender=deployer)
        for number in (1, 2, 3):
            reserve.register(100, 0, NOTE, sender=deployer)
            reserve.release(number, 100, sender=deployer)
            reserve.start(number, sender=deployer)
            reserve.deposit(number, 100, sender=deployer)
        for number in (2, 3):
            reserve.judge(number, True, sender=deployer)
            reserve.close(number, sender=deployer)
        yield SimpleNamespace(reserve=reserve, market=market, team=deployer)


def by_limit(h) -> None:
    """A purchase by the team's signed limit."""
    deadline = h.reserve.engine.time + 100
    signature = signed_limit(h.reserve, h.team, 1, 10, 5, deadline)
    h.reserve.buy_back_by_limit(1, 10, 5, deadline, signature, sender=h.team)


CALLS = {
    "deposit": lambda h: h.reserve.deposit(1, 10, sender=h.team),
    "buy_back": lambda h: h.reserve.buy_back(1, 10, 5, sender=h.team),
    "buy_back_by_limit": by_limit,
    "withdraw": lambda h: h.reserve.withdraw(2, sender=h.team),
    "withdraw_to": lambda h: h.reserve.withdraw_to(2, h.team, sender=h.team),
}


@pytest.mark.parametrize("outer", CALLS)
def test_reserve__called_back_while_stablecoin_moves__nobody_enters(hooked, outer):
    """ZZM-INV-4: what moves stablecoin holds one lock, so no till is paid out in the middle of another's payment."""
    hooked.market.prepare(5, hooked.reserve, hooked.reserve.withdraw.encode(3), sender=hooked.team)
    CALLS[outer](hooked)
    assert (hooked.market.tried(), hooked.market.entered()) == (1, 0)
    assert hooked.reserve.project(3)["money"] == 100
    # afterwards the same call is a good one
    assert hooked.reserve.withdraw(3, sender=hooked.team).value == 100


@pytest.mark.parametrize("outer", CALLS)
def test_give_back__while_stablecoin_moves__nobody_enters(hooked, engine, outer):
    """ZZM-INV-4: a purchase counts what arrives, so nothing else may arrive meanwhile."""
    reserve, market, coin = hooked.reserve, hooked.market, engine.at("DevToken", hooked.reserve.token())
    market.prepare(5, coin, coin.approve.encode(reserve, 10), sender=hooked.team)
    market.approve(reserve, 0, sender=hooked.team)
    market.prepare(5, reserve, reserve.give_back.encode(1, 10), sender=hooked.team)
    CALLS[outer](hooked)
    assert (market.tried(), market.entered()) == (2, 1)
    assert reserve.frozen() == coin.balanceOf(reserve) == (5 if outer.startswith("buy_back") else 0)


@pytest.mark.parametrize("call", ["buy_back", "buy_back_by_limit"])
def test_close__while_its_project_buys_back__nobody_enters(hooked, engine, call):
    """ZZM-INV-3: who writes a ledger holds the lock, or the purchase would write what it had read over it."""
    reserve = hooked.reserve
    reserve.judge(1, True, sender=hooked.team)
    hooked.market.prepare(5, reserve, reserve.close.encode(1), sender=hooked.team)
    engine.advance(PERIOD)
    CALLS[call](hooked)
    assert (hooked.market.tried(), hooked.market.entered()) == (1, 0)
    reserve.close(1, sender=hooked.team)


@pytest.mark.parametrize("call", ["buy_back", "buy_back_by_limit"])
def test_buy_back__market_gives_less_than_it_says__reverts(hooked, engine, call):
    """ZZM-INV-7: what counts is what arrived, whatever the market says."""
    hooked.market.prepare(4, ZERO_ADDRESS, b"", sender=hooked.team)
    with engine.reverts("Reserve: less than the bound"):
        CALLS[call](hooked)
    project = hooked.reserve.project(1)
    assert (project["money"], project["bought"]) == (100, 0)


def test_buy_back__market_gives_more_than_it_says__all_of_it_is_frozen(hooked):
    """ZZM-INV-2: as above, the other way."""
    hooked.market.prepare(7, ZERO_ADDRESS, b"", sender=hooked.team)
    assert hooked.reserve.buy_back(1, 10, 5, sender=hooked.team).value == 7
    assert hooked.reserve.project(1)["bought"] == 7 == hooked.reserve.frozen()
