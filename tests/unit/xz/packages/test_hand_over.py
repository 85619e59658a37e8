# SPDX-License-Identifier: MIT
"""PackageTrace.hand_over and recall (XZ-23)."""

from __future__ import annotations

import pytest
import vyper
from eth_abi import encode

from wuxing.typed_data import Domain, domain_of
from wuxing.xz import signing

ZERO = "0x" + "00" * 20
WALLET = '''# pragma version 0.4.3
# SPDX-License-Identifier: MIT
"""
@notice A wallet of two owners, as a distributor may have: 130 bytes, both signatures.
"""
first: immutable(address)
second: immutable(address)

@deploy
def __init__(a: address, b: address):
    first = a
    second = b

@external
@view
def isValidSignature(digest: bytes32, signature: Bytes[1024]) -> bytes4:
    if len(signature) != 130:
        return 0xffffffff
    for i: uint256 in range(2):
        r: uint256 = convert(slice(signature, i * 65, 32), uint256)
        s: uint256 = convert(slice(signature, i * 65 + 32, 32), uint256)
        v: uint256 = convert(slice(signature, i * 65 + 64, 1), uint256)
        if ecrecover(digest, v, r, s) != [first, second][i]:
            return 0xffffffff
    return 0x1626ba7e
'''


def test_hand_over__to_an_account__it_holds(trace, engine, maker, distributor, batch, hand_over):
    at, before = engine.time, trace.history_head(batch)
    receipt = hand_over(batch, maker, distributor)
    assert trace.holder_of(batch) == (distributor.address, 0)
    assert trace.held_since(batch) == at
    (event,) = receipt.named("HandedOver")
    assert (event.batch, event.to, event.to_token, event.at) == (batch, distributor.address, 0, at)
    assert event.head == trace.history_head(batch) != before


def test_hand_over__to_a_cabinet_and_back__its_chip_signs(trace, maker, distributor, batch, cabinet, chip, hand_over):
    hand_over(batch, maker, to_token=cabinet)
    assert trace.holder_of(batch) == (ZERO, cabinet)
    hand_over(batch, chip, distributor)
    assert trace.holder_of(batch) == (distributor.address, 0)


def test_hand_over__by_a_contract__its_own_rule_decides(trace, engine, maker, distributor, batch, keeper, hand_over):
    """EIP-1271: a wallet of two owners, with a signature longer than 65 bytes."""
    owners = [engine.account(30), engine.account(31)]
    code = bytes.fromhex(vyper.compile_code(WALLET, output_formats=["bytecode"])["bytecode"].removeprefix("0x"))
    wallet = engine.transact(keeper, None, code + encode(["address"] * 2, [o.address for o in owners])).address
    hand_over(batch, maker, wallet)
    message = signing.handover(batch, trace.history_head(batch), distributor.address, 0, 2**64)
    digest = domain_of(trace).digest(message)
    first, second = (bytes(o.unsafe_sign_hash(digest).signature) for o in owners)
    for wrong in (first, first + first, second + first, b""):
        with engine.reverts("PackageTrace: not signed by holder"):
            trace.hand_over(batch, distributor, 0, 2**64, wrong, sender=keeper)
    assert trace.holder_of(batch) == (wallet, 0)
    trace.hand_over(batch, distributor, 0, 2**64, first + second, sender=keeper)
    assert trace.holder_of(batch) == (distributor.address, 0)


def test_hand_over__not_the_holder__reverts(
    trace, engine, maker, distributor, attacker, batch, chip, cabinet, hand_over
):
    head = trace.history_head(batch)
    for signer in (attacker, distributor, chip):
        with engine.reverts("PackageTrace: not signed by holder"):
            hand_over(batch, signer, attacker)
    assert (trace.holder_of(batch), trace.history_head(batch)) == ((maker.address, 0), head)


def test_hand_over__former_holder__reverts(trace, engine, maker, distributor, batch, hand_over):
    hand_over(batch, maker, distributor)
    with engine.reverts("PackageTrace: not signed by holder"):
        hand_over(batch, maker, engine.account(22))
    assert trace.holder_of(batch) == (distributor.address, 0)


