# SPDX-License-Identifier: MIT
"""NFTXZ.cancelChip (XZ-6)."""

import pytest


@pytest.fixture
def proposed(propose, miner, token, new_chip):
    propose(miner, token, new_chip)
    return token


def test_cancelChip__owner_or_registrar__withdraws(nft, engine, proposed, chip, new_chip, miner, registrar, keeper):
    for account in (miner, registrar):
        with engine.anchor():
            receipt = nft.cancelChip(proposed, sender=account)
            (event,) = receipt.named("ChipProposalCancelled")
            assert event.args == {"tokenId": proposed, "newChip": new_chip.address}
            assert nft.proposedChip(proposed)[1] == 0
            engine.advance(604_800)
            with engine.reverts("NFTXZ: no chip is proposed"):
                nft.acceptChip(proposed, sender=keeper)
            assert nft.chipOf(proposed) == chip.address


def test_cancelChip__anyone_else__reverts(nft, engine, proposed, owner, attacker):
    for account in (owner, attacker):
        with engine.reverts("NFTXZ: not owner or registrar"):
            nft.cancelChip(proposed, sender=account)


def test_cancelChip__nothing_proposed__reverts(nft, engine, token, miner):
    with engine.reverts("NFTXZ: no chip is proposed"):
        nft.cancelChip(token, sender=miner)


def test_cancelChip__unknown_token__reverts(nft, engine, registrar):
    with engine.reverts("TokenDoesNotExist"):
        nft.cancelChip(99, sender=registrar)


def test_cancelChip__chip__may_be_proposed_again_with_a_new_signature(nft, proposed, new_chip, propose, miner):
    nft.cancelChip(proposed, sender=miner)
    propose(miner, proposed, new_chip)
    assert nft.proposedChip(proposed)[0] == new_chip.address
