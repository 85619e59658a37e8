# SPDX-License-Identifier: MIT
"""The contracts of ZOS, in the order in which they are created."""

from __future__ import annotations

from wuxing import genesis
from wuxing.governance import governance
from wuxing.params import ParamsError
from wuxing.suite import Create, Plan, Roles, Wire
from wuxing.vesting import tranches
from wuxing.zos.params import LOCKED, Params

ROLES = Roles(("guardian", "node_payee", *LOCKED))
TRANCHES = 0
"""Number of the curve of ZOS-3."""


def terms(p: Params) -> tuple:
    """The mine's `Terms`, in the order of the struct."""
    return (
        p.mined,
        p.halving_period,
        p.instant,
        p.node_share,
        p.most_commission,
        p.minimum_delegation,
        p.weights,
        p.minimums,
    )


def minted(plan: Plan) -> tuple[list[str], list[int]]:
    """ZOS-2: to whom the coin mints at genesis, and how much: what is locked to Vesting, the rest to Budgets."""
    amounts = plan.params.genesis
    locked = sum(amounts[name] for name in LOCKED)
    return [plan.address("vesting"), plan.address("budgets")], [locked, sum(amounts.values()) - locked]


def locked_grants(plan: Plan) -> list[tuple]:
    """ZOS-3: foundation, founders and investors in tranches that count from the launch, not revocable."""
    launch = plan.system.contracts["mine"].launch()
    return [(plan.role(name), plan.params.genesis[name], TRANCHES, launch, False) for name in LOCKED]


def launch(plan: Plan) -> int:
    """ZOS-4: one halving period before the first halving date; 0, the second of deployment, where none is given.

    Raises ParamsError where that has passed and the mine is still to be made.
    """
    p = plan.params
    if not p.first_halving:
        return 0
    at, now = p.first_halving - p.halving_period, plan.engine.time
    if at < now and not plan.engine.code(plan.address("mine")):
        raise ParamsError(
            f"first_halving: expected 0 or at least {now + p.halving_period}, {p.halving_period} s from now, "
            f"got {p.first_halving}"
        )
    return at


def steps(plan: Plan) -> list[Create | Wire]:
    """Every step of a deployment of ZOS.

    Roles: owner (the deployer until it hands over to the timelock), guardian, node_payee (who harvests for the
    proof-of-work nodes), and foundation, founders and investors, whose shares vest.
    """
    p = plan.params
    return [
        Create("token", "ZOS", lambda d: (d.address("mine"), p.cap, *minted(d))),
        Create(
            "mine",
            "ZOSMine",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("token"),
                d.role("node_payee"),
                launch(d),
                terms(p),
            ),
        ),
        genesis.vesting([tranches(p.tranche_offset, p.tranche_share)], locked_grants),
        genesis.budgets(p.budgets.values()),
        *governance("ZOS", "ZOS DAO", p),
    ]
