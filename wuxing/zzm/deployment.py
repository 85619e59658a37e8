# SPDX-License-Identifier: MIT
"""The contracts of ZZM, in the order in which they are created, and the calls that wire them."""

from __future__ import annotations

from wuxing import devmarket, genesis, vesting
from wuxing.governance import governance
from wuxing.suite import Create, Plan, RoleError, Roles, Wire
from wuxing.vesting import WHOLE, Schedule
from wuxing.zzm import treasury
from wuxing.zzm.params import BPS, Params

ROLES = Roles(
    ("guardian", "team"),
    ("investors", "keyholders"),
    ("stablecoin", "router", "bitcoin"),
    ("safe_singleton", "safe_factory", "safe_handler"),
)
MOST_INVESTORS = 31
"""Vesting.vy takes 32 grants at genesis, one of them the team's."""
PRIVATE, TEAM = range(2)
"""Numbers of the vesting curves."""
REWARDS = 0
"""Number of the rewards' budget."""
TEST_INVESTORS = range(40, 45)
"""Accounts of the test mnemonic that are a devchain's private investors."""
TEST_TEAM = 45
"""And its founding team."""


def schedules(p: Params) -> list[Schedule]:
    """The curves of investors and team, by PRIVATE and TEAM (ZZM-2)."""
    now = p.private_at_launch * WHOLE // BPS
    private = Schedule((0, p.private_period), (now, WHOLE - now), True) if now else vesting.line(p.private_period)
    dates = range(p.team_cliff, p.team_period + 1, p.team_step or p.team_period)
    ends = [WHOLE * date // p.team_period for date in dates]
    shares = tuple(end - before for before, end in zip([0, *ends], ends, strict=False))
    return [private, Schedule(tuple(dates), shares)]


def investors(plan: Plan) -> list[str]:
    """Who the private share is for, in equal parts: the role `investors`, a list of addresses.

    Raises RoleError when they are more than the genesis has grants for.
    """
    named = plan.roles.get("investors") or [plan.engine.account(i).address for i in TEST_INVESTORS]
    if len(named) > MOST_INVESTORS:
        raise RoleError(f"role investors: expected at most {MOST_INVESTORS} addresses, got {len(named)}")
    return list(named)


def grants(plan: Plan) -> list[tuple]:
    """The grants of the genesis, as Vesting.vy's `Terms` (ZZM-2); what does not divide goes to the first."""
    p, people = plan.params, investors(plan)
    whole, left = divmod(p.part("private"), len(people))
    private = [(who, whole + (i < left), PRIVATE, p.launch, False) for i, who in enumerate(people)]
    team = plan.roles.get("team") or plan.engine.account(TEST_TEAM).address
    return [*private, (team, p.part("team"), TEAM, p.launch, False)]


def steps(plan: Plan) -> list[Create | Wire]:
    """Every step of a deployment of ZZM.

    Roles: owner (the deployer until it hands over to the timelock), guardian, investors and keyholders (lists), team;
    and the stablecoin, the router, the wrapped bitcoin and Safe's contracts of a network that has them.
    """
    p = plan.params
    if "investors" in plan.roles:
        investors(plan)
    return [
        Create("token", "ZZM", lambda d: (d.address("reserve"), p.supply)),
        *devmarket.steps(plan),
        Create(
            "reserve",
            "Reserve",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("token"),
                d.address("stablecoin"),
                d.address("router"),
                [
                    (d.address("vesting"), p.part("private") + p.part("team")),
                    (d.address("budgets"), p.part("reward")),
                ],
                p.part("project"),
                p.buyback_period,
                p.buyback_call_cap,
                p.buyback_interval,
                p.least_promise,
            ),
        ),
        genesis.vesting(schedules(p), grants),
        # the timelock's from the beginning: nobody has to be trusted with the rewards until the handover
        Create("budgets", "Budgets", lambda d: (d.address("timelock"), d.address("token"), [p.part("reward")])),
        *governance("ZZM", "ZZM council", p),
        Create("bitcoin", "DevToken", lambda d: (d.deployer.address, 8, "Wrapped bitcoin (development)", "WBTC")),
        *treasury.steps(plan),
    ]
