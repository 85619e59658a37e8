# SPDX-License-Identifier: MIT
"""Reserve.start (ZZM-3)."""

from wuxing.zzm.model import FUNDED


def test_start__not_the_team__reverts(world, engine):
    number = world.project(FUNDED)
    with engine.reverts("Reserve: not the team"):
        world.reserve.start(number, sender=world.other)
