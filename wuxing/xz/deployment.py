# SPDX-License-Identifier: MIT
"""The contracts of XZ, in the order in which they are created, and the calls that wire them."""

from __future__ import annotations

from wuxing.suite import Create, Plan, Wire
from wuxing.xz.params import Params


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


def steps(plan: Plan) -> list[Create | Wire]:
    """Every step of a deployment of XZ.

    Roles: owner (the deployer until it hands over to the timelock), guardian, registrar, operator.
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
    ]
