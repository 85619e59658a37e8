# SPDX-License-Identifier: MIT
"""BuyBack's events (XZ-15, XZ-22)."""

from __future__ import annotations

from tests.events import emitted

USD = 10**18


def test_buyback__funded_bought_burned_withdrawn__event_each(market, keeper, miner, attacker):
    xz = market.xz
    market.dollars(keeper, 350 * USD)
    xz.stablecoin.approve(xz.buyback, 350 * USD, sender=keeper)
    emitted(
        xz.buyback.fund(50 * USD, miner, 300 * USD, sender=keeper),
        "BuyBack.Funded", by=keeper, burn=50 * USD, holder=miner, share=300 * USD,
    )  # fmt: skip
    receipt = xz.buyback.buy_for([miner], sender=keeper)
    emitted(receipt, "BuyBack.Bought", holder=miner, spent=300 * USD, bought=receipt.value)
    paid = xz.token.balanceOf(miner)
    withdrawn = xz.buyback.withdraw(miner, sender=attacker)
    emitted(withdrawn, "BuyBack.Withdrawn", account=miner, amount=xz.token.balanceOf(miner) - paid)
    supply = xz.token.totalSupply()
    burned = xz.buyback.buy(20 * USD, sender=attacker)
    emitted(burned, "BuyBack.Burned", by=attacker, spent=20 * USD, burned=supply - xz.token.totalSupply())


def test_buy_own__holder__event(market, keeper, miner):
    xz = market.xz
    market.dollars(keeper, 10 * USD)
    xz.stablecoin.approve(xz.buyback, 10 * USD, sender=keeper)
    xz.buyback.fund(0, miner, 10 * USD, sender=keeper)
    before = xz.token.balanceOf(miner) + xz.buyback.owed(miner)
    receipt = xz.buyback.buy_own(10 * USD, 1, sender=miner)
    bought = xz.token.balanceOf(miner) + xz.buyback.owed(miner) - before
    emitted(receipt, "BuyBack.Bought", holder=miner, spent=10 * USD, bought=bought)


def test_settings__by_the_owner__event_each(xz, owner):
    emitted(xz.buyback.set_feed(xz.feed_price_r03, sender=owner), "BuyBack.FeedSet", feed=xz.feed_price_r03)
    emitted(
        xz.buyback.set_limits(10 * USD, 60, 100, sender=owner),
        "BuyBack.LimitsSet", call_cap=10 * USD, refill=60, slippage=100,
    )  # fmt: skip
