# SPDX-License-Identifier: MIT
"""What a coin's genesis gives away, as steps of a deployment: grants that vest, budgets that are spent (CNT-2, ZOS-3,
ZZM-2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wuxing.suite import Create, Plan
from wuxing.vesting import Schedule


def vesting(schedules: Iterable[Schedule], grants: Callable[[Plan], list[tuple]]) -> Create:
    """The contract `vesting` for `token`; `grants(plan)` are Vesting.vy's `Terms` and name a schedule by its number."""
    curves = [schedule.argument() for schedule in schedules]
    return Create(
        "vesting",
        "Vesting",
        lambda d: (d.role("owner"), d.role("guardian"), d.address("token"), curves, grants(d)),
    )


def budgets(amounts: Iterable[int]) -> Create:
    """The contract `budgets` for `token`: wei that the owner may spend of each, by number."""
    held = list(amounts)
    return Create("budgets", "Budgets", lambda d: (d.role("owner"), d.address("token"), held))
