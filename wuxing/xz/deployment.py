# SPDX-License-Identifier: MIT
"""The contracts of XZ, in the order in which they are created, and the calls that wire them."""

from __future__ import annotations

from wuxing.suite import Create, Plan, Wire


def steps(plan: Plan) -> list[Create | Wire]:
    """Every step of a deployment of XZ.

    Roles: owner (the deployer until it hands over to the timelock), guardian, registrar, operator.
    """
    p = plan.params
    return [
        Create("token", "XZ", lambda d: (d.address("mine"), p.cap)),
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
