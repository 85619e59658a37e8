# SPDX-License-Identifier: MIT
"""NFTXZ.constructor (XZ-2, XZ-6)."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS


def test_constructor__good_arguments__are_kept(xz, owner, registrar):
    nft = xz.nft
    assert (nft.owner(), nft.registrar(), nft.mine()) == (owner.address, registrar.address, xz.mine.address)
    assert (nft.supply(), nft.replacementDelay()) == (10_000, 604_800)
    assert (nft.name(), nft.symbol(), nft.totalMinted(), nft.totalSupply()) == ("NFTXZ", "NFTXZ", 0, 0)


@pytest.mark.parametrize(
    "position, value, reason",
    [
        (0, ZERO_ADDRESS, "NFTXZ: owner is zero"),
        (2, ZERO_ADDRESS, "NFTXZ: mine is zero"),
        (3, 0, "NFTXZ: supply is zero"),
        (4, 2**32, "NFTXZ: delay too long"),
    ],
)
def test_constructor__bad_argument__reverts(engine, xz, owner, registrar, position, value, reason):
    arguments = [owner, registrar, xz.mine.address, 10_000, 604_800]
    arguments[position] = value
    with engine.reverts(reason):
        engine.deploy("NFTXZ", *arguments, sender=owner)
