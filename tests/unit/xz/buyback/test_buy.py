# SPDX-License-Identifier: MIT
"""BuyBack.buy: the burn pot buys XZ and burns it (XZ-15)."""

import pytest

from wuxing import devmarket

USD = 10**18
CAP = 1_000 * USD


@pytest.fixture
def funded(market, keeper):
    """A burn pot of 5,000 USD."""
    market.dollars(keeper, 5_000 * USD)
    market.xz.stablecoin.approve(market.xz.buyback, 5_000 * USD, sender=keeper)
    market.xz.buyback.fund(5_000 * USD, keeper, 0, sender=keeper)
    return market


def state(xz):
    """All that a failed purchase must leave alone."""
    b = xz.buyback
    return b.pot(), b.spent(), b.burned(), xz.token.totalSupply(), xz.token.balanceOf(b), devmarket.reserves(xz)


def test_buy__anyone__burns_what_it_bought(funded, attacker):
    """XZ-15: bought on the pair, burned, counted; nothing stays behind and no allowance is left."""
    xz = funded.xz
    reserve_xz, reserve_usd = devmarket.reserves(xz)
    supply = xz.token.totalSupply()
    taxed = CAP * 997
    expected = taxed * reserve_xz // (reserve_usd * 1_000 + taxed)
    receipt = xz.buyback.buy(CAP, sender=attacker)
    assert receipt.value == xz.buyback.burned() == supply - xz.token.totalSupply() == expected
    assert xz.buyback.spent() == CAP and xz.buyback.pot() == 4_000 * USD
    assert xz.token.balanceOf(xz.buyback) == 0
    assert xz.stablecoin.allowance(xz.buyback, xz.router) == 0
    (event,) = receipt.named("Burned")
    assert (event.by, event.spent, event.burned) == (attacker.address, CAP, expected)


