# SPDX-License-Identifier: MIT
"""Chips on both curves (XZ-4)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from eth_hash.auto import keccak
from eth_keys import keys
from eth_utils import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from wuxing.xz.signing import P256, P256_ORDER, SECP256K1, Chip

SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
DIGEST = keccak(b"a record")


@given(st.binary(min_size=32, max_size=32))
def test_sign__secp256k1__recovers_to_the_chip_and_is_low(digest):
    chip = Chip.from_seed("cabinet 1")
    signature = chip.sign(digest)
    assert len(signature) == 65 and signature[64] in (27, 28)
    assert int.from_bytes(signature[32:64], "big") <= SECP256K1_ORDER // 2
    parsed = keys.Signature(signature[:64] + bytes([signature[64] - 27]))
    assert parsed.recover_public_key_from_msg_hash(digest).to_checksum_address() == chip.address


@given(st.binary(min_size=32, max_size=32))
def test_sign__p256__verifies_and_is_low(digest):
    chip = Chip.from_seed("cabinet 1", P256)
    signature = chip.sign(digest)
    r, s, x, y = (int.from_bytes(signature[i : i + 32], "big") for i in range(0, 128, 32))
    assert len(signature) == 128 and s <= P256_ORDER // 2
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    key.verify(encode_dss_signature(r, s), digest, ec.ECDSA(Prehashed(hashes.SHA256())))  # raises if it is not
    assert to_checksum_address(keccak(signature[64:])[12:]) == chip.address


@pytest.mark.parametrize("curve", [SECP256K1, P256])
def test_sign__twice__same_bytes(curve):
    assert Chip.from_seed("cabinet 1", curve).sign(DIGEST) == Chip.from_seed("cabinet 1", curve).sign(DIGEST)


@pytest.mark.parametrize("curve", [SECP256K1, P256])
def test_address__two_chips__differ(curve):
    assert Chip.from_seed("cabinet 1", curve).address != Chip.from_seed("cabinet 2", curve).address


def test_chip__unknown_curve__is_refused():
    with pytest.raises(ValueError, match="expected the curve secp256k1 or p256, got 'ed25519'"):
        Chip(b"\1" * 32, "ed25519")


@pytest.mark.parametrize("curve", [SECP256K1, P256])
@pytest.mark.parametrize("secret", [b"\0" * 32, b"\xff" * 32, b"\1" * 31], ids=["zero", "beyond the order", "short"])
def test_chip__secret_that_is_no_key__is_refused(secret, curve):
    with pytest.raises(ValueError):
        Chip(secret, curve)


@pytest.mark.parametrize("curve", [SECP256K1, P256])
def test_sign__not_a_digest__is_refused(curve):
    with pytest.raises(ValueError, match="expected a digest of 32 bytes, got 5"):
        Chip.from_seed("cabinet 1", curve).sign(b"hello")
