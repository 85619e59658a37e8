# SPDX-License-Identifier: MIT
"""KeyRecovery.propose and cancel: by the council alone, one at a time (ZZM-4)."""

from wuxing.engine.base import ZERO_ADDRESS


def test_propose__bad_input__reverts(world, engine):
    recovery, key = world.zzm.recovery, world.keys[0]
    with engine.reverts("ownable: caller is not the owner"):
        recovery.propose(key, world.other, sender=key)
    with engine.reverts("KeyRecovery: not a key"):
        recovery.propose(world.other, world.team, sender=world.council)
    for bad in (ZERO_ADDRESS, "0x" + "00" * 19 + "01", world.safe.address, world.keys[1].address):
        with engine.reverts("KeyRecovery: replacement is no new key"):
            recovery.propose(key, bad, sender=world.council)
    recovery.propose(key, world.other, sender=world.council)
    with engine.reverts("KeyRecovery: another one waits"):
        recovery.propose(world.keys[1], world.team, sender=world.council)
    recovery.cancel(sender=world.council)
    with engine.reverts("KeyRecovery: none waits"):
        recovery.cancel(sender=world.council)