def test_bound__feed_price_less_slippage__rounded_up(funded):
    """XZ-15: 1,000 USD at 2.00 less 3% is 485 XZ."""
    buyback = funded.xz.buyback
    assert buyback.bound(CAP) == 485 * 10**18
    funded.report_price(300_000_000)
    assert buyback.bound(CAP) == -(-(10**21 * 97) // 300)
    assert buyback.bound(1) == 1


def test_buy__above_the_cap__reverts(funded, engine, keeper):
    before = state(funded.xz)
    with engine.reverts("BuyBack: more than the allowance"):
        funded.xz.buyback.buy(CAP + 1, sender=keeper)
    assert state(funded.xz) == before


def test_buy__allowance_used__fills_again_over_the_refill_time(funded, engine, keeper, miner):
    """XZ-15: a cap that can be used again at once would be none."""
    buyback, bought_at = funded.xz.buyback, engine.time
    buyback.buy(CAP, sender=keeper)
    with engine.reverts("BuyBack: more than the allowance"):
        buyback.buy(CAP // 2, sender=keeper)
    devmarket.sell(funded.xz, miner, 490 * 10**18)
    engine.time = bought_at + 149
    assert buyback.allowance() == CAP * 149 // 300
    with engine.reverts("BuyBack: more than the allowance"):
        buyback.buy(CAP // 2, sender=keeper)
    assert engine.time == bought_at + 150
    buyback.buy(CAP // 2, sender=keeper)
    assert buyback.allowance() == CAP // 300
    engine.advance(86_400)
    assert buyback.allowance() == CAP


def test_buy__dust_by_a_vandal__does_not_hold_up_the_purchase(funded, attacker, keeper):
    """XZ-15: what is used is what is bought, so a purchase of dust blocks nobody."""
    for _ in range(5):
        funded.xz.buyback.buy(1_000, sender=attacker)
    funded.xz.buyback.buy(CAP - 5_000, sender=keeper)
    assert funded.xz.buyback.spent() == CAP


def test_buy__zero__reverts(funded, engine, keeper):
    with engine.reverts("BuyBack: amount is zero"):
        funded.xz.buyback.buy(0, sender=keeper)


def test_buy__one_unit__market_gives_nothing_and_nothing_is_lost(funded, engine, keeper):
    """Dust that buys less than a wei is not spent."""
    before = state(funded.xz)
    with engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        funded.xz.buyback.buy(1, sender=keeper)
    assert state(funded.xz) == before


def test_buy__more_than_the_pot__leaves_the_holders_money_alone(market, engine, keeper, miner):
    """XZ-22: what is credited to holders is not the pot's."""
    market.pay_revenue(keeper, 1, market.today(), (100 * USD, 0, 0, 0))
    assert market.xz.buyback.pot() == 45 * USD and market.xz.stablecoin.balanceOf(market.xz.buyback) == 78 * USD
    with engine.reverts("BuyBack: more than the pot"):
        market.xz.buyback.buy(45 * USD + 1, sender=keeper)
    market.xz.buyback.buy(45 * USD, sender=keeper)
    assert market.xz.buyback.pot() == 0 and market.xz.buyback.credit(miner) == 33 * USD


def test_buy__market_below_the_bound__reverts(funded, engine, keeper):
    """XZ-15: the feed says 2.00; at 1.90 the same market is too dear."""
    funded.report_price(190_000_000)
    before = state(funded.xz)
    with engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        funded.xz.buyback.buy(CAP, sender=keeper)
    assert state(funded.xz) == before


def test_buy__market_cheaper_than_the_feed__buys_more(funded, keeper):
    funded.report_price(250_000_000)
    assert funded.xz.buyback.buy(CAP, sender=keeper).value > 490 * 10**18


def test_buy__price_zero__reverts(funded, engine, keeper):
    funded.report_price(0)
    with engine.reverts("BuyBack: price is not positive"):
        funded.xz.buyback.buy(CAP, sender=keeper)


def test_buy__price_negative__reverts(funded, engine, keeper):
    funded.report_price(-1)
    with engine.reverts("BuyBack: price is not positive"):
        funded.xz.buyback.buy(CAP, sender=keeper)


def test_buy__paused__reverts(funded, engine, guardian, keeper):
    funded.xz.buyback.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        funded.xz.buyback.buy(CAP, sender=keeper)
    with engine.reverts("Guarded: entries are paused"):
        funded.xz.buyback.buy_for([keeper], sender=keeper)
    with engine.reverts("Guarded: entries are paused"):
        funded.xz.buyback.fund(0, keeper, 0, sender=keeper)


def test_pot__gift__is_burned_too(funded, keeper):
    """Dollars that are nobody's are the pot's."""
    funded.dollars(funded.xz.buyback, 7 * USD)
    assert funded.xz.buyback.pot() == 5_007 * USD


def test_fund__share_of_nobody__reverts(market, engine, keeper):
    market.dollars(keeper, USD)
    market.xz.stablecoin.approve(market.xz.buyback, USD, sender=keeper)
    with engine.reverts("BuyBack: share of nobody"):
        market.xz.buyback.fund(0, "0x" + "00" * 20, USD, sender=keeper)
    market.xz.buyback.fund(USD, "0x" + "00" * 20, 0, sender=keeper)
    assert (market.xz.buyback.pot(), market.xz.buyback.total_credit()) == (USD, 0)


def test_fund__without_allowance__reverts(market, engine, keeper):
    market.dollars(keeper, USD)
    with engine.reverts("InsufficientAllowance"):
        market.xz.buyback.fund(USD, keeper, 0, sender=keeper)


def test_set_limits__owner__bounds_the_next_purchase(funded, engine, owner, keeper):
    buyback = funded.xz.buyback
    buyback.set_limits(10 * USD, 60, 100, sender=owner)
    assert (buyback.call_cap(), buyback.refill(), buyback.slippage()) == (10 * USD, 60, 100)
    with engine.reverts("BuyBack: more than the allowance"):
        buyback.buy(11 * USD, sender=keeper)
    buyback.buy(10 * USD, sender=keeper)


def test_set_limits__cap_lowered_below_what_was_used__allows_nothing(funded, owner, keeper):
    funded.xz.buyback.buy(CAP, sender=keeper)
    funded.xz.buyback.set_limits(10 * USD, 300, 300, sender=owner)
    assert funded.xz.buyback.allowance() == 0


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ((0, 300, 300), "BuyBack: cap or refill is zero"),
        ((CAP, 0, 300), "BuyBack: cap or refill is zero"),
        ((CAP, 300, 1_001), "BuyBack: slippage above 1,000 bps"),
    ],
)
def test_set_limits__bad__reverts(funded, engine, owner, limits, reason):
    with engine.reverts(reason):
        funded.xz.buyback.set_limits(*limits, sender=owner)
    assert funded.xz.buyback.call_cap() == CAP


def test_set_feed__owner__other_price_counts(funded, owner, engine, keeper):
    other = funded.xz.feed_price_r03
    funded.report(other, 400_000_000)
    funded.xz.buyback.set_feed(other, sender=owner)
    assert funded.xz.buyback.bound(CAP) == 485 * 10**18 // 2


def test_set_feed__other_decimals__reverts(funded, owner, engine):
    with engine.reverts("BuyBack: feed without 8 decimals"):
        funded.xz.buyback.set_feed(funded.xz.feed_temperature, sender=owner)


def test_owner_functions__others__revert(funded, engine, attacker, guardian):
    for caller in (attacker, guardian):
        with engine.reverts("ownable: caller is not the owner"):
            funded.xz.buyback.set_limits(1, 1, 1, sender=caller)
        with engine.reverts("ownable: caller is not the owner"):
            funded.xz.buyback.set_feed(funded.xz.feed_xz_price, sender=caller)
