# SPDX-License-Identifier: MIT
"""ZZM.transfer and transferFrom (ZZM-1)."""

from wuxing.engine.base import ZERO_ADDRESS


def test_transfer__to_zero_or_too_much__reverts(world, engine):
    investor = world.investors[1]
    with engine.reverts("Token: to is zero"):
        world.zzm.token.transfer(ZERO_ADDRESS, 1, sender=investor)
    with engine.reverts("InsufficientBalance"):
        world.zzm.token.transfer(world.other, 10**17, sender=investor)
    with engine.reverts("InsufficientAllowance"):
        world.zzm.token.transferFrom(investor, world.other, 1, sender=world.other)
