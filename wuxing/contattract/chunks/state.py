# SPDX-License-Identifier: MIT
"""One member's copy of a chunk (CNT-20): sealed bytes, their tree, who operates which slice, what operations do.

Executing depends on the state, the block's time and the chain's list of groups alone, so all members come to the same.
Whether an operator may write at all (leases, delegates) is asked before a vote, not here: it changes with the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from wuxing import merkle
from wuxing.contattract.chunks.statements import Inquiry, Open, Operation, Write, digest, quorum, signer_of
from wuxing.contattract.sealing import LEAF, seal, unseal
from wuxing.refused import Refused

leaf_hash = lru_cache(maxsize=4_096)(merkle.leaf)
"""Each machine hashes for itself; simulated in one process, the same leaf is hashed once."""

LAPSED = "Chunk: consents have lapsed"
TIMED_OUT = "Chunk: operator has timed out"


class Replica:
    """A chunk's data as one node stores it: sealed under a number, with the tree over the plain leaves.

    `sealed` is the disk. Reading trusts it; whoever reads checks what comes against the root.
    """

    def __init__(self, node_id: bytes, number: int, data: bytes) -> None:
        self.node_id, self.number, self.size = node_id, number, len(data)
        self.sealed = bytearray(seal(node_id, number, data))
        starts = range(0, len(data), LEAF)
        self.tree = merkle.Tree(leaf_hash(start // LEAF, data[start : start + LEAF]) for start in starts)

    def read(self, offset: int, size: int) -> bytes:
        """Plain bytes. The caller has checked that they are within the chunk."""
        start, end = offset // LEAF * LEAF, -(-(offset + size) // LEAF) * LEAF
        plain = unseal(self.node_id, self.number, bytes(self.sealed[start:end]), start)
        return plain[offset - start : offset - start + size]

    def write(self, leaves: dict[int, bytes], nodes: Iterable[dict[int, bytes]]) -> None:
        """Take over whole leaves and the tree nodes that they change; only these are sealed again."""
        for first, run in _runs(leaves):
            start = first * LEAF
            self.sealed[start : start + len(run)] = seal(self.node_id, self.number, run, start)
        self.tree.put(nodes)


def _runs(leaves: dict[int, bytes]) -> list[tuple[int, bytes]]:
    """Leaves that follow each other, joined."""
    runs: list[tuple[int, list[bytes]]] = []
    for index in sorted(leaves):
        if runs and index == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(leaves[index])
        else:
            runs.append((index, [leaves[index]]))
    return [(first, b"".join(parts)) for first, parts in runs]


@dataclass(frozen=True)
class Rules:
    """What all members of all groups agree on beforehand; sizes in bytes, the time-out in ms."""

    chunk_size: int
    slice_size: int
    operator_timeout: int
    members: Callable[[int, int], tuple[bytes, ...]]
    """The members of a chunk's epoch, from the chain."""
    sealed_as: Callable[[int], int] = int
    """The number that a chunk is sealed under: its own, or proof.py's `chunk_of` where replicas are bonded."""

    def slices(self, operation: Operation) -> set[int]:
        """The slices that an operation touches."""
        if isinstance(operation, Open):
            return set(operation.inquiry.slices)
        return {
            place
            for start, data in operation.extents
            for place in range(start // self.slice_size, (start + len(data) - 1) // self.slice_size + 1)
        }

    def is_within(self, operation: Operation) -> bool:
        """Whether an operation stays within the chunk, and does something."""
        if isinstance(operation, Open):
            slices = operation.inquiry.slices
            return 0 <= slices.start < slices.stop <= self.chunk_size // self.slice_size
        fits = all(data and start >= 0 and start + len(data) <= self.chunk_size for start, data in operation.extents)
        return bool(operation.extents) and fits


Operators = dict[int, tuple[bytes, int]]
"""By slice: who operates it, and the time of the last operation in ms."""
Executed = dict[bytes, tuple[int, bytes]]
"""By operator: the number and the id of its last operation."""
NONE = 0, bytes(32)


@dataclass(frozen=True)
class Staged:
    """What a chunk would be after a block."""

    leaves: dict[int, bytes]
    nodes: list[dict[int, bytes]]
    operators: Operators
    last: Executed

    @property
    def root(self) -> bytes:
        """The data's root."""
        return self.nodes[-1][0]

    @property
    def state(self) -> bytes:
        """The tables' digest."""
        return tables(self.operators, self.last)


def tables(operators: Operators, last: Executed) -> bytes:
    """Digest of who operates which slice since when, and of each operator's last operation."""
    open_ = [word for place in sorted(operators) for word in (place, *operators[place])]
    return digest("tables", len(operators), *open_, *(word for who in sorted(last) for word in (who, *last[who])))


class ChunkState:
    """A replica with its tables."""

    def __init__(self, replica: Replica, operators: Operators, last: Executed, rules: Rules) -> None:
        self.replica, self.operators, self.last, self.rules = replica, operators, last, rules

    @classmethod
    def new(cls, node_id: bytes, chunk: int, rules: Rules) -> ChunkState:
        """A chunk just leased: zeros."""
        return cls(Replica(node_id, rules.sealed_as(chunk), bytes(rules.chunk_size)), {}, {}, rules)

    def apply(self, staged: Staged) -> None:
        """Make it so."""
        self.replica.write(staged.leaves, staged.nodes)
        self.operators, self.last = staged.operators, staged.last


class Draft:
    """Operations tried in order on a state, at a block's time, without changing it."""

    def __init__(self, state: ChunkState, time: int) -> None:
        self.state, self.time, self.rules = state, time, state.rules
        self.operators, self.last = dict(state.operators), dict(state.last)
        self._leaves: dict[int, bytes | bytearray] = {}

    def run(self, operation: Operation) -> None:
        """Execute one operation. `Refused` if it may not follow the ones before it; then nothing has changed."""
        if not self.rules.is_within(operation):
            raise Refused("Chunk: operation is not within the chunk")
        last = self.last.get(operation.operator, NONE)[0]
        if operation.seq != last + 1:
            raise Refused(f"Chunk: expected operation {last + 1} of this operator, got {operation.seq}")
        if isinstance(operation, Open):
            self._open(operation)
        else:
            self._write(operation)
        for place in self.rules.slices(operation):
            self.operators[place] = operation.operator, self.time
        self.last[operation.operator] = operation.seq, operation.id

    def _open(self, operation: Open) -> None:
        inquiry = operation.inquiry
        if not inquiry.asked <= self.time < inquiry.asked + self.rules.operator_timeout:
            raise Refused(LAPSED)
        members = self.rules.members(inquiry.chunk, inquiry.epoch)
        given = {signer_of(inquiry.consent, consent) for consent in operation.consents}.intersection(members)
        if not members or len(given) < quorum(len(members)):
            raise Refused(f"Chunk: expected {quorum(len(members))} consents, got {len(given)}")
        self.check_free(inquiry)

    def check_free(self, inquiry: Inquiry) -> None:
        """`Refused` if another operates one of the slices."""
        for place in inquiry.slices:
            operator, last = self.operators.get(place, (inquiry.operator, 0))
            if operator != inquiry.operator and self.time - last < self.rules.operator_timeout:
                raise Refused("Chunk: slice has another operator")

    def _write(self, operation: Write) -> None:
        for place in self.rules.slices(operation):
            operator, last = self.operators.get(place, (b"", 0))
            if operator != operation.operator:
                raise Refused("Chunk: slice is not open to this operator")
            if self.time - last >= self.rules.operator_timeout:
                raise Refused(TIMED_OUT)
        for index, within, part in operation.parts:
            if len(part) == LEAF:
                self._leaves[index] = part
                continue
            leaf = self._leaves.get(index)
            if not isinstance(leaf, bytearray):
                leaf = bytearray(self.state.replica.read(index * LEAF, LEAF) if leaf is None else leaf)
                self._leaves[index] = leaf
            leaf[within : within + len(part)] = part

    def staged(self) -> Staged:
        """What the chunk would be now; only the leaves written are hashed."""
        leaves = {index: bytes(leaf) for index, leaf in self._leaves.items()}
        hashes = {index: leaf_hash(index, leaf) for index, leaf in leaves.items()}
        return Staged(leaves, _changed(self.state.replica.tree, hashes), self.operators, self.last)


_KEPT: dict[tuple, list[dict[int, bytes]]] = {}


def _changed(tree: merkle.Tree, hashes: dict[int, bytes]) -> list[dict[int, bytes]]:
    """The tree's new nodes. All replicas have the same tree, so in one process the last few changes are made once."""
    key = tree.root, len(tree), frozenset(hashes.items())
    if key not in _KEPT:
        if len(_KEPT) >= 8:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = tree.changed(hashes) if hashes else [*({} for _ in tree.layers[:-1]), {0: tree.root}]
    return _KEPT[key]
