# SPDX-License-Identifier: MIT
"""BuyBack's constructor (XZ-15)."""

import pytest

USD = 10**18
ZERO = "0x" + "00" * 20


def arguments(xz, owner):
    return [owner, owner, xz.stablecoin, xz.token, xz.router, xz.feed_xz_price, 1_000 * USD, 300, 300]


@pytest.mark.parametrize(
    ("position", "value", "reason"),
    [
        (0, ZERO, None),
        (2, ZERO, None),
        (3, ZERO, "BuyBack: token or router is zero"),
        (4, ZERO, "BuyBack: token or router is zero"),
        (5, ZERO, "BuyBack: feed is zero"),
        (6, 0, "BuyBack: cap or refill is zero"),
        (7, 0, "BuyBack: cap or refill is zero"),
        (8, 1_001, "BuyBack: slippage above 1,000 bps"),
    ],
)
def test_constructor__bad_argument__reverts(xz, engine, owner, position, value, reason):
    given = arguments(xz, owner)
    given[position] = value
    with engine.reverts(reason):
        engine.deploy("BuyBack", *given, sender=owner)


def test_constructor__parameters__as_in_the_file(xz):
    """XZ-15: the deployment takes them from params/xz.toml."""
    p, b = xz.params, xz.buyback
    assert (b.call_cap(), b.refill(), b.slippage()) == (p.buyback_call_cap, p.buyback_refill, p.buyback_slippage)
    assert (xz.revenue.buyback_share(), xz.revenue.holder_share()) == (p.buyback_share, p.holder_share)
