# SPDX-License-Identifier: MIT
"""Keys of nodes and accounts on the native chain: secp256k1, signatures of 65 bytes r ‖ s ‖ v (CNT-21, CNT-22)."""

from __future__ import annotations

from functools import cached_property

from coincurve import PrivateKey, PublicKey
from eth_hash.auto import keccak

from wuxing.refused import Refused

ADDRESS = 20


class Key:
    """A private key. `secret` is 32 bytes; ValueError if it is none of the curve."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self._key = PrivateKey(secret)

    @classmethod
    def from_seed(cls, seed: str) -> Key:
        """The key whose secret is keccak256(seed): the same in every run."""
        return cls(keccak(seed.encode()))

    @cached_property
    def address(self) -> bytes:
        """The Ethereum address of the key."""
        return _address(self._key.public_key)

    @cached_property
    def public(self) -> bytes:
        """The public key, 33 bytes."""
        return self._key.public_key.format()

    def sign(self, digest: bytes) -> bytes:
        """Sign 32 bytes; the same digest gives the same signature."""
        return self._key.sign_recoverable(digest, hasher=None)


def signer(digest: bytes, signature: bytes) -> bytes:
    """Who signed a digest. `Refused` if the bytes are no signature."""
    try:
        return _address(PublicKey.from_signature_and_message(signature, digest, hasher=None))
    except Exception as error:  # coincurve raises bare Exception and ValueError for different defects
        raise Refused(f"Key: expected a signature of 65 bytes r, s, v, got {len(signature)} ({error})") from error


def address_of(public: bytes) -> bytes:
    """The address of a public key of 33 or 65 bytes. `Refused` if it is no point of the curve."""
    try:
        return _address(PublicKey(public))
    except ValueError as error:
        raise Refused(f"Key: expected a public key on secp256k1, got {len(public)} bytes") from error


def _address(public: PublicKey) -> bytes:
    return keccak(public.format(compressed=False)[1:])[-ADDRESS:]
