# SPDX-License-Identifier: MIT
"""Attacks on revenue, buy-back, checkout and swap, from the outside (XZ-15, XZ-16, XZ-22, XZ-25)."""

import pytest

from wuxing import devmarket
from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, fulfilment, revenue, transfer

USD = XZ = 10**18
DAY = 86_400
WHOLE = 10**18


@pytest.fixture
def funded(market, keeper):
    """A burn pot of 1,000 USD."""
    market.dollars(keeper, 1_000 * USD)
    market.xz.stablecoin.approve(market.xz.buyback, 1_000 * USD, sender=keeper)
    market.xz.buyback.fund(1_000 * USD, keeper, 0, sender=keeper)
    return market


def test_stale_price_attack__feed_silent_for_a_day__no_purchase_no_sale(funded, engine, attacker, operator):
    """XZ-15, XZ-16: whoever silences the cabinets cannot trade against yesterday's price."""
    xz = funded.xz
    item = xz.checkout.list_item(10 * USD, "0x" + "00" * 20, 0, sender=operator).value
    funded.coins(attacker, 100 * XZ)
    xz.token.approve(xz.checkout, 100 * XZ, sender=attacker)
    engine.advance(xz.params.feed_max_age)
    with engine.reverts("CabinetFeed: answer is stale"):
        xz.buyback.buy(1_000 * USD, sender=attacker)
    with engine.reverts("CabinetFeed: answer is stale"):
        xz.checkout.buy(item, 1, 100 * XZ, b"\0" * 32, sender=attacker)
    assert xz.buyback.pot() == 1_000 * USD and xz.checkout.receipts() == 0
    funded.report_price()
    xz.buyback.buy(1_000 * USD, sender=attacker)
    xz.checkout.buy(item, 1, 100 * XZ, b"\0" * 32, sender=attacker)


def test_lying_cabinets_attack__three_of_seven__do_not_move_the_bound(funded, keeper):
    """XZ-15, XZ-17: a minority that says one cent does not sell the pot short."""
    from wuxing.xz.signing import report

    xz, now = funded.xz, funded.engine.time
    domain, tokens = domain_of(xz.feed_xz_price), sorted(funded.chips)
    values = [1_000_000] * 3 + [200_000_000] * 4
    signed = [funded.chips[t].sign(domain.digest(report(now, t, v))) for t, v in zip(tokens, values, strict=True)]
    xz.feed_xz_price.report(now, values, tokens, signed, sender=keeper)
    assert xz.buyback.bound(1_000 * USD) == 485 * XZ


def test_replayed_report_attack__signature_used_again__is_paid_but_not_counted_twice(market, engine, keeper, attacker):
    """XZ-22: who copies a report out of the pool can only pay for it in the operator's place."""
    xz, day, sales = market.xz, market.today(), (100 * USD, 0, 0, 0)
    signature = market.signed_revenue(1, day, sales)
    for payer in (attacker, keeper):
        market.dollars(payer, 100 * USD)
        xz.stablecoin.approve(xz.revenue, 100 * USD, sender=payer)
    xz.revenue.report(1, day, sales, signature, sender=attacker)
    for _ in range(2):
        with engine.reverts("CabinetRevenue: period not after last"):
            xz.revenue.report(1, day, sales, signature, sender=keeper)
    assert xz.stablecoin.balanceOf(attacker) == 0 and xz.stablecoin.balanceOf(keeper) == 100 * USD
    assert xz.buyback.pot() == 45 * USD


def test_replayed_report_attack__on_another_contract__is_no_signature(market, engine, owner, operator, attacker):
    """XZ-22: a new revenue contract does not take the old one's reports."""
    xz, day, sales = market.xz, market.today(), (100 * USD, 0, 0, 0)
    p = xz.params
    other = engine.deploy(
        "CabinetRevenue",
        owner,
        owner,
        xz.nft,
        xz.stablecoin,
        xz.buyback,
        operator,
        p.buyback_share,
        p.holder_share,
        sender=owner,
    )
    market.dollars(attacker, 100 * USD)
    xz.stablecoin.approve(other, 100 * USD, sender=attacker)
    with engine.reverts("CabinetRevenue: not the chip's"):
        other.report(1, day, sales, market.signed_revenue(1, day, sales), sender=attacker)


