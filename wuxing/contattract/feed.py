# SPDX-License-Identifier: MIT
"""Carries what the agents of Contattract decide into the contracts, and files the events that this causes.

The carrier decides nothing: what the contracts refuse comes back as a `Revert`. Every transaction of a simulation goes
through `send`, so that the record misses none.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from wuxing.engine import Engine, Receipt, Revert
from wuxing.record import Record
from wuxing.suite import System

SUMMED = {
    "Rent": "amount", "Collected": "amount", "Claimed": "amount", "Donated": "amount", "Slashed": "amount"
}  # fmt: skip
"""Events whose amounts are added up, and the argument that holds them."""


class Carrier:
    """From agents to contracts. `day` is the day that events are filed under; `sums` are wei by event."""

    def __init__(self, engine: Engine, cnt: System, record: Record) -> None:
        self.engine, self.cnt, self.record = engine, cnt, record
        self.day = 0
        self.sent = 0
        self.sums: Counter[str] = Counter()

    def send(self, method: Any, *args: Any, sender: Any) -> Receipt:
        """Sends one transaction and files its events. Raises Revert."""
        receipt = method(*args, sender=sender)
        self.file(receipt)
        return receipt

    def file(self, receipt: Receipt) -> None:
        """Files the events of a transaction that was sent."""
        self.sent += 1
        self.record.events(receipt, day=self.day, time=self.engine.time)
        for name, argument in SUMMED.items():
            for event in receipt.named(name):
                self.sums[name] += event.args[argument]

    def refused(self, method: Any, *args: Any, sender: Any) -> str | None:
        """Tries a transaction that ought to fail: the reason it failed with, or None if it went through."""
        try:
            self.send(method, *args, sender=sender)
        except Revert as error:
            return error.reason
        return None
