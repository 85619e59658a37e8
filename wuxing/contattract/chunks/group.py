# SPDX-License-Identifier: MIT
"""A member of a chunk's group: it orders operations into blocks together with the others (CNT-20).

A height is decided in rounds. The executor of round r at height h is member (h + r) of the group, in order of address:
it rotates with every block, and a silent one loses its turn. It packs the operations that it has, in the order in
which they came, into a block; two thirds of the votes prepare it, two thirds of a second vote commit it, and only
then is it executed. Members vote once in a round; whoever saw a block prepared votes for no other at this height,
unless that one was prepared later: so two blocks are never committed at one height, and of two executors' blocks the
one that was prepared goes first (Tendermint's locks, votes collected by the executor).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wuxing.contattract.chunks import wire
from wuxing.contattract.chunks.copy import Machine, genesis
from wuxing.contattract.chunks.epochs import Epochs
from wuxing.contattract.chunks.network import CHAIN
from wuxing.contattract.chunks.registry import WRITE
from wuxing.contattract.chunks.state import NONE, ChunkState, Draft
from wuxing.contattract.chunks.statements import (
    COMMIT,
    PREPARE,
    Block,
    Certificate,
    DoubleBlock,
    Heading,
    Inquiry,
    Open,
    Operation,
    Vote,
    Write,
    most_lost,
    quorum,
    signer_of,
    vote_digest,
)
from wuxing.contattract.chunks.wire import Committed, Consent, Entry, Handover, NewView, Prepared, Proposal, Refusal
from wuxing.refused import Refused

GATHER = 0.02
"""Seconds for which an executor collects operations before it makes a block."""
AHEAD = 64
"""How far an operation's number may be ahead of the last executed one to be kept."""
OTHER_EPOCH = "Chunk: another epoch"

Place = tuple[int, int, int]
"""Epoch, height, round."""