def test_stolen_chip_attack__old_chip_after_replacement__is_no_signature(market, engine, owner, keeper):
    """XZ-6, XZ-22: a chip that belongs to no cabinet reports nothing."""
    day, sales = market.today(), (100 * USD, 0, 0, 0)
    stranger = Chip.from_seed("stolen")
    signature = stranger.sign(domain_of(market.xz.revenue).digest(revenue(1, day, sales)))
    market.dollars(keeper, 100 * USD)
    market.xz.stablecoin.approve(market.xz.revenue, 100 * USD, sender=keeper)
    with engine.reverts("CabinetRevenue: not the chip's"):
        market.xz.revenue.report(1, day, sales, signature, sender=keeper)


def test_fee_on_transfer_attack__stablecoin_that_keeps_a_part__credits_nobody(market, engine, owner, operator, keeper):
    """XZ-15: a stablecoin that takes 1% on its way (Uniswap's own DeflatingERC20) is refused, not misread."""
    xz, p = market.xz, market.xz.params
    taxing = engine.deploy("@uniswap/v2-periphery/build/DeflatingERC20.json", 10**24, sender=keeper)
    buyback = engine.deploy(
        "BuyBack",
        owner,
        owner,
        taxing,
        xz.token,
        xz.router,
        xz.feed_xz_price,
        p.buyback_call_cap,
        p.buyback_refill,
        p.buyback_slippage,
        sender=owner,
    )
    taxing.approve(buyback, 100 * USD, sender=keeper)
    with engine.reverts("BuyBack: money did not arrive"):
        buyback.fund(60 * USD, operator, 40 * USD, sender=keeper)
    cabinets = engine.deploy(
        "CabinetRevenue", owner, owner, xz.nft, taxing, buyback, operator, p.buyback_share, p.holder_share, sender=owner
    )
    day, sales = market.today(), (100 * USD, 0, 0, 0)
    signature = market.chips[1].sign(domain_of(cabinets).digest(revenue(1, day, sales)))
    taxing.approve(cabinets, 100 * USD, sender=keeper)
    with engine.reverts("CabinetRevenue: money is missing"):
        cabinets.report(1, day, sales, signature, sender=keeper)
    assert taxing.balanceOf(keeper) == 10**24 and buyback.total_credit() == cabinets.proceeds(operator) == 0


def test_front_run_attack__price_of_xz_falls_before_the_sale__buyer_pays_no_more_than_agreed(
    market, engine, operator, attacker
):
    """XZ-16: 10 USD are 5 XZ when the buyer signs; at 1.00 USD they would be 10."""
    xz = market.xz
    item = xz.checkout.list_item(10 * USD, "0x" + "00" * 20, 0, sender=operator).value
    market.coins(attacker, 100 * XZ)
    xz.token.approve(xz.checkout, 100 * XZ, sender=attacker)
    agreed = xz.checkout.quote(item, 1, attacker)
    assert agreed == 5 * XZ
    market.report_price(100_000_000)
    with engine.reverts("Checkout: costs more than max_xz"):
        xz.checkout.buy(item, 1, agreed, b"\0" * 32, sender=attacker)
    assert xz.token.balanceOf(attacker) == 100 * XZ


def test_front_run_attack__seller_lists_the_item_anew__old_order_finds_it_closed(market, engine, operator, miner):
    """XZ-16: an item's price never changes under its number."""
    xz = market.xz
    item = xz.checkout.list_item(10 * USD, "0x" + "00" * 20, 0, sender=operator).value
    xz.token.approve(xz.checkout, 1_000 * XZ, sender=miner)
    xz.checkout.close_item(item, sender=operator)
    xz.checkout.list_item(90 * USD, "0x" + "00" * 20, 0, sender=operator)
    with engine.reverts("Checkout: item is not open"):
        xz.checkout.buy(item, 1, 1_000 * XZ, b"\0" * 32, sender=miner)


