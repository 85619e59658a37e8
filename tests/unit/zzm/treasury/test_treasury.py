# SPDX-License-Identifier: MIT
"""The treasury: Safe's own contracts, five of five, and the replacement of a lost key (ZZM-4)."""

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.zzm.treasury import Payment, sign, transfer

DAY = 86_400


@pytest.fixture
def funded(world, engine):
    """40 bitcoin and 5 ETH in the treasury."""
    world.zzm.bitcoin.mint(world.safe, 40 * 10**8, sender=world.deployer)
    engine.fund(world.safe.address, 5 * 10**18)
    return world


def test_safe__deployed__five_of_five_and_the_module_from_the_first_moment(world):
    assert sorted(world.safe.getOwners()) == sorted(key.address for key in world.keys)
    assert world.safe.getThreshold() == 5 and world.safe.isModuleEnabled(world.zzm.recovery)
    assert world.zzm.recovery.owner() == world.zzm.timelock.address


def test_payment__five_signatures__is_paid_in_public(funded, keeper, engine):
    """ZZM-4: bitcoin and ETH; the Safe logs the whole payment."""
    w = funded
    payment = transfer(w.zzm.bitcoin, w.other, 10**8)
    receipt = payment.send(w.safe, sign(w.keys, payment.digest(w.safe)), keeper)
    assert w.zzm.bitcoin.balanceOf(w.other) == 10**8
    assert receipt.named("SafeMultiSigTransaction")[0].to == w.zzm.bitcoin.address and receipt.named("ExecutionSuccess")
    ether, before = Payment(w.other.address, 10**18), engine.balance(w.other.address)
    ether.send(w.safe, sign(w.keys, ether.digest(w.safe)), keeper)
    assert engine.balance(w.other.address) == before + 10**18


def test_digest__is_the_typed_data_of_the_safe(world, engine):
    """What the keyholders' wallets show is what the Safe checks."""
    payment = Payment(world.other.address, 7, b"\x01\x02")
    fields = [("to", "address"), ("value", "uint256"), ("data", "bytes"), ("operation", "uint8"),
              ("safeTxGas", "uint256"), ("baseGas", "uint256"), ("gasPrice", "uint256"), ("gasToken", "address"),
              ("refundReceiver", "address"), ("nonce", "uint256")]  # fmt: skip
    values = (payment.to, 7, b"\x01\x02", 0, 0, 0, 0, ZERO_ADDRESS, ZERO_ADDRESS, 0)
    message = encode_typed_data(
        {"chainId": engine.chain_id, "verifyingContract": world.safe.address},
        {"SafeTx": [{"name": name, "type": kind} for name, kind in fields]},
        dict(zip((name for name, _ in fields), values, strict=True)),
    )
    assert payment.digest(world.safe) == _hash_eip191_message(message)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_payment__fewer_than_five__reverts(funded, engine, keeper, count):
    payment = transfer(funded.zzm.bitcoin, funded.other, 1)
    with engine.reverts("GS020"):
        payment.send(funded.safe, sign(funded.keys[:count], payment.digest(funded.safe)), keeper)


def test_payment__one_key_twice_or_a_stranger__reverts(funded, engine, keeper):
    payment = transfer(funded.zzm.bitcoin, funded.other, 1)
    for keys in ([*funded.keys[:4], funded.keys[0]], [*funded.keys[:4], funded.other]):
        with engine.reverts("GS026"):
            payment.send(funded.safe, sign(keys, payment.digest(funded.safe)), keeper)


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


def test_execute__thirty_days_late__is_void(world, engine, keeper):
    recovery = world.zzm.recovery
    recovery.propose(world.keys[0], world.other, sender=world.council)
    engine.time = recovery.ready() + 30 * DAY + 1
    with engine.reverts("KeyRecovery: too late"):
        recovery.execute(sender=keeper)
    recovery.propose(world.keys[1], world.other, sender=world.council)
