# SPDX-License-Identifier: MIT
"""Checkout's events (XZ-16)."""

from __future__ import annotations

from tests.events import emitted

USD = XZ = 10**18
ZERO = "0x" + "00" * 20


def test_item__listed_bought_fulfilled_refunded__event_each(market, engine, operator, other_miner, keeper):
    checkout = market.xz.checkout
    market.coins(other_miner, 10 * XZ)
    market.xz.token.approve(checkout, 10 * XZ, sender=other_miner)
    listed = checkout.list_item(10 * USD, ZERO, 0, sender=operator)
    item = listed.value
    emitted(listed, "Checkout.ItemListed", item=item, seller=operator, price=10 * USD, feed=ZERO, cabinet=0)
    for number, order in ((1, b"\1" * 32), (2, b"\2" * 32)):
        at = engine.time
        emitted(
            checkout.buy(item, 1, 5 * XZ, order, sender=other_miner), "Checkout.Bought",
            receipt=number, item=item, buyer=other_miner, units=1, paid=5 * XZ,
            deadline=at + market.xz.params.refund_window, order_hash=order,
        )  # fmt: skip
    emitted(checkout.fulfil(1, sender=operator), "Checkout.Fulfilled", receipt=1, seller=operator, paid=5 * XZ)
    emitted(checkout.refund(2, sender=operator), "Checkout.Refunded", receipt=2, buyer=other_miner, paid=5 * XZ)
    emitted(checkout.withdraw(operator, sender=keeper), "Checkout.Withdrawn", account=operator, amount=5 * XZ)
    emitted(checkout.close_item(item, sender=operator), "Checkout.ItemClosed", item=item)


def test_settings__by_the_owner__event_each(xz, owner, keeper):
    emitted(xz.checkout.set_feed(xz.feed_price_r03, sender=owner), "Checkout.FeedSet", feed=xz.feed_price_r03)
    emitted(xz.checkout.set_seller(keeper, True, sender=owner), "Checkout.SellerSet", seller=keeper, allowed=True)
    emitted(
        xz.checkout.set_tiers([1, 20], [100, 1_000], sender=owner),
        "Checkout.TiersSet", votes=[1, 20], discounts=[100, 1_000],
    )  # fmt: skip
