# SPDX-License-Identifier: MIT
"""The native chain over many days: a span of every day is simulated, between spans all nodes sleep.

90 days at a block in 3 seconds are 2.6 million blocks, of which nothing would be learned that some minutes a day do
not show. Headers form one chain: the first block of a day follows the last of the day before, with the gap in its
timestamps. Votes, faults and what follows from them happen in spans.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from wuxing.xz import clique
from wuxing.xz.chain import Network
from wuxing.xz.ledger import Block
from wuxing.xz.node import Node
from wuxing.xz.params import Params


@dataclass(frozen=True)
class Span:
    """What happened in one span: blocks on the chain that stayed, of these in turn, votes in them, forks undone."""

    blocks: int
    in_turn: int
    votes: int
    reorgs: int
    refused: int
    signers: int
    shares: dict[str, int]


class DailyChain:
    """A network that is awake for `span` seconds of every day."""

    def __init__(self, signers: list[Node], others: list[Node], params: Params, seed: int, start: int, span: int):
        self.span = span
        self.network = Network(
            signers,
            others,
            period=params.chain_period,
            epoch=params.chain_epoch,
            wiggle=params.chain_wiggle / 1000,
            seed=seed,
            start=start,
        )
        self._sleep()

    def _sleep(self) -> None:
        for node in self.network.nodes:
            node.go_offline()

    @property
    def signers(self) -> tuple[bytes, ...]:
        """Who may seal at the moment, on the observer's chain."""
        return self.network.observer.head.snapshot.signers

    def day(self, start: int, without: frozenset[Node] = frozenset()) -> Span:
        """Lives through the span that begins at `start` (timestamp); nodes in `without` have no power."""
        network, head = self.network, self.network.observer.head
        reorgs, refused = len(network.reorgs), len(network.rejections)
        if start > network.now:
            network.run(start - network.now)
        awake = [node for node in network.nodes if node not in without]
        for node in awake:
            node.online = True
        for node in awake:
            node.go_online()
        network.run(self.span)
        self._sleep()
        new = self._since(head)
        return Span(
            blocks=len(new),
            in_turn=sum(block.header.difficulty == clique.IN_TURN for block in new),
            votes=sum(block.header.coinbase != clique.NOBODY for block in new),
            reorgs=len(network.reorgs) - reorgs,
            refused=len(network.rejections) - refused,
            signers=len(self.signers),
            shares=dict(Counter(network.name_of(block.signer) for block in new)),
        )

    def _since(self, old: Block) -> list[Block]:
        """The blocks after `old` on the chain that stayed."""
        known, blocks, block = old.number, [], self.network.observer.head
        while block.parent and block.number > known:
            blocks.append(block)
            block = block.parent
        return blocks
