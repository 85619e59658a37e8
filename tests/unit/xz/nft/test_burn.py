# SPDX-License-Identifier: MIT
"""NFTXZ.burn (XZ-3)."""

import pytest
from eth_utils import keccak

from wuxing.xz.signing import Chip

HARDWARE, CHIP = keccak(text="cabinet"), Chip.from_seed("cabinet 1")


@pytest.fixture
def melted(lone, registrar, miner, keeper):
    """A token that was burned, beside one that was not."""
    for n, (hardware, chip) in enumerate([(HARDWARE, CHIP), (keccak(text="other"), Chip.from_seed("other"))], 1):
        assert lone.mint(miner, hardware, 5, 6, chip.address, 7, sender=registrar).value == n
    lone.burn(1, sender=keeper)
    return lone


def test_burn__by_the_mine__takes_one_token_away(melted, miner):
    assert (melted.balanceOf(miner), melted.totalSupply(), melted.totalMinted()) == (1, 1, 2)
    assert melted.ownerOf(2) == miner.address


@pytest.mark.parametrize(
    "method, arguments",
    [
        ("ownerOf", ()),
        ("holding", ()),
        ("chipOf", ()),
        ("nonceOf", ()),
        ("locked", ()),
        ("tokenURI", ()),
        ("getApproved", ()),
        ("isChipSignature", (bytes(32), bytes(65))),
    ],
)
def test_burn__burned_token__is_unknown(melted, engine, method, arguments):
    with engine.reverts("TokenDoesNotExist"):
        getattr(melted, method)(1, *arguments)


def test_burn__twice__reverts(melted, engine, keeper):
    with engine.reverts("TokenDoesNotExist"):
        melted.burn(1, sender=keeper)


def test_burn__cabinet__stays_on_record_and_is_not_onboarded_again(melted, engine, registrar, miner):
    assert melted.cabinetOf(1)["hardwareId"] == HARDWARE
    with engine.reverts("NFTXZ: hardware id is taken"):
        melted.mint(miner, HARDWARE, 5, 6, Chip.from_seed("new").address, 7, sender=registrar)
    with engine.reverts("NFTXZ: chip is taken"):
        melted.mint(miner, keccak(text="new"), 5, 6, CHIP.address, 7, sender=registrar)


def test_burn__not_the_mine__reverts(nft, engine, token, miner, owner, registrar):
    for account in (miner, owner, registrar):
        with engine.reverts("NFTXZ: not the mine"):
            nft.burn(token, sender=account)
