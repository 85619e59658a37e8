# SPDX-License-Identifier: MIT
"""The contracts of Contattract, in the order in which they are created."""

from __future__ import annotations

from wuxing import vesting
from wuxing.contattract.params import Params
from wuxing.governance import governance
from wuxing.suite import Create, Plan, Roles, Wire
from wuxing.vesting import Schedule, by_year, tranches

ROLES = Roles(("guardian", "partners", "developers", "consensus_payee"))
PARTNERS, DEVELOPERS, ECOSYSTEM, MINERS = range(4)
"""Numbers of the vesting curves."""
STORAGE_GRANT = 3
"""Number of the storage miners' grant, which the disk claims for its landlords."""


def schedules(p: Params) -> list[Schedule]:
    """CNT-2: the curves of partners, developers, ecosystem and miners, by their numbers."""
    stages = len(p.stage_offset)
    rate = p.mining_rate
    return [
        vesting.line(p.partners_period),
        vesting.line(p.developers_period),
        tranches(p.stage_offset, [10_000 // stages] * stages),
        by_year(p.mining_years, rate.numerator, rate.denominator),
    ]


def grants(plan: Plan) -> list[tuple]:
    """CNT-2: the grants of the genesis, as Vesting.vy's `Terms`; the storage miners' is the disk's."""
    p = plan.params
    return [
        (plan.role("partners"), p.part("partners"), PARTNERS, p.launch, False),
        (plan.role("developers"), p.part("developers"), DEVELOPERS, p.launch, False),
        (plan.address("timelock"), p.part("ecosystem"), ECOSYSTEM, p.launch, False),
        (plan.address("disk"), p.part("storage"), MINERS, p.launch, False),
        (plan.role("consensus_payee"), p.part("consensus"), MINERS, p.launch, False),
    ]


def steps(plan: Plan) -> list[Create | Wire]:
    """Every step of a deployment of Contattract.

    Roles: owner (the deployer until it hands over to the timelock), guardian, partners, developers, and consensus_payee
    (who brings the miners' share to the native chain's block makers).
    """
    p = plan.params
    locked = p.supply - p.part("swap")
    return [
        Create("token", "CNT", lambda d: ([d.address("vesting"), d.address("budgets")], [locked, p.part("swap")])),
        Create(
            "vesting",
            "Vesting",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("token"),
                [s.argument() for s in schedules(p)],
                grants(d),
            ),
        ),
        Create("budgets", "Budgets", lambda d: (d.role("owner"), d.address("token"), [p.part("swap")])),
        Create(
            "recovery",
            "Recovery",
            lambda d: (d.address("token"), p.recovery_delay, p.recovery_answer, p.recovery_rest),
        ),
        *governance("CNT", "Contattract council", p),
    ]
