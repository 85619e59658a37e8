# SPDX-License-Identifier: MIT
"""Reserve.give_back: what was not needed is frozen again (ZZM-3)."""

from wuxing.zzm.model import FAILED, REGISTERED, SUCCEEDED
from wuxing.zzm.params import ZZM


def test_give_back__part__shrinks_the_promise(world, engine):
    """ZZM-3: frozen again, and 30% are promised of the rest only."""
    number = world.project(SUCCEEDED)
    world.zzm.token.approve(world.reserve, 600_000 * ZZM, sender=world.team)
    world.reserve.give_back(number, 600_000 * ZZM, sender=world.team)
    assert world.reserve.frozen() == 99_600_000 * ZZM and world.reserve.total_refrozen() == 600_000 * ZZM
    assert world.reserve.promised(number) == 120_000 * ZZM and world.reserve.lost(number) == 0
    with engine.reverts("Reserve: more than was released"):
        world.reserve.give_back(number, 400_000 * ZZM + 1, sender=world.team)
    with engine.reverts("Reserve: amount is zero"):
        world.reserve.give_back(number, 0, sender=world.team)
    world.check()


def test_give_back__all_of_it__nothing_is_promised_or_lost(world):
    """ZZM-3: to the unit."""
    number = world.project(FAILED)
    world.zzm.token.approve(world.reserve, 1_000_000 * ZZM, sender=world.team)
    event = world.reserve.give_back(number, 1_000_000 * ZZM, sender=world.team).named("GivenBack")[0]
    assert (event.project, event.by, event.amount) == (number, world.team.address, 1_000_000 * ZZM)
    assert event.frozen == world.reserve.frozen() == world.reserve.project_share()
    assert world.reserve.missing(number) == world.reserve.lost(number) == 0
    world.check()


def test_give_back__registered_or_closed__reverts(world, engine):
    registered, closed = world.project(REGISTERED), world.project(FAILED)
    engine.time = world.reserve.project(closed)["until"]
    world.reserve.close(closed, sender=world.other)
    world.zzm.token.approve(world.reserve, 1, sender=world.team)
    for number in (registered, closed):
        with engine.reverts("Reserve: project not live"):
            world.reserve.give_back(number, 1, sender=world.team)
