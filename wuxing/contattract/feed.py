# SPDX-License-Identifier: MIT
"""Carries what the agents of Contattract decide into the contracts, and adds up what its events say."""

from __future__ import annotations

from collections import Counter

from wuxing import feed
from wuxing.engine import Engine, Receipt
from wuxing.record import Record
from wuxing.suite import System

SUMMED = {
    "Rent": "amount", "Collected": "amount", "Claimed": "amount", "Donated": "amount", "Slashed": "amount"
}  # fmt: skip
"""Events whose amounts are added up, and the argument that holds them."""


class Carrier(feed.Carrier):
    """From agents to contracts; `sums` are wei by event."""

    def __init__(self, engine: Engine, system: System, record: Record) -> None:
        super().__init__(engine, system, record)
        self.sums: Counter[str] = Counter()

    def file(self, receipt: Receipt) -> None:
        """Files the events of a transaction that was sent, and adds up their amounts."""
        super().file(receipt)
        for name, argument in SUMMED.items():
            for event in receipt.named(name):
                self.sums[name] += event.args[argument]
