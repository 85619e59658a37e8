# SPDX-License-Identifier: MIT
"""A market for a coin: Uniswap V2 as published, and the stablecoin of local chains (XZ-15, ZZM-3).

A real network names its stablecoin and its router as roles of the deployment; where it does not, `steps` makes
them. The rest works on either: the pair is always the one that the router's factory knows.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from eth_utils import keccak, to_canonical_address, to_checksum_address

from wuxing.engine import Contract, Receipt, artifact
from wuxing.suite import Create, Plan, System

FACTORY = "@uniswap/v2-core/build/UniswapV2Factory.json"
PAIR = "@uniswap/v2-core/build/UniswapV2Pair.json"
WETH = "@uniswap/v2-periphery/build/WETH9.json"
ROUTER = "@uniswap/v2-periphery/build/UniswapV2Router02.json"
_PATIENCE = 600
"""Seconds that a transaction may take on a network whose clock is not ours."""


def steps(plan: Plan) -> list[Create]:
    """The stablecoin and Uniswap V2, each unless the role `stablecoin` or `router` names what is there.

    The dollars' minter is the deployer, who is also the factory's fee setter.
    """
    made = [Create("stablecoin", "DevStablecoin", lambda d: (d.deployer.address, 18))]
    if "router" not in plan.roles:
        made += [
            Create("factory_v2", FACTORY, lambda d: (d.deployer.address,)),
            Create("weth", WETH, lambda d: ()),
        ]
    return [*made, Create("router", ROUTER, lambda d: (d.address("factory_v2"), d.address("weth")))]


def pair_address(factory: str, one: str, other: str) -> str:
    """Where the pair of two tokens is (CREATE2), as UniswapV2Library computes it from the pair's bytecode."""
    tokens = sorted((to_canonical_address(one), to_canonical_address(other)))
    salt, code = keccak(b"".join(tokens)), keccak(artifact(PAIR).initcode)
    return to_checksum_address(keccak(b"\xff" + to_canonical_address(factory) + salt + code)[12:])


def pair(system: System) -> Contract:
    """The pair of the coin and the stablecoin; raises LookupError while nobody has added liquidity."""
    engine = system.router.engine
    factory = engine.at(FACTORY, system.router.factory())
    address = factory.getPair(system.token, system.stablecoin)
    if not int(address, 16):
        raise LookupError("expected a pair of the coin and the stablecoin, found none: add liquidity first")
    return engine.at(PAIR, address)


def reserves(system: System) -> tuple[int, int]:
    """What the pair holds: the coin (wei) and the stablecoin's units."""
    market = pair(system)
    zero, one, _ = market.getReserves()
    return (zero, one) if market.token0() == system.token else (one, zero)


def price(system: System) -> Fraction:
    """Stablecoin units for a wei of the coin at the margin, fee aside; dollars for one where both have 18 decimals."""
    coin, usd = reserves(system)
    return Fraction(usd, coin)


def add_liquidity(system: System, provider: Any, coin: int, usd: int) -> Receipt:
    """Puts at most these amounts of the coin (wei) and the stablecoin into the pair; the first such call makes it."""
    for token, amount in ((system.token, coin), (system.stablecoin, usd)):
        token.approve(system.router, amount, sender=provider)
    deadline = system.router.engine.time + _PATIENCE
    return system.router.addLiquidity(
        system.token, system.stablecoin, coin, usd, 0, 0, provider, deadline, sender=provider
    )


def buy(system: System, account: Any, usd: int, least: int = 0) -> int:
    """Swaps `account`'s stablecoin for the coin; returns the wei received. Reverts below `least`."""
    return _swap(system, account, (system.stablecoin, system.token), usd, least)


def sell(system: System, account: Any, coin: int, least: int = 0) -> int:
    """Swaps `account`'s coin (wei) for the stablecoin; returns what was received. Reverts below `least`."""
    return _swap(system, account, (system.token, system.stablecoin), coin, least)


def _swap(system: System, account: Any, path: tuple[Contract, Contract], amount: int, least: int) -> int:
    path[0].approve(system.router, amount, sender=account)
    deadline = system.router.engine.time + _PATIENCE
    receipt = system.router.swapExactTokensForTokens(amount, least, list(path), account, deadline, sender=account)
    return receipt.value[-1]
