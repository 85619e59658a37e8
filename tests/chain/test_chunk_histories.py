# SPDX-License-Identifier: MIT
"""CNT-20: generated histories: whatever crashes, returns or is cut off within the bound, the device is a plain disk."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests import chunk_world as world
from wuxing.contattract.chunks.network import CHAIN
from wuxing.contattract.chunks.node import StorageNode
from wuxing.contattract.chunks.statements import most_lost
from wuxing.refused import Refused

CHUNKS = 2
WHICH = st.integers(0, 8)
DELAY = st.one_of(st.just(0.0), st.floats(0.0, 2.0))


class Disk(RuleBasedStateMachine):
    """A device beside a bytearray. At most a third of every group is out of reach at a time; one node may be false."""

    @initialize(replicas=st.integers(4, 7), seed=st.integers(0, 1_000), false=st.booleans())
    def begin(self, replicas: int, seed: int, false: bool) -> None:
        self.net = world.network(replicas + 2, replicas, seed)
        self.device = world.device(self.net, CHUNKS)
        self.plain = bytearray(self.device.size)
        self.false = {world.group(self.net)[0].address} if false else set()
        for address in self.false:
            for member in self.net.by_address[address].members.values():
                member.__class__ = world.Equivocator
        self.committed: dict[tuple[int, int], bytes] = {}

    def may_lose(self, address: bytes) -> bool:
        """Whether two thirds of every group are there, with their copies, without one more node."""
        return all(
            len([member for member in groups[-1] if member == address or not self.is_there(member, chunk)])
            <= most_lost(len(groups[-1]))
            for chunk, groups in self.net.registry.groups.items()
        )

    def is_there(self, member: bytes, chunk: int) -> bool:
        """Whether a member can be reached and has its copy in the present epoch."""
        node = self.net.by_address[member]
        there = self.net.reaches(CHAIN, member) and chunk in node.members and node.members[chunk].may_vote
        return there and node.members[chunk].formed == self.net.registry.epoch(chunk)

    @rule(offset=st.integers(0, CHUNKS * world.CHUNK - 1), data=st.binary(min_size=1, max_size=2 * world.LEAF))
    def write(self, offset: int, data: bytes) -> None:
        data = data[: self.device.size - offset]
        self.device.write(offset, data)
        self.plain[offset : offset + len(data)] = data

    @rule()
    def flush(self) -> None:
        self.device.flush()

    @rule(offset=st.integers(0, CHUNKS * world.CHUNK - 1), size=st.integers(0, 3 * world.LEAF))
    def read(self, offset: int, size: int) -> None:
        size = min(size, self.device.size - offset)
        assert self.device.read(offset, size) == self.plain[offset : offset + size]

    @rule(which=WHICH, lose=st.booleans(), delay=DELAY)
    def crash(self, which: int, lose: bool, delay: float) -> None:
        """Now, or in the middle of what comes next."""
        self.net.after(delay, self._crash, self.net.nodes[which % len(self.net.nodes)], lose)

    def _crash(self, node: StorageNode, lose: bool) -> None:
        if node.online and self.may_lose(node.address):
            node.crash(lose_disk=lose)

    @rule(which=WHICH, delay=DELAY)
    def come_back(self, which: int, delay: float) -> None:
        self.net.after(delay, self._come_back, self.net.nodes[which % len(self.net.nodes)])

    def _come_back(self, node: StorageNode) -> None:
        if not node.online:
            node.come_back()

    @rule(which=WHICH, delay=DELAY, seconds=st.floats(0.01, 5))
    def part(self, which: int, delay: float, seconds: float) -> None:
        """A node is cut off for a while, its messages under way are lost."""
        self.net.after(delay, self._part, self.net.nodes[which % len(self.net.nodes)].address)
        self.net.after(delay + seconds, self.net.heal)

    def _part(self, address: bytes) -> None:
        if self.may_lose(address):
            self.net.part([address])

    @rule()
    def heal(self) -> None:
        self.net.heal()

    @rule(chunk=st.integers(0, CHUNKS - 1))
    def repair(self, chunk: int) -> None:
        """The chain replaces whoever is gone; then there is time to download."""
        self.net.repair(chunk)
        self.net.run(60)

    @rule(seconds=st.floats(0.01, 100))
    def wait(self, seconds: float) -> None:
        self.net.run(seconds)

    @invariant()
    def one_block_at_each_height(self) -> None:
        """CNT-N: whatever two members executed at one height is the same."""
        for node in self.net.nodes:
            for chunk, member in node.members.items():
                for entry in member.log:
                    place = chunk, entry.block.height
                    assert self.committed.setdefault(place, entry.block.hash) == entry.block.hash

    @invariant()
    def nobody_honest_is_banned(self) -> None:
        """CNT-N-9: a crash, wherever it happens, makes nobody sign two blocks of one round."""
        assert self.net.registry.banned <= self.false

    def teardown(self) -> None:
        """All come back: the device is the bytearray, and all members of all groups have the same root."""
        if not hasattr(self, "net"):
            return
        self.net.run(10)
        self.net.heal()
        for node in self.net.nodes:
            if not node.online:
                node.come_back()
        self.net.run(300)
        self.device.flush()
        assert self.device.read(0, self.device.size) == self.plain
        self.net.run(30)
        for chunk in range(CHUNKS):
            assert len(world.roots(self.net, chunk)) == 1 and None not in world.roots(self.net, chunk)


class Storm(Disk):
    """Any number of nodes down or cut off, but no disk lost: flushes and reads may be refused, nothing goes wrong."""

    def may_lose(self, address: bytes) -> bool:
        return True

    def _crash(self, node: StorageNode, lose: bool) -> None:
        super()._crash(node, lose=False)

    def _part(self, address: bytes) -> None:
        """Two sides, of whatever size."""
        last = next(number for number, node in enumerate(self.net.nodes) if node.address == address)
        self.net.part([node.address for node in self.net.nodes[: last + 1]])

    @rule()
    def flush(self) -> None:
        with suppress(Refused):
            super().flush()

    @rule(offset=st.integers(0, CHUNKS * world.CHUNK - 1), size=st.integers(0, 3 * world.LEAF))
    def read(self, offset: int, size: int) -> None:
        with suppress(Refused):
            super().read(offset, size)

    @initialize(replicas=st.integers(3, 7), seed=st.integers(0, 1_000), false=st.just(False))
    def begin(self, replicas: int, seed: int, false: bool) -> None:
        super().begin(replicas, seed, false)
        self.device.tenant.patience = 15


TestDisk, TestStorm = Disk.TestCase, Storm.TestCase
TestDisk.settings = TestStorm.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
