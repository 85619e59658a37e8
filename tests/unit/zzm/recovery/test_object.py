# SPDX-License-Identifier: MIT
"""KeyRecovery.object: a key that speaks is not lost, once (ZZM-4)."""


def test_object__by_the_key_itself__ends_it_once(world, engine):
    """A key that can speak is not lost; if the council votes again, it counts as stolen."""
    recovery, lost = world.zzm.recovery, world.keys[0]
    recovery.propose(lost, world.other, sender=world.council)
    for account in (world.keys[1], world.other):
        with engine.reverts("KeyRecovery: not the key to go"):
            recovery.object(sender=account)
    recovery.object(sender=lost)
    with engine.reverts("KeyRecovery: none waits"):
        recovery.execute(sender=lost)
    recovery.propose(lost, world.other, sender=world.council)
    with engine.reverts("KeyRecovery: has objected before"):
        recovery.object(sender=lost)
