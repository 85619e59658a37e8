# SPDX-License-Identifier: MIT
"""Blocks of the native chain in their places, and the records that a run leaves (XZ-18)."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.xz import clique
from wuxing.xz.clique import CliqueError, Header, Snapshot

UNKNOWN_ANCESTOR = "unknown ancestor"

# --- blocks


@dataclass(frozen=True, eq=False, repr=False)
class Block:
    """A verified block in its place: what came before, how heavy the chain is, who may seal next."""

    header: Header
    parent: Block | None
    total_difficulty: int
    snapshot: Snapshot

    @property
    def number(self) -> int:
        """Height."""
        return self.header.number

    @property
    def hash(self) -> bytes:
        """Block hash."""
        return self.header.hash

    @property
    def signer(self) -> bytes:
        """Who sealed it; genesis was sealed by nobody."""
        return clique.signer_of(self.header) if self.parent else clique.NOBODY


class Ledger:
    """All blocks that verify, each verified once: what follows from a header is the same for all nodes."""

    def __init__(self, genesis: Header, period: int, epoch: int) -> None:
        self.period = period
        self.genesis = Block(genesis, None, genesis.difficulty, Snapshot.of_checkpoint(genesis, epoch))
        self.blocks: dict[bytes, Block] = {genesis.hash: self.genesis}
        self._refused: dict[bytes, CliqueError] = {}

    def add(self, header: Header) -> Block:
        """The block of a header; `CliqueError` if it breaks a rule."""
        if header.hash in self._refused:
            raise CliqueError(self._refused[header.hash].reason, self._refused[header.hash].detail)
        if header.hash not in self.blocks:
            parent = self.blocks.get(header.parent_hash)
            if parent is None:
                raise CliqueError(UNKNOWN_ANCESTOR)
            try:
                clique.verify(header, parent.header, parent.snapshot, self.period)
            except CliqueError as error:
                self._refused[header.hash] = error
                raise
            weight = parent.total_difficulty + header.difficulty
            self.blocks[header.hash] = Block(header, parent, weight, parent.snapshot.apply(header))
        return self.blocks[header.hash]


def line(head: Block) -> list[Block]:
    """The chain from genesis to a head."""
    blocks = [head]
    while blocks[-1].parent:
        blocks.append(blocks[-1].parent)
    return blocks[::-1]


def reorg_depth(old: Block, new: Block) -> int:
    """How many blocks of the old chain are not on the new one."""
    depth = 0
    while old is not new:
        if old.number >= new.number and old.parent:
            old, depth = old.parent, depth + 1
        elif new.parent:
            new = new.parent
    return depth


# --- what is recorded; times in seconds


@dataclass(frozen=True)
class Seal:
    """A block that somebody sealed and that meets the rules, whether or not it stayed."""

    time: float
    number: int
    hash: bytes
    signer: bytes
    in_turn: bool


@dataclass(frozen=True)
class Vote:
    """A vote on the chain that stayed."""

    time: float
    number: int
    signer: bytes
    address: bytes
    add: bool


@dataclass(frozen=True)
class Reorg:
    """A node left `depth` blocks for a heavier chain whose head is block `number`."""

    time: float
    node: str
    depth: int
    number: int


@dataclass(frozen=True)
class Rejection:
    """A node refused a block. `signer` is who really sealed it, None if no one can be made out."""

    time: float
    node: str
    sender: str
    number: int
    signer: bytes | None
    reason: str
