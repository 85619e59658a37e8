# SPDX-License-Identifier: MIT
"""KeyRecovery.object: a key that speaks is not lost, once (ZZM-4)."""

from wuxing.zzm.treasury import Payment, sign


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


def test_object__replacement_has_lapsed__objection_is_not_used_up(world, engine):
    """ZZM-4: an objection counts against a replacement that is open, in its last second too, and not a void one."""
    recovery, key = world.zzm.recovery, world.keys[0]
    recovery.propose(key, world.other, sender=world.council)
    last = recovery.ready() + recovery.window()
    with engine.anchor():
        engine.time = last
        recovery.object(sender=key)
        assert recovery.objected(key)
    engine.time = last + 1
    with engine.reverts("KeyRecovery: too late"):
        recovery.object(sender=key)
    assert not recovery.objected(key)
    recovery.propose(key, world.other, sender=world.council)
    recovery.object(sender=key)
    assert recovery.lost() != key.address and world.safe.isOwner(key)


def test_object__the_five_replaced_the_key_themselves__objection_is_not_used_up(world, engine, keeper):
    """ZZM-4: a replacement that the Safe would refuse is not open; a key that comes back has its objection still."""
    w, recovery, owners = world, world.zzm.recovery, world.safe.getOwners()
    key = next(k for k in w.keys if k.address == owners[2])
    recovery.propose(key, w.other, sender=w.council)
    payment = Payment(w.safe.address, 0, w.safe.swapOwner.encode(owners[1], owners[2], engine.account(35)))
    payment.send(w.safe, sign(w.keys, payment.digest(w.safe)), keeper)
    with engine.reverts("KeyRecovery: not a key"):
        recovery.object(sender=key)
    assert not recovery.objected(key)
