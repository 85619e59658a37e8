# SPDX-License-Identifier: MIT
"""ShopEscrow's events (CNT-24)."""

from __future__ import annotations

from eth_hash.auto import keccak

from tests.events import emitted
from tests.unit.contattract.shop.conftest import CARRIAGE, CODE, PRICE

ORDERED, CARRIED, DELIVERED, DISPUTED, COMPLETED, REFUNDED = range(1, 7)


def test_order__to_a_split__event_each(shop, contattract, engine, miner, other_miner, attacker):
    p, at = contattract.params, engine.time
    ordered = shop.order(other_miner, attacker, PRICE, CARRIAGE, b"\1" * 32, keccak(CODE), sender=miner)
    number = ordered.value
    emitted(
        ordered, "ShopEscrow.Ordered", id=number, buyer=miner, seller=other_miner, carrier=attacker, price=PRICE,
        carriage=CARRIAGE, goods=b"\1" * 32,
    )  # fmt: skip
    emitted(ordered, "ShopEscrow.Advanced", id=number, state=ORDERED, deadline=at + p.shop_take)
    for send, state, seconds in (
        (lambda: shop.take(number, sender=attacker), CARRIED, p.shop_deliver),
        (lambda: shop.deliver(number, CODE, sender=attacker), DELIVERED, p.shop_dispute),
        (lambda: shop.dispute(number, sender=miner), DISPUTED, p.shop_settle),
    ):
        at = engine.time
        emitted(send(), "ShopEscrow.Advanced", id=number, state=state, deadline=at + seconds)
    for by in (miner, other_miner):
        at = engine.time
        receipt = shop.split(number, 70, sender=by)
        emitted(receipt, "ShopEscrow.SplitNamed", id=number, by=by, to_buyer=70)
    emitted(receipt, "ShopEscrow.Advanced", id=number, state=COMPLETED, deadline=at)
    emitted(shop.withdraw(sender=other_miner), "ShopEscrow.Withdrawn", account=other_miner, amount=PRICE - 70)


def test_follow__buyer_moved__event(shop, order, guarded, engine, keeper):
    engine.time = max(engine.time, shop.order_of(order)["deadline"])
    shop.lapse(order, sender=keeper)
    guarded.move()
    receipt = shop.follow(guarded.owner, sender=keeper)
    emitted(receipt, "ShopEscrow.Followed", old=guarded.owner, to=guarded.new, amount=PRICE + CARRIAGE)
