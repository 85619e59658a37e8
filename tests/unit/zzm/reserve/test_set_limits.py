# SPDX-License-Identifier: MIT
"""Reserve.set_limits (ZZM-3)."""

import pytest

from tests.zzm_world import NOTE, USD


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ((0, 1, 1), "Reserve: cap is zero"),
        ((1, 0, 1), "Reserve: interval out of range"),
        ((1, 365 * 86_400 + 1, 1), "Reserve: interval out of range"),
        ((1, 1, 10_001), "Reserve: promise above the whole"),
    ],
)
def test_set_limits__out_of_range__reverts(world, engine, limits, reason):
    with engine.reverts(reason):
        world.reserve.set_limits(*limits, sender=world.council)


def test_set_limits__by_the_council__bound_the_next_purchase(world, engine, number):
    """ZZM-3: cap, interval and least promise."""
    world.reserve.set_limits(100 * USD, 365 * 86_400, 4_000, sender=world.council)
    with engine.reverts("Reserve: more than the cap"):
        world.reserve.buy_back(number, 100 * USD + 1, 1, sender=world.team)
    bought = engine.time
    world.reserve.buy_back(number, 100 * USD, 1, sender=world.team)
    assert world.reserve.next_purchase(number) == bought + 365 * 86_400
    with engine.reverts("Reserve: promise below the least"):
        world.reserve.register(1, 3_999, NOTE, sender=world.team)