def test_borrowed_tier_attack__wrapped_bought_and_unwrapped_at_once__pays_the_full_price(
    market, engine, operator, attacker
):
    """XZ-16: a flash loan of votes within one transaction, carried out by OpenZeppelin's timelock, buys no discount."""
    xz, zero = market.xz, "0x" + "00" * 20
    item = xz.checkout.list_item(10 * USD, zero, 0, sender=operator).value
    bot = engine.deploy(
        "@openzeppelin/contracts/governance/TimelockController.sol:TimelockController",
        0,
        [attacker],
        [attacker],
        zero,
        sender=attacker,
    )
    market.coins(bot, 30_000 * XZ)

    def batch(max_xz: int, salt: bytes):
        calls = [
            (xz.votes, xz.votes.delegate.encode(bot)),
            (xz.token, xz.token.approve.encode(xz.votes, 20_000 * XZ)),
            (xz.votes, xz.votes.depositFor.encode(bot, 20_000 * XZ)),
            (xz.token, xz.token.approve.encode(xz.checkout, 5 * XZ)),
            (xz.checkout, xz.checkout.buy.encode(item, 1, max_xz, b"\0" * 32)),
            (xz.votes, xz.votes.withdrawTo.encode(bot, 20_000 * XZ)),
        ]
        targets, payloads = [c[0] for c in calls], [c[1] for c in calls]
        bot.scheduleBatch(targets, [0] * 6, payloads, b"\0" * 32, salt, 0, sender=attacker)
        bot.executeBatch(targets, [0] * 6, payloads, b"\0" * 32, salt, sender=attacker)

    with engine.reverts("Checkout: costs more than max_xz"):
        batch(5 * XZ - 1, b"\1" * 32)
    batch(5 * XZ, b"\2" * 32)
    assert xz.checkout.receipt_of(1)["paid"] == 5 * XZ


def test_borrowed_tier_attack__xz_wrapped_for_one_block__buys_no_discount(market, engine, operator, attacker):
    """XZ-16: what is borrowed within a transaction was not there the block before."""
    xz = market.xz
    item = xz.checkout.list_item(10 * USD, "0x" + "00" * 20, 0, sender=operator).value
    market.coins(attacker, 20_000 * XZ)
    xz.token.approve(xz.votes, 20_000 * XZ, sender=attacker)
    xz.votes.delegate(attacker, sender=attacker)
    assert xz.checkout.quote(item, 1, attacker) == 5 * XZ
    xz.votes.depositFor(attacker, 20_000 * XZ, sender=attacker)
    # a block later it is a holding; it is gone with the block after the loan is paid back
    assert xz.checkout.discount_of(attacker) == 500
    xz.votes.withdrawTo(attacker, 20_000 * XZ, sender=attacker)
    assert xz.checkout.discount_of(attacker) == 0
    assert xz.checkout.quote(item, 1, attacker) == 5 * XZ


def test_double_refund_attack__every_pair_of_ways__pays_once(market, engine, operator, miner, attacker):
    """XZ-16: refund and reclaim, refund and refund, fulfil and reclaim: a receipt is paid out once."""
    xz = market.xz
    item = xz.checkout.list_item(10 * USD, "0x" + "00" * 20, 0, sender=operator).value
    market.coins(attacker, 10 * XZ)
    xz.token.approve(xz.checkout, 10 * XZ, sender=attacker)
    first = xz.checkout.buy(item, 1, 5 * XZ, b"\1" * 32, sender=attacker).value
    second = xz.checkout.buy(item, 1, 5 * XZ, b"\2" * 32, sender=attacker).value
    xz.checkout.refund(first, sender=operator)
    with engine.reverts("Checkout: receipt is not paid"):
        xz.checkout.refund(first, sender=operator)
    with engine.reverts("Checkout: receipt is not open"):
        xz.checkout.fulfil(first, sender=operator)
    xz.checkout.fulfil(second, sender=operator)
    engine.advance(xz.params.refund_window)
    for receipt in (first, second):
        with engine.reverts("Checkout: receipt is not open"):
            xz.checkout.reclaim(receipt, sender=attacker)
    xz.checkout.withdraw(attacker, sender=attacker)
    xz.checkout.withdraw(operator, sender=operator)
    with engine.reverts("Checkout: nothing owed"):
        xz.checkout.withdraw(attacker, sender=attacker)
    assert xz.token.balanceOf(attacker) == xz.token.balanceOf(operator) == 5 * XZ
    assert xz.token.balanceOf(xz.checkout) == 0


