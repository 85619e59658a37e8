# SPDX-License-Identifier: MIT
"""NFTXZ.isChipSignature (XZ-4): on titanoboa with the P-256 precompile, on revm without it."""

from __future__ import annotations

import pytest
from eth_utils import keccak
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wuxing.engine import open_engine
from wuxing.xz.signing import P256, P256_ORDER, SECP256K1, Chip

SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
DIGEST = keccak(text="what the chip saw")
CHIPS = {SECP256K1: Chip.from_seed("cabinet 1"), P256: Chip.from_seed("cabinet 2", P256)}
TOKENS = {SECP256K1: 1, P256: 2}


@pytest.fixture(scope="module", params=["titanoboa", "revm"])
def nft(request):
    """NFTXZ alone with a token for each curve."""
    engine = open_engine(request.param)
    owner = engine.account(0)
    made = engine.deploy("NFTXZ", owner, owner, owner, 2, 0, sender=owner)
    for curve, chip in CHIPS.items():
        made.mint(owner, keccak(text=curve), 0, 0, chip.address, 1, sender=owner)
    return made


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def malleable(signature: bytes, order: int) -> bytes:
    """The twin of a signature: s → order - s, v turned."""
    twin = signature[:32] + word(order - int.from_bytes(signature[32:64]))
    return twin + (bytes([55 - signature[64]]) if len(signature) == 65 else signature[64:])


@pytest.mark.parametrize("curve", CHIPS)
def test_isChipSignature__of_the_chip__is_true(nft, curve):
    assert nft.isChipSignature(TOKENS[curve], DIGEST, CHIPS[curve].sign(DIGEST)) is True


@pytest.mark.parametrize("curve", CHIPS)
def test_isChipSignature__other_digest__is_false(nft, curve):
    assert nft.isChipSignature(TOKENS[curve], keccak(DIGEST), CHIPS[curve].sign(DIGEST)) is False


@pytest.mark.parametrize("curve", CHIPS)
def test_isChipSignature__of_another_chip_of_either_curve__is_false(nft, curve):
    for other in CHIPS:
        assert nft.isChipSignature(TOKENS[curve], DIGEST, Chip.from_seed("forger", other).sign(DIGEST)) is False
    (stranger,) = (chip for known, chip in CHIPS.items() if known != curve)
    assert nft.isChipSignature(TOKENS[curve], DIGEST, stranger.sign(DIGEST)) is False


@pytest.mark.parametrize("curve, order", [(SECP256K1, SECP256K1_ORDER), (P256, P256_ORDER)])
def test_isChipSignature__high_s__is_false(nft, curve, order):
    signature = CHIPS[curve].sign(DIGEST)
    assert nft.isChipSignature(TOKENS[curve], DIGEST, signature)
    assert nft.isChipSignature(TOKENS[curve], DIGEST, malleable(signature, order)) is False
    assert malleable(malleable(signature, order), order) == signature


@pytest.mark.parametrize("v", [0, 1, 2, 26, 29, 54, 255])
def test_isChipSignature__v_other_than_27_and_28__is_false(nft, v):
    signature = CHIPS[SECP256K1].sign(DIGEST)[:64] + bytes([v])
    assert nft.isChipSignature(1, DIGEST, signature) is False


def test_isChipSignature__v_of_the_other_parity__is_false(nft):
    signature = CHIPS[SECP256K1].sign(DIGEST)
    assert nft.isChipSignature(1, DIGEST, signature[:64] + bytes([55 - signature[64]])) is False


def test_isChipSignature__compact_form__is_false(nft):
    signature = CHIPS[SECP256K1].sign(DIGEST)
    compact = signature[:32] + word(int.from_bytes(signature[32:64]) | (signature[64] - 27) << 255)
    assert nft.isChipSignature(1, DIGEST, compact) is False


@pytest.mark.parametrize("r, s", [(0, 1), (1, 0), (0, 0), (P256_ORDER, 1), (2**256 - 1, 1), (1, P256_ORDER // 2 + 1)])
def test_isChipSignature__p256_out_of_range__is_false(nft, r, s):
    assert nft.isChipSignature(2, DIGEST, word(r) + word(s) + CHIPS[P256].public_key) is False


def test_isChipSignature__p256_with_another_key_beside_it__is_false(nft):
    forger = Chip.from_seed("forger", P256)
    assert nft.isChipSignature(2, DIGEST, forger.sign(DIGEST)) is False
    assert nft.isChipSignature(2, DIGEST, forger.sign(DIGEST)[:64] + CHIPS[P256].public_key) is False


def test_isChipSignature__point_off_the_curve__is_false_even_as_the_chip(nft):
    engine, off = nft.engine, word(5) + word(5)
    owner = engine.account(0)
    chip = keccak(off)[12:]
    lone = engine.deploy("NFTXZ", owner, owner, owner, 1, 0, sender=owner)
    lone.mint(owner, DIGEST, 0, 0, "0x" + chip.hex(), 1, sender=owner)
    assert lone.isChipSignature(1, DIGEST, CHIPS[P256].sign(DIGEST)[:64] + off) is False


@pytest.mark.parametrize("curve", CHIPS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(signature=b"")
@example(signature=bytes(65))
@example(signature=b"\xff" * 65)
@example(signature=bytes(128))
@example(signature=b"\xff" * 128)
@given(signature=st.binary(max_size=200) | st.binary(min_size=65, max_size=65) | st.binary(min_size=128, max_size=128))
def test_isChipSignature__any_bytes__are_false_and_never_revert(nft, curve, signature):
    assert nft.isChipSignature(TOKENS[curve], DIGEST, signature) is False


@pytest.mark.parametrize("curve", CHIPS)
def test_isChipSignature__a_byte_short_or_long__is_false(nft, curve):
    signature = CHIPS[curve].sign(DIGEST)
    for changed in (signature[:-1], signature + b"\0", signature[1:]):
        assert nft.isChipSignature(TOKENS[curve], DIGEST, changed) is False


def test_isChipSignature__unknown_token__reverts(nft):
    with nft.engine.reverts("TokenDoesNotExist"):
        nft.isChipSignature(3, DIGEST, CHIPS[SECP256K1].sign(DIGEST))
