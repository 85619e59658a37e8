# SPDX-License-Identifier: MIT
"""The native chain, simulated: nodes with keys seal real headers over a network with latency (XZ-18).

Every node keeps its own head and chooses forks as go-ethereum does (wuxing/xz/node.py); blocks get around by
wuxing/xz/gossip.py. Nodes that break the rules are in wuxing/xz/attacks.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from wuxing.xz import clique
from wuxing.xz.evidence import SignerSet, certify
from wuxing.xz.gossip import Gossip
from wuxing.xz.ledger import Block, Vote, line
from wuxing.xz.node import Node

WIGGLE = 0.5  # seconds of random delay a signer, out of turn


class Network(Gossip):
    """Signers from genesis on, other nodes, and an observer that never seals and tells how it went.

    `start` is the time of genesis; the rest as in `Gossip`.
    """

    nodes: list[Node]

    def __init__(
        self,
        signers: Sequence[Node],
        others: Sequence[Node] = (),
        period: int = 3,
        epoch: int = 30_000,
        seed: int = 0,
        latency: tuple[float, float] = (0.02, 0.12),
        wiggle: float = WIGGLE,
        start: int = 0,
    ) -> None:
        genesis = clique.genesis([node.address for node in signers], start)
        super().__init__(genesis, period, epoch, seed, latency, wiggle)
        self.signers, self.period, self.epoch, self.start = signers, period, epoch, start
        self.observer = Node("observer", tolerance=None)
        self.nodes = [*signers, *others, self.observer]
        for node in self.nodes:
            node.join(self)
        for node in self.nodes:
            node.schedule()

    def outage(self, node: Node, start: float, seconds: float) -> None:
        """A node has no power for some time; `start` in seconds from now."""
        self.after(start, node.go_offline)
        self.after(start + seconds, node.go_online)

    # what came of it

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
