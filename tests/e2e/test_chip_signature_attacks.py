# SPDX-License-Identifier: MIT
"""Attacks on what a chip signed: the cabinet is in the miner's shop, the attacker has all that was on chain (XZ-4).

Each is tried with chips on both curves; none moves the token.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.typed_data import domain_of
from wuxing.xz import signing
from wuxing.xz.signing import P256, P256_ORDER, SECP256K1, Chip

SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
SIGNATURE, AUTHORIZED = "NFTXZ: not the chip's signature", "NFTXZ: chip has not authorized"


class Shop:
    """A cabinet that does not mine, and orders that its chip signs."""

    def __init__(self, xz, engine, chip: Chip, token: int):
        self.nft, self.engine, self.chip, self.token = xz.nft, engine, chip, token
        self.domain = domain_of(xz.nft)

    def order(self, sender, to, domain=None, **fields) -> tuple[int, bytes]:
        """Deadline and signature of a transfer."""
        values = {"nonce": self.nft.nonceOf(self.token), "deadline": self.engine.time + 3_600} | fields
        to = getattr(to, "address", to)
        message = signing.transfer(self.token, sender.address, to, values["nonce"], values["deadline"])
        return values["deadline"], self.chip.sign((domain or self.domain).digest(message))

    def transfer(self, sender, to, order, by=None):
        return self.nft.transferWithChip(sender, to, self.token, *order, sender=by or sender)


@pytest.fixture(params=[SECP256K1, P256])
def shop(request, xz, engine, onboard) -> Shop:
    chip = Chip.from_seed("cabinet", request.param)
    return Shop(xz, engine, chip, onboard(chip, staked=False))


def test_replay__of_a_sale_after_the_token_came_back__fails(shop, engine, miner, attacker):
    sold = shop.order(miner, attacker)
    shop.transfer(miner, attacker, sold)
    shop.transfer(attacker, miner, shop.order(attacker, miner))
    shop.nft.setApprovalForAll(attacker, True, sender=miner)
    with engine.reverts(SIGNATURE):
        shop.transfer(miner, attacker, sold, by=attacker)
    with engine.reverts(SIGNATURE):
        shop.nft.authorize(shop.token, miner, attacker, *sold, sender=attacker)
    assert shop.nft.ownerOf(shop.token) == miner.address


def test_replay__of_a_stored_authorization_after_its_use__fails(shop, engine, miner, other_miner, attacker):
    order = shop.order(miner, ZERO_ADDRESS)
    shop.nft.authorize(shop.token, miner, ZERO_ADDRESS, *order, sender=attacker)
    shop.nft.transferFrom(miner, other_miner, shop.token, sender=miner)
    shop.transfer(other_miner, miner, shop.order(other_miner, miner))
    shop.nft.approve(attacker, shop.token, sender=miner)
    with engine.reverts(SIGNATURE):
        shop.nft.authorize(shop.token, miner, ZERO_ADDRESS, *order, sender=attacker)
    with engine.reverts(AUTHORIZED):
        shop.nft.transferFrom(miner, attacker, shop.token, sender=attacker)


def test_replay__on_another_chain_or_contract__fails(shop, engine, xz, miner, other_miner):
    for domain in (
        replace(shop.domain, chain_id=1),
        replace(shop.domain, contract=xz.mine.address),
        replace(shop.domain, version="2"),
        replace(shop.domain, name="NFT"),
    ):
        with engine.reverts(SIGNATURE):
            shop.transfer(miner, other_miner, shop.order(miner, other_miner, domain))
    shop.transfer(miner, other_miner, shop.order(miner, other_miner))
    assert shop.nft.ownerOf(shop.token) == other_miner.address


def test_malleable__twin_of_a_good_signature__fails(shop, engine, miner, other_miner):
    deadline, signature = shop.order(miner, other_miner)
    order = SECP256K1_ORDER if len(signature) == 65 else P256_ORDER
    twin = signature[:32] + (order - int.from_bytes(signature[32:64])).to_bytes(32, "big")
    twin += bytes([55 - signature[64]]) if len(signature) == 65 else signature[64:]
    with engine.reverts(SIGNATURE):
        shop.transfer(miner, other_miner, (deadline, twin))
    shop.transfer(miner, other_miner, (deadline, signature))


def test_expired__order_kept_in_a_drawer__fails(shop, engine, miner, other_miner):
    order = shop.order(miner, other_miner)
    engine.advance(3_601)
    with engine.reverts("NFTXZ: authorization expired"):
        shop.transfer(miner, other_miner, order)
    with engine.reverts("NFTXZ: authorization expired"):
        shop.nft.authorize(shop.token, miner, other_miner, *order, sender=miner)


def test_stolen_approval__phished_operator_without_the_chip__gets_nothing(shop, engine, miner, attacker):
    shop.nft.setApprovalForAll(attacker, True, sender=miner)
    for method, data in (("transferFrom", ()), ("safeTransferFrom", ()), ("safeTransferFrom", (b"",))):
        with engine.reverts(AUTHORIZED):
            getattr(shop.nft, method)(miner, attacker, shop.token, *data, sender=attacker)
    own = Chip(bytes(attacker.key)).sign(bytes(32))
    with engine.reverts(SIGNATURE):
        shop.transfer(miner, attacker, (engine.time + 60, own), by=attacker)
    assert shop.nft.ownerOf(shop.token) == miner.address


def test_stolen_cabinet__chip_without_the_owner__gets_nothing(shop, engine, miner, attacker):
    order = shop.order(miner, attacker)
    with engine.reverts("NotOwnerNorApproved"):
        shop.transfer(miner, attacker, order, by=attacker)
    shop.nft.authorize(shop.token, miner, attacker, *order, sender=attacker)
    with engine.reverts("NotOwnerNorApproved"):
        shop.nft.transferFrom(miner, attacker, shop.token, sender=attacker)
    assert shop.nft.ownerOf(shop.token) == miner.address


def test_front_run__order_copied_from_the_mempool__neither_stops_the_sale_nor_takes_the_token(
    shop, engine, miner, other_miner, attacker
):
    order = shop.order(miner, other_miner)
    shop.nft.authorize(shop.token, miner, other_miner, *order, sender=attacker)
    with engine.reverts(SIGNATURE):
        shop.nft.authorize(shop.token, miner, attacker, *order, sender=attacker)
    with engine.reverts("NotOwnerNorApproved"):
        shop.transfer(miner, other_miner, order, by=attacker)
    shop.transfer(miner, other_miner, order)
    assert shop.nft.ownerOf(shop.token) == other_miner.address
    with engine.reverts(AUTHORIZED):  # what the attacker stored died with the sale
        shop.nft.transferFrom(other_miner, other_miner, shop.token, sender=other_miner)


def test_front_run__older_order_for_another_buyer__does_not_push_out_the_newer(
    shop, engine, miner, other_miner, attacker
):
    older, newer = shop.order(miner, attacker), shop.order(miner, other_miner)
    shop.nft.authorize(shop.token, miner, other_miner, *newer, sender=miner)
    shop.nft.authorize(shop.token, miner, attacker, *older, sender=attacker)
    shop.nft.transferFrom(miner, other_miner, shop.token, sender=miner)
    assert shop.nft.ownerOf(shop.token) == other_miner.address


def test_locked__chip_and_owner_agree_while_it_mines__nothing_moves(xz, engine, onboard, miner, other_miner):
    shop = Shop(xz, engine, Chip.from_seed("mining"), onboard(Chip.from_seed("mining")))
    with engine.reverts("NFTXZ: locked while it mines"):
        shop.transfer(miner, other_miner, shop.order(miner, other_miner))
    shop.nft.authorize(shop.token, miner, other_miner, *shop.order(miner, other_miner), sender=miner)
    with engine.reverts("NFTXZ: locked while it mines"):
        shop.nft.transferFrom(miner, other_miner, shop.token, sender=miner)
    assert shop.nft.locked(shop.token)
