# SPDX-License-Identifier: MIT
"""Content that is sold for its key (CNT-15): leaves, their digests, encryption that a contract can undo leaf by leaf.

    leaf i                 1,024 bytes; the last one is filled up with zeros
    word j of ciphertext i = word j of leaf i XOR keccak256(abi.encode(content key, 32 × i + j))
    roots                  merkle.py's, over the plain leaves (what is offered) and over the encrypted ones

A content key is 32 random bytes and is used for one buyer only: once it is out, whoever has the ciphertext reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from eth_hash.auto import keccak

from wuxing import merkle

LEAF = 1_024
"""Bytes of a leaf."""
_WORDS = LEAF // 32


def leaves_of(data: bytes) -> list[bytes]:
    """Content in whole leaves. ValueError for none."""
    if not data:
        raise ValueError("expected at least one byte of content, got none")
    padded = data + bytes(-len(data) % LEAF)
    return [padded[start : start + LEAF] for start in range(0, len(padded), LEAF)]


def _stream(key: bytes, index: int) -> bytes:
    return b"".join(keccak(key + (index * _WORDS + j).to_bytes(32, "big")) for j in range(_WORDS))


def encrypted(key: bytes, index: int, leaf: bytes) -> bytes:
    """A leaf with the content key's stream at its place."""
    mixed = int.from_bytes(leaf, "big") ^ int.from_bytes(_stream(key, index), "big")
    return mixed.to_bytes(LEAF, "big")


def decrypted(key: bytes, index: int, leaf: bytes) -> bytes:
    """A leaf of ciphertext opened; one of another length opens to nothing, as in the contract."""
    return encrypted(key, index, leaf) if len(leaf) == LEAF else b""


@dataclass(frozen=True)
class Manifest:
    """What an offer promises: the size and the digest of each plain leaf. It hides nothing that can be guessed."""

    size: int
    digests: tuple[bytes, ...]

    @classmethod
    def of(cls, data: bytes) -> Manifest:
        """The manifest of some content."""
        return cls(len(data), tuple(map(keccak, leaves_of(data))))

    @cached_property
    def tree(self) -> merkle.Tree:
        """The tree whose root is offered."""
        return merkle.Tree(keccak(keccak(i.to_bytes(32, "big") + d)) for i, d in enumerate(self.digests))

    @property
    def root(self) -> bytes:
        """The offered root."""
        return self.tree.root

    def to_bytes(self) -> bytes:
        """The manifest as it lies in a store."""
        return self.size.to_bytes(8, "big") + b"".join(self.digests)

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """A manifest out of a store. ValueError where it cannot be one."""
        size, rest = int.from_bytes(data[:8], "big"), data[8:]
        if len(data) < 40 or len(rest) % 32 or len(rest) // 32 != -(-size // LEAF):
            raise ValueError(f"expected a size and the digests of its leaves, got {len(data)} bytes")
        return cls(size, tuple(rest[i : i + 32] for i in range(0, len(rest), 32)))


@dataclass(frozen=True)
class Ciphertext:
    """Encrypted leaves with their tree."""

    leaves: tuple[bytes, ...]

    @classmethod
    def of(cls, key: bytes, data: bytes) -> Ciphertext:
        """Content encrypted with a key. Some 5 µs a word."""
        return cls(tuple(encrypted(key, i, leaf) for i, leaf in enumerate(leaves_of(data))))

    @classmethod
    def from_bytes(cls, data: bytes) -> Ciphertext:
        """Encrypted leaves one after the other. ValueError for parts of leaves."""
        if not data or len(data) % LEAF:
            raise ValueError(f"expected whole leaves of {LEAF} bytes, got {len(data)} bytes")
        return cls(tuple(leaves_of(data)))

    @cached_property
    def tree(self) -> merkle.Tree:
        """The tree whose root the seller commits to."""
        return merkle.Tree.of(self.leaves)

    @property
    def root(self) -> bytes:
        """The root that the seller commits to."""
        return self.tree.root

    def to_bytes(self) -> bytes:
        """All leaves in their order."""
        return b"".join(self.leaves)

    def wrong_leaf(self, key: bytes, promised: Manifest) -> int | None:
        """The first leaf that opens to something else than was promised; None where all is as promised."""
        for index, digest in enumerate(promised.digests):
            if keccak(decrypted(key, index, self.leaves[index])) != digest:
                return index
        return None

    def opened(self, key: bytes, size: int) -> bytes:
        """The content."""
        return b"".join(decrypted(key, i, leaf) for i, leaf in enumerate(self.leaves))[:size]
