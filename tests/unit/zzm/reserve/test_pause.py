# SPDX-License-Identifier: MIT
"""Reserve.pause: entries stop, ways out go on (ZZM-INV-8)."""

from tests.zzm_world import NOTE
from wuxing.zzm.model import OPERATING


def test_pause__entries_stop__ways_out_go_on(world, engine, guardian):
    """ZZM-INV-8: a pause never traps what a team has."""
    number = world.project(OPERATING, money=1_000 * 10**18)
    world.reserve.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        world.reserve.register(1, 3_000, NOTE, sender=world.team)
    with engine.reverts("Guarded: entries are paused"):
        world.reserve.deposit(number, 1, sender=world.team)
    assert world.reserve.buy_back(number, 100 * 10**18, 1, sender=world.team).value > 0
    world.reserve.judge(number, False, sender=world.council)
    engine.advance(world.zzm.params.buyback_period)
    world.reserve.close(number, sender=world.other)
    assert world.reserve.withdraw(number, sender=world.other).value == 900 * 10**18
    assert world.zzm.stablecoin.balanceOf(world.team) == 900 * 10**18
    with engine.reverts("Reserve: till is empty"):
        world.reserve.withdraw(number, sender=world.other)
