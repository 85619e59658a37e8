# SPDX-License-Identifier: MIT
"""The main chain's proof of work: headers, work, difficulty, the heaviest chain (CNT-21).

A header is 116 bytes; its hash is SHA-256 twice and must be at most 2^256 / difficulty. The block hash is the work, so
it is the chain's randomness too: whoever wants another one pays for a block. Every `retarget` blocks the difficulty
follows the time that the last ones took, by a factor of 4 at most.

A `Chain` is what one node has seen. It follows the heaviest chain after the last block that it knows as final;
between chains of the same weight it stays where it is. What blocks carry is the business of `process`. With Casper on
top (`rank`) the chain with the latest justified checkpoint comes before the heaviest: else honest validators, who may
not vote around their own votes, could be led to a chain on which they cannot vote at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from eth_hash.auto import keccak

from wuxing import merkle
from wuxing.contattract.keys import ADDRESS
from wuxing.refused import Refused

NO_HASH = bytes(32)
NOBODY = bytes(ADDRESS)
EMPTY = keccak(b"")
"""Body root of a block that carries nothing."""
FACTOR = 4
"""The difficulty changes by this much at most."""
SPACE = 1 << 256
NONCE = 8  # bytes of the nonce, the end of the header


class Item(Protocol):
    """What a block may carry: anything that has an encoding."""

    @property
    def encoded(self) -> bytes:
        """Its bytes, under the body root."""


@dataclass(frozen=True)
class Header:
    """A header; `time` in seconds, `difficulty` in expected hashes."""

    parent: bytes = NO_HASH
    body_root: bytes = EMPTY
    miner: bytes = NOBODY
    number: int = 0
    time: int = 0
    difficulty: int = 1
    nonce: int = 0

    @property
    def unsealed(self) -> bytes:
        """All but the nonce."""
        numbers = (self.number, self.time, self.difficulty)
        return self.parent + self.body_root + self.miner + b"".join(n.to_bytes(8, "big") for n in numbers)

    @cached_property
    def hash(self) -> bytes:
        """SHA-256 of SHA-256: block hash and work in one."""
        return _twice(self.unsealed + self.nonce.to_bytes(NONCE, "big"))


def _twice(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def has_work(header: Header) -> bool:
    """Whether the hash is at most 2^256 / difficulty."""
    return int.from_bytes(header.hash, "big") * header.difficulty <= SPACE


def seal(header: Header) -> Header:
    """The header with the first nonce that does the work: some `difficulty` hashes."""
    most = SPACE // header.difficulty
    start = hashlib.sha256(header.unsealed)
    for nonce in range(1 << 8 * NONCE):
        inner = start.copy()
        inner.update(nonce.to_bytes(NONCE, "big"))
        if int.from_bytes(hashlib.sha256(inner.digest()).digest(), "big") <= most:
            return replace(header, nonce=nonce)
    raise Refused("PoW: expected a nonce of 64 bits to do the work")


def body_root(body: Sequence[Item]) -> bytes:
    """The Merkle root over the items, in their order."""
    return merkle.Tree.of(item.encoded for item in body).root if body else EMPTY


@dataclass(frozen=True)
class Work:
    """The rules: a block in `period` seconds, retarget every so many blocks, genesis' difficulty in hashes."""

    period: int
    retarget: int
    difficulty: int


