# SPDX-License-Identifier: MIT
"""NFTXZ.setRegistrar (XZ-2, XZ-6)."""

from eth_utils import keccak

from wuxing.engine.base import ZERO_ADDRESS


def test_setRegistrar__by_the_owner__changes_who_onboards(nft, engine, owner, registrar, keeper, miner, chip):
    receipt = nft.setRegistrar(keeper, sender=owner)
    assert [event.registrar for event in receipt.named("RegistrarSet")] == [keeper.address]
    with engine.reverts("NFTXZ: not the registrar"):
        nft.mint(miner, keccak(text="cabinet"), 0, 0, chip.address, 1, sender=registrar)
    assert nft.mint(miner, keccak(text="cabinet"), 0, 0, chip.address, 1, sender=keeper).value == 1


def test_setRegistrar__zero__stops_onboarding(nft, engine, owner, registrar, miner, chip):
    nft.setRegistrar(ZERO_ADDRESS, sender=owner)
    with engine.reverts("NFTXZ: not the registrar"):
        nft.mint(miner, keccak(text="cabinet"), 0, 0, chip.address, 1, sender=registrar)


def test_setRegistrar__not_the_owner__reverts(nft, engine, registrar, attacker):
    for account in (registrar, attacker):
        with engine.reverts("Unauthorized"):
            nft.setRegistrar(account, sender=account)
