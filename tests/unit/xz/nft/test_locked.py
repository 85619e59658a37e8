# SPDX-License-Identifier: MIT
"""NFTXZ.locked and supportsInterface (XZ-4; ERC-5192, ERC-165)."""

import pytest


def test_locked__by_state__follows_the_mine(xz, onboard, chip, miner):
    token = onboard(chip, staked=False)
    assert xz.nft.locked(token) is False
    xz.mine.invite(miner, True, sender=xz.mine.owner())
    xz.mine.add_node(miner, sender=xz.mine.owner())
    xz.mine.stake(token, 0, 0, sender=miner)
    assert xz.nft.locked(token) is True
    assert xz.nft.ownerOf(token) == miner.address  # it stays in its owner's wallet
    xz.mine.exit(token, sender=miner)
    assert xz.nft.locked(token) is False


def test_locked__unknown_token__reverts(nft, engine):
    with engine.reverts("TokenDoesNotExist"):
        nft.locked(1)


@pytest.mark.parametrize(
    "interface, known",
    [("01ffc9a7", True), ("80ac58cd", True), ("5b5e139f", True), ("b45a3c0e", False), ("ffffffff", False)],
)
def test_supportsInterface__by_id__says_what_it_speaks(nft, interface, known):
    assert nft.supportsInterface(bytes.fromhex(interface)) is known
