# SPDX-License-Identifier: MIT
"""What nodes and tenants of the chunk network share: time, messages with latency, the main chain's word (CNT-20).

Time and chance come from simpy and one seed, so a run can be repeated. A message takes a latency and its length over
the bandwidth; it is lost if an end is off line, or behind a partition, when it leaves or when it arrives. Clocks agree.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import simpy

from wuxing.contattract.chunks.registry import Registry
from wuxing.contattract.chunks.state import Rules
from wuxing.contattract.chunks.statements import DoubleBlock
from wuxing.contattract.chunks.wire import SMALL, GroupChange
from wuxing.contattract.params import Params

CHAIN = b"main chain"
"""Where the chain's messages come from and evidence goes to."""


class End(Protocol):
    """Whoever has an address in the network."""

    online: bool

    def receive(self, sender: bytes, message: Any) -> None:
        """A message has arrived."""


@dataclass(frozen=True)
class Settings:
    """Sizes in bytes, times in seconds; params/contattract.toml has the paper's, tests take smaller ones."""

    chunk_size: int
    slice_size: int
    replicas: int
    operator_timeout: int
    executor_timeout: int
    latency: tuple[float, float] = (0.02, 0.12)
    bandwidth: float = 12_500_000.0
    sealed_as: Callable[[int], int] = int
    """As in Rules."""

    @classmethod
    def of(cls, params: Params) -> Settings:
        """The paper's network."""
        sizes = params.chunk_size, params.slice_size, params.group_size
        return cls(*sizes, params.operator_timeout, params.executor_timeout)


class Network:
    """Nobody has an address in it yet: `enter` gives one. storage_network.py puts nodes and chunks into it."""

    def __init__(self, settings: Settings, seed: int = 0) -> None:
        self.settings = settings
        self.registry = Registry(settings.chunk_size // settings.slice_size, settings.replicas)
        self.rules = Rules(
            settings.chunk_size,
            settings.slice_size,
            settings.operator_timeout * 1_000,
            self.registry.members,
            settings.sealed_as,
        )
        self.random = random.Random(f"{seed} chunk network")
        self.env = simpy.Environment()
        self.messages = 0
        self._ends: dict[bytes, End] = {}
        self._side: dict[bytes, int] = {}

    # time

    @property
    def clock(self) -> int:
        """Milliseconds since the beginning."""
        return round(self.env.now * 1_000)

    def after(self, seconds: float, do: Callable[..., None], *args: Any) -> None:
        """Call something later."""
        self.env.timeout(seconds).callbacks.append(lambda _: do(*args))

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.env.run(until=self.env.now + seconds)

    def run_until(self, done: Callable[[], bool], seconds: float) -> bool:
        """Let time pass until something is done, at most so long. Whether it is."""
        end = self.env.now + seconds
        while not done():
            if self.env.peek() > end:
                self.env.run(until=end)
                return done()
            self.env.step()
        return True

    # messages

    def enter(self, address: bytes, end: End) -> None:
        """Give an address to somebody."""
        self._ends[address] = end

    def reaches(self, sender: bytes, receiver: bytes) -> bool:
        """Whether a message would get there now."""
        return self._side.get(sender, 0) == self._side.get(receiver, 0) and all(
            end == CHAIN or self._ends[end].online for end in (sender, receiver)
        )

    def send(self, sender: bytes, receiver: bytes, message: Any) -> None:
        """Send a message; to oneself it takes no time."""
        if sender == receiver:
            self.after(0.0, self._ends[receiver].receive, sender, message)
        elif self.reaches(sender, receiver):
            self.messages += 1
            way = self.random.uniform(*self.settings.latency)
            way += getattr(message, "size", SMALL) / self.settings.bandwidth
            self.after(way, self._arrive, sender, receiver, message)

    def _arrive(self, sender: bytes, receiver: bytes, message: Any) -> None:
        if not self.reaches(sender, receiver):
            return
        if receiver != CHAIN:
            self._ends[receiver].receive(sender, message)
        elif isinstance(message, DoubleBlock) and self.registry.report(message):
            for chunk, groups in self.registry.groups.items():
                if message.executor in groups[-1]:
                    self.repair(chunk)

    # partitions

    def part(self, *sides: Iterable[bytes]) -> None:
        """Cut these sets of addresses off from each other and from all others (with whom the chain stays)."""
        self._side = {address: number for number, side in enumerate(sides, 1) for address in side}

    def heal(self) -> None:
        """One network again."""
        self._side = {}

    # groups that the main chain names

    def repair(self, chunk: int) -> None:
        """A member's pass has lapsed (CNT-11) or it was banned: the chain names nodes that are there in its place."""
        self.registry.replace(chunk, self._gone())
        self.announce(chunk)

    def repair_all(self) -> None:
        """Repair every group that a node is lost to."""
        gone = self._gone()
        for chunk, groups in self.registry.groups.items():
            if gone.intersection(groups[-1]):
                self.repair(chunk)

    def _gone(self) -> set[bytes]:
        return self.registry.banned.union(end for end in self._ends if not self.reaches(CHAIN, end))

    def announce(self, chunk: int, to: Iterable[bytes] | None = None) -> None:
        """Tell who was and is in a chunk's group that there is a new one."""
        groups = self.registry.groups[chunk]
        for member in sorted({*groups[-1], *groups[-2]}) if to is None else to:
            self.send(CHAIN, member, GroupChange(chunk, self.registry.epoch(chunk)))