class Member(Epochs):
    """One node's part in one chunk's group."""

    def __init__(self, node: Machine, chunk: int) -> None:
        super().__init__(node, chunk)
        # on disk
        self.voted: dict[int, tuple[Place, bytes]] = {}
        self.proposed: Place = (-1, 0, 0)
        # in memory
        self.round = 0
        self.new_height()
        self._reserved: dict[int, tuple[bytes, int]] = {}
        self._alarm = 0
        self._heard: dict[type, Callable[[bytes, Any], None]] = {
            Write: self.on_operation,
            Open: self.on_operation,
            Inquiry: self.on_inquiry,
            Proposal: self.on_proposal,
            Vote: self.on_vote,
            Prepared: self.on_prepared,
            Committed: self.on_committed,
            NewView: self.on_new_view,
            wire.AskOperations: self.on_ask_operations,
            wire.Operations: self._on_operations_and_wake,
            wire.Hello: self.on_hello,
            wire.AskSync: self.on_ask_sync,
            wire.Blocks: self.on_blocks,
            wire.Snapshot: self.on_snapshot,
            wire.GroupChange: self.on_group_change,
            wire.AskHandover: self.on_ask_handover,
            Handover: self.on_handover,
            wire.AskStatus: self.on_ask_status,
            wire.Read: self.on_read,
        }

    def begin(self) -> None:
        """A new chunk of the first group."""
        self.formed = 0
        self.state = ChunkState.new(self.node.address, self.chunk, self.network.rules)
        self.head = genesis(self.chunk, self.network.rules.chunk_size)

    def new_height(self) -> None:
        """Nothing has been said about the next height."""
        self.round = 0
        self._armed: tuple[int, int] | None = None
        self._proposal: Proposal | None = None  # one's own, while votes for it are collected
        self._votes: dict[int, dict[bytes, bytes]] = {PREPARE: {}, COMMIT: {}}
        self._views: dict[int, dict[bytes, NewView]] = {}
        self._seen: dict[int, Heading] = {}  # by round

    def forget(self) -> None:
        """The machine stopped. What it signed and the prepared block are on disk; the rest is gone."""
        super().forget()
        self.new_height()
        self._reserved = {}
        self._alarm += 1
        if self.lock:
            self.pool = {operation.id: operation for operation in self.lock.operations}

    def receive(self, sender: bytes, message: Any) -> None:
        """Take a message of a known kind."""
        self._heard[type(message)](sender, message)

    # who

    @property
    def members(self) -> tuple[bytes, ...]:
        """The group in whose epoch it votes."""
        return self.network.registry.members(self.chunk, self.formed)

    @property
    def may_vote(self) -> bool:
        """Whether it is a member with a copy, in the last epoch that it heard of."""
        return self.formed == self.known and self.state is not None and self.node.address in self.members

    @property
    def place(self) -> Place:
        """Where the vote is now."""
        return self.formed, self.height + 1, self.round

    def executor(self, round_: int) -> bytes:
        """Whose turn a round is."""
        return self.members[(self.height + 1 + round_) % len(self.members)]

    def tell(self, message: Any) -> None:
        """Send to all members, oneself too."""
        for member in self.members:
            self.send(member, message)

    def hello(self) -> None:
        """Back again: ask who is ahead, and go on with what was prepared."""
        super().hello()
        self.wake()

    # operations

    def on_operation(self, sender: bytes, operation: Operation) -> None:
        """A tenant's operation: kept if it could be executed now or after its predecessors, else refused."""
        if operation.chunk != self.chunk or not operation.is_signed or operation.id in self.pool:
            return
        if self.state is None:  # still downloading: kept for the blocks of meanwhile
            if len(self.pool) < AHEAD:
                self.pool[operation.id] = operation
            return
        if operation.seq <= (last := self.state.last.get(operation.operator, NONE)[0]):
            self.on_ask_status(sender, None)
            return
        reason = self.objection(operation, Draft(self.state, self.network.clock))
        if reason and not last + 1 < operation.seq <= last + AHEAD:
            self.send(sender, Refusal(self.chunk, operation.id, reason))
            return
        self.pool[operation.id] = operation
        self.wake()
        self.again()

    def _on_operations_and_wake(self, sender: bytes, message: wire.Operations) -> None:
        self.on_operations(sender, message)
        self.wake()

    def objection(self, operation: Operation, draft: Draft) -> str | None:
        """Why an operation may not come next in a draft; None if it may, and then it was executed in it."""
        slices = self.network.rules.slices(operation) if self.network.rules.is_within(operation) else ()
        if not self.network.registry.allows(operation.operator, WRITE, self.chunk, slices, draft.time):
            return "Chunk: no right to write this slice"
        try:
            draft.run(operation)
        except Refused as refused:
            return str(refused)
        return None

    def on_inquiry(self, sender: bytes, inquiry: Inquiry) -> None:
        """Agree that somebody opens slices, unless another operates them or was just agreed to (paper 3.1.7)."""
        reason = self._inquiry_objection(inquiry)
        if reason:
            self.send(sender, Refusal(self.chunk, inquiry.id, reason))
            return
        for place in inquiry.slices:
            self._reserved[place] = inquiry.operator, inquiry.asked
        self.send(sender, Consent(self.chunk, inquiry.id, self.node.identity.sign(inquiry.consent)))

    def _inquiry_objection(self, inquiry: Inquiry) -> str | None:
        clock, timeout = self.network.clock, self.network.rules.operator_timeout
        if not self.may_vote or inquiry.epoch != self.formed:
            return OTHER_EPOCH
        assert self.state
        if not inquiry.is_signed or not 0 <= clock - inquiry.asked < timeout:
            return "Chunk: expected an inquiry signed now by its operator"
        if not 0 <= inquiry.first < inquiry.first + inquiry.count <= self.network.registry.chunk_slices:
            return "Chunk: operation is not within the chunk"
        if not self.network.registry.allows(inquiry.operator, WRITE, self.chunk, inquiry.slices, clock):
            return "Chunk: no right to write this slice"
        for place in inquiry.slices:
            who, asked = self._reserved.get(place, (inquiry.operator, 0))
            if who != inquiry.operator and clock - asked < timeout:
                return "Chunk: slice is being opened by another"
        try:
            Draft(self.state, clock).check_free(inquiry)
        except Refused as refused:
            return str(refused)
        return None

    def on_ask_status(self, sender: bytes, message: Any) -> None:
        """Tell where this member stands; one that is not in the present epoch says nothing."""
        if self.may_vote:
            self.send(sender, self.status(self.formed, sender))

    # rounds

    def wake(self) -> None:
        """There is something to do: make a block if it is one's turn, and watch whether somebody does."""
        if not self.may_vote or not (self.pool or self.lock):
            return
        ready = self.round == 0 or len(self._views.get(self.round, {})) >= quorum(len(self.members))
        if self.executor(self.round) == self.node.address and self._proposal is None and ready:
            wait = GATHER if self.round == 0 else 2 * self.network.settings.latency[1]
            self.network.after(wait, self.propose, self.place)
        if self._armed != (self.height, self.round):
            self._armed = self.height, self.round
            self._alarm += 1
            self.network.after(self._patience(), self._ring, self._alarm)

    def _patience(self) -> float:
        """Seconds for which a round may last: longer with every round, so that members meet in one."""
        return self.network.settings.executor_timeout * 2.0 ** min(self.round, 4)

    def _ring(self, alarm: int) -> None:
        if alarm != self._alarm or not self.node.online or not self.may_vote:
            return
        self._armed = None
        self._drop_impossible()
        if self.pool or self.lock:
            self._enter(self.round + 1)

    def _drop_impossible(self) -> None:
        """Forget operations that cannot be executed now or after each other: their tenants send them again."""
        assert self.state
        draft = Draft(self.state, self.network.clock)
        kept = set(self.lock.block.operations) if self.lock else set()
        for operation in sorted(self.pool.values(), key=lambda operation: operation.seq):
            if operation.id not in kept and self.objection(operation, draft):
                del self.pool[operation.id]

    def _enter(self, round_: int) -> None:
        """Go to a round, tell why, and look again at what came too early for the one before."""
        self.round, self._proposal, self._votes = round_, None, {PREPARE: {}, COMMIT: {}}
        self._missing.clear()
        seen = tuple(heading for number, heading in self._seen.items() if number >= round_ - 2)
        self.tell(NewView(self.chunk, *self.place, self.lock, seen, tuple(self.pool)))
        self.wake()
        self.again()

    def on_new_view(self, sender: bytes, message: NewView) -> None:
        """Somebody went to a later round: learn what it has prepared, follow if so many did that one must be honest."""
        if message.height <= self.height:
            if self.head and self.certificate:
                self.send(sender, Committed(Entry(self.head, self.certificate)))
            return
        if not self.may_vote or message.epoch != self.formed or sender not in self.members:
            return
        if message.height > self.height + 1:
            self.ask_sync(sender, message.height - 1)
            return
        for heading in message.seen:
            self.note(heading)
        if message.lock:
            self.learn(message.lock)
        self._views.setdefault(message.round, {})[sender] = message
        self.ask_operations(sender, tuple(id_ for id_ in message.pool if id_ not in self.pool))
        ahead = [number for number in self._views if number > self.round]
        for round_ in sorted(ahead, reverse=True):
            there = {member for number, views in self._views.items() if number >= round_ for member in views}
            if len(there) > most_lost(len(self.members)):
                self._enter(round_)
                return
        self.wake()

    # blocks

    def propose(self, place: Place) -> None:
        """One's turn: the block that was prepared already, or a new one of the operations in the order they came.

        Who restarted in its own round says nothing more in it: a second block would be evidence against it.
        """
        if place != self.place or place <= self.proposed or not self.may_vote or not self.node.online:
            return
        block = self.lock.block if self.lock else self.pack()
        if block:
            self.publish(block, self.lock.certificate if self.lock else None)

    def pack(self) -> Block | None:
        """A block of the operations that may be executed now, in the order in which they came; None of none."""
        assert self.state and self.head
        draft, taken = Draft(self.state, max(self.network.clock, self.head.time)), []
        waiting = list(self.pool.values())
        while waiting:
            left = []
            for operation in waiting:
                if self.objection(operation, draft) is None:
                    taken.append(operation.id)
                else:
                    left.append(operation)
            if len(left) == len(waiting):
                break
            waiting = left
        if not taken:
            return None
        staged = draft.staged()
        block = Block(self.chunk, self.height + 1, self.head.hash, draft.time, tuple(taken), staged.root, staged.state)
        self.staged[block.hash] = staged
        return block

    def heading(self, block: Block) -> Heading:
        """The executor's signature of its block."""
        bare = Heading(self.chunk, *self.place, block.hash)
        return Heading(self.chunk, *self.place, block.hash, self.node.identity.sign(bare.id))

    def publish(self, block: Block, justify: Certificate | None) -> None:
        """Sign and send one's block. Votes for it are collected from now on."""
        self.proposed = self.place
        self._proposal = Proposal(self.heading(block), block, justify)
        self.tell(self._proposal)

    def note(self, heading: Heading) -> None:
        """Compare an executor's signature with the one that is known; two for one place are evidence."""
        if heading.place[:3] != (self.chunk, self.formed, self.height + 1):
            return
        if heading.executor != self.executor(heading.round):
            return
        first = self._seen.setdefault(heading.round, heading)
        if first.block != heading.block:
            self.send(CHAIN, DoubleBlock(first, heading))

    def on_proposal(self, sender: bytes, message: Proposal) -> None:
        """Vote to prepare the block of the round's executor, if it is right and nothing else is prepared."""
        heading, block = message.heading, message.block
        if not self._is_now(sender, message, heading) or heading.round < self.round:
            return
        if heading.round > self.round:
            self.later(sender, message)
            return
        if heading.executor != self.executor(heading.round) or heading.block != block.hash:
            return
        self.note(heading)
        if not self._is_free_for(block, message.justify):
            return
        if self.has_operations(block, sender, message) and self._is_right(block, message.justify):
            self._vote(PREPARE, block.hash, heading.executor)

    def _is_now(self, sender: bytes, message: Any, heading: Heading | Certificate) -> bool:
        """Whether a message is about the present vote; one about the next height is kept until that begins."""
        if heading.chunk != self.chunk or heading.height <= self.height:
            return False
        if heading.epoch > self.formed or (heading.epoch == self.formed and heading.height == self.height + 2):
            self.later(sender, message)
            return False
        if heading.epoch == self.formed and heading.height > self.height + 2:
            self.ask_sync(sender, heading.height - 1)
        return self.may_vote and (heading.epoch, heading.height) == self.place[:2]

    def _is_free_for(self, block: Block, justify: Certificate | None) -> bool:
        """The rule of locks: another block than the prepared one needs to have been prepared later."""
        if justify and not justify.is_for(block, PREPARE, self.network.registry.members(self.chunk, justify.epoch)):
            return False
        if self.lock is None or self.lock.block.hash == block.hash:
            return True
        return justify is not None and justify.rank > self.lock.certificate.rank

    def _is_right(self, block: Block, justify: Certificate | None) -> bool:
        """Whether a block follows the head, of this time, with operations that are allowed and do what it says."""
        assert self.head and self.state
        clock = self.network.clock
        if block.chunk != self.chunk or block.height != self.height + 1 or block.parent != self.head.hash:
            return False
        if not self.head.time <= block.time <= clock or not block.operations:
            return False
        if justify is None:
            if clock - block.time > 1_000 * self._patience():
                return False
            for id_ in block.operations:
                operation = self.pool[id_]
                slices = self.network.rules.slices(operation)
                if not self.network.registry.allows(operation.operator, WRITE, self.chunk, slices, block.time):
                    return False
        return self.stage(block) is not None

    def _vote(self, phase: int, block: bytes, executor: bytes) -> None:
        """Vote once in each phase of a round, and never in an earlier round than before."""
        last = max((place for place, _ in self.voted.values()), default=(-1, 0, 0))
        place, for_ = self.voted.get(phase, (None, b""))
        if self.place < last or (place == self.place and for_ != block):
            return
        self.voted[phase] = self.place, block
        signature = self.node.identity.sign(vote_digest(phase, self.chunk, *self.place, block))
        self.send(executor, Vote(phase, self.chunk, *self.place, block, signature))

    def on_vote(self, sender: bytes, vote: Vote) -> None:
        """Collect votes for one's own block; two thirds make a certificate."""
        if self._proposal is None or (vote.epoch, vote.height, vote.round) != self.place or not self.may_vote:
            return
        block, heading = self._proposal.block, self._proposal.heading
        what = vote_digest(vote.phase, self.chunk, *self.place, block.hash)
        if vote.block != block.hash or sender not in self.members or signer_of(what, vote.signature) != sender:
            return
        votes = self._votes[vote.phase]
        votes[sender] = vote.signature
        if len(votes) == quorum(len(self.members)):
            certificate = Certificate(vote.phase, self.chunk, *self.place, block.hash, tuple(votes.values()))
            entry = Entry(block, certificate)
            self.tell(Prepared(heading, entry) if vote.phase == PREPARE else Committed(entry))

    def on_prepared(self, sender: bytes, message: Prepared) -> None:
        """Two thirds voted for a block: keep it as prepared, and vote to commit it if the round is still that one."""
        block, certificate = message.entry.block, message.entry.certificate
        if not self._is_now(sender, message, certificate) or not certificate.is_for(block, PREPARE, self.members):
            return
        self.note(message.heading)
        if not self.has_operations(block, sender, message) or self.stage(block) is None:
            return
        operations = tuple(self.pool[id_] for id_ in block.operations)
        self.learn(Entry(block, certificate, operations))
        if certificate.round > self.round:
            self._enter(certificate.round)
        if certificate.round == self.round and self.lock and self.lock.block.hash == block.hash:
            self._vote(COMMIT, block.hash, self.executor(self.round))

    def on_head(self, operations: tuple[Operation, ...]) -> None:
        """A block was executed: tell the operators, and go on with the next height."""
        self.lock = None
        self.new_height()
        self._handed = [lock for lock in self._handed if lock.block.height > self.height]
        for lock in self._handed:
            self.learn(lock)
        for operator in dict.fromkeys(operation.operator for operation in operations):
            self.on_ask_status(operator, None)
        self.wake()
