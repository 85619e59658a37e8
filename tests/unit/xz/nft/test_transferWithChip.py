# SPDX-License-Identifier: MIT
"""NFTXZ.transferWithChip (XZ-4)."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.xz.signing import Chip


def test_transferWithChip__owner_and_chip_agree__changes_hands(nft, onboard, any_chip, sign, miner, other_miner):
    token = onboard(any_chip, staked=False)
    receipt = nft.transferWithChip(miner, other_miner, token, *sign(any_chip, token, miner, other_miner), sender=miner)
    assert nft.holding(token) == (other_miner.address, 1)
    assert (nft.balanceOf(miner), nft.balanceOf(other_miner), nft.nonceOf(token)) == (0, 1, 1)
    (event,) = receipt.named("Transfer")
    assert event.args == {"from": miner.address, "to": other_miner.address, "id": token}


def test_transferWithChip__there_and_back__counts_the_nonce(nft, token, chip, sign, miner, other_miner):
    for sender, to in [(miner, other_miner), (other_miner, miner)] * 2:
        nft.transferWithChip(sender, to, token, *sign(chip, token, sender, to), sender=sender)
    assert (nft.ownerOf(token), nft.nonceOf(token)) == (miner.address, 4)


def test_transferWithChip__approved_caller__changes_hands(nft, token, chip, sign, miner, other_miner, keeper):
    nft.approve(keeper, token, sender=miner)
    nft.transferWithChip(miner, other_miner, token, *sign(chip, token, miner, other_miner), sender=keeper)
    assert nft.ownerOf(token) == other_miner.address
    assert nft.getApproved(token) == ZERO_ADDRESS


def test_transferWithChip__last_second__holds(nft, engine, token, chip, sign, miner, other_miner):
    nft.transferWithChip(
        miner, other_miner, token, *sign(chip, token, miner, other_miner, deadline=engine.time), sender=miner
    )
    assert nft.ownerOf(token) == other_miner.address


def test_transferWithChip__expired__reverts(nft, engine, token, chip, sign, miner, other_miner):
    order = sign(chip, token, miner, other_miner, deadline=engine.time - 1)
    with engine.reverts("NFTXZ: authorization expired"):
        nft.transferWithChip(miner, other_miner, token, *order, sender=miner)


def test_transferWithChip__chip_without_owner__reverts(nft, engine, token, chip, sign, miner, attacker):
    with engine.reverts("NotOwnerNorApproved"):
        nft.transferWithChip(miner, attacker, token, *sign(chip, token, miner, attacker), sender=attacker)
    assert (nft.ownerOf(token), nft.nonceOf(token)) == (miner.address, 0)


def test_transferWithChip__owner_without_chip__reverts(nft, engine, token, sign, miner, other_miner):
    order = sign(Chip.from_seed("another cabinet"), token, miner, other_miner)
    with engine.reverts("NFTXZ: not the chip's signature"):
        nft.transferWithChip(miner, other_miner, token, *order, sender=miner)


@pytest.mark.parametrize("field", ["to", "nonce", "deadline", "token"])
def test_transferWithChip__signed_otherwise__reverts(
    nft, engine, onboard, token, chip, sign, miner, other_miner, attacker, field
):
    other = onboard(Chip.from_seed("cabinet 2"), staked=False)
    deadline, signature = {
        "to": lambda: sign(chip, token, miner, attacker),
        "nonce": lambda: sign(chip, token, miner, other_miner, nonce=1),
        "deadline": lambda: (engine.time + 7_200, sign(chip, token, miner, other_miner)[1]),
        "token": lambda: sign(chip, other, miner, other_miner),
    }[field]()
    with engine.reverts("NFTXZ: not the chip's signature"):
        nft.transferWithChip(miner, other_miner, token, deadline, signature, sender=miner)


def test_transferWithChip__signed_for_anyone__needs_authorize(nft, engine, token, chip, sign, miner, other_miner):
    with engine.reverts("NFTXZ: not the chip's signature"):
        nft.transferWithChip(miner, other_miner, token, *sign(chip, token, miner, ZERO_ADDRESS), sender=miner)


def test_transferWithChip__from_another__reverts(nft, engine, token, chip, sign, miner, other_miner, attacker):
    with engine.reverts("TransferFromIncorrectOwner"):
        nft.transferWithChip(attacker, other_miner, token, *sign(chip, token, attacker, other_miner), sender=attacker)


def test_transferWithChip__to_zero__reverts(nft, engine, token, chip, sign, miner):
    with engine.reverts("TransferToZeroAddress"):
        nft.transferWithChip(miner, ZERO_ADDRESS, token, *sign(chip, token, miner, ZERO_ADDRESS), sender=miner)


def test_transferWithChip__unknown_token__reverts(nft, engine, token, sign, chip, miner, other_miner):
    with engine.reverts("TokenDoesNotExist"):
        nft.transferWithChip(miner, other_miner, 99, engine.time + 60, bytes(65), sender=miner)


def test_transferWithChip__while_it_mines__reverts_until_exit(xz, engine, onboard, chip, sign, miner, other_miner):
    token = onboard(chip)
    with engine.reverts("NFTXZ: locked while it mines"):
        xz.nft.transferWithChip(miner, other_miner, token, *sign(chip, token, miner, other_miner), sender=miner)
    xz.mine.exit(token, sender=miner)
    xz.nft.transferWithChip(miner, other_miner, token, *sign(chip, token, miner, other_miner), sender=miner)
    assert xz.nft.ownerOf(token) == other_miner.address
