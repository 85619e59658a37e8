# SPDX-License-Identifier: MIT
"""Messages between peers with delays, losses and partitions; time and chance come from simpy and one seed.

A shard's committee (CNT-21) and the relays and members of a session (CNT-22) talk over it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import simpy


class Peer(Protocol):
    """Who takes messages."""

    @property
    def address(self) -> bytes:
        """Where to reach it."""

    def receive(self, message: Any, sender: bytes) -> None:
        """A message arrived."""


class PeerNetwork:
    """`latency` is the shortest and longest way of a message in seconds, `loss` the chance that it never comes."""

    def __init__(self, seed: object = 0, latency: tuple[float, float] = (0.02, 0.12), loss: float = 0.0) -> None:
        self.random = random.Random(f"{seed} peers")
        self.latency, self.loss = latency, loss
        self.env = simpy.Environment()
        self.nodes: dict[bytes, Peer] = {}
        self.sent: Counter[str] = Counter()
        self._part: dict[bytes, int] = {}

    def join(self, node: Peer) -> None:
        """From now on it can be reached; a node with the same address is replaced."""
        self.nodes[node.address] = node

    def partition(self, *groups: Iterable[bytes]) -> None:
        """Only nodes of one group reach each other; those in none are with the first."""
        self._part = {address: number for number, group in enumerate(groups) for address in group}

    def heal(self) -> None:
        """Everybody reaches everybody again."""
        self._part = {}

    def send(self, sender: bytes, to: bytes, message: Any) -> None:
        """A message takes its time, or is lost."""
        self.sent[type(message).__name__] += 1
        lost = self.random.random() < self.loss
        delay = self.random.uniform(*self.latency)
        if not lost and self._part.get(sender, 0) == self._part.get(to, 0):
            self.after(delay, self.deliver, sender, to, message)

    def deliver(self, sender: bytes, to: bytes, message: Any) -> None:
        """The message arrives, if there is somebody."""
        if to in self.nodes:
            self.nodes[to].receive(message, sender)

    def broadcast(self, sender: bytes, message: Any, to: Iterable[bytes]) -> None:
        """To some others; oneself is left out."""
        for address in to:
            if address != sender:
                self.send(sender, address, message)

    def after(self, seconds: float, do: Callable[..., None], *args: Any) -> None:
        """Call something later."""
        self.env.timeout(seconds).callbacks.append(lambda _: do(*args))

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass until something is so, at most some seconds. Whether it came to be."""
        end = self.env.now + seconds
        while not until():
            if self.env.peek() > end:
                if end > self.env.now:
                    self.env.run(until=end)
                return until()
            self.env.step()
        return True
