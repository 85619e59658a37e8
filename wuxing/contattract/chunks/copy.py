# SPDX-License-Identifier: MIT
"""A node's copy of a chunk and how it follows its group's blocks (CNT-20): executing, downloading, serving.

Blocks are taken over with their certificates only, so nobody who sends them need be trusted. group.py votes.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from typing import Any, Protocol

from wuxing.contattract.chunks.network import Network
from wuxing.contattract.chunks.registry import READ
from wuxing.contattract.chunks.state import NONE, ChunkState, Draft, Replica, Staged, tables
from wuxing.contattract.chunks.statements import COMMIT, Block, Certificate, Operation, Status, root_digest
from wuxing.contattract.chunks.wire import (
    AskOperations,
    AskSync,
    Blocks,
    Committed,
    Entry,
    Hello,
    Operations,
    Piece,
    Read,
    Refusal,
    Snapshot,
)
from wuxing.contattract.keys import Key
from wuxing.contattract.sealing import LEAF, chunk_root
from wuxing.refused import Refused

LOG = 32
"""Blocks that a member keeps with their operations; who is further behind downloads the chunk."""
PAST = 8
"""Groups before the present one whose members are asked as well: several may change before one has begun."""
NOTHING = bytes(32)


@lru_cache(maxsize=64)
def _root_of_zeros(size: int) -> bytes:
    return chunk_root(bytes(size))


def genesis(chunk: int, size: int) -> Block:
    """The block that every chunk begins with: zeros that nobody operates."""
    return Block(chunk, 0, NOTHING, 0, (), _root_of_zeros(size), tables({}, {}))


class Machine(Protocol):
    """What a copy lies on: a machine with a key in the network; off line it says and does nothing."""

    network: Network
    identity: Key
    address: bytes
    online: bool


class Copy:
    """What a node keeps of a chunk. `state` and `head` are None until there is something."""

    def __init__(self, node: Machine, chunk: int) -> None:
        self.node, self.chunk, self.network = node, chunk, node.network
        # on disk
        self.state: ChunkState | None = None
        self.head: Block | None = None
        self.certificate: Certificate | None = None
        self.log: deque[Entry] = deque(maxlen=LOG)
        # in memory
        self.pool: dict[bytes, Operation] = {}
        self.staged: dict[bytes, Staged] = {}
        self._buffer: dict[int, tuple[bytes, Entry]] = {}
        self._waiting: list[tuple[bytes, Any]] = []
        self._missing: set[tuple[bytes, bytes]] = set()  # asked whom for which operation
        self._target = -1  # the height up to which it downloads
        self._downloads = False
        self._asked = 0
        self._status: Status | None = None

    @property
    def height(self) -> int:
        """Of the head; -1 without one."""
        return self.head.height if self.head else -1

    @property
    def peers(self) -> list[bytes]:
        """The other members of the present group and of those before, as the chain names them."""
        registry, epoch = self.network.registry, self.network.registry.epoch(self.chunk)
        groups = (registry.members(self.chunk, past) for past in range(epoch - PAST, epoch + 1))
        return sorted(set().union(*groups) - {self.node.address})

    def send(self, receiver: bytes, message: Any) -> None:
        """Send a message as this node."""
        self.network.send(self.node.address, receiver, message)

    def forget(self) -> None:
        """The machine stopped: what was in memory is gone."""
        self.pool, self.staged, self._buffer, self._waiting, self._missing = {}, {}, {}, [], set()
        self._target, self._downloads, self._status = -1, False, None

    # executing

    def stage(self, block: Block) -> Staged | None:
        """What the block makes of the chunk, from operations that are all here; None if it is not what it says."""
        if block.hash not in self.staged:
            assert self.state
            draft = Draft(self.state, block.time)
            try:
                for id_ in block.operations:
                    draft.run(self.pool[id_])
            except Refused:
                return None
            staged = draft.staged()
            if (staged.root, staged.state) != (block.root, block.state):
                return None
            self.staged[block.hash] = staged
        return self.staged[block.hash]

    def has_operations(self, block: Block, sender: bytes, message: Any) -> bool:
        """Whether all operations of a block are here; else ask the sender for them, and take the message again then."""
        missing = tuple(id_ for id_ in block.operations if id_ not in self.pool)
        if missing:
            self.later(sender, message)
            self.ask_operations(sender, missing)
        return not missing

    def ask_operations(self, sender: bytes, missing: tuple[bytes, ...]) -> None:
        """Ask somebody for operations, once until something changes."""
        if wanted := tuple(id_ for id_ in missing if (sender, id_) not in self._missing):
            self._missing.update((sender, id_) for id_ in wanted)
            self.send(sender, AskOperations(self.chunk, wanted))

    def again(self) -> None:
        """Take the messages again that came too early."""
        waiting, self._waiting = self._waiting, []
        for sender, message in waiting:
            self.receive(sender, message)

    def later(self, sender: bytes, message: Any) -> None:
        """Keep a message until something has changed."""
        self._waiting.append((sender, message))

    def receive(self, sender: bytes, message: Any) -> None:
        """Take a message; see group.py."""
        raise NotImplementedError

    def on_operations(self, sender: bytes, message: Operations) -> None:
        """Operations that were asked for: signatures are checked here, the rest when they are executed."""
        for operation in message.operations:
            if operation.chunk == self.chunk and operation.is_signed:
                self.pool[operation.id] = operation
        self.again()

    def on_ask_operations(self, sender: bytes, message: AskOperations) -> None:
        """Send what is here of the operations asked for, from the pool or the log."""
        known = self.pool | {o.id: o for entry in self.log for o in entry.operations}
        found = tuple(known[id_] for id_ in message.ids if id_ in known)
        if found:
            self.send(sender, Operations(self.chunk, found))

    # blocks

    def is_certified(self, block: Block, certificate: Certificate | None) -> bool:
        """Whether two thirds of an epoch's members committed a block (or it is the first, which all know)."""
        if certificate is None:
            return block == genesis(self.chunk, self.network.rules.chunk_size)
        return certificate.is_for(block, COMMIT, self.network.registry.members(self.chunk, certificate.epoch))

    def on_committed(self, sender: bytes, message: Committed) -> None:
        """A certified block: execute it if it is the next, keep it if it is later, and ask for what is between."""
        entry = message.entry
        block = entry.block
        if block.height <= self.height or not self.is_certified(block, entry.certificate):
            return
        if self.state is None or block.height > self.height + 1:
            self._buffer[block.height] = sender, entry
            self.ask_sync(sender, block.height)
            return
        for operation in entry.operations:
            if operation.is_signed:
                self.pool.setdefault(operation.id, operation)
        if self.has_operations(block, sender, message):
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        block, staged = entry.block, self.stage(entry.block)
        assert self.state and self.head
        if staged is None or block.parent != self.head.hash:
            # two thirds came to something else: this disk is wrong, so the chunk is downloaded anew
            self.state = self.head = self.certificate = None
            self.log.clear()
            self.ask_sync(None, block.height)
            return
        operations = tuple(self.pool[id_] for id_ in block.operations)
        self.state.apply(staged)
        self.head, self.certificate, self._status, self.staged = block, entry.certificate, None, {}
        self.log.append(Entry(block, entry.certificate, operations))
        self._drop_old_operations()
        self.on_head(operations)
        self._take_buffered()
        self.again()

    def _drop_old_operations(self) -> None:
        assert self.state
        last = self.state.last
        self.pool = {id_: o for id_, o in self.pool.items() if o.seq > last.get(o.operator, NONE)[0]}

    def _take_buffered(self) -> None:
        self._buffer = {height: kept for height, kept in self._buffer.items() if height > self.height}
        if self.height + 1 in self._buffer:
            sender, entry = self._buffer.pop(self.height + 1)
            self.on_committed(sender, Committed(entry))

    def on_head(self, operations: tuple[Operation, ...]) -> None:
        """The head is another one."""

    # catching up

    def hello(self) -> None:
        """Ask the other members who is ahead."""
        self._missing, self._target, self._downloads = set(), -1, False
        for peer in self.peers:
            self.send(peer, Hello(self.chunk, self.height))

    def on_hello(self, sender: bytes, message: Hello) -> None:
        """Tell somebody who is behind where the head is."""
        if self.head and self.head.height > message.height:
            if self.certificate:
                self.send(sender, Committed(Entry(self.head, self.certificate)))
            else:
                self.send_snapshot(sender)

    def ask_sync(self, sender: bytes | None, height: int) -> None:
        """Download up to a height from somebody, from somebody else if that takes too long; one download at a time."""
        self._target = max(self._target, height)
        if not self._downloads:
            self._downloads = True
            self._ask(sender or self.network.random.choice(self.peers))

    def _ask(self, peer: bytes) -> None:
        self._downloads = self.height < self._target and self.node.online
        if self._downloads:
            self._asked += 1
            self.send(peer, AskSync(self.chunk, self.height))
            settings = self.network.settings
            wait = 4 * settings.latency[1] + 2 * (settings.chunk_size * LOG) / settings.bandwidth
            self.network.after(wait, self._ask_another, self._asked)

    def _ask_another(self, asked: int) -> None:
        if self._downloads and asked == self._asked:
            self._ask(self.network.random.choice(self.peers))

    def on_ask_sync(self, sender: bytes, message: AskSync) -> None:
        """Send the blocks after a height, or all of the chunk if the log does not go back so far."""
        later = tuple(entry for entry in self.log if entry.block.height > message.height)
        if message.height >= 0 and later and later[0].block.height == message.height + 1:
            self.send(sender, Blocks(self.chunk, later))
        elif self.height > message.height:
            self.send_snapshot(sender)

    def send_snapshot(self, receiver: bytes) -> None:
        """Send all of the chunk."""
        if self.state and self.head:
            data = self.state.replica.read(0, self.state.replica.size)
            tables_ = dict(self.state.operators), dict(self.state.last)
            self.send(receiver, Snapshot(self.chunk, self.head, self.certificate, data, *tables_))

    def on_blocks(self, sender: bytes, message: Blocks) -> None:
        """The blocks that were missed, in order."""
        for entry in message.entries:
            self.on_committed(sender, Committed(entry))
        if self._downloads:
            self._ask(sender)

    def on_snapshot(self, sender: bytes, message: Snapshot) -> None:
        """A whole chunk: right if a certified block says so. The blocks of meanwhile are executed on it."""
        block = message.block
        if block.height <= self.height or not self.is_certified(block, message.certificate):
            return
        if tables(message.operators, message.last) != block.state:
            return
        if len(message.data) != self.network.rules.chunk_size or chunk_root(message.data) != block.root:
            return
        replica = Replica(self.node.address, self.network.rules.sealed_as(self.chunk), message.data)
        self.state = ChunkState(replica, dict(message.operators), dict(message.last), self.network.rules)
        self.head, self.certificate, self._status, self.staged = block, message.certificate, None, {}
        self.log.clear()
        self._drop_old_operations()
        self.on_head(())
        self._take_buffered()
        if self._downloads:
            self._ask(sender)
        self.again()

    # serving

    def status(self, epoch: int, reader: Any) -> Status | None:
        """Where this member stands, signed once for each head; `reader`: whose last operation is told with it."""
        if self.state is None or self.head is None:
            return None
        if self._status is None or self._status.epoch != epoch:
            place = self.chunk, epoch, self.head.height, self.head.hash, self.head.root
            self._status = Status(*place, self.node.identity.sign(root_digest(*place)), NONE)
        known = self._status
        last = self.state.last.get(reader, NONE)
        return Status(known.chunk, known.epoch, known.height, known.block, known.root, known.signature, last)

    def on_read(self, sender: bytes, message: Read) -> None:
        """Leaves for a reader who may read them, of the root it asks for."""
        reason = self._read_refusal(message)
        if reason:
            self.send(sender, Refusal(self.chunk, message.id, reason))
            return
        assert self.state
        replica = self.state.replica
        if message.count:
            data = replica.read(message.first * LEAF, message.count * LEAF)
        else:
            data = b"".join(replica.tree.layers[0])
        self.send(sender, Piece(self.chunk, message.id, data))

    def _read_refusal(self, message: Read) -> str | None:
        rules, clock = self.network.rules, self.network.clock
        if not message.is_signed or not 0 <= clock - message.asked < rules.operator_timeout:
            return "Chunk: expected a read signed now by its reader"
        if not 0 <= message.first <= message.first + message.count <= rules.chunk_size // LEAF:
            return "Chunk: read is not within the chunk"
        last = message.first + max(message.count, 1) - 1
        slices = range(message.first * LEAF // rules.slice_size, last * LEAF // rules.slice_size + 1)
        if not self.network.registry.allows(message.reader, READ, self.chunk, slices, clock):
            return "Chunk: no right to read this slice"
        if self.head is None or self.head.root != message.root:
            return "Chunk: not at this root"
        return None
