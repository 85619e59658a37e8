# SPDX-License-Identifier: MIT
"""CabinetRevenue.report: signed, paid, divided (XZ-15, XZ-22)."""

import pytest

from wuxing.typed_data import domain_of
from wuxing.xz.signing import P256, Chip, revenue

USD = 10**18
SALES = (700 * USD, 100 * USD, 150 * USD, 50 * USD)
DAY = 86_400


def state(xz, *accounts):
    """All that a failed report must leave alone."""
    return (
        xz.buyback.pot(),
        xz.buyback.total_credit(),
        [xz.revenue.last_period(t) for t in (1, 2)],
        [(xz.stablecoin.balanceOf(a), xz.revenue.proceeds(a)) for a in (xz.revenue, *accounts)],
    )


def paid(market, payer, token_id, period, amounts, signature):
    """A payer with money and allowance submits whatever it has."""
    market.dollars(payer, max(1, sum(amounts)))
    market.xz.stablecoin.approve(market.xz.revenue, sum(amounts), sender=payer)
    return lambda: market.xz.revenue.report(token_id, period, amounts, signature, sender=payer)


def test_report__thousand_dollars__45_percent_burn_33_holder_22_operator(market, keeper, operator, miner):
    """XZ-15, XZ-22: 45% to the burn; of the 55% left 60% to the holder and 40% to the operator."""
    xz, day = market.xz, market.today()
    receipt = market.pay_revenue(keeper, 1, day, SALES)
    assert xz.buyback.pot() == 450 * USD
    assert xz.buyback.credit(miner) == xz.buyback.total_credit() == 330 * USD
    assert xz.revenue.proceeds(operator) == xz.stablecoin.balanceOf(xz.revenue) == 220 * USD
    assert xz.stablecoin.balanceOf(keeper) == 0
    assert xz.revenue.last_period(1) == day and xz.revenue.last_period(2) == 0
    (event,) = receipt.named("Reported")
    assert (event.token_id, event.period, event.payer) == (1, day, keeper.address)
    assert tuple(event.amounts) == SALES
    assert (event.holder, event.operator) == (miner.address, operator.address)
    assert (event.burn, event.holder_part, event.operator_part) == (450 * USD, 330 * USD, 220 * USD)


@pytest.mark.parametrize("total", [1, 2, 3, 19, 101, 9_999, 10_001, 12_345_678_901])
def test_report__odd_amounts__nothing_is_lost_to_rounding(market, keeper, operator, miner, total):
    """XZ-15: rounded in favour of the burn, then of the operator; the parts are the whole."""
    xz = market.xz
    market.pay_revenue(keeper, 1, market.today(), (0, 0, 0, total))
    rest = total * 5_500 // 10_000
    assert xz.buyback.pot() == total - rest >= total * 45 / 100
    assert xz.buyback.credit(miner) == rest * 6_000 // 10_000
    assert xz.revenue.proceeds(operator) == rest - rest * 6_000 // 10_000


def test_report__chip_on_p256__counts(market, onboard, keeper):
    """XZ-4, XZ-22: secure elements speak P-256."""
    chip = Chip.from_seed("revenue p256", P256)
    token_id = onboard(chip, staked=False)
    market.chips[token_id] = chip
    market.pay_revenue(keeper, token_id, market.today(), SALES)
    assert market.xz.buyback.pot() == 450 * USD


def test_report__holder_sold_the_token__credit_is_the_new_holders(market, onboard, keeper, miner, other_miner):
    """XZ-22: the share follows the token."""
    chip = Chip.from_seed("sold cabinet")
    token_id = onboard(chip, to=other_miner, staked=False)
    market.chips[token_id] = chip
    market.pay_revenue(keeper, token_id, market.today(), SALES)
    assert market.xz.buyback.credit(other_miner) == 330 * USD and market.xz.buyback.credit(miner) == 0


def test_report__same_day_again__reverts(market, engine, keeper, operator):
    """XZ-22: a day counts once."""
    market.pay_revenue(keeper, 1, market.today(), SALES)
    before = state(market.xz, operator)
    with engine.reverts("CabinetRevenue: period not after last"):
        market.pay_revenue(keeper, 1, market.today(), (1, 0, 0, 0))
    assert state(market.xz, operator) == before


def test_report__earlier_day__reverts(market, engine, keeper):
    market.pay_revenue(keeper, 1, market.today(), SALES)
    with engine.reverts("CabinetRevenue: period not after last"):
        market.pay_revenue(keeper, 1, market.today() - 1, SALES)


def test_report__gap_of_days__is_allowed(market, keeper):
    """A cabinet without power sells nothing and reports nothing."""
    market.pay_revenue(keeper, 1, market.today() - 9, SALES)
    market.pay_revenue(keeper, 1, market.today(), SALES)
    assert market.xz.buyback.pot() == 900 * USD


