# SPDX-License-Identifier: MIT
"""What tenants and members of a chunk's group say and sign (CNT-20).

Every digest is keccak256 over a tag and 32 byte words, a signature is secp256k1's recoverable one (65 bytes) over the
digest, and who signed is the address that it recovers to. Times are milliseconds of the network's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil

from eth_hash.auto import keccak

from wuxing.contattract.keys import signer
from wuxing.contattract.params import CONSENT, LEAF
from wuxing.refused import Refused

PREPARE, COMMIT = 1, 2
"""The two phases of a vote."""


def digest(tag: str, *words: int | bytes) -> bytes:
    """keccak256 of a tag and words: numbers, addresses and hashes, each in 32 bytes."""
    parts = [w.to_bytes(32, "big") if isinstance(w, int) else w.rjust(32, b"\0") for w in words]
    return keccak(keccak(tag.encode()) + b"".join(parts))


@lru_cache(maxsize=1 << 16)
def signer_of(what: bytes, signature: bytes) -> bytes | None:
    """Whose signature of a digest it is; None if it is none.

    Every machine checks each signature that it gets. Simulated in one process, the same check is made once.
    """
    try:
        return signer(what, signature)
    except Refused:
        return None


@lru_cache(maxsize=256)
def quorum(members: int) -> int:
    """Two thirds of the members, rounded up (the paper's 2/3)."""
    return ceil(members * CONSENT)


def most_lost(members: int) -> int:
    """How many may be silent while the rest still is a quorum."""
    return members - quorum(members)


# --- what a tenant says


@dataclass(frozen=True)
class Inquiry:
    """A tenant asks the members whether it may operate slices `first` … of a chunk; `asked` is the time, in ms."""

    chunk: int
    epoch: int
    operator: bytes
    seq: int
    first: int
    count: int
    asked: int
    signature: bytes = b""

    @cached_property
    def id(self) -> bytes:
        """What the tenant signs."""
        words = self.chunk, self.epoch, self.operator, self.seq, self.first, self.count, self.asked
        return digest("inquiry", *words)

    @cached_property
    def consent(self) -> bytes:
        """What a member signs that agrees."""
        return digest("consent", self.id)

    @property
    def slices(self) -> range:
        """The slices asked for."""
        return range(self.first, self.first + self.count)

    @property
    def is_signed(self) -> bool:
        """Whether the operator signed it."""
        return signer_of(self.id, self.signature) == self.operator


@dataclass(frozen=True)
class Open:
    """An inquiry with the consents of the members, to be ordered like a write."""

    inquiry: Inquiry
    consents: tuple[bytes, ...]

    @cached_property
    def id(self) -> bytes:
        """What blocks list."""
        return digest("open", self.inquiry.id, *(keccak(consent) for consent in self.consents))

    @property
    def chunk(self) -> int:
        """The chunk."""
        return self.inquiry.chunk

    @property
    def operator(self) -> bytes:
        """Who opens."""
        return self.inquiry.operator

    @property
    def seq(self) -> int:
        """Its number among the operator's operations on the chunk."""
        return self.inquiry.seq

    @property
    def is_signed(self) -> bool:
        """Whether the operator signed it."""
        return self.inquiry.is_signed

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return 300 + 65 * len(self.consents)


@dataclass(frozen=True)
class Write:
    """A write operation (Wop): bytes at places of one chunk, in order, under one signature.

    `seq` counts the operator's operations on the chunk from 1 on: none is repeated, none overtakes another.
    """

    chunk: int
    operator: bytes
    seq: int
    extents: tuple[tuple[int, bytes], ...]
    signature: bytes = b""

    @cached_property
    def id(self) -> bytes:
        """What the operator signs and blocks list."""
        words = [word for start, data in self.extents for word in (start, len(data), keccak(data))]
        return digest("write", self.chunk, self.operator, self.seq, *words)

    @property
    def is_signed(self) -> bool:
        """Whether the operator signed it."""
        return signer_of(self.id, self.signature) == self.operator

    @cached_property
    def parts(self) -> list[tuple[int, int, bytes]]:
        """The extents cut at the leaves: leaf, place in it, bytes."""
        cut = []
        for start, data in self.extents:
            done = 0
            while done < len(data):
                index, within = divmod(start + done, LEAF)
                cut.append((index, within, data[done : done + LEAF - within]))
                done += LEAF - within
        return cut

    @cached_property
    def size(self) -> int:
        """Bytes on the wire."""
        return 200 + sum(16 + len(data) for _, data in self.extents)


Operation = Open | Write


# --- what members say


@dataclass(frozen=True)
class Block:
    """An operation block: which operations in which order, and what the chunk is after them.

    `root` is the Merkle root of the chunk's data, `state` the digest of who operates it (ChunkState.tables).
    """

    chunk: int
    height: int
    parent: bytes
    time: int
    operations: tuple[bytes, ...]
    root: bytes
    state: bytes

    @cached_property
    def hash(self) -> bytes:
        """What is voted on."""
        words = self.chunk, self.height, self.parent, self.time, self.root, self.state
        return digest("block", *words, *self.operations)


@dataclass(frozen=True)
class Certificate:
    """Votes of one phase for a block by two thirds of an epoch's members."""

    phase: int
    chunk: int
    epoch: int
    height: int
    round: int
    block: bytes
    signatures: tuple[bytes, ...]

    @cached_property
    def signers(self) -> frozenset[bytes | None]:
        """Who voted."""
        what = vote_digest(self.phase, self.chunk, self.epoch, self.height, self.round, self.block)
        return frozenset(signer_of(what, signature) for signature in self.signatures)

    @property
    def rank(self) -> tuple[int, int]:
        """Later epochs and rounds go before earlier ones."""
        return self.epoch, self.round

    def is_for(self, block: Block, phase: int, members: tuple[bytes, ...]) -> bool:
        """Whether enough of `members` (of its epoch) voted for this block in this phase."""
        about = self.phase, self.chunk, self.height, self.block
        return about == (phase, block.chunk, block.height, block.hash) and len(
            self.signers.intersection(members)
        ) >= quorum(len(members))


@lru_cache(maxsize=1_024)
def vote_digest(phase: int, chunk: int, epoch: int, height: int, round_: int, block: bytes) -> bytes:
    """What a member signs to vote."""
    return digest("vote", phase, chunk, epoch, height, round_, block)


@dataclass(frozen=True)
class Vote:
    """A member's vote for a block in one phase of a round."""

    phase: int
    chunk: int
    epoch: int
    height: int
    round: int
    block: bytes
    signature: bytes


@dataclass(frozen=True)
class Heading:
    """What an executor signs of its block: the only one of its round at this height."""

    chunk: int
    epoch: int
    height: int
    round: int
    block: bytes
    signature: bytes = b""

    @cached_property
    def id(self) -> bytes:
        """What is signed."""
        return digest("proposal", self.chunk, self.epoch, self.height, self.round, self.block)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Of what it is the only one."""
        return self.chunk, self.epoch, self.height, self.round

    @property
    def executor(self) -> bytes | None:
        """Who signed it."""
        return signer_of(self.id, self.signature)


@dataclass(frozen=True)
class DoubleBlock:
    """Evidence: an executor signed two blocks of one round at one height."""

    first: Heading
    second: Heading

    @property
    def executor(self) -> bytes | None:
        """Whose two signatures these are; None if they prove nothing."""
        one, other = self.first, self.second
        proves = one.place == other.place and one.block != other.block and one.executor == other.executor
        return one.executor if proves else None


@dataclass(frozen=True)
class Status:
    """Where a member stands: its head, signed; and the number and id of the asker's last operation, not signed.

    The signature is over `root_digest`: two thirds of them are a root signed by the group.
    """

    chunk: int
    epoch: int
    height: int
    block: bytes
    root: bytes
    signature: bytes
    last: tuple[int, bytes]

    @property
    def place(self) -> tuple[int, bytes, bytes]:
        """What members must share to be read from."""
        return self.height, self.block, self.root

    @property
    def member(self) -> bytes | None:
        """Who signed it."""
        return signer_of(root_digest(self.chunk, self.epoch, self.height, self.block, self.root), self.signature)


@lru_cache(maxsize=1_024)
def root_digest(chunk: int, epoch: int, height: int, block: bytes, root: bytes) -> bytes:
    """What a member signs of a chunk's root."""
    return digest("root", chunk, epoch, height, block, root)
