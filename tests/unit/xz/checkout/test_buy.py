# SPDX-License-Identifier: MIT
"""Checkout: items, prices, discounts, purchases (XZ-16)."""

import pytest

USD = XZ = 10**18
ZERO = "0x" + "00" * 20
NONE = b"\0" * 32


@pytest.fixture
def shop(market, operator, other_miner):
    """An item for 10 USD, and a buyer with 100 XZ allowed."""
    market.item = market.xz.checkout.list_item(10 * USD, ZERO, 0, sender=operator).value
    market.coins(other_miner, 100 * XZ)
    market.xz.token.approve(market.xz.checkout, 100 * XZ, sender=other_miner)
    return market


def state(xz, buyer):
    """All that a failed purchase must leave alone."""
    c = xz.checkout
    return c.receipts(), c.escrowed(), xz.token.balanceOf(buyer), xz.token.balanceOf(c)


def test_buy__ten_dollars__five_xz_in_escrow(shop, engine, other_miner, operator):
    """XZ-16: at 2.00 USD 10 USD are 5 XZ; they wait here until the purchase is fulfilled."""
    checkout, at = shop.xz.checkout, engine.time
    receipt = checkout.buy(shop.item, 1, 5 * XZ, b"\x07" * 32, sender=other_miner)
    assert receipt.value == 1 == checkout.receipts()
    assert shop.xz.token.balanceOf(checkout) == checkout.escrowed() == 5 * XZ
    assert checkout.receipt_of(1) == {
        "item": shop.item,
        "buyer": other_miner.address,
        "paid": 5 * XZ,
        "deadline": at + shop.xz.params.refund_window,
        "state": 1,
    }
    (event,) = receipt.named("Bought")
    assert (event.receipt, event.item, event.buyer, event.units) == (1, shop.item, other_miner.address, 1)
    assert event.paid == 5 * XZ and event.order_hash == b"\x07" * 32


@pytest.mark.parametrize(
    ("price", "usd", "units"), [(200_000_001, 10 * USD, 1), (3, USD, 7), (333_333_333, 1, 1), (99_999_999, 123, 456)]
)
def test_quote__odd_prices__rounded_up_for_the_shop(market, operator, other_miner, price, usd, units):
    """XZ-16: what is paid is worth the price at least, and less than a wei more."""
    item = market.xz.checkout.list_item(usd, ZERO, 0, sender=operator).value
    market.report_price(price)
    paid = market.xz.checkout.quote(item, units, other_miner)
    assert (paid - 1) * price < usd * units * 10**8 <= paid * price


def test_buy__class_price_times_units__by_the_feed(shop, operator, other_miner):
    """XZ-16, XZ-17: 3 units of an ATC class at 1.25 USD are 3.75 USD, 1.875 XZ."""
    feed = shop.xz.feed_price_n02be
    shop.report(feed, 125_000_000)
    item = shop.xz.checkout.list_item(0, feed, 1, sender=operator).value
    assert shop.xz.checkout.quote(item, 3, other_miner) == 1_875 * 10**15
    shop.report(feed, 250_000_000)
    shop.xz.checkout.buy(item, 3, 3_750 * 10**15, NONE, sender=other_miner)
    assert shop.xz.checkout.escrowed() == 3_750 * 10**15


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "CabinetFeed: no round yet"),
        (0, "Checkout: price is not positive"),
        (-5, "Checkout: price is not positive"),
    ],
)
def test_buy__class_feed_without_a_price__reverts(shop, engine, operator, other_miner, answer, reason):
    feed = shop.xz.feed_price_r06
    item = shop.xz.checkout.list_item(0, feed, 0, sender=operator).value
    if answer is not None:
        shop.report(feed, answer)
    before = state(shop.xz, other_miner)
    with engine.reverts(reason):
        shop.xz.checkout.buy(item, 1, 100 * XZ, NONE, sender=other_miner)
    assert state(shop.xz, other_miner) == before


@pytest.mark.parametrize(
    ("votes", "bps"), [(0, 0), (1_000 * XZ - 1, 0), (1_000 * XZ, 200), (9_999 * XZ, 200), (10_000 * XZ, 500)]
)
def test_discount_of__tiers_by_past_votes(shop, engine, other_miner, votes, bps):
    """XZ-16: 权益增值, the more XZ wrapped and delegated, the cheaper."""
    xz = shop.xz
    shop.coins(other_miner, votes)
    xz.token.approve(xz.votes, votes, sender=other_miner)
    xz.votes.delegate(other_miner, sender=other_miner)
    xz.votes.depositFor(other_miner, votes, sender=other_miner)
    assert xz.checkout.discount_of(other_miner) == bps
    xz.token.approve(xz.checkout, 5 * XZ, sender=other_miner)
    xz.checkout.buy(shop.item, 1, 5 * XZ, NONE, sender=other_miner)
    assert xz.checkout.escrowed() == 5 * XZ * (10_000 - bps) // 10_000


