# SPDX-License-Identifier: MIT
"""NFTXZ.mint (XZ-2, XZ-4)."""

import pytest
from eth_utils import keccak

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.xz.signing import Chip

HARDWARE, LATITUDE, LONGITUDE, NODE = keccak(text="cabinet"), -13_619_800, 1_036_100_000, 65_535


def chip(name="cabinet 1"):
    return Chip.from_seed(name).address


def mint(nft, sender, to, **fields):
    values = {"hardware": HARDWARE, "latitude": LATITUDE, "longitude": LONGITUDE, "chip": chip(), "node": NODE}
    return nft.mint(to, *(values | fields).values(), sender=sender)


def test_mint__first_cabinet__is_token_one_with_all_it_was_onboarded_with(nft, engine, registrar, miner):
    receipt = mint(nft, registrar, miner)
    assert receipt.value == 1
    assert nft.holding(1) == (miner.address, NODE)
    assert (nft.ownerOf(1), nft.balanceOf(miner), nft.chipOf(1), nft.nonceOf(1)) == (miner.address, 1, chip(), 0)
    onboarded = engine.time - 1
    assert tuple(nft.cabinetOf(1).values()) == (HARDWARE, LATITUDE, LONGITUDE, onboarded)
    assert (nft.tokenOfHardware(HARDWARE), nft.tokenOfChip(chip())) == (1, 1)
    assert (nft.totalMinted(), nft.totalSupply()) == (1, 1)
    (event,) = receipt.named("Onboarded")
    assert event.args == {
        "tokenId": 1,
        "hardwareId": HARDWARE,
        "chip": chip(),
        "node": NODE,
        "latitude": LATITUDE,
        "longitude": LONGITUDE,
    }


def test_mint__packed_words__lie_as_documented(nft, engine, registrar, miner):
    mint(nft, registrar, miner)

    def slot(label):
        (found,) = (v for v in nft.artifact.layout["storage"] if v["label"] == label)
        return int(found["slot"])

    def of_token(label, offset=0):
        return int.from_bytes(keccak((1).to_bytes(32, "big") + slot(label).to_bytes(32, "big"))) + offset

    # Solady: keccak256(id ‖ seed) + 2 id, the seed over the id's low bytes
    memory = bytearray(64)
    memory[:32] = (1).to_bytes(32, "big")
    memory[28:60] = (0x7D8825530A5A2E7A << 192).to_bytes(32, "big")
    owner_slot = (int.from_bytes(keccak(bytes(memory[:32]))) + 2) % 2**256
    word = engine.storage(nft.address, owner_slot)
    assert word == NODE << 160 | int(miner.address, 16)  # nonce 0 on top
    assert engine.storage(nft.address, of_token("_cabinets")) == int.from_bytes(HARDWARE)
    assert engine.storage(nft.address, of_token("_cabinets", 1)) == (
        LATITUDE % 2**32 | LONGITUDE % 2**32 << 32 | nft.cabinetOf(1)["onboarded"] << 64
    )
    assert engine.storage(nft.address, of_token("_chips")) == int(chip(), 16)
    assert engine.storage(nft.address, slot("_count")) == 1


@pytest.mark.parametrize(
    "field, value, reason",
    [
        ("hardware", bytes(32), "NFTXZ: hardware id is zero"),
        ("latitude", 900_000_001, "NFTXZ: latitude out of range"),
        ("latitude", -900_000_001, "NFTXZ: latitude out of range"),
        ("longitude", 1_800_000_001, "NFTXZ: longitude out of range"),
        ("longitude", -1_800_000_001, "NFTXZ: longitude out of range"),
        ("chip", ZERO_ADDRESS, "NFTXZ: chip is zero"),
    ],
)
def test_mint__bad_field__reverts(nft, engine, registrar, miner, field, value, reason):
    with engine.reverts(reason):
        mint(nft, registrar, miner, **{field: value})
    assert nft.totalMinted() == 0


@pytest.mark.parametrize("latitude, longitude", [(900_000_000, 1_800_000_000), (-900_000_000, -1_800_000_000)])
def test_mint__edge_of_the_earth__is_taken(nft, registrar, miner, latitude, longitude):
    mint(nft, registrar, miner, latitude=latitude, longitude=longitude)
    assert nft.cabinetOf(1)["latitude"] == latitude
    assert nft.cabinetOf(1)["longitude"] == longitude


def test_mint__not_the_registrar__reverts(nft, engine, owner, miner, attacker):
    for account in (owner, miner, attacker):
        with engine.reverts("NFTXZ: not the registrar"):
            mint(nft, account, account)


def test_mint__to_zero__reverts(nft, engine, registrar):
    with engine.reverts("TransferToZeroAddress"):
        mint(nft, registrar, ZERO_ADDRESS)


def test_mint__same_hardware__reverts(nft, engine, registrar, miner, other_miner):
    mint(nft, registrar, miner)
    with engine.reverts("NFTXZ: hardware id is taken"):
        mint(nft, registrar, other_miner, chip=chip("cabinet 2"))


def test_mint__same_chip__reverts(nft, engine, registrar, miner, other_miner):
    mint(nft, registrar, miner)
    with engine.reverts("NFTXZ: chip is taken"):
        mint(nft, registrar, other_miner, hardware=keccak(text="cabinet 2"))


def test_mint__all_minted__reverts_even_after_a_burn(lone, engine, registrar, miner, keeper):
    for n in (1, 2, 3):
        assert mint(lone, registrar, miner, hardware=keccak(text=f"{n}"), chip=chip(f"{n}")).value == n
    lone.burn(1, sender=keeper)
    with engine.reverts("NFTXZ: all tokens are minted"):
        mint(lone, registrar, miner)
    assert (lone.totalMinted(), lone.totalSupply()) == (3, 2)


def test_mint__after_a_burn__takes_the_next_id(lone, registrar, miner, keeper):
    mint(lone, registrar, miner)
    lone.burn(1, sender=keeper)
    assert mint(lone, registrar, miner, hardware=keccak(text="cabinet 2"), chip=chip("cabinet 2")).value == 2
