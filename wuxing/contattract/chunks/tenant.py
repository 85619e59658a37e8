# SPDX-License-Identifier: MIT
"""A tenant (or its delegate) at the chunk network: opens slices, writes and reads (CNT-20, paper 3.1.6 and 3.1.7).

Every call lets simulated time pass until it is done. What it returns it has checked: a write is done when two thirds of
the members say so, with signatures over one head; a read comes from members of the highest head that two thirds share,
in pieces, each compared with the group's root.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wuxing import merkle
from wuxing.contattract.chunks.group import OTHER_EPOCH
from wuxing.contattract.chunks.network import Network
from wuxing.contattract.chunks.state import LAPSED
from wuxing.contattract.chunks.statements import (
    Inquiry,
    Open,
    Operation,
    Status,
    Write,
    most_lost,
    quorum,
    signer_of,
)
from wuxing.contattract.chunks.wire import AskStatus, Consent, Piece, Read, Refusal
from wuxing.contattract.keys import Key
from wuxing.contattract.sealing import LEAF
from wuxing.refused import Refused

PIECE = 16
"""Leaves that one member is asked for at once."""
TREES = 256
"""Roots whose leaf hashes a tenant remembers."""
OVERTAKEN = "Tenant: expected to be first, another operation of this operator took the number"
AGAIN = {OTHER_EPOCH, LAPSED, OVERTAKEN}
"""Reasons against an opening that pass by themselves."""


@dataclass(frozen=True)
class Wanted:
    """A read under way: which leaves of which chunk, from whom."""

    read: Read
    member: bytes


class Tenant:
    """An address that reads and writes. `patience`: seconds until a call gives up (its effect is then unknown)."""

    online = True

    def __init__(self, name: str, network: Network, patience: float = 120.0) -> None:
        self.name, self.network, self.patience = name, network, patience
        self.identity = Key.from_seed(name)
        self.address = self.identity.address
        self.chunk_slices = network.registry.chunk_slices
        self._statuses: dict[int, dict[bytes, Status]] = {}
        self._consents: dict[bytes, bytes] = {}
        self._inquiry: Inquiry | None = None
        self._refusals: dict[bytes, dict[bytes, str]] = {}
        self._pieces: dict[bytes, bytes] = {}
        self._leaves: dict[bytes, list[bytes]] = {}  # by root
        self._news = False  # whether something was heard since it was last looked at
        self.liars: Counter[bytes] = Counter()  # members that sent what is not under the root
        network.enter(self.address, self)

    # messages

    def receive(self, sender: bytes, message: Any) -> None:
        """A member's answer. What is not what was asked for is dropped."""
        self._news = True
        if isinstance(message, Status):
            known = self._statuses.setdefault(message.chunk, {})
            if message.member == sender and (sender not in known or known[sender].height <= message.height):
                known[sender] = message
        elif isinstance(message, Consent):
            if self._inquiry and self._inquiry.id == message.inquiry:
                self._consents[sender] = message.signature
        elif isinstance(message, Refusal):
            self._refusals.setdefault(message.what, {})[sender] = message.reason
        elif isinstance(message, Piece):
            self._pieces[message.what] = message.data

    def members(self, chunk: int) -> tuple[bytes, ...]:
        """The present group of a chunk."""
        if chunk not in self.network.registry.groups:
            raise Refused(f"Tenant: expected a chunk that is leased, got {chunk}")
        return self.network.registry.members(chunk)

    def tell(self, chunk: int, message: Any) -> None:
        """Send to all members of a chunk."""
        for member in self.members(chunk):
            self.network.send(self.address, member, message)

    def _wait(self, done: Callable[[], bool], seconds: float) -> bool:
        """Let time pass until done, which only what is heard can change."""

        def look() -> bool:
            heard, self._news = self._news, False
            return heard and done()

        self._news = True
        return self.network.run_until(look, seconds) or done()

    def _until(self, done: Callable[[], bool], again: Callable[[], None]) -> bool:
        """Let time pass until done; every now and then, do it again."""
        every, end = 4.0 * self.network.settings.executor_timeout, self.network.env.now + self.patience
        while (left := end - self.network.env.now) > 0:
            again()
            if self._wait(done, min(every, left)):
                return True
        return False

    def _give_up(self, what: bytes, members: Sequence[bytes]) -> bool:
        refusing = self._refusals.get(what, {}).keys() & set(members)
        return len(refusing) > most_lost(len(members))

    def _reason(self, what: bytes) -> str:
        return Counter(self._refusals[what].values()).most_common(1)[0][0]

    # where the group stands

    def _shared(self, chunk: int) -> list[Status]:
        """Statuses of the members at the highest head that two thirds share; none if there is no such head."""
        members = self.members(chunk)
        places: dict[tuple[int, bytes, bytes], list[Status]] = {}
        for member in members:
            if status := self._statuses.get(chunk, {}).get(member):
                places.setdefault(status.place, []).append(status)
        enough = [place for place, said in places.items() if len(said) >= quorum(len(members))]
        return places[max(enough)] if enough else []

    def heads(self, chunks: Iterable[int]) -> dict[int, list[Status]]:
        """Ask where groups stand. `Refused` if no head is shared by two thirds of the members."""
        asked = set(chunks)
        for chunk in asked:
            self._statuses[chunk] = {}

        def ask() -> None:
            for chunk in sorted(asked):
                if not self._shared(chunk):
                    self._statuses[chunk] = {}
                    self.tell(chunk, AskStatus(chunk))

        if not self._until(lambda: all(self._shared(chunk) for chunk in asked), ask):
            chunk = next(chunk for chunk in sorted(asked) if not self._shared(chunk))
            wanted, said = quorum(len(self.members(chunk))), len(self._statuses[chunk])
            raise Refused(f"Tenant: expected {wanted} members of chunk {chunk} at one head, {said} answered")
        return {chunk: self._shared(chunk) for chunk in asked}

    def seq(self, chunk: int) -> int:
        """The number of this tenant's last operation on a chunk."""
        return self._last(self.heads([chunk])[chunk])[0]

    def _last(self, shared: Sequence[Status]) -> tuple[int, bytes]:
        """Number and id of this tenant's last operation, as most of the members at one head tell it."""
        return Counter(status.last for status in shared).most_common(1)[0][0]

    def signed_root(self, chunk: int) -> list[Status]:
        """CNT-23: a chunk's root, signed by two thirds of its group."""
        return self.heads([chunk])[chunk]

    # writing

    def open(self, chunk: int, first: int = 0, count: int | None = None) -> None:
        """Become the operator of slices: ask all members, then order the consents of two thirds as an operation.

        `Refused` if so many members have a reason that two thirds cannot agree, or if too few answer. While the group
        is changing, or if the operation came too late, it asks again.
        """
        count = self.chunk_slices - first if count is None else count
        if not 0 <= first < first + count <= self.chunk_slices:
            raise Refused(f"Tenant: expected slices within the chunk's {self.chunk_slices}, got {count} from {first}")
        deadline = self.network.clock + 1_000 * self.patience
        while True:
            try:
                self.submit([self._agreed(chunk, first, count)])
                return
            except Refused as refused:
                if str(refused) not in AGAIN or self.network.clock >= deadline:
                    raise
                self.network.run(self.network.settings.executor_timeout)

    def _agreed(self, chunk: int, first: int, count: int) -> Open:
        """An inquiry with the consents of two thirds."""
        members, seq = self.members(chunk), self.seq(chunk) + 1
        epoch = self.network.registry.epoch(chunk)
        bare = Inquiry(chunk, epoch, self.address, seq, first, count, self.network.clock)
        inquiry = self._inquiry = replace(bare, signature=self.identity.sign(bare.id))
        self._consents = {}

        def consents() -> list[bytes]:
            given = ((member, self._consents.get(member)) for member in members)
            return [consent for member, consent in given if consent and signer_of(inquiry.consent, consent) == member]

        def done() -> bool:
            return len(consents()) >= quorum(len(members)) or self._give_up(inquiry.id, members)

        self._until(done, lambda: self.tell(chunk, inquiry))
        if len(consents()) < quorum(len(members)):
            if self._give_up(inquiry.id, members):
                raise Refused(self._reason(inquiry.id))
            raise Refused(f"Tenant: expected {quorum(len(members))} consents, got {len(consents())}")
        return Open(inquiry, tuple(consents()))

    def writing(self, chunk: int, seq: int, extents: Sequence[tuple[int, bytes]]) -> Write:
        """A signed write operation. `Refused` if it is not within the chunk."""
        limit = self.network.rules.chunk_size
        for at, data in extents:
            if not 0 <= at < at + len(data) <= limit:
                raise Refused(f"Tenant: expected bytes within a chunk of {limit}, got {len(data)} at {at}")
        bare = Write(chunk, self.address, seq, tuple(extents))
        return replace(bare, signature=self.identity.sign(bare.id))

    def write(self, chunk: int, extents: Sequence[tuple[int, bytes]]) -> None:
        """Write bytes at places of one chunk, all of them or none."""
        self.submit([self.writing(chunk, self.seq(chunk) + 1, extents)])

    def submit(self, operations: Sequence[Operation]) -> None:
        """Send operations on different chunks and wait until all are executed.

        `Refused` with the members' reason; or, if too few answer, because nobody knows whether they were executed.
        """
        waiting, overtaken = {operation.chunk: operation for operation in operations}, list[int]()
        for operation in operations:
            self._statuses[operation.chunk] = {}
            self._refusals.pop(operation.id, None)

        def is_settled(operation: Operation) -> bool:
            shared = self._shared(operation.chunk)
            return bool(shared) and self._last(shared)[0] >= operation.seq

        def refused() -> Operation | None:
            return next((o for o in waiting.values() if self._give_up(o.id, self.members(o.chunk))), None)

        def done() -> bool:
            for chunk in [chunk for chunk, operation in waiting.items() if is_settled(operation)]:
                if self._last(self._shared(chunk))[1] != waiting.pop(chunk).id:
                    overtaken.append(chunk)
            return not waiting or refused() is not None

        def again() -> None:
            for operation in waiting.values():
                self.tell(operation.chunk, operation)

        finished = self._until(done, again)
        if overtaken:
            raise Refused(OVERTAKEN)
        if (bad := refused()) is not None:
            raise Refused(self._reason(bad.id))
        if not finished:
            chunk = min(waiting)
            wanted = quorum(len(self.members(chunk)))
            raise Refused(f"Tenant: expected word of {wanted} members of chunk {chunk} that an operation is executed")

    # reading

    def read(self, chunk: int, offset: int, size: int) -> bytes:
        """Bytes of one chunk."""
        return self.read_all([(chunk, offset, size)])[0]

    def read_all(self, places: Sequence[tuple[int, int, int]], operated: Container[int] = ()) -> list[bytes]:
        """Bytes of several places (chunk, offset, size) at once. `Refused` without the right, or without two thirds.

        Of a chunk that this tenant operates all of, the head of its last operation will do: nobody else can write it.
        """
        limit = self.network.rules.chunk_size
        for _, offset, size in places:
            if not 0 <= offset < offset + size <= limit:
                raise Refused(f"Tenant: expected bytes within a chunk of {limit}, got {size} from {offset}")
        ranges = [(chunk, offset // LEAF, (offset + size - 1) // LEAF + 1) for chunk, offset, size in places]
        wanted = {(chunk, index) for chunk, start, end in ranges for index in range(start, end)}
        leaves: dict[tuple[int, int], bytes] = {}
        deadline = self.network.clock + self.patience * 1_000
        while missing := sorted(wanted - leaves.keys()):
            known = {chunk: shared for chunk, _ in missing if chunk in operated and (shared := self._shared(chunk))}
            heads = known | self.heads({chunk for chunk, _ in missing} - known.keys())
            changed = [c for c, shared in heads.items() if shared[0].root not in self._leaves]
            trees = [(chunk, min(index for of, index in missing if of == chunk), 0) for chunk in changed]
            before = len(leaves)
            for chunk, first, count, data in self._fetch(heads, trees or _pieces(missing)):
                if count == 0:
                    self._remember(heads[chunk][0].root, data)
                for number in range(count):
                    leaves[chunk, first + number] = data[number * LEAF : (number + 1) * LEAF]
            if len(leaves) == before and all(heads[chunk][0].root not in self._leaves for chunk in changed):
                operated = ()  # a member that is elsewhere: ask where they all are
            if self.network.clock > deadline:
                raise Refused("Tenant: expected members to send what they have signed")
        return [
            b"".join(leaves[chunk, index] for index in range(start, end))[offset % LEAF :][:size]
            for (chunk, offset, size), (_, start, end) in zip(places, ranges, strict=True)
        ]

    def _remember(self, root: bytes, data: bytes) -> None:
        if len(self._leaves) >= TREES:
            self._leaves.pop(next(iter(self._leaves)))
        self._leaves[root] = [data[i : i + 32] for i in range(0, len(data), 32)]

    def _fetch(
        self, heads: dict[int, list[Status]], pieces: Sequence[tuple[int, int, int]]
    ) -> list[tuple[int, int, int, bytes]]:
        """Ask members that share the head for pieces, spread over them; what was answered and is under the root."""
        asked: list[Wanted] = []
        for number, (chunk, first, count) in enumerate(pieces):
            providers = sorted(heads[chunk], key=lambda status: (self.liars[status.member or b""], status.signature))
            honest = [s for s in providers if not self.liars[s.member or b""]] or providers
            provider = honest[(number + self.network.random.randrange(len(honest))) % len(honest)]
            bare = Read(chunk, provider.root, self.address, first, count, self.network.clock)
            read = replace(bare, signature=self.identity.sign(bare.id))
            asked.append(Wanted(read, provider.member or b""))
            self.network.send(self.address, asked[-1].member, read)
        pending = {wanted.read.id for wanted in asked}

        def done() -> bool:
            return all(id_ in self._pieces or id_ in self._refusals for id_ in pending)

        longest = 4 * self.network.settings.latency[1] + 2 * PIECE * LEAF / self.network.settings.bandwidth
        self._wait(done, longest)
        return [found for wanted in asked if (found := self._checked(wanted))]

    def _checked(self, wanted: Wanted) -> tuple[int, int, int, bytes] | None:
        read = wanted.read
        data = self._pieces.pop(read.id, None)
        reason = self._refusals.pop(read.id, {}).get(wanted.member)
        if data is None:
            if reason and reason != "Chunk: not at this root":
                raise Refused(reason)
            return None
        if read.count == 0:
            count = self.network.rules.chunk_size // LEAF
            hashes = [data[i : i + 32] for i in range(0, len(data), 32)]
            good = len(data) == 32 * count and merkle.Tree(hashes).root == read.root
        else:
            known = self._leaves[read.root]
            good = len(data) == read.count * LEAF and all(
                merkle.leaf(read.first + n, data[n * LEAF : (n + 1) * LEAF]) == known[read.first + n]
                for n in range(read.count)
            )
        if not good:
            self.liars[wanted.member] += 1
            return None
        return read.chunk, read.first, read.count, data


def _pieces(leaves: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Sorted leaves as runs (chunk, first, count) of at most PIECE."""
    runs: list[tuple[int, int, int]] = []
    for chunk, index in leaves:
        if runs and (runs[-1][0], runs[-1][1] + runs[-1][2]) == (chunk, index) and runs[-1][2] < PIECE:
            runs[-1] = runs[-1][0], runs[-1][1], runs[-1][2] + 1
        else:
            runs.append((chunk, index, 1))
    return runs
