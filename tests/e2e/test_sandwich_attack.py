# SPDX-License-Identifier: MIT
"""An attacker bends the pair around the buy-back: what it gains at most, and where it ends (XZ-15)."""

import pytest

from wuxing import devmarket
from wuxing.engine import Revert

USD = 10**18
CAP = 1_000 * USD
PURSE = 100_000 * USD


@pytest.fixture
def funded(market, keeper, attacker):
    """A burn pot of one full purchase, an attacker with a purse."""
    market.dollars(keeper, CAP)
    market.xz.stablecoin.approve(market.xz.buyback, CAP, sender=keeper)
    market.xz.buyback.fund(CAP, keeper, 0, sender=keeper)
    market.dollars(attacker, PURSE)
    return market


def sandwich(market, attacker, front: int) -> int | None:
    """The attacker buys for `front`, makes the buy-back buy, sells all; its gain, or None where that reverted."""
    xz = market.xz
    got = devmarket.buy(xz, attacker, front)
    try:
        xz.buyback.buy(CAP, sender=attacker)
        bought = True
    except Revert as error:
        assert error.reason == "UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"
        bought = False
    devmarket.sell(xz, attacker, got)
    gain = xz.stablecoin.balanceOf(attacker) - PURSE
    if not bought:
        # the attacker was left with the pair's fees to pay, and the pot is whole
        assert gain < 0 and xz.buyback.pot() == CAP and xz.buyback.burned() == 0
    return gain if bought else None


def test_sandwich_attack__every_size__gains_less_than_slippage_of_the_cap(funded, engine, attacker):
    """XZ-15: the attacker's gain is bounded by slippage x cap; beyond the bound the purchase does not happen."""
    bound = CAP * funded.xz.buyback.slippage() // 10_000
    gains = {}
    for front in (50, 100, 200, 300, 400, 600, 1_000, 5_000, 50_000):
        with engine.anchor():
            gains[front] = sandwich(funded, attacker, front * USD)
    went_through = [gain for gain in gains.values() if gain is not None]
    assert gains[50] is not None and gains[1_000] is None and gains[50_000] is None
    assert max(went_through) < bound
    # the pot lost no more than the bound either: it burned at least what the feed's price says less 3%
    largest = max(front for front, gain in gains.items() if gain is not None)
    sandwich(funded, attacker, largest * USD)
    assert funded.xz.buyback.burned() >= 485 * 10**18


def test_sandwich_attack__deep_bend_in_a_shallow_refill__only_once(funded, engine, attacker, keeper):
    """XZ-15: repeated within the refill time there is nothing left to squeeze."""
    funded.dollars(funded.xz.buyback, 9 * CAP)
    funded.xz.buyback.buy(CAP, sender=attacker)
    for part in (CAP, CAP // 2, CAP // 10):
        with engine.reverts("BuyBack: more than the allowance"):
            funded.xz.buyback.buy(part, sender=attacker)


def test_sandwich_attack__holders_share__same_bound(market, engine, attacker, miner):
    """XZ-22: what is bought for holders is bounded alike."""
    market.dollars(attacker, PURSE + CAP)
    market.xz.stablecoin.approve(market.xz.buyback, CAP, sender=attacker)
    market.xz.buyback.fund(0, miner, CAP, sender=attacker)
    devmarket.buy(market.xz, attacker, 1_000 * USD)
    with engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        market.xz.buyback.buy_for([miner], sender=attacker)
    assert market.xz.buyback.credit(miner) == CAP


def test_drained_pair_attack__liquidity_taken_away__purchase_reverts(funded, engine, miner, attacker):
    """XZ-15: a provider that leaves with the liquidity leaves the pot whole."""
    pair = devmarket.pair(funded.xz)
    liquidity = pair.balanceOf(miner)
    pair.approve(funded.xz.router, liquidity, sender=miner)
    funded.xz.router.removeLiquidity(
        funded.xz.token, funded.xz.stablecoin, liquidity, 0, 0, miner, engine.time, sender=miner
    )
    with engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        funded.xz.buyback.buy(CAP, sender=attacker)
    assert funded.xz.buyback.pot() == CAP
