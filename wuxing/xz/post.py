# SPDX-License-Identifier: MIT
"""When replicas are proved, and what for (XZ-19): WindowPoSt and WinningPoSt.

A day has 48 windows of half an hour; a sector is proved in window `sector % 48` of every UTC day, and
a window missed is a fault. A block goes to nodes drawn by weight; who is drawn and does not prove a
sector in time loses the block and nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from eth_hash.auto import keccak

from wuxing.params import load
from wuxing.xz.storage import Commitment, MerkleProver, Proof, Prover, word

_PARAMS = load("xz", "paper")  # both sets agree on the times of proofs
PERIOD = _PARAMS.post_period  # seconds in which every sector is proved once
WINDOWS = _PARAMS.post_windows
WINDOW = PERIOD // WINDOWS  # 1,800 seconds

# --- WindowPoSt: every sector once in 24 hours


def window_of(sector: int) -> int:
    """The window of the period in which a sector is proved."""
    return sector % WINDOWS


def window_at(time: int) -> tuple[int, int]:
    """Period and window that are open at a time. `time` in seconds; periods start at UTC midnights."""
    return time // PERIOD, time % PERIOD // WINDOW


@dataclass(frozen=True)
class Fault:
    """A sector not proved in its window: the miner is slashed for it."""

    node: bytes
    sector: int
    period: int
    window: int


class StorageError(ValueError):
    """A proof or a sector is refused: what was expected and what came. Nothing has changed."""


class WindowPost:
    """The chain's book of sectors, proofs and faults. Times in seconds, never going back."""

    def __init__(self, time: int, prover: Prover[Any] | None = None) -> None:
        self.prover: Prover[Any] = prover or MerkleProver()
        self.sectors: dict[int, Commitment] = {}
        self.since: dict[int, int] = {}  # sector -> first period in which it is due
        self.proved: dict[int, int] = {}  # sector -> period of its last accepted proof
        self.faulty: set[int] = set()
        self.faults: list[Fault] = []
        self.recovered: list[tuple[int, int]] = []  # period, sector
        self._next = self._count(time)

    @staticmethod
    def _count(time: int) -> int:
        """Windows since time 0."""
        return time // WINDOW

    def add(self, known: Commitment, time: int) -> None:
        """Take a sector on. It is due first in its next window to open."""
        self.advance(time)
        if known.sector in self.sectors:
            raise StorageError(f"sector {known.sector} is there already")
        period, window = window_at(time)
        self.sectors[known.sector] = known
        self.since[known.sector] = period + (window_of(known.sector) <= window)

    def submit(self, proof: Proof, seed: bytes, time: int) -> None:
        """Accept a sector's proof in its open window, once a period. `seed`: block hash of the opening.

        A faulty sector that is proved again has recovered.
        """
        self.advance(time)
        period, window = window_at(time)
        known = self.sectors.get(proof.sector)
        if known is None:
            raise StorageError(f"sector {proof.sector} is not known")
        if window_of(proof.sector) != window:
            raise StorageError(f"sector {proof.sector}: expected in window {window_of(proof.sector)}, came in {window}")
        if period < self.since[proof.sector]:
            raise StorageError(f"sector {proof.sector} is due first in period {self.since[proof.sector]}")
        if self.proved.get(proof.sector) == period:
            raise StorageError(f"sector {proof.sector} is proved already in period {period}")
        if not self.prover.verify(known, seed, proof):
            raise StorageError(f"sector {proof.sector}: the proof does not answer the challenge")
        self.proved[proof.sector] = period
        if proof.sector in self.faulty:
            self.faulty.discard(proof.sector)
            self.recovered.append((period, proof.sector))

    def advance(self, time: int) -> list[Fault]:
        """Close every window that has ended by `time`; the faults that this brought."""
        if self._count(time) < self._next:
            raise StorageError(f"time goes back: {time} s is in a window that is closed")
        new: list[Fault] = []
        while self._next < self._count(time):
            period, window = divmod(self._next, WINDOWS)
            due = [s for s in self.sectors if window_of(s) == window and self.since[s] <= period]
            new += [Fault(self.sectors[s].node, s, period, window) for s in due if self.proved.get(s) != period]
            self._next += 1
        self.faulty |= {fault.sector for fault in new}
        self.faults += new
        return new


# --- WinningPoSt: who makes a block


def elect(seed: bytes, weights: Mapping[bytes, int], count: int = 1) -> list[bytes]:
    """Draw `count` different nodes, each draw in proportion to weight (in T, any whole unit).

    Draw k falls on uint256(keccak256(abi.encode(seed, k))) % (weight left) along the addresses in
    ascending order. Fewer come out if fewer have weight.
    """
    left = {node: weights[node] for node in sorted(weights) if weights[node] > 0}
    elected: list[bytes] = []
    while left and len(elected) < count:
        draw = int.from_bytes(keccak(word(seed) + word(len(elected))), "big") % sum(left.values())
        node = list(left)[bisect_right(list(accumulate(left.values())), draw)]
        elected.append(node)
        del left[node]
    return elected


@dataclass(frozen=True)
class Election:
    """One block's election: who was drawn, who proved in time. Not to prove loses the block, no more."""

    seed: bytes
    elected: tuple[bytes, ...]
    winners: tuple[bytes, ...]


def winning_post(
    seed: bytes,
    weights: Mapping[bytes, int],
    sectors: Mapping[bytes, Sequence[Commitment]],
    proofs: Iterable[Proof],
    prover: Prover[Any],
    count: int = 1,
) -> Election:
    """Hold a block's election. Who is drawn must prove one own sector, which the seed picks too."""
    shown = {proof.node: proof for proof in proofs}
    elected = elect(seed, weights, count)
    winners = [
        node
        for node in elected
        if node in shown and sectors.get(node) and prover.verify(winning_sector(seed, sectors[node]), seed, shown[node])
    ]
    return Election(seed, tuple(elected), tuple(winners))


def winning_sector(seed: bytes, sectors: Sequence[Commitment]) -> Commitment:
    """The sector that a drawn node must prove: uint256(keccak256(abi.encode(node, seed))) % its sectors."""
    draw = keccak(word(sectors[0].node) + word(seed))
    return sectors[int.from_bytes(draw, "big") % len(sectors)]