def retargeted(difficulty: int, seconds: int, expected: int) -> int:
    """The next difficulty when the blocks took `seconds` instead of `expected`."""
    held = min(max(seconds, -(-expected // FACTOR)), expected * FACTOR)
    return max(1, difficulty * expected // held)


S = TypeVar("S")


@dataclass(frozen=True, eq=False, repr=False)
class Block(Generic[S]):
    """A verified block: what came before, the work up to it, the state after it."""

    header: Header
    body: tuple[Item, ...]
    parent: Block[S] | None
    total: int
    state: S

    @property
    def number(self) -> int:
        """Height."""
        return self.header.number

    @property
    def hash(self) -> bytes:
        """Block hash."""
        return self.header.hash

    def back(self, number: int) -> Block[S]:
        """The ancestor at a height, itself included. `Refused` if there is none."""
        block = self
        while block.number > number and block.parent:
            block = block.parent
        if block.number != number:
            raise Refused(f"PoW: expected a height of 0 to {self.number}, got {number}")
        return block

    def descends(self, from_: Block[S]) -> bool:
        """Whether the other block is this one or before it."""
        return from_.number <= self.number and self.back(from_.number) is from_


def next_difficulty(parent: Block[S], work: Work) -> int:
    """What the block after `parent` must meet."""
    number = parent.number + 1
    if number % work.retarget:
        return parent.header.difficulty
    first = parent.back(number - work.retarget)
    spans = parent.number - first.number
    if not spans:
        return parent.header.difficulty
    return retargeted(parent.header.difficulty, parent.header.time - first.header.time, spans * work.period)


@dataclass(frozen=True)
class Reorg:
    """The head moved to another chain: the common ancestor's height, blocks given up, blocks taken."""

    ancestor: int
    dropped: int
    taken: int


Process = Callable[[S, "Block[S]"], S]
"""From the state before, and the block (whose own state is not there yet), the state after. `Refused` to refuse it."""


@dataclass(eq=False)
class Chain(Generic[S]):
    """All blocks that one node has seen, and the chain that it follows. `start` is the state after genesis."""

    work: Work
    start: S
    process: Process[S]
    rank: Callable[[S], int] = lambda _: 0
    time: int = 0
    reorgs: list[Reorg] = field(default_factory=list)

    def __post_init__(self) -> None:
        header = Header(time=self.time, difficulty=self.work.difficulty)
        self.genesis: Block[S] = Block(header, (), None, header.difficulty, self.start)
        self.blocks = {header.hash: self.genesis}
        self.line = [self.genesis]
        self.final = self.genesis

    @property
    def head(self) -> Block[S]:
        """The last block of the chain that is followed."""
        return self.line[-1]

    def at(self, number: int) -> Block[S]:
        """The block at a height of the chain that is followed. `Refused` if there is none."""
        if not 0 <= number < len(self.line):
            raise Refused(f"PoW: expected a height of 0 to {self.head.number}, got {number}")
        return self.line[number]

    def holds(self, block: Block[S]) -> bool:
        """Whether a block is on the chain that is followed."""
        return block.number < len(self.line) and self.line[block.number] is block

    def prepare(self, miner: bytes, time: int, body: Sequence[Item] = (), on: Block[S] | None = None) -> Header:
        """The unsealed header after `on`, the head if not said."""
        parent = on or self.head
        return Header(parent.hash, body_root(body), miner, parent.number + 1, time, next_difficulty(parent, self.work))

    def add(self, header: Header, body: Sequence[Item] = ()) -> Block[S]:
        """Take a block and follow the heaviest chain. `Refused`, and nothing changed, if it breaks a rule."""
        if header.hash in self.blocks:
            return self.blocks[header.hash]
        parent = self.blocks.get(header.parent)
        if parent is None:
            raise Refused("PoW: expected a block whose parent is known")
        self._verify(header, body, parent)
        bare = Block(header, tuple(body), parent, parent.total + header.difficulty, parent.state)
        block = replace(bare, state=self.process(parent.state, bare))
        self.blocks[block.hash] = block
        if self._key(block) > self._key(self.head) and (parent is self.head or block.descends(self.final)):
            self._follow(block)
        return block

    def _key(self, block: Block[S]) -> tuple[int, int]:
        return self.rank(block.state), block.total

    def _verify(self, header: Header, body: Sequence[Item], parent: Block[S]) -> None:
        if header.number != parent.number + 1:
            raise Refused(f"PoW: expected height {parent.number + 1}, got {header.number}")
        if header.time <= parent.header.time:
            raise Refused(f"PoW: expected a time after {parent.header.time}, got {header.time}")
        wanted = next_difficulty(parent, self.work)
        if header.difficulty != wanted:
            raise Refused(f"PoW: expected difficulty {wanted}, got {header.difficulty}")
        if not has_work(header):
            raise Refused("PoW: expected a hash that meets the difficulty")
        if header.body_root != body_root(body):
            raise Refused("PoW: expected the body that the header commits to")

    def _follow(self, block: Block[S]) -> None:
        taken = []
        step: Block[S] = block
        while not self.holds(step):
            taken.append(step)
            assert step.parent  # genesis is always held
            step = step.parent
        if dropped := len(self.line) - 1 - step.number:
            self.reorgs.append(Reorg(step.number, dropped, len(taken)))
        del self.line[step.number + 1 :]
        self.line.extend(reversed(taken))

    def finalise(self, block: Block[S]) -> None:
        """From now on only chains with this block count. `Refused` if an earlier final block contradicts it."""
        if not block.descends(self.final):
            raise Refused("PoW: expected a block after the last final one")
        self.final = block
        if not self.holds(block):
            best = max((b for b in self.blocks.values() if b.descends(block)), key=self._key)
            self._follow(best)
