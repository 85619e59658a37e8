# SPDX-License-Identifier: MIT
"""NFTXZ.transferFrom and both safeTransferFrom (XZ-4)."""

import pytest

WAYS = [("transferFrom", ()), ("safeTransferFrom", ()), ("safeTransferFrom", (b"note",))]


@pytest.fixture(params=WAYS, ids=["transferFrom", "safeTransferFrom", "safeTransferFrom with data"])
def move(request, nft):
    """Moves a token in one of the standard's three ways."""
    method, data = request.param

    def moved(sender, to, token, by=None, **more):
        return getattr(nft, method)(sender, to, token, *data, sender=by or sender, **more)

    return moved


def test_transferFrom__without_the_chip__reverts(nft, engine, move, token, miner, other_miner):
    with engine.reverts("NFTXZ: chip has not authorized"):
        move(miner, other_miner, token)
    assert (nft.ownerOf(token), nft.nonceOf(token)) == (miner.address, 0)


def test_transferFrom__authorized_recipient__goes_through_once(
    nft, engine, move, token, chip, authorize, miner, other_miner
):
    authorize(chip, token, miner, other_miner)
    move(miner, other_miner, token)
    assert (nft.holding(token), nft.nonceOf(token)) == ((other_miner.address, 1), 1)
    with engine.reverts("NFTXZ: chip has not authorized"):
        move(other_miner, miner, token)
    with engine.reverts("NFTXZ: chip has not authorized"):
        move(other_miner, other_miner, token)


def test_transferFrom__another_recipient__reverts(
    nft, engine, move, token, chip, authorize, miner, other_miner, keeper
):
    authorize(chip, token, miner, other_miner)
    with engine.reverts("NFTXZ: chip has not authorized"):
        move(miner, keeper, token)


def test_transferFrom__authorized_for_anyone__a_marketplace_sells_once(
    nft, engine, move, token, chip, authorize, miner, other_miner, keeper
):
    nft.setApprovalForAll(keeper, True, sender=miner)
    authorize(chip, token, miner)
    move(miner, other_miner, token, by=keeper)
    nft.setApprovalForAll(keeper, True, sender=other_miner)
    with engine.reverts("NFTXZ: chip has not authorized"):
        move(other_miner, keeper, token, by=keeper)


def test_transferFrom__last_second__goes_through(nft, engine, move, token, chip, authorize, miner, other_miner):
    authorize(chip, token, miner, other_miner, deadline=engine.time + 10)
    engine.advance(9)
    move(miner, other_miner, token)
    assert nft.ownerOf(token) == other_miner.address


def test_transferFrom__after_the_deadline__reverts(nft, engine, move, token, chip, authorize, miner, other_miner):
    authorize(chip, token, miner, other_miner, deadline=engine.time + 10)
    engine.advance(10)
    with engine.reverts("NFTXZ: chip has not authorized"):
        move(miner, other_miner, token)


def test_transferFrom__not_approved__reverts(nft, engine, move, token, chip, authorize, miner, attacker):
    authorize(chip, token, miner)
    with engine.reverts("NotOwnerNorApproved"):
        move(miner, attacker, token, by=attacker)


def test_transferFrom__after_transferWithChip__old_authorization_is_dead(
    nft, engine, move, token, chip, authorize, sign, miner, other_miner
):
    authorize(chip, token, miner)
    nft.transferWithChip(miner, other_miner, token, *sign(chip, token, miner, other_miner), sender=miner)
    with engine.reverts("NFTXZ: chip has not authorized"):
        move(other_miner, miner, token)


def test_transferFrom__while_it_mines__reverts(xz, engine, move, onboard, chip, authorize, miner, other_miner):
    token = onboard(chip)
    authorize(chip, token, miner)
    with engine.reverts("NFTXZ: locked while it mines"):
        move(miner, other_miner, token)
    xz.mine.exit(token, sender=miner)
    move(miner, other_miner, token)
    assert xz.nft.ownerOf(token) == other_miner.address


def test_transferFrom__with_ether__reverts(nft, engine, move, token, chip, authorize, miner, other_miner):
    authorize(chip, token, miner)
    with engine.reverts("NFTXZ: takes no ether"):
        move(miner, other_miner, token, value=1)
    with engine.reverts("NFTXZ: takes no ether"):
        nft.approve(other_miner, token, sender=miner, value=1)


def test_transferFrom__unknown_token__reverts(engine, move, xz, miner, other_miner):
    with engine.reverts("TokenDoesNotExist"):
        move(miner, other_miner, 99)


def test_safeTransferFrom__to_a_contract__must_be_a_receiver(xz, engine, token, chip, authorize, miner):
    authorize(chip, token, miner)
    with engine.reverts("TransferToNonERC721ReceiverImplementer"):
        xz.nft.safeTransferFrom(miner, xz.token.address, token, sender=miner)
    xz.nft.safeTransferFrom(miner, xz.timelock.address, token, sender=miner)
    assert xz.nft.ownerOf(token) == xz.timelock.address
