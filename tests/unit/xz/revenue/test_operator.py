# SPDX-License-Identifier: MIT
"""CabinetRevenue: who operates a cabinet, and what it collects (XZ-22)."""

import pytest

USD = 10**18
SALES = (1_000 * USD, 0, 0, 0)
ZERO = "0x" + "00" * 20


def test_set_operator__holder_and_operator_agree__new_one_acts(market, miner, operator, other_miner, keeper):
    """XZ-22: a role apart from ownership, changed by both sides' consent."""
    revenue = market.xz.revenue
    assert revenue.operator_of(1) == operator.address
    revenue.set_operator(1, other_miner, sender=miner)
    assert revenue.operator_of(1) == operator.address and revenue.wish(1, miner) == other_miner.address
    receipt = revenue.set_operator(1, other_miner, sender=operator)
    assert receipt.named("OperatorSet")[0].operator == other_miner.address
    assert revenue.operator_of(1) == other_miner.address and revenue.operator_of(2) == operator.address
    assert revenue.wish(1, miner) == revenue.wish(1, operator) == ZERO
    market.pay_revenue(keeper, 1, market.today(), SALES)
    assert revenue.proceeds(other_miner) == 220 * USD and revenue.proceeds(operator) == 0


def test_set_operator__operator_first__works_as_well(market, miner, operator, other_miner):
    market.xz.revenue.set_operator(1, other_miner, sender=operator)
    market.xz.revenue.set_operator(1, other_miner, sender=miner)
    assert market.xz.revenue.operator_of(1) == other_miner.address


def test_set_operator__different_wishes__nothing_changes(market, miner, operator, other_miner, keeper):
    market.xz.revenue.set_operator(1, other_miner, sender=miner)
    market.xz.revenue.set_operator(1, keeper, sender=operator)
    assert market.xz.revenue.operator_of(1) == operator.address


def test_set_operator__wish_taken_back__does_not_count(market, miner, operator, other_miner):
    revenue = market.xz.revenue
    revenue.set_operator(1, other_miner, sender=miner)
    revenue.set_operator(1, operator, sender=miner)
    revenue.set_operator(1, other_miner, sender=operator)
    assert revenue.operator_of(1) == operator.address


def test_set_operator__holder_operates_itself__alone(market, miner, operator, other_miner):
    revenue = market.xz.revenue
    revenue.set_operator(1, miner, sender=operator)
    revenue.set_operator(1, miner, sender=miner)
    revenue.set_operator(1, other_miner, sender=miner)
    assert revenue.operator_of(1) == other_miner.address


def test_set_operator__wish_of_a_former_operator__does_not_count(market, miner, operator, other_miner, keeper):
    """XZ-22: consent is the acting operator's, not that of one before."""
    revenue = market.xz.revenue
    revenue.set_operator(1, keeper, sender=operator)
    revenue.set_operator(1, other_miner, sender=miner)
    revenue.set_operator(1, other_miner, sender=operator)
    revenue.set_operator(1, keeper, sender=miner)
    assert revenue.operator_of(1) == other_miner.address


def test_set_operator__stranger__reverts(market, engine, attacker):
    with engine.reverts("CabinetRevenue: not holder/operator"):
        market.xz.revenue.set_operator(1, attacker, sender=attacker)
    assert market.xz.revenue.wish(1, attacker) == ZERO


def test_set_operator__zero__reverts(market, engine, miner):
    with engine.reverts("CabinetRevenue: operator is zero"):
        market.xz.revenue.set_operator(1, ZERO, sender=miner)


def test_set_operator__unknown_token__reverts(market, engine, miner, operator):
    with engine.reverts("TokenDoesNotExist"):
        market.xz.revenue.set_operator(99, miner, sender=operator)
    assert market.xz.revenue.operator_of(99) == operator.address


def test_set_default_operator__owner__moves_cabinets_without_their_own(market, owner, operator, keeper, miner):
    revenue = market.xz.revenue
    revenue.set_operator(1, operator, sender=miner)
    revenue.set_operator(1, operator, sender=operator)
    revenue.set_default_operator(keeper, sender=owner)
    assert (revenue.operator_of(1), revenue.operator_of(2)) == (operator.address, keeper.address)


def test_owner_functions__others__revert(market, engine, attacker, guardian):
    for caller in (attacker, guardian):
        with engine.reverts("ownable: caller is not the owner"):
            market.xz.revenue.set_default_operator(attacker, sender=caller)
        with engine.reverts("ownable: caller is not the owner"):
            market.xz.revenue.set_holder_share(0, sender=caller)


def test_set_holder_share__changes_only_what_the_burn_leaves(market, owner, keeper, miner, operator):
    market.xz.revenue.set_holder_share(10_000, sender=owner)
    market.pay_revenue(keeper, 1, market.today(), SALES)
    assert market.xz.buyback.pot() == 450 * USD
    assert market.xz.buyback.credit(miner) == 550 * USD and market.xz.revenue.proceeds(operator) == 0


def test_set_holder_share__above_all__reverts(market, engine, owner):
    with engine.reverts("CabinetRevenue: above 10,000 bps"):
        market.xz.revenue.set_holder_share(10_001, sender=owner)
    assert market.xz.revenue.holder_share() == 6_000


def test_set_default_operator__zero__reverts(market, engine, owner):
    with engine.reverts("CabinetRevenue: operator is zero"):
        market.xz.revenue.set_default_operator(ZERO, sender=owner)


def test_withdraw__twice__reverts(market, engine, keeper, operator):
    market.pay_revenue(keeper, 1, market.today(), SALES)
    assert market.xz.revenue.withdraw(operator, sender=keeper).value == 220 * USD
    assert market.xz.stablecoin.balanceOf(operator) == 220 * USD
    with engine.reverts("CabinetRevenue: nothing to collect"):
        market.xz.revenue.withdraw(operator, sender=operator)
    assert market.xz.stablecoin.balanceOf(market.xz.revenue) == 0


@pytest.mark.parametrize(
    ("position", "reason"),
    [
        (2, "CabinetRevenue: nft or buyback is 0"),
        (4, "CabinetRevenue: nft or buyback is 0"),
        (5, "CabinetRevenue: operator is zero"),
    ],
)
def test_constructor__zero_address__reverts(market, engine, owner, guardian, position, reason):
    xz = market.xz
    arguments = [owner, guardian, xz.nft, xz.stablecoin, xz.buyback, owner, 4_500, 6_000]
    arguments[position] = ZERO
    with engine.reverts(reason):
        engine.deploy("CabinetRevenue", *arguments, sender=owner)


@pytest.mark.parametrize("position", [6, 7])
def test_constructor__share_above_all__reverts(market, engine, owner, guardian, position):
    xz = market.xz
    arguments = [owner, guardian, xz.nft, xz.stablecoin, xz.buyback, owner, 4_500, 6_000]
    arguments[position] = 10_001
    with engine.reverts("CabinetRevenue: above 10,000 bps"):
        engine.deploy("CabinetRevenue", *arguments, sender=owner)
