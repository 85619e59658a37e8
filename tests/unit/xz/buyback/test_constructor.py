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
        (0, ZERO, "Roles: owner is zero"),
        (2, ZERO, ""),
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


def test_constructor__stablecoin_of_six_decimals__same_price(market, engine, owner, keeper, miner):
    """XZ-15: most real stablecoins count in millionths; cap, bound and purchase mean the same dollars."""
    xz = market.xz
    six = engine.deploy("DevStablecoin", keeper, 6, sender=keeper)
    given = arguments(xz, owner)
    given[2] = six
    buyback = engine.deploy("BuyBack", *given, sender=owner)
    assert buyback.call_cap() == 1_000 * 10**6
    assert buyback.bound(1_000 * 10**6) == 485 * 10**18
    six.mint(miner, 80_000 * 10**6, sender=keeper)
    six.mint(buyback, 1_000 * 10**6, sender=keeper)
    for token in (six, xz.token):
        token.approve(xz.router, 10**30, sender=miner)
    later = engine.time + 600
    xz.router.addLiquidity(xz.token, six, 40_000 * USD, 80_000 * 10**6, 0, 0, miner, later, sender=miner)
    assert buyback.buy(1_000 * 10**6, sender=keeper).value > 490 * 10**18


def test_constructor__stablecoin_above_18_decimals__reverts(xz, engine, owner):
    given = arguments(xz, owner)
    given[2] = engine.deploy("DevStablecoin", owner, 19, sender=owner)
    with engine.reverts("BuyBack: above 18 decimals"):
        engine.deploy("BuyBack", *given, sender=owner)
