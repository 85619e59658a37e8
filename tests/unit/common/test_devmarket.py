# SPDX-License-Identifier: MIT
"""The published Uniswap V2 works on the engine as it does on mainnet (XZ-15)."""

import pytest
from eth_utils import keccak

from wuxing import devmarket
from wuxing.engine import artifact, open_engine
from wuxing.suite import deploy

LIBRARY_HASH = "96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f"
"""Init code hash that UniswapV2Library of the periphery has inside."""


def test_pair_address__published_bytecode__is_where_the_factory_puts_it(market):
    """XZ-15: the router finds its pairs by a hash of code, which is that of the pair in v2-core."""
    xz = market.xz
    assert keccak(artifact(devmarket.PAIR).initcode).hex() == LIBRARY_HASH
    expected = devmarket.pair_address(xz.factory_v2.address, xz.token.address, xz.stablecoin.address)
    assert devmarket.pair(xz).address == expected == xz.factory_v2.getPair(xz.stablecoin, xz.token)


def test_pair__no_liquidity__says_so(xz):
    with pytest.raises(LookupError, match="add liquidity first"):
        devmarket.pair(xz)


def test_add_liquidity__reserves_and_price__are_what_was_put_in(market):
    assert devmarket.reserves(market.xz) == (40_000 * 10**18, 80_000 * 10**18)
    assert devmarket.price(market.xz) == 2


def test_buy__constant_product__to_the_wei(market, keeper):
    """XZ-15: 0.3% of what comes in stays with the pair, the product of the reserves does not fall."""
    market.dollars(keeper, 1_000 * 10**18)
    xz, usd = devmarket.reserves(market.xz)
    taxed = 1_000 * 10**18 * 997
    assert devmarket.buy(market.xz, keeper, 1_000 * 10**18) == taxed * xz // (usd * 1000 + taxed)
    after_xz, after_usd = devmarket.reserves(market.xz)
    assert after_xz * after_usd > xz * usd


def test_sell__after_buy__loses_the_fees(market, keeper):
    market.dollars(keeper, 1_000 * 10**18)
    got = devmarket.buy(market.xz, keeper, 1_000 * 10**18)
    back = devmarket.sell(market.xz, keeper, got)
    assert 990 * 10**18 < back < 1_000 * 10**18
    assert market.xz.stablecoin.balanceOf(keeper) == back


def test_mint__not_the_minter__reverts(xz, engine, attacker):
    with engine.reverts("DevStablecoin: not the minter"):
        xz.stablecoin.mint(attacker, 1, sender=attacker)
    assert xz.stablecoin.totalSupply() == 0
    assert (xz.stablecoin.symbol(), xz.stablecoin.decimals()) == ("USD", 18)


@pytest.fixture(scope="module")
def other_chain():
    """A chain that has a stablecoin and Uniswap V2 before XZ comes."""
    engine = open_engine("titanoboa")
    maker = engine.account(0)
    stablecoin = engine.deploy("DevStablecoin", maker, 18, sender=maker)
    factory = engine.deploy(devmarket.FACTORY, maker, sender=maker)
    weth = engine.deploy(devmarket.WETH, sender=maker)
    return engine, stablecoin, engine.deploy(devmarket.ROUTER, factory, weth, sender=maker)


def test_steps__named_roles__are_used_and_nothing_is_made(other_chain):
    """XZ-15: a real network names its stablecoin and its router."""
    engine, stablecoin, router = other_chain
    roles = {"stablecoin": stablecoin.address, "router": router.address}
    made = deploy(engine, "xz", "paper", engine.account(1), roles)
    assert made.stablecoin == stablecoin and made.router == router
    assert "factory_v2" not in made.contracts and "weth" not in made.contracts
    assert made.buyback.stablecoin() == made.revenue.stablecoin() == made.swap.stablecoin() == stablecoin.address
    assert made.buyback.router() == router.address


def test_steps__role_without_code__is_refused(other_chain):
    engine, stablecoin, _ = other_chain
    roles = {"stablecoin": stablecoin.address, "router": engine.account(5).address}
    with pytest.raises(ValueError, match=r"expected a contract at .*, named as router"):
        deploy(engine, "xz", "paper", engine.account(2), roles)
