# SPDX-License-Identifier: MIT
"""What goes between members, tenants and the main chain (CNT-20). What needs a proof carries certificates.

Channels are authenticated: a receiver knows who sent it a message. `size` is bytes on the wire, where it matters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from wuxing.contattract.chunks.state import Executed, Operators
from wuxing.contattract.chunks.statements import Block, Certificate, Heading, Operation, digest, signer_of

SMALL = 256
"""Bytes of a message without data."""


@dataclass(frozen=True)
class Entry:
    """A block with its certificate and, where they are known, its operations."""

    block: Block
    certificate: Certificate
    operations: tuple[Operation, ...] = ()

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return SMALL + 65 * len(self.certificate.signatures) + sum(operation.size for operation in self.operations)


@dataclass(frozen=True)
class Proposal:
    """The executor's block; `justify`: why a block of an earlier round is proposed again."""

    heading: Heading
    block: Block
    justify: Certificate | None

    @property
    def chunk(self) -> int:
        """The chunk."""
        return self.block.chunk


@dataclass(frozen=True)
class Prepared:
    """Two thirds have voted to prepare a block."""

    heading: Heading
    entry: Entry

    @property
    def chunk(self) -> int:
        """The chunk."""
        return self.entry.block.chunk


@dataclass(frozen=True)
class Committed:
    """Two thirds have voted to commit a block."""

    entry: Entry

    @property
    def chunk(self) -> int:
        """The chunk."""
        return self.entry.block.chunk

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return self.entry.size


@dataclass(frozen=True)
class NewView:
    """A member waited long enough: it goes to the next round, with what it has prepared and the headings it saw."""

    chunk: int
    epoch: int
    height: int
    round: int
    lock: Entry | None
    seen: tuple[Heading, ...]
    pool: tuple[bytes, ...]


@dataclass(frozen=True)
class AskOperations:
    """Send me these operations."""

    chunk: int
    ids: tuple[bytes, ...]


@dataclass(frozen=True)
class Operations:
    """Here they are, as far as I have them."""

    chunk: int
    operations: tuple[Operation, ...]

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return SMALL + sum(operation.size for operation in self.operations)


@dataclass(frozen=True)
class Hello:
    """I am here, at this height (-1: with nothing): who is ahead?"""

    chunk: int
    height: int


@dataclass(frozen=True)
class AskSync:
    """Send me what comes after this height: the blocks, or a snapshot where they are no longer kept."""

    chunk: int
    height: int


@dataclass(frozen=True)
class Blocks:
    """Blocks that follow each other, with their operations."""

    chunk: int
    entries: tuple[Entry, ...]

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return SMALL + sum(entry.size for entry in self.entries)


@dataclass(frozen=True)
class Snapshot:
    """A whole chunk at a certified block (no certificate at height 0: everybody knows that one)."""

    chunk: int
    block: Block
    certificate: Certificate | None
    data: bytes = field(repr=False)
    operators: Operators
    last: Executed

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return SMALL + len(self.data)


@dataclass(frozen=True)
class GroupChange:
    """From the main chain: a chunk has a group of a new epoch."""

    chunk: int
    epoch: int


@dataclass(frozen=True)
class AskHandover:
    """What do you know, that my epoch may begin?"""

    chunk: int
    epoch: int


@dataclass(frozen=True)
class Handover:
    """What a member of epoch `formed` knows; it votes no more in an epoch before `known`."""

    chunk: int
    formed: int
    known: int
    block: Block
    certificate: Certificate | None
    lock: Entry | None


@dataclass(frozen=True)
class Consent:
    """A member agrees to an inquiry."""

    chunk: int
    inquiry: bytes
    signature: bytes


@dataclass(frozen=True)
class Refusal:
    """A member refuses an operation, an inquiry or a read, and why."""

    chunk: int
    what: bytes
    reason: str


@dataclass(frozen=True)
class AskStatus:
    """Where do you stand?"""

    chunk: int


@dataclass(frozen=True)
class Read:
    """Leaves `first` … of a chunk as it is under a root, for a reader who may; no leaves: the hashes of all of them."""

    chunk: int
    root: bytes
    reader: bytes
    first: int
    count: int
    asked: int
    signature: bytes = b""

    @cached_property
    def id(self) -> bytes:
        """What the reader signs."""
        return digest("read", self.chunk, self.root, self.reader, self.first, self.count, self.asked)

    @property
    def is_signed(self) -> bool:
        """Whether the reader signed it."""
        return signer_of(self.id, self.signature) == self.reader


@dataclass(frozen=True)
class Piece:
    """The answer to a read."""

    chunk: int
    what: bytes
    data: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return SMALL + len(self.data)
