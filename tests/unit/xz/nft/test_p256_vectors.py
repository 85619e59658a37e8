# SPDX-License-Identifier: MIT
"""All published vectors of EIP-7951 on whatever verifies P-256 for a chip (XZ-4; data/eip-7951.csv).

The precompile of titanoboa (ours), that of a real Anvil, OpenZeppelin's Solidity where a chain has none (revm), and
`NFTXZ.isChipSignature` over each. The token takes fewer signatures than the EIP: of the two that are each other's twin
the one with s in the lower half of the order.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass

import pytest
from eth_hash.auto import keccak

from wuxing.engine import open_engine
from wuxing.engine.precompiles import P256_VERIFY
from wuxing.paths import ROOT
from wuxing.xz.signing import P256, P256_ORDER, Chip

TRUE = (1).to_bytes(32, "big")
ORIGINAL = ROOT.parent / "shared" / "vectors" / "external" / "eip-7951.json"


@dataclass(frozen=True)
class Vector:
    """A case of the EIP: the precompile's input, and whether the signature holds."""

    name: str
    valid: bool
    digest: bytes
    signature: bytes  # r ‖ s ‖ x ‖ y, as a chip gives it

    @property
    def is_low(self) -> bool:
        """Whether s is in the lower half of the order."""
        return int.from_bytes(self.signature[32:64]) <= P256_ORDER // 2

    @property
    def twin(self) -> bytes:
        """The same signature with n - s."""
        s = P256_ORDER - int.from_bytes(self.signature[32:64])
        return self.signature[:32] + s.to_bytes(32) + self.signature[64:]

    @property
    def address(self) -> bytes:
        """Of a chip with this key."""
        return keccak(self.signature[64:])[12:]


def _read() -> list[Vector]:
    with (ROOT / "data" / "eip-7951.csv").open() as file:
        return [
            Vector(
                row["name"],
                row["valid"] == "1",
                bytes.fromhex(row["digest"]),
                bytes.fromhex("".join(row[k] for k in "rsxy")),
            )
            for row in csv.DictReader(file)
        ]


VECTORS = _read()
NODES = ["titanoboa", "anvil"]


def _open(name, request):
    return request.getfixturevalue("anvil") if name == "anvil" else open_engine(name)


@pytest.fixture(scope="module", params=NODES)
def node(request):
    """An EVM with the precompile."""
    return _open(request.param, request)


@pytest.fixture(scope="module", params=[*NODES, "revm"])
def tokens(request):
    """NFTXZ alone, and its token for every key of the vectors: also where the key is not on the curve."""
    engine = _open(request.param, request)
    with engine.anchor():
        owner = engine.account(0)
        nft = engine.deploy("NFTXZ", owner, owner, owner, 1_000, 0, sender=owner)
        bound = {}
        for chip in sorted({vector.address for vector in VECTORS}):
            bound[chip] = nft.mint(owner, keccak(chip), 0, 0, "0x" + chip.hex(), 1, sender=owner).value
        yield nft, bound


def test_vectors__copy__is_the_original():
    if not ORIGINAL.exists():
        pytest.skip("the published file is not beside this checkout")
    published = json.loads(ORIGINAL.read_text())
    assert [(case["Name"], case["Expected"] != "", case["Input"]) for case in published] == [
        (vector.name, vector.valid, (vector.digest + vector.signature).hex()) for vector in VECTORS
    ]


def test_vectors__all_kinds__are_there():
    """781, of which 566 hold; 262 of those are high, so that the rule for s is seen."""
    assert (len(VECTORS), sum(v.valid for v in VECTORS)) == (781, 566)
    assert sum(v.valid and not v.is_low for v in VECTORS) == 262


def test_precompile__every_vector__answers_as_the_eip_says(node):
    wrong = []
    for vector in VECTORS:
        answer = node.call(P256_VERIFY, vector.digest + vector.signature)
        if answer != (TRUE if vector.valid else b""):
            wrong.append((vector.name, answer.hex()))
    assert not wrong


@pytest.mark.parametrize("length", [0, 1, 159, 161, 320])
def test_precompile__input_of_another_length__answers_nothing(node, length):
    """The EIP: not 160 bytes, no answer, and no failure."""
    valid = VECTORS[0].digest + VECTORS[0].signature
    assert node.call(P256_VERIFY, (valid * 2)[:length]) == b""


def test_isChipSignature__every_vector__holds_if_valid_and_low(tokens):
    nft, bound = tokens
    wrong = []
    for vector in VECTORS:
        answer = nft.isChipSignature(bound[vector.address], vector.digest, vector.signature)
        if answer is not (vector.valid and vector.is_low):
            wrong.append((vector.name, answer))
    assert not wrong


def test_isChipSignature__deviation__high_s_is_refused_and_its_low_twin_taken(tokens):
    """EIP-7951 takes both twins; a chip's signature is one sequence of bytes, so it cannot be shown twice."""
    nft, bound = tokens
    high = [vector for vector in VECTORS if vector.valid and not vector.is_low]
    for vector in high[::8]:
        assert nft.isChipSignature(bound[vector.address], vector.digest, vector.signature) is False
        assert nft.isChipSignature(bound[vector.address], vector.digest, vector.twin) is True


# RFC 6979, A.2.5: the key and the SHA-256 signatures of P-256
KEY = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
POINT = (
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)
SIGNED = {
    "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf": (  # SHA-256 of "sample"
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ),
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08": (  # SHA-256 of "test"
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
        "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    ),
}


@pytest.mark.parametrize("digest", SIGNED)
def test_sign__rfc_6979__published_signature_with_its_lower_s(digest, node):
    """XZ-4: what a chip in Python signs is what the standard says, but for the half of the order."""
    r, s = SIGNED[digest]
    signature = Chip(bytes.fromhex(KEY), P256).sign(bytes.fromhex(digest))
    assert (signature[:32].hex(), signature[64:].hex()) == (r, POINT)
    assert int.from_bytes(signature[32:64]) == min(int(s, 16), P256_ORDER - int(s, 16))
    assert node.call(P256_VERIFY, bytes.fromhex(digest) + signature) == TRUE
