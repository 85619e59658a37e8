# SPDX-License-Identifier: MIT
"""A storage node (CNT-20): a landlord's machine with a key and a disk, a member of the groups that the chain names."""

from __future__ import annotations

from typing import Any

from wuxing.contattract.chunks.group import Member
from wuxing.contattract.chunks.network import Network
from wuxing.contattract.chunks.wire import GroupChange
from wuxing.contattract.keys import Key
from wuxing.contattract.sealing import Answer, answer, filler


class StorageNode:
    """Receives messages for its members, one for each chunk it holds."""

    def __init__(self, name: str, key: Key, network: Network) -> None:
        self.name, self.identity, self.network = name, key, network
        self.address = self.identity.address
        self.online = True
        self.forgot = False  # it lost its disk once: where it may have voted it does not know
        self.members: dict[int, Member] = {}

    def found(self, chunk: int) -> None:
        """Begin a chunk that was just leased, with its other members."""
        self.members[chunk] = Member(self, chunk)
        self.members[chunk].begin()

    def receive(self, sender: bytes, message: Any) -> None:
        """A message has arrived: the chunk's member takes it."""
        member = self.members.get(message.chunk)
        if member is None:
            if not isinstance(message, GroupChange):
                return
            member = self.members[message.chunk] = Member(self, message.chunk)
        member.receive(sender, message)

    def crash(self, lose_disk: bool = False) -> None:
        """Go off line. What was in memory is lost; with `lose_disk` everything but the key is."""
        self.online = False
        for member in self.members.values():
            member.forget()
        if lose_disk:
            self.members, self.forgot = {}, True

    def come_back(self) -> None:
        """Come on line again and ask what was missed. Chunks that it lost with its disk begin a new epoch."""
        self.online = True
        registry = self.network.registry
        for chunk, groups in registry.groups.items():
            if self.address in groups[-1] and chunk not in self.members:
                registry.renew(chunk)
                self.network.announce(chunk)
        self.catch_up()

    def catch_up(self) -> None:
        """Ask the chain for the present groups, and their members for what was missed.

        Also where it was named while it was away, and is not any more: the next group waits for that one to begin.
        """
        for chunk, groups in self.network.registry.groups.items():
            named = groups[-1:] if self.forgot else groups
            if chunk in self.members or any(self.address in group for group in named):
                self.network.announce(chunk, [self.address])
        for member in self.members.values():
            member.hello()

    def answer(self, chunk: int, block_hash: bytes) -> Answer:
        """CNT-11: the leaf of the sealed replica (or of the filler of free space) that a block hash asks for."""
        member = self.members.get(chunk)
        if member is None or member.state is None:
            rules = self.network.rules
            stored = filler(self.address, rules.sealed_as(chunk), rules.chunk_size)
        else:
            stored = bytes(member.state.replica.sealed)
        return answer(self.address, chunk, stored, block_hash)
