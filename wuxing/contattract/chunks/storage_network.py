# SPDX-License-Identifier: MIT
"""The chunk network, simulated: storage nodes, and the chunks that are leased on them (CNT-20)."""

from __future__ import annotations

from collections.abc import Sequence

from wuxing.contattract.chunks.network import Network, Settings
from wuxing.contattract.chunks.node import StorageNode
from wuxing.contattract.chunks.registry import Lease
from wuxing.contattract.keys import Key


class StorageNetwork(Network):
    """Storage nodes, so many or with these keys, and no chunk yet: `lease` brings chunks and groups into being."""

    def __init__(self, settings: Settings, nodes: int | Sequence[Key], seed: int = 0) -> None:
        super().__init__(settings, seed)
        keys = [Key.from_seed(f"{seed} node {n}") for n in range(nodes)] if isinstance(nodes, int) else nodes
        self.nodes = [StorageNode(f"node {number}", key, self) for number, key in enumerate(keys)]
        self.by_address = {node.address: node for node in self.nodes}
        for node in self.nodes:
            self.enter(node.address, node)
            self.registry.nodes.append(node.address)

    def lease(self, owner: bytes, first: int, count: int, until: float) -> Lease:
        """Let slices to an owner until a time in seconds. Chunks new to the network get their groups."""
        lease = self.registry.lease(owner, first, count, round(until * 1_000))
        size = self.registry.chunk_slices
        for chunk in range(first // size, (first + count - 1) // size + 1):
            if chunk not in self.registry.groups:
                for member in self.registry.found(chunk):
                    self.by_address[member].found(chunk)
        return lease

    def heal(self) -> None:
        """One network again; nodes notice and ask what they missed."""
        super().heal()
        for node in self.nodes:
            node.catch_up()
