# SPDX-License-Identifier: MIT
"""BuyBack.buy_for, buy_own, withdraw: the holders' share is paid in XZ bought on the market (XZ-22)."""

import pytest

from wuxing import devmarket

USD = 10**18


@pytest.fixture
def credited(market, keeper, miner, other_miner):
    """Credit of 300 USD for one holder and 100 for another, and a burn pot of 50."""
    market.dollars(keeper, 450 * USD)
    market.xz.stablecoin.approve(market.xz.buyback, 450 * USD, sender=keeper)
    market.xz.buyback.fund(50 * USD, miner, 300 * USD, sender=keeper)
    market.xz.buyback.fund(0, other_miner, 100 * USD, sender=keeper)
    return market


def test_buy_for__two_holders__one_price_in_proportion(credited, keeper, miner, other_miner):
    """XZ-22: both get the same price, and the whole of what was bought."""
    xz = credited.xz
    receipt = xz.buyback.buy_for([miner, other_miner], sender=keeper)
    bought = receipt.value
    assert xz.buyback.owed(miner) == bought * 3 // 4
    assert xz.buyback.owed(miner) + xz.buyback.owed(other_miner) == bought == xz.token.balanceOf(xz.buyback)
    assert xz.buyback.credit(miner) == xz.buyback.credit(other_miner) == xz.buyback.total_credit() == 0
    assert xz.buyback.pot() == 50 * USD
    assert [e.spent for e in receipt.named("Bought")] == [300 * USD, 100 * USD]


def test_buy_for__above_the_allowance__last_in_line_waits(credited, engine, owner, keeper, miner, other_miner):
    """XZ-15, XZ-22: the holders' purchases have a cap as the burn has."""
    buyback = credited.xz.buyback
    buyback.set_limits(310 * USD, 300, 300, sender=owner)
    buyback.buy_for([miner, other_miner], sender=keeper)
    assert buyback.credit(miner) == 0 and buyback.credit(other_miner) == 90 * USD
    assert buyback.holder_allowance() == 310 * USD // 300
    buyback.buy_for([other_miner], sender=keeper)
    assert buyback.credit(other_miner) == 90 * USD - 310 * USD // 300
    buyback.buy(10 * USD, sender=keeper)
    engine.advance(300)
    buyback.buy_for([other_miner], sender=keeper)
    assert buyback.total_credit() == 0


def test_buy_for__same_holder_twice__counts_once(credited, keeper, miner):
    buyback = credited.xz.buyback
    bought = buyback.buy_for([miner, miner], sender=keeper).value
    assert buyback.owed(miner) == bought and buyback.credit(miner) == 0
    assert buyback.total_credit() == 100 * USD


def test_buy_for__nobody_with_credit__reverts(credited, engine, keeper, attacker):
    with engine.reverts("BuyBack: nothing to buy for"):
        credited.xz.buyback.buy_for([attacker], sender=keeper)
    with engine.reverts("BuyBack: nothing to buy for"):
        credited.xz.buyback.buy_for([], sender=keeper)


def test_buy_for__65_holders__reverts(credited, engine, keeper, miner):
    """No loop without a bound."""
    with engine.reverts(""):
        credited.xz.buyback.buy_for([miner] * 65, sender=keeper)
    assert credited.xz.buyback.credit(miner) == 300 * USD


def test_buy_for__market_below_the_bound__reverts_and_keeps_the_credit(credited, engine, keeper, miner):
    credited.report_price(150_000_000)
    with engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        credited.xz.buyback.buy_for([miner], sender=keeper)
    assert credited.xz.buyback.credit(miner) == 300 * USD and credited.xz.buyback.owed(miner) == 0


def test_withdraw__anyone_orders__holder_is_paid_once(credited, engine, keeper, attacker, other_miner):
    xz = credited.xz
    bought = xz.buyback.buy_for([other_miner], sender=keeper).value
    assert xz.buyback.withdraw(other_miner, sender=attacker).value == bought
    assert xz.token.balanceOf(other_miner) == bought and xz.token.balanceOf(attacker) == 0
    with engine.reverts("BuyBack: nothing owed"):
        xz.buyback.withdraw(other_miner, sender=attacker)


def test_buy_own__paused_and_stale__holder_still_leaves(credited, engine, guardian, keeper, other_miner):
    """XZ-22: neither a pause nor a dead feed holds a share back."""
    xz = credited.xz
    owed = xz.buyback.buy_for([other_miner], sender=keeper).value
    credited.dollars(keeper, 60 * USD)
    xz.stablecoin.approve(xz.buyback, 60 * USD, sender=keeper)
    xz.buyback.fund(0, other_miner, 60 * USD, sender=keeper)
    xz.buyback.pause(sender=guardian)
    engine.advance(10 * 86_400)
    bought = xz.buyback.buy_own(60 * USD, 29 * 10**18, sender=other_miner).value
    assert xz.token.balanceOf(other_miner) == bought > 29 * 10**18
    xz.buyback.withdraw(other_miner, sender=other_miner)
    assert xz.token.balanceOf(other_miner) == bought + owed
    assert xz.buyback.credit(other_miner) == 0


def test_buy_own__own_bound__is_kept(credited, engine, miner):
    with engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        credited.xz.buyback.buy_own(300 * USD, 150 * 10**18, sender=miner)
    assert credited.xz.buyback.credit(miner) == 300 * USD


def test_buy_own__more_than_the_credit__reverts(credited, engine, other_miner, attacker):
    with engine.reverts("BuyBack: more than the credit"):
        credited.xz.buyback.buy_own(100 * USD + 1, 0, sender=other_miner)
    with engine.reverts("BuyBack: more than the credit"):
        credited.xz.buyback.buy_own(1, 0, sender=attacker)
    with engine.reverts("BuyBack: amount is zero"):
        credited.xz.buyback.buy_own(0, 0, sender=other_miner)
    assert credited.xz.buyback.total_credit() == 400 * USD


def test_buy_own__does_not_use_the_common_allowance(credited, miner):
    before = credited.xz.buyback.holder_allowance()
    credited.xz.buyback.buy_own(300 * USD, 0, sender=miner)
    assert credited.xz.buyback.holder_allowance() == before == 1_000 * USD


def test_buy_own__market__is_the_pair(credited, miner):
    xz_reserve, usd_reserve = devmarket.reserves(credited.xz)
    before = credited.xz.token.balanceOf(miner)
    taxed = 300 * USD * 997
    bought = credited.xz.buyback.buy_own(300 * USD, 0, sender=miner).value
    assert bought == taxed * xz_reserve // (usd_reserve * 1_000 + taxed)
    assert credited.xz.token.balanceOf(miner) - before == bought
    assert credited.xz.buyback.total_credit() == 100 * USD and credited.xz.buyback.pot() == 50 * USD