def test_discount_of__highest_tier__ten_percent(shop, owner, other_miner):
    """XZ-16: the last tier is reached too."""
    xz = shop.xz
    xz.checkout.set_tiers([1, 2, 20], [100, 200, 1_000], sender=owner)
    xz.token.approve(xz.votes, 20, sender=other_miner)
    xz.votes.delegate(other_miner, sender=other_miner)
    xz.votes.depositFor(other_miner, 20, sender=other_miner)
    assert xz.checkout.discount_of(other_miner) == 1_000


def test_buy__more_than_agreed__reverts(shop, engine, other_miner):
    before = state(shop.xz, other_miner)
    with engine.reverts("Checkout: costs more than max_xz"):
        shop.xz.checkout.buy(shop.item, 1, 5 * XZ - 1, NONE, sender=other_miner)
    assert state(shop.xz, other_miner) == before


def test_buy__no_units__reverts(shop, engine, other_miner):
    with engine.reverts("Checkout: units is zero"):
        shop.xz.checkout.buy(shop.item, 0, 5 * XZ, NONE, sender=other_miner)


@pytest.mark.parametrize("item", [0, 2, 2**256 - 1])
def test_buy__unknown_item__reverts(shop, engine, other_miner, item):
    with engine.reverts("Checkout: item is not open"):
        shop.xz.checkout.buy(item, 1, 5 * XZ, NONE, sender=other_miner)


def test_buy__absurd_units__reverts(shop, engine, other_miner):
    for units, says in ((2**256 - 1, ""), (2**100, "Market: amount above 2**96")):
        with engine.reverts(says):
            shop.xz.checkout.buy(shop.item, units, 2**256 - 1, NONE, sender=other_miner)
    assert shop.xz.checkout.receipts() == 0


def test_buy__without_money_or_allowance__reverts(shop, engine, other_miner, attacker):
    before = state(shop.xz, other_miner)
    with engine.reverts("InsufficientAllowance"):
        shop.xz.checkout.buy(shop.item, 30, 150 * XZ, NONE, sender=other_miner)
    shop.xz.token.approve(shop.xz.checkout, 5 * XZ, sender=attacker)
    with engine.reverts("InsufficientBalance"):
        shop.xz.checkout.buy(shop.item, 1, 5 * XZ, NONE, sender=attacker)
    assert state(shop.xz, other_miner) == before


def test_buy__paused__reverts_but_money_comes_out(shop, engine, guardian, operator, other_miner):
    checkout = shop.xz.checkout
    for _ in range(2):
        checkout.buy(shop.item, 1, 5 * XZ, NONE, sender=other_miner)
    checkout.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        checkout.buy(shop.item, 1, 5 * XZ, NONE, sender=other_miner)
    with engine.reverts("Guarded: entries are paused"):
        checkout.list_item(USD, ZERO, 0, sender=operator)
    checkout.fulfil(1, sender=operator)
    checkout.withdraw(operator, sender=operator)
    engine.advance(shop.xz.params.refund_window)
    checkout.reclaim(2, sender=other_miner)
    checkout.withdraw(other_miner, sender=other_miner)
    assert shop.xz.token.balanceOf(other_miner) == 95 * XZ and shop.xz.token.balanceOf(operator) == 5 * XZ


def test_list_item__bad__reverts(shop, engine, operator, attacker):
    checkout = shop.xz.checkout
    with engine.reverts("Checkout: not a seller"):
        checkout.list_item(USD, ZERO, 0, sender=attacker)
    with engine.reverts("Checkout: either price or feed"):
        checkout.list_item(0, ZERO, 0, sender=operator)
    with engine.reverts("Checkout: either price or feed"):
        checkout.list_item(USD, shop.xz.feed_price_r03, 0, sender=operator)
    with engine.reverts("Checkout: feed without 8 decimals"):
        checkout.list_item(0, shop.xz.feed_temperature, 0, sender=operator)
    with engine.reverts("Market: cabinet above 2**16"):
        checkout.list_item(USD, ZERO, 2**16, sender=operator)
    with engine.reverts("Market: amount above 2**96"):
        checkout.list_item(2**96, ZERO, 0, sender=operator)
    assert checkout.items() == 1


