# SPDX-License-Identifier: MIT
"""NFTXZ's events (XZ-2, XZ-4, XZ-6): what a marketplace and a wallet follow."""

from __future__ import annotations

from tests.events import emitted
from wuxing.engine.base import ZERO_ADDRESS

DELAY = 604_800


def test_mint__cabinet__event_of_the_token_and_of_all_it_was_onboarded_with(nft, registrar, miner, chip):
    receipt = nft.mint(miner, b"\7" * 32, -13_619_800, 1_036_100_000, chip.address, 9, sender=registrar)
    emitted(receipt, "NFTXZ.Transfer", {"from": ZERO_ADDRESS}, to=miner, id=receipt.value)
    emitted(
        receipt, "NFTXZ.Onboarded",
        tokenId=receipt.value, hardwareId=b"\7" * 32, chip=chip.address, node=9,
        latitude=-13_619_800, longitude=1_036_100_000,
    )  # fmt: skip


def test_authorize__chips_order__event(nft, engine, token, chip, authorize, miner, other_miner):
    deadline = engine.time + 500
    receipt = authorize(chip, token, miner, other_miner, deadline=deadline)
    emitted(receipt, "NFTXZ.Authorized", tokenId=token, to=other_miner, nonce=0, deadline=deadline)


def test_chip__proposed_cancelled_replaced__event_each(nft, engine, token, chip, new_chip, propose, miner, keeper):
    at = engine.time
    emitted(
        propose(miner, token, new_chip), "NFTXZ.ChipProposed",
        tokenId=token, newChip=new_chip.address, readyAt=at + DELAY,
    )  # fmt: skip
    emitted(nft.cancelChip(token, sender=miner), "NFTXZ.ChipProposalCancelled", tokenId=token, newChip=new_chip.address)
    propose(miner, token, new_chip)
    engine.advance(DELAY)
    emitted(
        nft.acceptChip(token, sender=keeper), "NFTXZ.ChipReplaced",
        tokenId=token, oldChip=chip.address, newChip=new_chip.address,
    )  # fmt: skip


def test_approvals__one_and_all__event_each(nft, token, miner, keeper):
    emitted(nft.approve(keeper, token, sender=miner), "NFTXZ.Approval", owner=miner, account=keeper, id=token)
    for may in (True, False):
        emitted(
            nft.setApprovalForAll(keeper, may, sender=miner), "NFTXZ.ApprovalForAll",
            owner=miner, operator=keeper, isApproved=may,
        )  # fmt: skip


def test_owner__and_registrar__event_each(nft, owner, keeper):
    emitted(nft.setRegistrar(keeper, sender=owner), "NFTXZ.RegistrarSet", registrar=keeper)
    emitted(nft.requestOwnershipHandover(sender=keeper), "NFTXZ.OwnershipHandoverRequested", pendingOwner=keeper)
    emitted(nft.cancelOwnershipHandover(sender=keeper), "NFTXZ.OwnershipHandoverCanceled", pendingOwner=keeper)
    emitted(nft.transferOwnership(keeper, sender=owner), "NFTXZ.OwnershipTransferred", oldOwner=owner, newOwner=keeper)
