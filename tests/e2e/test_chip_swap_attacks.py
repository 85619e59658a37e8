# SPDX-License-Identifier: MIT
"""Attacks on the replacement of a chip: it takes the owner, the registrar and a week, not one of them (XZ-6)."""

from __future__ import annotations

import pytest

from wuxing.typed_data import domain_of
from wuxing.xz import signing
from wuxing.xz.signing import Chip

DELAY = 604_800
OLD, NEW = Chip.from_seed("cabinet"), Chip.from_seed("spare part")


@pytest.fixture
def token(onboard) -> int:
    return onboard(OLD, staked=False)


def consent(nft, token, owner, chip, engine):
    """Deadline and signature of an owner for a chip."""
    deadline = engine.time + 3_600
    message = signing.replace_chip(token, chip.address, nft.nonceOf(token), deadline)
    return deadline, Chip(bytes(owner.key)).sign(domain_of(nft).digest(message))


def order(nft, token, chip, sender, to, engine):
    """Deadline and signature of a chip for a transfer."""
    deadline = engine.time + 10 * DELAY
    message = signing.transfer(token, sender.address, to.address, nft.nonceOf(token), deadline)
    return deadline, chip.sign(domain_of(nft).digest(message))


def test_registrar_alone__cannot_bring_in_its_own_chip(xz, engine, token, registrar):
    evil = Chip.from_seed("the registrar's own")
    for signer in (registrar, None):
        deadline, signature = consent(xz.nft, token, signer or registrar, evil, engine)
        with engine.reverts("NFTXZ: not the owner's signature"):
            xz.nft.proposeChip(token, evil.address, deadline, signature if signer else b"", sender=registrar)
    engine.advance(DELAY)
    with engine.reverts("NFTXZ: no chip is proposed"):
        xz.nft.acceptChip(token, sender=registrar)
    assert xz.nft.chipOf(token) == OLD.address


def test_owner_alone__cannot_sell_a_token_without_its_cabinet(xz, engine, token, miner, other_miner):
    own = Chip.from_seed("a chip in a drawer")
    with engine.reverts("NFTXZ: not the registrar"):
        xz.nft.proposeChip(token, own.address, *consent(xz.nft, token, miner, own, engine), sender=miner)
    with engine.reverts("NFTXZ: not the chip's signature"):
        xz.nft.transferWithChip(
            miner, other_miner, token, *order(xz.nft, token, own, miner, other_miner, engine), sender=miner
        )


def test_stolen_wallet_and_bribed_registrar__the_owner_has_a_week_to_object(xz, engine, token, miner, registrar):
    evil = Chip.from_seed("evil")
    xz.nft.proposeChip(token, evil.address, *consent(xz.nft, token, miner, evil, engine), sender=registrar)
    engine.advance(DELAY - 3)
    with engine.reverts("NFTXZ: before the delay is over"):
        xz.nft.acceptChip(token, sender=registrar)
    xz.nft.cancelChip(token, sender=miner)
    engine.advance(DELAY)
    with engine.reverts("NFTXZ: no chip is proposed"):
        xz.nft.acceptChip(token, sender=registrar)
    assert xz.nft.chipOf(token) == OLD.address


def test_seller__cannot_leave_a_proposal_behind_for_the_buyer(xz, engine, token, miner, other_miner, registrar):
    trap = Chip.from_seed("the seller's")
    xz.nft.proposeChip(token, trap.address, *consent(xz.nft, token, miner, trap, engine), sender=registrar)
    xz.nft.transferWithChip(
        miner, other_miner, token, *order(xz.nft, token, OLD, miner, other_miner, engine), sender=miner
    )
    engine.advance(DELAY)
    with engine.reverts("NFTXZ: no chip is proposed"):
        xz.nft.acceptChip(token, sender=miner)
    assert (xz.nft.ownerOf(token), xz.nft.chipOf(token)) == (other_miner.address, OLD.address)


def test_lost_chip__what_it_signed_before__dies_with_it(xz, engine, token, miner, attacker, registrar, keeper):
    early = order(xz.nft, token, OLD, miner, attacker, engine)
    xz.nft.authorize(token, miner, attacker, *early, sender=attacker)
    xz.nft.proposeChip(token, NEW.address, *consent(xz.nft, token, miner, NEW, engine), sender=registrar)
    late = order(xz.nft, token, OLD, miner, attacker, engine)
    xz.nft.authorize(token, miner, attacker, *late, sender=attacker)
    engine.advance(DELAY)
    xz.nft.acceptChip(token, sender=keeper)
    xz.nft.setApprovalForAll(attacker, True, sender=miner)  # even so
    with engine.reverts("NFTXZ: chip has not authorized"):
        xz.nft.transferFrom(miner, attacker, token, sender=attacker)
    for signed in (early, late, order(xz.nft, token, OLD, miner, attacker, engine)):
        with engine.reverts("NFTXZ: not the chip's signature"):
            xz.nft.transferWithChip(miner, attacker, token, *signed, sender=attacker)
    assert xz.nft.ownerOf(token) == miner.address
