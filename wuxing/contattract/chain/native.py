# SPDX-License-Identifier: MIT
"""The main chain alone, over many days: real headers with real work and nothing in them (CNT-21).

A scenario needs block hashes as randomness (challenges of CNT-11, relays of CNT-22, seats of CNT-21), thousands a day,
and nothing else of the chain. So only hash and time of each block are kept, and the headers of one retarget interval.
They are the headers that `pow.Chain` accepts; shards, deposits and forks are wuxing/contattract/chain/sharded.py.

    chain = NativeChain(params, seed, start=first_midnight)
    chain.run(until=next_midnight)          # a day's blocks
    chain.hash_at(chain.height_at(time))    # the randomness that is known at a time
"""

from __future__ import annotations

import random
from array import array
from bisect import bisect_right

from wuxing.contattract.chain.pow import NOBODY, Header, retargeted, seal
from wuxing.contattract.params import Params
from wuxing.refused import Refused

HASH = 32


class NativeChain:
    """`start` is the time of genesis, `power` the miners' hashes a second, as a multiple of what genesis asks for."""

    def __init__(self, params: Params, seed: int = 0, start: int = 0, power: float = 1.0) -> None:
        self.period, self.interval = params.pow_period, params.pow_retarget
        self.head = self._first = Header(time=start, difficulty=params.pow_difficulty)
        self.power = power * params.pow_difficulty / params.pow_period
        self._random = random.Random(f"{seed} native chain")
        self._hashes = bytearray(self.head.hash)
        self._times = array("q", [start])
        self._next = self._found()

    @property
    def height(self) -> int:
        """Of the last block."""
        return self.head.number

    def _found(self) -> int:
        """When the next block is found: after difficulty / power seconds in the mean."""
        wait = self._random.expovariate(self.power / self._difficulty())
        return self.head.time + max(1, round(wait))

    def _difficulty(self) -> int:
        """What the next block must meet."""
        head, spans = self.head, self.interval - 1
        if (head.number + 1) % self.interval or not spans:
            return head.difficulty
        return retargeted(head.difficulty, head.time - self._first.time, spans * self.period)

    def step(self, miner: bytes = NOBODY) -> Header:
        """Mine the next block, whenever it comes."""
        number, difficulty = self.head.number + 1, self._difficulty()
        bare = Header(self.head.hash, miner=miner, number=number, time=self._next, difficulty=difficulty)
        self.head = seal(bare)
        if number % self.interval == 0:
            self._first = self.head
        self._hashes += self.head.hash
        self._times.append(self.head.time)
        self._next = self._found()
        return self.head

    def run(self, until: int) -> int:
        """Mine all blocks up to a time, in seconds; gives how many there were."""
        before = self.height
        while self._next <= until:
            self.step()
        return self.height - before

    def hash_at(self, height: int) -> bytes:
        """The block hash at a height. `Refused` if there is no such block yet."""
        if not 0 <= height <= self.height:
            raise Refused(f"PoW: expected a height of 0 to {self.height}, got {height}")
        return bytes(self._hashes[HASH * height : HASH * (height + 1)])

    def height_at(self, time: int) -> int:
        """The last block at or before a time. `Refused` before genesis."""
        if time < self._times[0]:
            raise Refused(f"PoW: expected a time from {self._times[0]} on, got {time}")
        return bisect_right(self._times, time) - 1
