# SPDX-License-Identifier: MIT
"""Chips and what they sign (XZ-4, XZ-5, XZ-17, XZ-23).

A cabinet's chip holds one key on secp256k1 or on P-256, and signs 32 byte digests:

    secp256k1   65 bytes   r ‖ s ‖ v, v 27 or 28, s in the lower half
    P-256      128 bytes   r ‖ s ‖ x ‖ y, s in the lower half, the public key beside it

Either way the chip's address is the last 20 bytes of keccak256(x ‖ y). Signatures are deterministic
(RFC 6979): the same chip and digest give the same bytes.

The functions below build one message each (wuxing/typed_data.py), named after what it says.
"""

from __future__ import annotations

from functools import cached_property

from coincurve import PrivateKey
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from eth_abi import encode
from eth_hash.auto import keccak
from eth_utils import to_checksum_address

from wuxing.typed_data import Message

SECP256K1, P256 = "secp256k1", "p256"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_P256_SIGN = ec.ECDSA(Prehashed(hashes.SHA256()), deterministic_signing=True)


class Chip:
    """A key pair in a cabinet. `secret` is 32 bytes (1 to the curve's order less one), `curve` "secp256k1" or "p256".

    Raises ValueError for another curve or a secret that is no key of it.
    """

    def __init__(self, secret: bytes, curve: str = SECP256K1) -> None:
        if len(secret) != 32:
            raise ValueError(f"expected a secret of 32 bytes, got {len(secret)}")
        if curve == SECP256K1:
            self._key = PrivateKey(secret)
            point = self._key.public_key.format(compressed=False)[1:]
        elif curve == P256:
            self._p256 = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
            numbers = self._p256.public_key().public_numbers()
            point = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
        else:
            raise ValueError(f"expected the curve {SECP256K1} or {P256}, got {curve!r}")
        self.curve, self.public_key = curve, point

    @classmethod
    def from_seed(cls, seed: str, curve: str = SECP256K1) -> Chip:
        """The chip whose secret is keccak256(seed): the same in every run of a scenario."""
        return cls(keccak(seed.encode()), curve)

    @cached_property
    def address(self) -> str:
        """The last 20 bytes of keccak256(x ‖ y), whichever the curve."""
        return to_checksum_address(keccak(self.public_key)[12:])

    def sign(self, digest: bytes) -> bytes:
        """The signature of a 32 byte digest, s in the lower half of the order."""
        if len(digest) != 32:
            raise ValueError(f"expected a digest of 32 bytes, got {len(digest)}")
        if self.curve == SECP256K1:
            signature = self._key.sign_recoverable(digest, hasher=None)
            return signature[:64] + bytes([27 + signature[64]])
        r, s = decode_dss_signature(self._p256.sign(digest, _P256_SIGN))
        return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big") + self.public_key


_TRANSFER = {"tokenId": "uint256", "from": "address", "to": "address", "nonce": "uint256", "deadline": "uint256"}
_REPLACE_CHIP = {"tokenId": "uint256", "newChip": "address", "nonce": "uint256", "deadline": "uint256"}
_EXIT = {"tokenId": "uint256", "nonce": "uint256", "deadline": "uint256"}
_BATCH = {
    "tokenId": "uint256",
    "batch": "uint256",
    "head": "bytes32",
    "root": "bytes32",
    "records": "uint256",
    "opened": "uint256",
    "closed": "uint256",
}
_REPORT = {"observedAt": "uint256", "tokenId": "uint256", "value": "int256"}
_HANDOVER = {
    "batch": "uint256",
    "head": "bytes32",
    "to": "address",
    "toToken": "uint256",
    "deadline": "uint256",
}
_SPLIT = {"batch": "uint256", "head": "bytes32", "left": "bytes32", "right": "bytes32"}
_SALE = {"batch": "uint256", "leaf": "bytes32", "soldAt": "uint256"}


def transfer(token_id: int, sender: str, to: str, nonce: int, deadline: int) -> Message:
    """The chip lets its NFTXZ go from `sender` to `to` until `deadline` (XZ-4), for the domain of the NFT."""
    values = {"tokenId": token_id, "from": sender, "to": to, "nonce": nonce, "deadline": deadline}
    return Message("Transfer", _TRANSFER, values)


def replace_chip(token_id: int, new_chip: str, nonce: int, deadline: int) -> Message:
    """The owner (not the chip) agrees to a new chip (XZ-6), for the domain of the NFT."""
    values = dict(zip(_REPLACE_CHIP, (token_id, new_chip, nonce, deadline), strict=True))
    return Message("ReplaceChip", _REPLACE_CHIP, values)


def exit_order(token_id: int, nonce: int, deadline: int) -> Message:
    """The chip orders its token, at the nonce it has, out of the mine (XZ-4), for the domain of the mine."""
    return Message("Exit", _EXIT, {"tokenId": token_id, "nonce": nonce, "deadline": deadline})


def log_batch(
    token_id: int, batch: int, head: bytes, root: bytes, records: int, opened: int, closed: int
) -> Message:
    """A batch of records after a log that stands at `head` (XZ-5), for the domain of the log."""
    values = dict(zip(_BATCH, (token_id, batch, head, root, records, opened, closed), strict=True))
    return Message("Batch", _BATCH, values)


def log_head(head: bytes, batch: int, root: bytes, records: int, opened: int, closed: int) -> bytes:
    """Where a log that stood at `head` stands after this batch: a chip follows its own log without a node."""
    types = ["bytes32", "uint256", "bytes32", "uint256", "uint256", "uint256"]
    return keccak(encode(types, [head, batch, root, records, opened, closed]))


def report(observed_at: int, token_id: int, value: int) -> Message:
    """What a cabinet saw at a time (XZ-17), for the domain of one feed."""
    return Message("Report", _REPORT, {"observedAt": observed_at, "tokenId": token_id, "value": value})


def handover(batch: int, head: bytes, to: str, to_token: int, deadline: int) -> Message:
    """The holder of a batch of packages gives it to an account, or to a cabinet by token id (XZ-23)."""
    return Message("Handover", _HANDOVER, dict(zip(_HANDOVER, (batch, head, to, to_token, deadline), strict=True)))


def split(batch: int, head: bytes, left: bytes, right: bytes) -> Message:
    """The holder of a batch of packages parts it into the two halves of its Merkle tree (XZ-23)."""
    return Message("Split", _SPLIT, {"batch": batch, "head": head, "left": left, "right": right})


def sale(batch: int, leaf: bytes, sold_at: int) -> Message:
    """The holder of a batch sold one package of it (XZ-23)."""
    return Message("Sale", _SALE, {"batch": batch, "leaf": leaf, "soldAt": sold_at})


_REVENUE = {
    "tokenId": "uint256",
    "period": "uint256",
    "drugSales": "uint256",
    "advertising": "uint256",
    "delivery": "uint256",
    "partnerPharmacy": "uint256",
}
_FULFILMENT = {"receiptId": "uint256"}


def revenue(token_id: int, period: int, amounts: tuple[int, int, int, int]) -> Message:
    """What a cabinet took in on a day by stream (XZ-22), in the stablecoin's units, for the domain of the revenue.

    `period` is the day of UTC counted from 1970; the streams are drug sales, advertising, delivery and
    the partner pharmacy's sales.
    """
    return Message("Revenue", _REVENUE, dict(zip(_REVENUE, (token_id, period, *amounts), strict=True)))


def fulfilment(receipt_id: int) -> Message:
    """A cabinet handed out what a receipt was paid for (XZ-16), for the domain of the checkout."""
    return Message("Fulfilment", _FULFILMENT, {"receiptId": receipt_id})
