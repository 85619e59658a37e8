# SPDX-License-Identifier: MIT
"""Reserve.release: by the timelock alone, never more than the scale or the reserve (ZZM-3)."""

from wuxing.zzm.model import FUNDED, REGISTERED
from wuxing.zzm.params import ZZM


def test_release__by_the_timelock__funds_the_team(world):
    number = world.project(REGISTERED)
    receipt = world.reserve.release(number, 400_000 * ZZM, sender=world.council)
    assert world.zzm.token.balanceOf(world.team) == 400_000 * ZZM == world.reserve.total_released()
    assert world.reserve.frozen() == 99_600_000 * ZZM == receipt.named("Released")[0].frozen
    assert world.reserve.project(number)["state"] == FUNDED
    world.check()


def test_release__bad_amounts__reverts(world, engine):
    """ZZM-3: never more than the scale, never more than the reserve."""
    all_of_it = world.project(REGISTERED, scale=100_000_000 * ZZM)
    small = world.project(REGISTERED, scale=5)
    before = world.books()
    with engine.reverts("Reserve: amount is zero"):
        world.reserve.release(small, 0, sender=world.council)
    with engine.reverts("Reserve: more than its scale"):
        world.reserve.release(small, 6, sender=world.council)
    assert world.books() == before
    world.reserve.release(small, 5, sender=world.council)
    with engine.reverts("Reserve: more than the reserve"):
        world.reserve.release(all_of_it, 100_000_000 * ZZM, sender=world.council)
    world.reserve.release(all_of_it, 100_000_000 * ZZM - 5, sender=world.council)
    assert world.reserve.frozen() == 0
    world.check()
