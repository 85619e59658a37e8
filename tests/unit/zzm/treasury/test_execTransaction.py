# SPDX-License-Identifier: MIT
"""The treasury: Safe's own contracts, five of five (ZZM-4)."""

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.zzm.treasury import Payment, sign, transfer


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
