# SPDX-License-Identifier: MIT
"""How a chunk's group changes (CNT-20): epochs, which the main chain names, and what one hands over to the next.

Old members stop voting and hand over what they know; when two thirds have, the new epoch begins with the highest head
and the latest prepared block among it. A commit of the old epoch had two thirds of its members, each of whom keeps the
block as prepared: so some member that hands over knows of it.
"""

from __future__ import annotations

from wuxing.contattract.chunks import wire
from wuxing.contattract.chunks.copy import Copy, Machine
from wuxing.contattract.chunks.statements import PREPARE, most_lost, quorum
from wuxing.contattract.chunks.wire import Committed, Entry, Handover

GRACE = 10
"""Executor time-outs after which an epoch may begin with less than two thirds of the old members' word."""


class Epochs(Copy):
    """A copy that knows in which epoch it is, and which block is prepared."""

    def __init__(self, node: Machine, chunk: int) -> None:
        super().__init__(node, chunk)
        # on disk
        self.formed = -1  # the epoch in which it votes
        self.known = 0  # the last one that it heard of
        self.lock: Entry | None = None  # the block that was prepared last at the next height
        self._handed: list[Entry] = []  # prepared blocks of the epoch before
        # in memory
        self._handovers: dict[tuple[bytes, int], Handover] = {}
        self._asked_since: float | None = None

    def forget(self) -> None:
        """The machine stopped."""
        super().forget()
        self._handovers, self._asked_since = {}, None

    def new_height(self) -> None:
        """Nothing has been said about the next height; see group.py."""
        raise NotImplementedError

    def wake(self) -> None:
        """There may be something to do; see group.py."""
        raise NotImplementedError

    def learn(self, lock: Entry) -> None:
        """Take over a prepared block of this height that was prepared later than the one known."""
        block, certificate = lock.block, lock.certificate
        if block.height != self.height + 1 or (self.lock and certificate.rank <= self.lock.certificate.rank):
            return
        if certificate.is_for(block, PREPARE, self.network.registry.members(self.chunk, certificate.epoch)):
            for operation in lock.operations:
                if operation.is_signed:
                    self.pool.setdefault(operation.id, operation)
            self.lock = lock

    def on_group_change(self, sender: bytes, message: wire.GroupChange) -> None:
        """The chain named a new group: vote no more in the old one, and hand over."""
        if message.epoch > self.known:
            self.known = message.epoch
            self._hand_over()
        self._ask_handover()

    def _hand_over(self, to: bytes | None = None) -> None:
        """Tell what this member knows, to one or to all who take part."""
        if self.head and self.formed >= 0:
            word = Handover(self.chunk, self.formed, self.known, self.head, self.certificate, self.lock)
            for member in [to] if to else [*self.peers, self.node.address]:
                self.send(member, word)

    @property
    def is_awaited(self) -> bool:
        """Whether it is a member of an epoch that has not begun for it."""
        later = range(self.formed + 1, self.known + 1)
        return any(self.node.address in self.network.registry.members(self.chunk, epoch) for epoch in later)

    def _ask_handover(self) -> None:
        """Ask until the epoch has begun."""
        if self._asked_since is None and self.is_awaited:
            self._asked_since = self.network.env.now
            self._ask_again(self._asked_since, 0)

    def _ask_again(self, since: float, times: int) -> None:
        if self._asked_since != since or not self.node.online:
            return
        for member in [*self.peers, self.node.address]:
            self.send(member, wire.AskHandover(self.chunk, self.known))
        wait = self.network.settings.executor_timeout * 2.0 ** min(times, 4)
        self.network.after(wait, self._ask_again, since, times + 1)

    def on_ask_handover(self, sender: bytes, message: wire.AskHandover) -> None:
        """Tell what one knows to somebody whose epoch has not begun."""
        if message.epoch <= self.known:
            self._hand_over(sender)

    def on_handover(self, sender: bytes, message: Handover) -> None:
        """What another member knows; enough of it, and the epoch begins."""
        if self.formed >= self.known or message.formed < 0 or not self.is_certified(message.block, message.certificate):
            return
        self._handovers[sender, message.formed] = message
        registry, me = self.network.registry, self.node.address
        for epoch in range(self.known, self.formed, -1):
            old, new = registry.members(self.chunk, epoch - 1), registry.members(self.chunk, epoch)
            if me in new and (self._enough_of_old(epoch, old) or len(self._words(epoch, new, 0)) > most_lost(len(new))):
                self._form(epoch)
                return

    def _words(self, formed: int, of: tuple[bytes, ...], known: int) -> list[bytes]:
        return [s for (s, f), h in self._handovers.items() if f == formed and s in of and h.known >= known]

    def _enough_of_old(self, epoch: int, old: tuple[bytes, ...]) -> bool:
        """Two thirds of the old members; after a grace as many as none of their commits can have gone without."""
        said = len(self._words(epoch - 1, old, epoch))
        waited = self._asked_since is not None and (
            self.network.env.now - self._asked_since >= GRACE * self.network.settings.executor_timeout
        )
        return said >= quorum(len(old)) or (waited and said > most_lost(len(old)))

    def _form(self, epoch: int) -> None:
        """Begin an epoch with the highest head and the latest prepared block that was handed over."""
        handovers = list(self._handovers.items())
        self.formed, self._asked_since = epoch, None
        self._handovers = {}
        self.new_height()
        for (sender, _), handed in handovers:
            if handed.block.height > self.height:
                if handed.certificate:
                    self.on_committed(sender, Committed(Entry(handed.block, handed.certificate)))
                else:
                    self.ask_sync(sender, 0)
        self._handed += [handed.lock for _, handed in handovers if handed.lock]
        for lock in self._handed:
            self.learn(lock)
        self._hand_over()
        self._ask_handover()
        self.wake()
        self.again()
