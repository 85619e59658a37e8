# SPDX-License-Identifier: MIT
"""KeyRecovery.execute: a lost key is replaced after the delay, by anyone (ZZM-4)."""

import pytest

from wuxing.zzm.treasury import SENTINEL, Payment, sign, transfer

DAY = 86_400


def test_recovery__lost_key__replaced_after_the_delay(funded, engine, keeper):
    """ZZM-4: to the second; the number of keys and signatures stays; the new key signs, the old one does not."""
    w, recovery = funded, funded.zzm.recovery
    lost, new = w.keys[2], engine.account(35)
    recovery.propose(lost, new, sender=w.council)
    ready = recovery.ready()
    engine.time = ready - 1
    with engine.reverts("KeyRecovery: delay is not over"):
        recovery.execute(sender=keeper)
    engine.time = ready
    recovery.execute(sender=keeper)
    assert w.safe.getThreshold() == 5 == len(w.safe.getOwners())
    assert w.safe.isOwner(new) and not w.safe.isOwner(lost)
    payment = transfer(w.zzm.bitcoin, w.other, 1)
    with engine.reverts("GS026"):
        payment.send(w.safe, sign(w.keys, payment.digest(w.safe)), keeper)
    payment.send(w.safe, sign([*w.keys[:2], new, *w.keys[3:]], payment.digest(w.safe)), keeper)
    with engine.reverts("KeyRecovery: none waits"):
        recovery.execute(sender=keeper)


@pytest.mark.parametrize("index", range(5))
def test_recovery__any_place_in_the_list__is_found(world, engine, keeper, index):
    world.zzm.recovery.propose(world.keys[index], world.other, sender=world.council)
    engine.advance(world.zzm.params.recovery_delay)
    world.zzm.recovery.execute(sender=keeper)
    assert world.safe.isOwner(world.other) and not world.safe.isOwner(world.keys[index])


def test_execute__last_second_of_thirty_days__and_void_after_it(world, engine, keeper):
    """ZZM-4: a vote does not hang over a keyholder for ever."""
    recovery = world.zzm.recovery
    assert recovery.window() == world.zzm.params.recovery_window == 30 * DAY
    recovery.propose(world.keys[0], world.other, sender=world.council)
    engine.time = recovery.ready() + 30 * DAY
    with engine.anchor():
        recovery.execute(sender=keeper)
        assert world.safe.isOwner(world.other)
    engine.time = recovery.ready() + 30 * DAY
    with engine.reverts("KeyRecovery: another one waits"):
        recovery.propose(world.keys[1], world.other, sender=world.council)
    engine.time = recovery.ready() + 30 * DAY + 1
    with engine.reverts("KeyRecovery: too late"):
        recovery.execute(sender=keeper)
    recovery.propose(world.keys[1], world.other, sender=world.council)


def ordered(w, data, keeper):
    """The five have the Safe call itself."""
    payment = Payment(w.safe.address, 0, data)
    payment.send(w.safe, sign(w.keys, payment.digest(w.safe)), keeper)


def test_execute__the_five_replaced_it_themselves__the_safe_refuses(world, engine, keeper):
    """ZZM-INV-12: no other key goes in its place, and the replacement is not shown as done."""
    w, recovery, owners = world, world.zzm.recovery, world.safe.getOwners()
    recovery.propose(owners[2], w.other, sender=w.council)
    ordered(w, w.safe.swapOwner.encode(owners[1], owners[2], engine.account(35)), keeper)
    engine.time = recovery.ready()
    with engine.reverts("KeyRecovery: the safe refused"):
        recovery.execute(sender=keeper)
    assert recovery.lost() == owners[2] and not w.safe.isOwner(w.other)
    recovery.cancel(sender=w.council)


def test_execute__module_switched_off_by_the_five__replaces_nobody(world, engine, keeper):
    """ZZM-4: the five together can always end it."""
    w, recovery = world, world.zzm.recovery
    recovery.propose(w.keys[2], w.other, sender=w.council)
    ordered(w, w.safe.disableModule.encode(SENTINEL, recovery), keeper)
    engine.time = recovery.ready()
    with engine.reverts("GS104"):
        recovery.execute(sender=keeper)
    assert w.safe.isOwner(w.keys[2])
