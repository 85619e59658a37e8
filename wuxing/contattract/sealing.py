# SPDX-License-Identifier: MIT
"""Sealed replicas (CNT-11, CNT-20): every member of a group stores the same chunk as other bytes.

    key      = keccak256("wuxing chunk seal" ++ word(node) ++ word(chunk))
    sealed   = data XOR AES-256-CTR(key, counter = offset / 16)
    place k  = uint256(keccak256(word(node) ++ word(chunk) ++ block hash ++ word(k))) % leaves
    leaf i   = merkle.leaf(i, the LEAF sealed bytes at i), see wuxing/merkle.py

A word is 32 bytes, an address stands at its right: `abi.encode(address, uint256, bytes32, uint256)` in a contract.
The keystream can be entered anywhere, so a write of one leaf seals one leaf again, and a member, who has the data,
computes any other member's sealed leaf and sealed root for itself: checking needs no more than the data.

What it does. An answer is about one node's bytes: another member's answer, copied or overheard, is wrong for me.
Replicas kept as sealed share no bytes, so that a store which merges equal blocks saves nothing.

What it does not. The key is public: sealing hides nothing from anybody (owners encrypt what shall be secret). And it
is fast, so whoever has the plain chunk can make up any node's sealed leaf when it is asked: one plain copy can answer
for several identities, at one leaf of AES an answer, and a landlord without any copy can fetch the leaf from a member.
Two arguments are left. The time bound (Hourglass schemes, van Dijk et al., CCS 2012): an encoding so slow that making
the leaf takes longer than the answer may; here the answer's deadline bounds only the fetching of far away data. The
incremental cost (Filecoin's proof of replication, Benet, Dalrymple, Greco 2017): cheating must cost more than the disk
it saves; one AES leaf a day costs less. A slow encoding would be as slow for 31 checkers, and each write would pay it
again; asymmetric ones (stacked DRG, SDR) are for data that never changes and are out of scope here. What stands
against it is money and chance: bonds, chunks that the contract assigns, so that nobody chooses to sit twice in a group.

Free space has no data that members could check a leaf against, and a bare keystream could be made up leaf by leaf from
nothing. So `filler` chains the leaves forwards and then backwards: each leaf depends on the whole chunk, and to make up
one is to generate all of them (the incremental cost, some thousand times one leaf). Checkers generate it all as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from eth_hash.auto import keccak

from wuxing import merkle
from wuxing.contattract.params import LEAF

CHUNK = 1 << 20
"""Bytes of a chunk: 1 MB (chunk_size)."""
_BLOCK = 16  # bytes of an AES block


def _word(value: int | bytes) -> bytes:
    return value.to_bytes(32, "big") if isinstance(value, int) else value.rjust(32, b"\0")


def _checked(data: bytes, offset: int = 0) -> None:
    if not data or len(data) % LEAF or offset % LEAF or offset < 0:
        raise ValueError(f"expected whole leaves of {LEAF} bytes, got {len(data)} bytes at {offset}")


def _stream(key: bytes, data: bytes, offset: int = 0) -> bytes:
    """Data XOR the keystream from `offset` (a multiple of 16 bytes) on."""
    return Cipher(algorithms.AES(key), modes.CTR((offset // _BLOCK).to_bytes(_BLOCK, "big"))).encryptor().update(data)


def seal(node_id: bytes, chunk_id: int, data: bytes, offset: int = 0) -> bytes:
    """A chunk's data as this node (its 20 byte address) stores it, or the whole leaves of it from `offset` on.

    ValueError if data or offset are not whole leaves.
    """
    _checked(data, offset)
    return _stream(keccak(b"wuxing chunk seal" + _word(node_id) + _word(chunk_id)), data, offset)


def unseal(node_id: bytes, chunk_id: int, sealed: bytes, offset: int = 0) -> bytes:
    """The data of what `seal` made; the same arguments."""
    return seal(node_id, chunk_id, sealed, offset)


def filler(node_id: bytes, chunk_id: int, size: int = CHUNK) -> bytes:
    """What this node stores for a chunk that nobody leases: `size` bytes, each depending on all the others."""
    _checked(bytes(size))
    identity, count = _word(node_id) + _word(chunk_id), size // LEAF
    leaves, before = [], b""
    for index in range(count):
        before = _stream(keccak(b"wuxing filler up" + identity + _word(index) + before), bytes(LEAF))
        leaves.append(before)
    after = b""
    for index in reversed(range(count)):
        leaves[index] = after = _stream(keccak(b"wuxing filler down" + identity + _word(index) + after), leaves[index])
    return b"".join(leaves)


def leaves_of(data: bytes) -> list[bytes]:
    """Data or a sealed replica in leaves."""
    _checked(data)
    return [data[start : start + LEAF] for start in range(0, len(data), LEAF)]


def chunk_root(data: bytes) -> bytes:
    """The Merkle root over the leaves: of a chunk's data (what a group signs) or of a sealed replica."""
    return merkle.Tree.of(leaves_of(data)).root


def challenged(node_id: bytes, chunk_id: int, block_hash: bytes, leaves: int, k: int = 0) -> int:
    """Which of a replica's leaves a block hash asks this node for, as its k-th."""
    return int.from_bytes(keccak(_word(node_id) + _word(chunk_id) + block_hash + _word(k)), "big") % leaves


@dataclass(frozen=True)
class Answer:
    """A challenged leaf of a sealed replica with its path."""

    node_id: bytes
    chunk_id: int
    block_hash: bytes
    index: int
    leaf: bytes
    path: tuple[bytes, ...]

    @property
    def root(self) -> bytes:
        """The sealed root that the leaf leads to."""
        return merkle.root_of(merkle.leaf(self.index, self.leaf), self.path)


def answer(node_id: bytes, chunk_id: int, sealed: bytes, block_hash: bytes, k: int = 0) -> Answer:
    """What this node answers to a block hash (its k-th leaf), from what it has stored."""
    leaves = leaves_of(sealed)
    index = challenged(node_id, chunk_id, block_hash, len(leaves), k)
    return Answer(node_id, chunk_id, block_hash, index, leaves[index], tuple(merkle.Tree.of(leaves).proof(index)))


def is_right(given: Answer, replica: Sequence[bytes], k: int = 0) -> bool:
    """Whether an answer is the k-th for its node and hash, and of this replica (leaves, as the checker makes them).

    A checker has the data: `leaves_of(seal(node_id, chunk_id, data))`; or, for free space, `leaves_of(filler(...))`.
    """
    place = challenged(given.node_id, given.chunk_id, given.block_hash, len(replica), k)
    return (given.index, given.leaf, given.root) == (place, replica[place], merkle.Tree.of(replica).root)
