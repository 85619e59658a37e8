# SPDX-License-Identifier: MIT
"""Follows a package's history from PackageTrace's events, trusting only the head that the contract stores (XZ-23).

`follow` replays the hash chain of a batch, from its registration through the wholes that it was a part of:

    head_n = keccak256(head_{n-1}, kind, what, who, time)

Whoever got the events from an untrusted index learns here whether one is missing, added or changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eth_abi import encode
from eth_hash.auto import keccak

from wuxing.engine import Event

KINDS = {"Registered": 1, "HandedOver": 2, "Parted": 3, "Sold": 4, "Recalled": 5}


class HistoryError(ValueError):
    """Events that do not lead to the head on the contract."""


@dataclass(frozen=True)
class Step:
    """One thing that happened to a batch: an event's name, what its hash covers, and its time (s)."""

    kind: str
    what: bytes
    who: bytes
    at: int

    def link(self, head: bytes) -> bytes:
        """The head after this step."""
        types = ["bytes32", "uint256", "bytes32", "bytes32", "uint256"]
        return keccak(encode(types, [head, KINDS[self.kind], self.what, self.who, self.at]))


def _word(value: int | str) -> bytes:
    return (int(value, 16) if isinstance(value, str) else value).to_bytes(32, "big")


def _step(event: Event, token: int) -> Step:
    """What an event's hash covers; `token` is the cabinet that held the batch before it."""
    if event.name == "Registered":
        what = keccak(encode(["bytes32", "uint256"], [event.root, event.packages]))
        return Step(event.name, what, _word(event.maker), event.at)
    if event.name == "HandedOver":
        return Step(event.name, _word(event.to_token), _word(event.to), event.at)
    if event.name == "Parted":
        return Step(event.name, event.root, _word(event.batch), event.at)
    if event.name == "Sold":
        return Step(event.name, event.leaf, _word(event.sold_at), event.at)
    return Step(event.name, _word(token), _word(event.maker), event.at)


def follow(events: Iterable[Event], batch: int, head: bytes) -> list[Event]:
    """The history of `batch`: its events in order, checked to lead to `head` (the contract's history_head).

    `events` are the contract's, in the order of the chain, of any batches. Raises HistoryError when they do
    not lead there.
    """
    own: dict[int, list[Event]] = {}
    for event in events:
        if event.name == "Parted":
            own[event.part] = [*own.get(event.batch, []), event]
        elif event.name in KINDS:
            own.setdefault(event.batch, []).append(event)
    reached, token = bytes(32), 0
    for event in own.get(batch, []):
        reached = _step(event, token).link(reached)
        token = event.to_token if event.name == "HandedOver" else token
        if reached != event.head:
            raise HistoryError(f"batch {batch}: {event.name} at {event.at} does not follow what is before it")
    if reached != head:
        raise HistoryError(f"batch {batch}: expected a history that ends in {head.hex()}, got {reached.hex()}")
    return own[batch]