def test_hand_over__same_signature_again__reverts(trace, engine, maker, distributor, batch, hand_over, sign, keeper):
    """The batch comes back to the maker; what it signed the first time does not count again."""
    signature = sign(maker, signing.handover(batch, trace.history_head(batch), distributor.address, 0, 2**64))
    trace.hand_over(batch, distributor, 0, 2**64, signature, sender=keeper)
    hand_over(batch, distributor, maker)
    with engine.reverts("PackageTrace: not signed by holder"):
        trace.hand_over(batch, distributor, 0, 2**64, signature, sender=keeper)
    assert trace.holder_of(batch) == (maker.address, 0)


def test_hand_over__signed_for_another_receiver__reverts(
    trace, engine, maker, attacker, distributor, batch, sign, keeper
):
    signature = sign(maker, signing.handover(batch, trace.history_head(batch), distributor.address, 0, 2**64))
    with engine.reverts("PackageTrace: not signed by holder"):
        trace.hand_over(batch, attacker, 0, 2**64, signature, sender=keeper)


def test_hand_over__signed_for_another_batch__reverts(trace, engine, maker, distributor, batch, tree, sign, keeper):
    other = trace.register(tree.root, 8, sender=maker).value
    signature = sign(maker, signing.handover(batch, trace.history_head(batch), distributor.address, 0, 2**64))
    with engine.reverts("PackageTrace: not signed by holder"):
        trace.hand_over(other, distributor, 0, 2**64, signature, sender=keeper)


def test_hand_over__deadline__is_its_last_second(trace, engine, maker, distributor, batch, hand_over):
    with engine.reverts("PackageTrace: signature expired"):
        hand_over(batch, maker, distributor, deadline=engine.time - 1)
    hand_over(batch, maker, distributor, deadline=engine.time)
    assert trace.holder_of(batch) == (distributor.address, 0)


@pytest.mark.parametrize("both", [False, True], ids=["nobody", "account and cabinet"])
def test_hand_over__not_one_receiver__reverts(trace, engine, maker, distributor, batch, cabinet, hand_over, both):
    with engine.reverts("PackageTrace: name one receiver"):
        hand_over(batch, maker, distributor if both else None, cabinet if both else 0)
    assert trace.holder_of(batch) == (maker.address, 0)


def test_hand_over__to_oneself__reverts(engine, maker, batch, hand_over):
    with engine.reverts("PackageTrace: receiver holds it"):
        hand_over(batch, maker, maker)


def test_hand_over__unknown_cabinet__reverts(trace, engine, maker, batch, hand_over):
    with engine.reverts("TokenDoesNotExist"):
        hand_over(batch, maker, to_token=9_999)
    assert trace.holder_of(batch) == (maker.address, 0)


@pytest.mark.parametrize("unknown", [0, 2, 2**256 - 1])
def test_hand_over__unknown_batch__reverts(trace, engine, maker, distributor, batch, hand_over, unknown):
    with engine.reverts("PackageTrace: unknown batch"):
        hand_over(unknown, maker, distributor)
    for view in (trace.holder_of, trace.held_since, trace.root_at, trace.origin_of):
        with engine.reverts("PackageTrace: unknown batch"):
            view(unknown)


def test_hand_over__wrong_chain_id__reverts(trace, engine, maker, distributor, batch, keeper):
    domain = Domain("PackageTrace", 1, trace.address)
    digest = domain.digest(signing.handover(batch, trace.history_head(batch), distributor.address, 0, 2**64))
    signature = bytes(maker.unsafe_sign_hash(digest).signature)
    with engine.reverts("PackageTrace: not signed by holder"):
        trace.hand_over(batch, distributor, 0, 2**64, signature, sender=keeper)


def test_recall__cabinet_melted_away__maker_has_it_back(
    xz, trace, engine, maker, batch, cabinet, attacker, keeper, hand_over
):
    """XZ-3: a burned token has no chip that could sign its packages on."""
    hand_over(batch, maker, to_token=cabinet)
    with engine.reverts("PackageTrace: holder can sign"):
        trace.recall(batch, sender=maker)
    engine.advance(xz.params.lifetime_units * xz.params.unit_time)
    xz.mine.settle(cabinet, sender=keeper)
    with engine.reverts("PackageTrace: not its maker"):
        trace.recall(batch, sender=attacker)
    trace.recall(batch, sender=maker)
    assert trace.holder_of(batch) == (maker.address, 0)


def test_recall__from_an_account__reverts(trace, engine, maker, distributor, batch, hand_over):
    hand_over(batch, maker, distributor)
    with engine.reverts("PackageTrace: holder can sign"):
        trace.recall(batch, sender=maker)
    assert trace.holder_of(batch) == (distributor.address, 0)
