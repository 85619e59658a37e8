# SPDX-License-Identifier: MIT
"""A small chunk network for tests: chunks of four leaves, a slice each leaf, a few nodes."""

from __future__ import annotations

from dataclasses import replace

from wuxing.contattract.chunks import wire
from wuxing.contattract.chunks.device import BlockDevice
from wuxing.contattract.chunks.group import Member
from wuxing.contattract.chunks.network import Settings
from wuxing.contattract.chunks.node import StorageNode
from wuxing.contattract.chunks.statements import Block, Certificate, vote_digest
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant

LEAF = 4_096
CHUNK = 4 * LEAF
SLICES = 4
TIMEOUT = 60
FOREVER = 10.0**9


def network(nodes: int = 6, replicas: int = 4, seed: int = 0, **options) -> StorageNetwork:
    return StorageNetwork(Settings(CHUNK, LEAF, replicas, TIMEOUT, 2, **options), nodes, seed)


def leased(net: StorageNetwork, chunks: int = 1, patience: float = 120.0, until: float = FOREVER) -> Tenant:
    """The owner of all slices of the first chunks."""
    owner = Tenant("owner", net, patience)
    net.lease(owner.address, 0, chunks * SLICES, until)
    return owner


def device(net: StorageNetwork, chunks: int = 1, **options) -> BlockDevice:
    return BlockDevice(leased(net, chunks, **options), range(chunks))


def group(net: StorageNetwork, chunk: int = 0) -> list[StorageNode]:
    """The nodes of a chunk's present group, in the order in which executors rotate."""
    return [net.by_address[member] for member in net.registry.members(chunk)]


def roots(net: StorageNetwork, chunk: int = 0) -> set[bytes | None]:
    """The roots of the members that are on line; None for one without a copy."""
    states = [node.members[chunk].state if chunk in node.members else None for node in group(net, chunk) if node.online]
    return {state.replica.tree.root if state else None for state in states}


def plain(node: StorageNode, chunk: int = 0) -> bytes:
    """What a node holds, unsealed."""
    state = node.members[chunk].state
    assert state
    return state.replica.read(0, state.replica.size)


class Equivocator(Member):
    """Sends one block to some members and another one to the rest."""

    def publish(self, block, justify) -> None:
        super().publish(block, justify)
        assert self._proposal
        other = replace(block, time=block.time - 1)
        twin = wire.Proposal(self.heading(other), other, justify)
        for address in self.members[::2]:
            self.send(address, twin)


def executor(net: StorageNetwork, ahead: int = 0) -> StorageNode:
    """The executor of the next height, or of a later round of it."""
    member = next(node for node in group(net) if node.online).members[0]
    return net.by_address[member.executor(ahead)]


def hashes(net: StorageNetwork) -> list[set[bytes]]:
    """By height, the hashes of the blocks in all members' logs."""
    found: dict[int, set[bytes]] = {}
    for node in net.nodes:
        if 0 in node.members:
            for entry in node.members[0].log:
                found.setdefault(entry.block.height, set()).add(entry.block.hash)
    return [found[height] for height in sorted(found)]


def cut_off_after_prepare(net: StorageNetwork, owner: Tenant) -> tuple[StorageNode, bytes]:
    """The executor's block is prepared and known as such by the others; then it is cut off. Its hash."""
    first = executor(net)
    owner.tell(0, owner.writing(0, 2, [(0, b"prepared")]))
    others = [node for node in group(net) if node is not first]
    assert net.run_until(lambda: any(node.members[0].lock for node in others), 10)
    net.part([first.address])
    locks = {node.members[0].lock.block.hash for node in others if node.members[0].lock}
    assert len(locks) == 1 and {node.members[0].height for node in others} == {1}
    return first, locks.pop()


def make_false(node: StorageNode, kind: type[Member]) -> None:
    node.members[0].__class__ = kind


def certified(net: StorageNetwork, phase: int, block: Block, round_: int = 0, signers: int = 4) -> Certificate:
    """What members would sign if they were all false."""
    place = phase, 0, 0, block.height, round_, block.hash
    return Certificate(*place, tuple(node.identity.sign(vote_digest(*place)) for node in group(net)[:signers]))