def test_false_fulfilment_attack__seller_without_the_cabinet__cannot_take_the_money(
    market, engine, operator, attacker, miner
):
    """XZ-16: what a cabinet hands out only its chip reports as handed out; a silent chip is a refund."""
    xz = market.xz
    item = xz.checkout.list_item(10 * USD, "0x" + "00" * 20, 1, sender=operator).value
    xz.token.approve(xz.checkout, 5 * XZ, sender=miner)
    receipt = xz.checkout.buy(item, 1, 5 * XZ, b"\0" * 32, sender=miner).value
    with engine.reverts("Checkout: not who fulfils"):
        xz.checkout.fulfil(receipt, sender=operator)
    forged = market.chips[2].sign(domain_of(xz.checkout).digest(fulfilment(receipt)))
    with engine.reverts("Checkout: not the chip's"):
        xz.checkout.fulfil_by_chip(receipt, forged, sender=operator)
    engine.advance(xz.params.refund_window)
    late = market.chips[1].sign(domain_of(xz.checkout).digest(fulfilment(receipt)))
    with engine.reverts("Checkout: past the deadline"):
        xz.checkout.fulfil_by_chip(receipt, late, sender=operator)
    xz.checkout.reclaim(receipt, sender=attacker)
    assert xz.checkout.owed(miner) == 5 * XZ


def test_molten_token_attack__mined_between_offer_and_sale__buyer_keeps_its_money(
    market, engine, onboard, miner, other_miner
):
    """XZ-25: the token is offered with a life of 0.9, mines ten days more, and is no longer what was offered."""
    xz = market.xz
    token_id, chip = 1, market.chips[1]
    xz.mine.exit(token_id, sender=miner)
    life = xz.mine.life_of(token_id)
    order = xz.swap.list_token(token_id, 1_000 * USD, True, engine.time + 90 * DAY, life, sender=miner).value
    xz.nft.approve(xz.swap, token_id, sender=miner)
    xz.mine.stake(token_id, 0, 0, sender=miner)
    market.dollars(other_miner, 1_000 * USD)
    xz.stablecoin.approve(xz.swap, 1_000 * USD, sender=other_miner)
    deadline = engine.time + 90 * DAY
    signature = chip.sign(
        domain_of(xz.nft).digest(
            transfer(token_id, miner.address, other_miner.address, xz.nft.nonceOf(token_id), deadline)
        )
    )

    def fill():
        xz.swap.fill_with_chip(order, 1_000 * USD, life, deadline, signature, sender=other_miner)

    with engine.reverts("NFTXZSwap: token is mining"):
        fill()
    engine.advance(10 * DAY)
    xz.mine.exit(token_id, sender=miner)
    assert xz.mine.life_of(token_id) < life
    with engine.reverts("NFTXZSwap: melted below the life"):
        fill()
    assert xz.stablecoin.balanceOf(other_miner) == 1_000 * USD
    assert xz.nft.ownerOf(token_id) == miner.address


def test_arbitrage__after_a_purchase__brings_the_pair_back_for_the_next(funded, engine, miner, keeper):
    """XZ-15: three purchases in a row move the price past the bound; arbitrage lets the fourth through."""
    xz = funded.xz
    funded.dollars(xz.buyback, 2_000 * USD)
    xz.buyback.buy(1_000 * USD, sender=keeper)
    engine.advance(300)
    with engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        xz.buyback.buy(1_000 * USD, sender=keeper)
    devmarket.sell(xz, miner, 480 * XZ)
    xz.buyback.buy(1_000 * USD, sender=keeper)
    assert xz.buyback.spent() == 2_000 * USD
