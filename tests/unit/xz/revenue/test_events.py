# SPDX-License-Identifier: MIT
"""CabinetRevenue's events (XZ-22)."""

from __future__ import annotations

from tests.events import emitted

USD = 10**18
SALES = (700 * USD, 100 * USD, 150 * USD, 50 * USD)


def test_report__and_withdraw__event_each(market, keeper, operator, miner):
    day = market.today()
    emitted(
        market.pay_revenue(keeper, 1, day, SALES), "CabinetRevenue.Reported",
        token_id=1, period=day, payer=keeper, amounts=SALES, burn=450 * USD,
        holder=miner, holder_part=330 * USD, operator=operator, operator_part=220 * USD,
    )  # fmt: skip
    emitted(
        market.xz.revenue.withdraw(operator, sender=keeper),
        "CabinetRevenue.Withdrawn", account=operator, amount=220 * USD,
    )  # fmt: skip


def test_operator__wished_and_set__event_each(market, miner, operator, other_miner):
    emitted(
        market.xz.revenue.set_operator(1, other_miner, sender=miner),
        "CabinetRevenue.OperatorWished", token_id=1, by=miner, operator=other_miner,
    )  # fmt: skip
    emitted(
        market.xz.revenue.set_operator(1, other_miner, sender=operator),
        "CabinetRevenue.OperatorSet", token_id=1, operator=other_miner,
    )  # fmt: skip


def test_settings__by_the_owner__event_each(xz, owner, keeper):
    emitted(xz.revenue.set_default_operator(keeper, sender=owner), "CabinetRevenue.DefaultOperatorSet", operator=keeper)
    emitted(xz.revenue.set_holder_share(9_999, sender=owner), "CabinetRevenue.HolderShareSet", share=9_999)
