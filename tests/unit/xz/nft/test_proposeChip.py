# SPDX-License-Identifier: MIT
"""NFTXZ.proposeChip (XZ-6)."""

from __future__ import annotations

import pytest
from vyper import compile_code

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.typed_data import domain_of
from wuxing.xz import signing
from wuxing.xz.signing import Chip

WALLET = """
# pragma version 0.4.3
# pragma evm-version cancun
holder: immutable(address)

@deploy
def __init__(holder_: address):
    holder = holder_

@external
@view
def isValidSignature(digest: bytes32, signature: Bytes[65]) -> bytes4:
    r: uint256 = convert(slice(signature, 0, 32), uint256)
    s: uint256 = convert(slice(signature, 32, 32), uint256)
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    assert ecrecover(digest, v, r, s) == holder
    return 0x1626ba7e
"""
"""A contract wallet that says yes to its holder's signatures (EIP-1271)."""


def test_proposeChip__owner_and_registrar__proposes_and_leaves_the_chip_in_force(
    nft, engine, token, chip, new_chip, propose, miner
):
    ready = engine.time + 604_800
    receipt = propose(miner, token, new_chip)
    (event,) = receipt.named("ChipProposed")
    assert event.args == {"tokenId": token, "newChip": new_chip.address, "readyAt": ready}
    assert nft.proposedChip(token) == (new_chip.address, ready)
    assert (nft.chipOf(token), nft.nonceOf(token)) == (chip.address, 1)


def test_proposeChip__contract_owner__signs_by_eip_1271(
    nft, engine, chip, new_chip, onboard, consent, miner, registrar
):
    code = bytes.fromhex(compile_code(WALLET, output_formats=["bytecode"])["bytecode"][2:])
    wallet = engine.transact(miner, None, code + bytes(12) + bytes.fromhex(miner.address[2:])).address
    token = onboard(chip, to=wallet, staked=False)
    with engine.reverts("NFTXZ: not the owner's signature"):
        nft.proposeChip(token, new_chip.address, *consent(registrar, token, new_chip), sender=registrar)
    nft.proposeChip(token, new_chip.address, *consent(miner, token, new_chip), sender=registrar)
    assert nft.proposedChip(token)[0] == new_chip.address


def test_proposeChip__contract_without_eip_1271__reverts(
    xz, engine, onboard, chip, new_chip, consent, miner, registrar
):
    token = onboard(chip, to=xz.timelock.address, staked=False)
    with engine.reverts("NFTXZ: not the owner's signature"):
        xz.nft.proposeChip(token, new_chip.address, *consent(miner, token, new_chip), sender=registrar)


def test_proposeChip__not_the_registrar__reverts(nft, engine, token, new_chip, consent, miner, owner):
    for account in (miner, owner):
        with engine.reverts("NFTXZ: not the registrar"):
            nft.proposeChip(token, new_chip.address, *consent(miner, token, new_chip), sender=account)


def test_proposeChip__signed_by_someone_else__reverts(nft, engine, token, chip, new_chip, consent, registrar, attacker):
    for signer in (registrar, attacker):
        with engine.reverts("NFTXZ: not the owner's signature"):
            nft.proposeChip(token, new_chip.address, *consent(signer, token, new_chip), sender=registrar)
    order = signing.replace_chip(token, new_chip.address, 0, engine.time + 60)
    by_chip = chip.sign(domain_of(nft).digest(order))
    with engine.reverts("NFTXZ: not the owner's signature"):
        nft.proposeChip(token, new_chip.address, engine.time + 60, by_chip, sender=registrar)


@pytest.mark.parametrize("changed", ["chip", "nonce", "deadline", "empty"])
def test_proposeChip__signed_otherwise__reverts(nft, engine, token, new_chip, consent, miner, registrar, changed):
    deadline, signature = consent(miner, token, new_chip)
    address = new_chip.address
    if changed == "chip":
        address = Chip.from_seed("another").address
    elif changed == "nonce":
        deadline, signature = consent(miner, token, new_chip, nonce=1)
    elif changed == "deadline":
        deadline += 1
    else:
        signature = b""
    with engine.reverts("NFTXZ: not the owner's signature"):
        nft.proposeChip(token, address, deadline, signature, sender=registrar)


def test_proposeChip__expired__reverts(nft, engine, token, new_chip, consent, miner, registrar):
    with engine.reverts("NFTXZ: signature expired"):
        nft.proposeChip(
            token, new_chip.address, *consent(miner, token, new_chip, deadline=engine.time - 1), sender=registrar
        )


def test_proposeChip__consent_used_twice__reverts(nft, engine, token, new_chip, consent, miner, registrar):
    agreed = consent(miner, token, new_chip)
    nft.proposeChip(token, new_chip.address, *agreed, sender=registrar)
    nft.cancelChip(token, sender=miner)
    with engine.reverts("NFTXZ: not the owner's signature"):
        nft.proposeChip(token, new_chip.address, *agreed, sender=registrar)


def test_proposeChip__chip_of_any_token__reverts(nft, engine, onboard, token, chip, consent, miner, registrar):
    onboard(Chip.from_seed("cabinet 2"), staked=False)
    for taken in (chip, Chip.from_seed("cabinet 2")):
        with engine.reverts("NFTXZ: chip is taken"):
            nft.proposeChip(token, taken.address, *consent(miner, token, taken), sender=registrar)


def test_proposeChip__zero__reverts(nft, engine, token, registrar):
    with engine.reverts("NFTXZ: chip is zero"):
        nft.proposeChip(token, ZERO_ADDRESS, engine.time + 60, bytes(65), sender=registrar)


def test_proposeChip__unknown_token__reverts(nft, engine, new_chip, registrar):
    with engine.reverts("TokenDoesNotExist"):
        nft.proposeChip(99, new_chip.address, engine.time + 60, bytes(65), sender=registrar)


def test_proposeChip__second_proposal__replaces_the_first_and_starts_again(
    nft, engine, token, new_chip, propose, miner
):
    propose(miner, token, new_chip)
    engine.advance(1_000)
    better, ready = Chip.from_seed("better part", signing.P256), engine.time + 604_800
    propose(miner, token, better)
    assert nft.proposedChip(token) == (better.address, ready)


def test_proposeChip__what_the_old_chip_authorized__is_dead(
    nft, engine, token, chip, new_chip, propose, authorize, miner, other_miner
):
    authorize(chip, token, miner)
    propose(miner, token, new_chip)
    with engine.reverts("NFTXZ: chip has not authorized"):
        nft.transferFrom(miner, other_miner, token, sender=miner)
