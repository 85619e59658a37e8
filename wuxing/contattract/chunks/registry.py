# SPDX-License-Identifier: MIT
"""What the storage nodes read from the main chain (CNT-9…11, CNT-20): groups by epoch, leases, rights, evidence.

The contracts decide this on the EVM (WorldDisk, StorageProofs); here it is the part of it that the chunk network needs.
Everybody can read the chain, so permissions are looked up directly; that a group changed has to reach the members as a
message (network.py), and it may come late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wuxing.contattract.chunks.statements import DoubleBlock, digest
from wuxing.refused import Refused

READ, WRITE = "read", "write"


@dataclass
class Lease:
    """Slices `first` … `first + count - 1` (counted over the whole disk) of an owner, until a time in ms."""

    owner: bytes
    first: int
    count: int
    until: int
    rights: dict[tuple[bytes, str], int] = field(default_factory=dict)  # (address, right) -> until

    def allows(self, who: bytes, right: str, time: int) -> bool:
        """Whether an address may read or write at a time (CNT-9: an expired lease is locked; CNT-10: delegates)."""
        return time < self.until and (who == self.owner or time < self.rights.get((who, right), 0))


class Registry:
    """Leases, and each chunk's groups since the first."""

    def __init__(self, chunk_slices: int, replicas: int) -> None:
        self.chunk_slices, self.replicas = chunk_slices, replicas
        self.nodes: list[bytes] = []
        self.banned: set[bytes] = set()
        self.groups: dict[int, list[tuple[bytes, ...]]] = {}
        self.evidence: list[DoubleBlock] = []
        self._slices: dict[int, Lease] = {}

    # groups

    def place(self, chunk: int, without: Iterable[bytes] = ()) -> list[bytes]:
        """The nodes for a chunk, best first: by the hash of chunk and node, so that no landlord chooses."""
        out = self.banned.union(without)
        return sorted((node for node in self.nodes if node not in out), key=lambda node: digest("place", chunk, node))

    def found(self, chunk: int) -> tuple[bytes, ...]:
        """Name the first group of a chunk. `Refused` if there are not enough nodes."""
        if chunk not in self.groups:
            best = self.place(chunk)[: self.replicas]
            if len(best) < self.replicas:
                raise Refused(f"Registry: expected {self.replicas} nodes for a group, there are {len(best)}")
            self.groups[chunk] = [tuple(sorted(best))]
        return self.groups[chunk][0]

    def epoch(self, chunk: int) -> int:
        """The number of the present group."""
        return len(self.groups[chunk]) - 1

    def members(self, chunk: int, epoch: int | None = None) -> tuple[bytes, ...]:
        """The group of an epoch, the present one by default; none before the first."""
        if epoch is not None and not 0 <= epoch < len(self.groups[chunk]):
            return ()
        return self.groups[chunk][-1 if epoch is None else epoch]

    def replace(self, chunk: int, lost: Iterable[bytes]) -> tuple[bytes, ...]:
        """A new epoch without the lost members and with as many new ones as there are nodes for. Returns the group."""
        old, out = self.members(chunk), set(lost)
        kept = [member for member in old if member not in out]
        new = [node for node in self.place(chunk, out) if node not in kept][: self.replicas - len(kept)]
        self.groups[chunk].append(tuple(sorted([*kept, *new])))
        return self.members(chunk)

    def renew(self, chunk: int) -> None:
        """A new epoch with the same members: one of them forgot what it had voted."""
        self.groups[chunk].append(self.members(chunk))

    def report(self, evidence: DoubleBlock) -> bool:
        """Evidence of two blocks: whether it holds and is new. The executor is banned from every group."""
        executor, known = evidence.executor, self.groups.get(evidence.first.chunk)
        if executor is None or known is None or executor in self.banned:
            return False
        if executor not in self.members(evidence.first.chunk, evidence.first.epoch):
            return False
        self.evidence.append(evidence)
        self.banned.add(executor)
        return True

    # leases

    def lease(self, owner: bytes, first: int, count: int, until: int) -> Lease:
        """Let slices to an owner. `Refused` if one of them is taken."""
        taken = [s for s in range(first, first + count) if s in self._slices]
        if taken or count < 1 or first < 0:
            raise Refused(f"Registry: expected free slices, got {count} from {first}, {len(taken)} of them taken")
        made = Lease(owner, first, count, until)
        self._slices |= dict.fromkeys(range(first, first + count), made)
        return made

    def allows(self, who: bytes, right: str, chunk: int, slices: Iterable[int], time: int) -> bool:
        """Whether an address has a right on all these slices of a chunk at a time."""
        leases = {id(x): x for s in slices for x in (self._slices.get(chunk * self.chunk_slices + s),)}
        return all(lease is not None and lease.allows(who, right, time) for lease in leases.values())