def test_report__day_not_over__reverts_until_midnight(market, engine, keeper):
    """XZ-22: a stolen chip cannot burn the days to come."""
    day = engine.time // DAY
    send = paid(market, keeper, 1, day, SALES, market.signed_revenue(1, day, SALES))
    engine.time = (day + 1) * DAY - 1
    before = state(market.xz, keeper)
    with engine.reverts("CabinetRevenue: period not over"):
        send()
    assert state(market.xz, keeper) == before
    engine.time = (day + 1) * DAY
    send()
    assert market.xz.revenue.last_period(1) == day


def test_report__huge_day__reverts(market, engine, keeper):
    day = 2**256 // DAY + 1
    with engine.reverts(""):
        paid(market, keeper, 1, day, SALES, market.signed_revenue(1, day, SALES))()
    assert market.xz.revenue.last_period(1) == 0


def test_report__nothing_sold__reverts(market, engine, keeper):
    day, none = market.today(), (0, 0, 0, 0)
    with engine.reverts("CabinetRevenue: no revenue"):
        paid(market, keeper, 1, day, none, market.signed_revenue(1, day, none))()
    assert market.xz.revenue.last_period(1) == 0


def test_report__overflowing_streams__reverts(market, engine, keeper):
    day, amounts = market.today(), (2**256 - 1, 1, 0, 0)
    signature = market.signed_revenue(1, day, amounts)
    with engine.reverts(""):
        market.xz.revenue.report(1, day, amounts, signature, sender=keeper)
    assert market.xz.revenue.last_period(1) == 0


@pytest.mark.parametrize("change", ["chip", "token", "day", "stream", "swapped", "chain", "contract", "cut", "empty"])
def test_report__signature_of_something_else__reverts(market, engine, keeper, operator, change):
    """XZ-5, XZ-22: only what this cabinet's chip signed, for this contract on this chain."""
    xz, day = market.xz, market.today()
    chip, message, domain = market.chips[1], revenue(1, day, SALES), domain_of(xz.revenue)
    if change == "chip":
        chip = market.chips[2]
    elif change == "token":
        message = revenue(2, day, SALES)
    elif change == "day":
        message = revenue(1, day - 1, SALES)
    elif change == "stream":
        message = revenue(1, day, (SALES[0] + 1, *SALES[1:]))
    elif change == "swapped":
        message = revenue(1, day, (SALES[1], SALES[0], *SALES[2:]))
    elif change == "chain":
        domain = type(domain)(domain.name, domain.chain_id + 1, domain.contract)
    elif change == "contract":
        domain = domain_of(xz.checkout)
    signature = chip.sign(domain.digest(message))
    signature = {"cut": signature[:-1], "empty": b""}.get(change, signature)
    send = paid(market, keeper, 1, day, SALES, signature)
    before = state(xz, operator, keeper)
    with engine.reverts("CabinetRevenue: not the chip's"):
        send()
    assert state(xz, operator, keeper) == before


def test_report__malleable_signature__reverts(market, engine, keeper):
    """XZ-4: the other s of a signature is none."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    day = market.today()
    good = market.signed_revenue(1, day, SALES)
    twin = good[:32] + (order - int.from_bytes(good[32:64], "big")).to_bytes(32, "big") + bytes([55 - good[64]])
    with engine.reverts("CabinetRevenue: not the chip's"):
        paid(market, keeper, 1, day, SALES, twin)()


def test_report__unknown_token__reverts(market, engine, keeper):
    day = market.today()
    signature = market.chips[1].sign(domain_of(market.xz.revenue).digest(revenue(99, day, SALES)))
    with engine.reverts("TokenDoesNotExist"):
        paid(market, keeper, 99, day, SALES, signature)()
    assert market.xz.revenue.last_period(99) == 0


@pytest.mark.parametrize("lack", ["money", "allowance"])
def test_report__no_money__no_credit(market, engine, keeper, operator, lack):
    """XZ-15: a signature alone credits nobody."""
    xz, day = market.xz, market.today()
    signature = market.signed_revenue(1, day, SALES)
    market.dollars(keeper, sum(SALES) - (lack == "money"))
    xz.stablecoin.approve(xz.revenue, sum(SALES) - (lack == "allowance"), sender=keeper)
    before = state(xz, operator, keeper)
    with engine.reverts("InsufficientBalance" if lack == "money" else "InsufficientAllowance"):
        xz.revenue.report(1, day, SALES, signature, sender=keeper)
    assert state(xz, operator, keeper) == before


def test_report__paused__reverts_and_the_operator_still_leaves(market, engine, keeper, guardian, operator, owner):
    """A pause stops entries, never exits."""
    market.pay_revenue(keeper, 1, market.today() - 1, SALES)
    market.xz.revenue.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        market.pay_revenue(keeper, 1, market.today(), SALES)
    market.xz.revenue.withdraw(operator, sender=keeper)
    assert market.xz.stablecoin.balanceOf(operator) == 220 * USD
    market.xz.revenue.unpause(sender=owner)
    market.pay_revenue(keeper, 1, market.today(), SALES)
