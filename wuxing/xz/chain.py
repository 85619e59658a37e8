# SPDX-License-Identifier: MIT
"""The native chain, simulated: nodes with keys seal real headers over a network with latency (XZ-18).

Every node keeps its own head and chooses forks as go-ethereum does; time and chance come from simpy and
one seed, so a run can be repeated. What nodes make of each other's blocks is recorded in plain lists.
Nodes that break the rules are in wuxing/xz/attacks.py.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isqrt
from typing import Any

import simpy

from wuxing.xz import clique
from wuxing.xz.clique import Header
from wuxing.xz.evidence import DoubleSeal, SignerSet, Skip, certify
from wuxing.xz.ledger import Block, Ledger, Rejection, Reorg, Seal, Vote, line
from wuxing.xz.node import Node

WIGGLE = 0.5  # seconds of random delay a signer, out of turn


@dataclass
class Network:
    """Signers from genesis on, other nodes, and an observer that never seals and tells how it went.

    `period` in seconds, `epoch` in blocks, `latency` the shortest and longest way of a message and
    `wiggle` the out-of-turn delay a signer in seconds, `start` the time of genesis.
    """

    signers: Sequence[Node]
    others: Sequence[Node] = ()
    period: int = 3
    epoch: int = 30_000
    seed: int = 0
    latency: tuple[float, float] = (0.02, 0.12)
    wiggle: float = WIGGLE
    start: int = 0
    seals: list[Seal] = field(default_factory=list)
    reorgs: list[Reorg] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    evidence: list[DoubleSeal | Skip] = field(default_factory=list)

    def __post_init__(self) -> None:
        genesis = clique.genesis([node.address for node in self.signers], self.start)
        self.ledger = Ledger(genesis, self.period, self.epoch)
        self.random = random.Random(f"{self.seed} network")
        self.observer = Node("observer", tolerance=None)
        self.nodes = [*self.signers, *self.others, self.observer]
        self.env = simpy.Environment(initial_time=self.start)
        self._reported: set[tuple[type, bytes, int]] = set()
        for node in self.nodes:
            node.join(self)
        for node in self.nodes:
            node.schedule()

    # time

    @property
    def now(self) -> float:
        """Seconds, from `start` on."""
        return self.env.now

    def after(self, seconds: float, do: Callable[..., None], *args: Any) -> None:
        """Call something later."""
        self.env.timeout(max(0.0, seconds)).callbacks.append(lambda _: do(*args))

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.env.run(until=self.now + seconds)

    # messages

    def send(self, sender: Node, receiver: Node, header: Header, ways: int = 1) -> None:
        """A message takes its time, once for every way it has to go."""
        if sender.online:
            delay = sum(self.random.uniform(*self.latency) for _ in range(ways))
            self.after(delay, receiver.hear, header, sender)

    def broadcast(self, sender: Node, header: Header, to: Iterable[Node] | None = None) -> None:
        """Send a block to all nodes, or to some."""
        for node in self.nodes if to is None else to:
            if node is not sender:
                self.send(sender, node, header)
        block = self.ledger.blocks.get(header.hash)
        if block:
            turn = header.difficulty == clique.IN_TURN
            self.seals.append(Seal(self.now, block.number, block.hash, block.signer, turn))

    def relay(self, node: Node, header: Header, sender: Node) -> None:
        """Pass a good block on to the square root of the nodes, so that nobody can keep it from some."""
        for peer in self.random.sample(self.nodes, isqrt(len(self.nodes))):
            # peers tell each other what they have; go-ethereum does not send a block that a peer knows
            if peer not in (node, sender) and header.hash not in peer.seen:
                self.send(node, peer, header)

    def fetch(self, node: Node, sender: Node, header: Header) -> None:
        """Ask the sender for the blocks that lead to a header; they come after there and back."""
        missing = [header]
        while missing[-1].parent_hash not in node.imported:
            missing.append(self.ledger.blocks[missing[-1].parent_hash].header)
        delay = sum(self.random.uniform(*self.latency) for _ in range(2))
        for ancestor in reversed(missing):
            self.after(delay, node.hear, ancestor, sender)

    def sync(self, node: Node) -> None:
        """Ask one node that is online for its head."""
        peers = [peer for peer in self.nodes if peer.online and peer is not node]
        if peers:
            peer = self.random.choice(peers)
            self.send(peer, node, peer.head.header, ways=2)

    def outage(self, node: Node, start: float, seconds: float) -> None:
        """A node has no power for some time; `start` in seconds from now."""
        self.after(start, node.go_offline)
        self.after(start + seconds, node.go_online)

    # what came of it

    def report(self, evidence: DoubleSeal | Skip) -> None:
        """Keep one piece of evidence for each signer, kind and height."""
        key = type(evidence), evidence.signer, evidence.number
        if key not in self._reported:
            self._reported.add(key)
            self.evidence.append(evidence)

    def chain(self) -> list[Block]:
        """The chain as the observer has it, from genesis."""
        return line(self.observer.head)

    def name_of(self, address: bytes) -> str:
        """The name of the node with an address, else the address."""
        return next((node.name for node in self.nodes if node.address == address), "0x" + address.hex())

    def votes(self) -> list[Vote]:
        """The meaningful votes on the observer's chain."""
        return [
            Vote(b.header.time, b.number, b.signer, b.header.coinbase, b.header.nonce == clique.ADD)
            for b in self.chain()[1:]
            if b.parent and b.parent.snapshot.is_meaningful(b.header.coinbase, b.header.nonce == clique.ADD)
            if b.header.coinbase != clique.NOBODY
        ]

    def signer_sets(self) -> list[SignerSet]:
        """Who might seal, from block 1 on, each time it changed on the observer's chain."""
        sets = [SignerSet(1, self.ledger.genesis.snapshot.signers)]
        for block in self.chain():
            if block.snapshot.signers != sets[-1].signers:
                sets.append(SignerSet(block.number + 1, block.snapshot.signers))
        return sets

    def certificates(self, chain_id: int, court: str) -> list[tuple[SignerSet, list[bytes]]]:
        """Every set after the first, signed for the court by all of the set before."""
        sets, keys = self.signer_sets(), {node.address: node.key for node in self.nodes}
        return [
            (new, certify(new, [keys[a] for a in old.signers if a in keys], chain_id, court))
            for old, new in pairwise(sets)
        ]

    def hash_at(self, time: float) -> bytes:
        """Hash of the last block at or before a time: the seed of storage challenges (XZ-19)."""
        head = self.observer.head
        while head.header.time > time and head.parent:
            head = head.parent
        return head.hash
