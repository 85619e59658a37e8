# SPDX-License-Identifier: MIT
"""The contracts of XZ, in the order in which they are created, and the calls that wire them."""

from __future__ import annotations

from collections.abc import Callable

from wuxing import devmarket
from wuxing.governance import governance
from wuxing.suite import Create, Plan, Roles, Wire
from wuxing.xz import storage
from wuxing.xz.params import Params

ROLES = Roles(("guardian", "registrar", "operator"), ("signers",), ("stablecoin", "router"))
CLASSES = ("M01AB", "M01AE", "N02BA", "N02BE", "N05B", "N05C", "R03", "R06")
"""The ATC drug classes that cabinets sell, as the columns of data/pharmacy_sales_daily.csv name them."""
FEEDS = {
    "feed_xz_price": ("XZ / USD", 8),
    **{f"feed_price_{atc.lower()}": (f"{atc} / USD", 8) for atc in CLASSES},
    **{f"feed_units_{atc.lower()}": (f"{atc} units sold", 4) for atc in CLASSES},
    "feed_temperature": ("Temperature, degrees Celsius", 2),
}
"""Feeds by name: description and decimals (XZ-17)."""
TEST_SIGNERS = range(20, 27)
"""Accounts of the test mnemonic that seal a devchain's native chain (XZ-18)."""


def terms(p: Params) -> tuple:
    """The mine's `Terms`, in the order of the struct."""
    ratios = p.melt_ratios
    return (
        p.nominal,
        p.daily_output,
        p.unit_time,
        p.node_share,
        p.minimum_stake,
        p.phase_ends,
        p.phase_stake,
        p.phase_gas,
        tuple(r.numerator for r in ratios),
        tuple(r.denominator for r in ratios),
        p.exit_lock,
        p.reporter_share,
    )


def feed(description: str, decimals: int, p: Params) -> Callable[[Plan], tuple]:
    """The constructor arguments of a CabinetFeed (XZ-17)."""
    return lambda d: (
        d.role("owner"),
        d.role("guardian"),
        d.address("nft"),
        description,
        decimals,
        p.feed_quorum,
        p.feed_max_age,
    )


def genesis_signers(plan: Plan) -> list[str]:
    """Who seals the native chain from genesis on, ascending (XZ-18): the role `signers`, a list of addresses.

    Where none is named, accounts 20 to 26 of the public test mnemonic: for devchains, as everybody has their keys.
    """
    named = plan.roles.get("signers") or [plan.engine.account(i).address for i in TEST_SIGNERS]
    return sorted(named, key=str.lower)


def market(p: Params) -> list[Create | Wire]:
    """Buy-back, revenue, checkout and swap (XZ-15, XZ-16, XZ-22, XZ-25)."""
    return [
        Create(
            "buyback",
            "BuyBack",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("stablecoin"),
                d.address("token"),
                d.address("router"),
                d.address("feed_xz_price"),
                p.buyback_call_cap,
                p.buyback_refill,
                p.buyback_slippage,
            ),
        ),
        Create(
            "revenue",
            "CabinetRevenue",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("nft"),
                d.address("stablecoin"),
                d.address("buyback"),
                d.role("operator"),
                p.buyback_share,
                p.holder_share,
            ),
        ),
        Create(
            "checkout",
            "Checkout",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("token"),
                d.address("nft"),
                d.address("votes"),
                d.address("feed_xz_price"),
                d.role("operator"),
                p.refund_window,
                p.discount_tiers,
                p.discount,
            ),
        ),
        Create(
            "swap",
            "NFTXZSwap",
            lambda d: (d.address("nft"), d.address("mine"), d.address("token"), d.address("stablecoin")),
        ),
    ]


def steps(plan: Plan) -> list[Create | Wire]:
    """Every step of a deployment of XZ.

    Roles: owner (the deployer until it hands over to the timelock), guardian, registrar, operator; and the
    stablecoin and the Uniswap V2 router of a network that has them, which are made where they are not named.
    """
    p = plan.params
    return [
        Create("token", "XZ", lambda d: (d.address("mine"), p.cap)),
        Create(
            "mine",
            "XZMine",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("token"),
                d.address("nft"),
                d.address("court"),
                terms(p),
            ),
        ),
        Create(
            "nft",
            "NFTXZ",
            lambda d: (
                d.role("owner"),
                d.role("registrar"),
                d.address("mine"),
                p.nft_supply,
                p.chip_replacement_delay,
            ),
        ),
        Create("log", "CabinetLog", lambda d: (d.address("nft"),)),
        *(Create(name, "CabinetFeed", feed(*what, p)) for name, what in FEEDS.items()),
        Create(
            "packages",
            "PackageTrace",
            lambda d: (d.role("owner"), d.role("guardian"), d.role("registrar"), d.address("nft")),
        ),
        Create("health", "HealthRecords", lambda d: (d.role("owner"), d.role("guardian"))),
        *devmarket.steps(plan),
        *market(p),
        Create("court", "CliqueCourt", lambda d: (d.address("mine"), genesis_signers(d), p.verdict_window)),
        Create("post_verifier", "MerklePost", lambda d: (p.post_challenges, storage.NODE)),
        Create(
            "sectors",
            "SectorBonds",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("token"),
                d.address("post_verifier"),
                p.sector_bond,
                p.fault_penalty,
                p.reporter_share,
                p.post_period,
                p.post_windows,
            ),
        ),
        *governance("XZ", "XZ DAO", p),
    ]
