# SPDX-License-Identifier: MIT
"""How blocks get around on the simulated native chain: time, latency, who tells whom, and what is recorded (XZ-18).

Time and chance come from simpy and one seed, so a run can be repeated. What nodes make of each other's blocks is
recorded in plain lists.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from math import isqrt
from typing import Any, Protocol

import simpy

from wuxing.xz import clique
from wuxing.xz.clique import Header
from wuxing.xz.evidence import DoubleSeal, Skip
from wuxing.xz.ledger import Block, Ledger, Rejection, Reorg, Seal


class Peer(Protocol):
    """Whom a block can be sent to, and what others may know of it: its head, and which blocks it has."""

    name: str
    online: bool
    head: Block
    imported: set[bytes]
    seen: set[bytes]

    def hear(self, header: Header, sender: Peer) -> None:
        """A block comes in."""


class Gossip:
    """What is between the nodes of a chain that begins with `genesis`; blocks that meet its rules are in one ledger.

    `period` in seconds, `epoch` in blocks, `latency` the shortest and longest way of a message and `wiggle` the
    out-of-turn delay a signer in seconds.
    """

    nodes: Sequence[Peer]

    def __init__(
        self, genesis: Header, period: int, epoch: int, seed: int, latency: tuple[float, float], wiggle: float
    ) -> None:
        self.ledger = Ledger(genesis, period, epoch)
        self.seed, self.latency, self.wiggle = seed, latency, wiggle
        self.random = random.Random(f"{seed} network")
        self.env = simpy.Environment(initial_time=genesis.time)
        self.seals: list[Seal] = []
        self.reorgs: list[Reorg] = []
        self.rejections: list[Rejection] = []
        self.evidence: list[DoubleSeal | Skip] = []
        self._reported: set[tuple[type, bytes, int]] = set()

    # time

    @property
    def now(self) -> float:
        """Seconds, from the time of genesis on."""
        return self.env.now

    def after(self, seconds: float, do: Callable[..., None], *args: Any) -> None:
        """Call something later."""
        self.env.timeout(max(0.0, seconds)).callbacks.append(lambda _: do(*args))

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.env.run(until=self.now + seconds)

    # messages

    def send(self, sender: Peer, receiver: Peer, header: Header, ways: int = 1) -> None:
        """A message takes its time, once for every way it has to go."""
        if sender.online:
            delay = sum(self.random.uniform(*self.latency) for _ in range(ways))
            self.after(delay, receiver.hear, header, sender)

    def broadcast(self, sender: Peer, header: Header, to: Iterable[Peer] | None = None) -> None:
        """Send a block to all nodes, or to some."""
        for node in self.nodes if to is None else to:
            if node is not sender:
                self.send(sender, node, header)
        block = self.ledger.blocks.get(header.hash)
        if block:
            turn = header.difficulty == clique.IN_TURN
            self.seals.append(Seal(self.now, block.number, block.hash, block.signer, turn))

    def relay(self, node: Peer, header: Header, sender: Peer) -> None:
        """Pass a good block on to the square root of the nodes, so that nobody can keep it from some."""
        for peer in self.random.sample(self.nodes, isqrt(len(self.nodes))):
            # peers tell each other what they have; go-ethereum does not send a block that a peer knows
            if peer not in (node, sender) and header.hash not in peer.seen:
                self.send(node, peer, header)

    def fetch(self, node: Peer, sender: Peer, header: Header) -> None:
        """Ask the sender for the blocks that lead to a header; they come after there and back."""
        missing = [header]
        while missing[-1].parent_hash not in node.imported:
            missing.append(self.ledger.blocks[missing[-1].parent_hash].header)
        delay = sum(self.random.uniform(*self.latency) for _ in range(2))
        for ancestor in reversed(missing):
            self.after(delay, node.hear, ancestor, sender)

    def sync(self, node: Peer) -> None:
        """Ask one node that is online for its head."""
        peers = [peer for peer in self.nodes if peer.online and peer is not node]
        if peers:
            peer = self.random.choice(peers)
            self.send(peer, node, peer.head.header, ways=2)

    # records

    def report(self, evidence: DoubleSeal | Skip) -> None:
        """Keep one piece of evidence for each signer, kind and height."""
        key = type(evidence), evidence.signer, evidence.number
        if key not in self._reported:
            self._reported.add(key)
            self.evidence.append(evidence)