def test_close_item__seller_only_once(shop, engine, operator, attacker, owner, other_miner):
    checkout = shop.xz.checkout
    for caller in (attacker, owner):
        with engine.reverts("Checkout: not the seller"):
            checkout.close_item(shop.item, sender=caller)
    assert checkout.item_of(shop.item)["open"]
    checkout.close_item(shop.item, sender=operator)
    assert checkout.item_of(shop.item) == {
        "seller": operator.address,
        "price": 10 * USD,
        "feed": ZERO,
        "cabinet": 0,
        "open": False,
    }
    with engine.reverts("Checkout: item is not open"):
        checkout.close_item(shop.item, sender=operator)
    with engine.reverts("Checkout: item is not open"):
        checkout.buy(shop.item, 1, 5 * XZ, NONE, sender=other_miner)


def test_set_seller__dismissed__sells_no_more_but_fulfils(shop, engine, owner, operator, other_miner):
    """What was sold before is delivered and paid."""
    checkout = shop.xz.checkout
    checkout.buy(shop.item, 1, 5 * XZ, NONE, sender=other_miner)
    checkout.set_seller(operator, False, sender=owner)
    with engine.reverts("Checkout: seller is none any more"):
        checkout.buy(shop.item, 1, 5 * XZ, NONE, sender=other_miner)
    with engine.reverts("Checkout: not a seller"):
        checkout.list_item(USD, ZERO, 0, sender=operator)
    checkout.fulfil(1, sender=operator)
    assert checkout.owed(operator) == 5 * XZ


def test_owner_functions__others__revert(shop, engine, attacker, operator, guardian):
    for caller in (attacker, operator, guardian):
        for method, arguments in (
            ("set_seller", (attacker, True)),
            ("set_feed", (shop.xz.feed_xz_price,)),
            ("set_tiers", ([1], [9_999])),
        ):
            with engine.reverts("ownable: caller is not the owner"):
                getattr(shop.xz.checkout, method)(*arguments, sender=caller)


def test_set_feed__owner__other_price_counts(shop, engine, owner, other_miner):
    shop.report(shop.xz.feed_price_r03, 400_000_000)
    shop.xz.checkout.set_feed(shop.xz.feed_price_r03, sender=owner)
    assert shop.xz.checkout.quote(shop.item, 1, other_miner) == 25 * 10**17
    with engine.reverts("Checkout: feed without 8 decimals"):
        shop.xz.checkout.set_feed(shop.xz.feed_temperature, sender=owner)


@pytest.mark.parametrize(
    ("tiers", "discounts", "reason"),
    [
        ([1], [], "Checkout: a discount for each tier"),
        ([1], [10_000], "Checkout: 10,000 bps or more"),
        ([2, 1], [1, 2], "Checkout: tiers not ascending"),
        ([1, 1], [1, 2], "Checkout: tiers not ascending"),
        ([1, 2], [2, 1], "Checkout: tiers not ascending"),
        ([2**240], [1], "Market: out of range"),
    ],
)
def test_set_tiers__bad__reverts(shop, engine, owner, tiers, discounts, reason):
    with engine.reverts(reason):
        shop.xz.checkout.set_tiers(tiers, discounts, sender=owner)


def test_set_tiers__none__no_discounts(shop, owner, other_miner):
    shop.xz.checkout.set_tiers([], [], sender=owner)
    assert shop.xz.checkout.discount_of(other_miner) == 0


@pytest.mark.parametrize(
    ("position", "value", "reason"),
    [
        (2, ZERO, "Checkout: a contract is zero"),
        (3, ZERO, "Checkout: a contract is zero"),
        (4, ZERO, "Checkout: a contract is zero"),
        (5, ZERO, "Checkout: a contract is zero"),
        (6, ZERO, "Checkout: seller is zero"),
        (7, 0, "Checkout: refund window is zero"),
    ],
)
def test_constructor__bad_argument__reverts(xz, engine, owner, position, value, reason):
    given = [owner, owner, xz.token, xz.nft, xz.votes, xz.feed_xz_price, owner, 1, [1], [1]]
    given[position] = value
    with engine.reverts(reason):
        engine.deploy("Checkout", *given, sender=owner)
