# SPDX-License-Identifier: MIT
"""A session for tests: three members, seven nodes that offer to relay, three of which do, a device for the log."""

from __future__ import annotations

from eth_hash.auto import keccak

from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.keys import Key
from wuxing.contattract.sessions.group import TALK
from wuxing.contattract.sessions.member import Intent, Member
from wuxing.contattract.sessions.routing import Registry, Relay
from wuxing.contattract.sessions.session_log import LogStore
from wuxing.params import load

SESSION = keccak(b"session")
PARAMS = load("contattract", "reconciled")


class Disk:
    """A device that keeps what is flushed."""

    def __init__(self) -> None:
        self.kept = self.now = bytes(1 << 17)

    def read(self, offset: int, size: int) -> bytes:
        return self.now[offset : offset + size]

    def write(self, offset: int, data: bytes) -> None:
        self.now = self.now[:offset] + data + self.now[offset + len(data) :]

    def flush(self) -> None:
        self.kept = self.now

    def crash(self) -> None:
        self.now = self.kept


class Session:
    """Three members, seven nodes that offer to relay, three of which do; `kinds` are other relays than honest ones."""

    def __init__(self, seed=0, loss=0.0, kinds=None, members=3):
        self.network = PeerNetwork(seed, loss=loss)
        self.nodes = {key.address: key for key in (Key.from_seed(f"relay {i}") for i in range(7))}
        keys = [Key.from_seed(f"member {i}") for i in range(members)]
        publics = tuple(key.public for key in keys)
        self.block = keccak(b"block")
        offers = frozenset(self.nodes)
        self.registry = Registry(SESSION, publics, offers, PARAMS, lambda: self.block, self.network)
        self.disk = Disk()
        self.kinds = kinds or {}
        self.relays = {}
        for address, key in self.nodes.items():
            place = self.seats.index(address) if address in self.seats else None
            kind = self.kinds.get(place, Relay)
            self.relays[address] = kind(key, self.registry, LogStore(self.disk))
        self.liars = {address for address, relay in self.relays.items() if type(relay) is not Relay}
        self.members = [Member(key, self.registry) for key in keys]
        self.run(5)

    @property
    def seats(self):
        return self.registry.term.relays

    @property
    def executor(self):
        return self.relays[self.seats[0]]

    def run(self, seconds=10.0):
        self.network.run(seconds)

    def join(self, name):
        member = Member(Key.from_seed(name), self.registry)
        self.members[0].invite(member.key.public)
        self.run()
        return member

    def kill(self, address):
        self.network.nodes.pop(address)

    def agree(self):
        """All members and seated relays have one log, and each post once."""
        logs = [[s.entry.hash for s in f.log] for f in (*self.members, *(self.relays[a] for a in self.seats))]
        longest = max(logs, key=len)
        digests = [sealed.entry.post.digest for sealed in max((m.log for m in self.members), key=len)]
        return all(log == longest[: len(log)] for log in logs) and len(set(digests)) == len(digests)


def talk_of(member, plain):
    return Intent(TALK, plain), member.group.counters.get(member.address, 0), member.group.epoch
