# SPDX-License-Identifier: MIT
"""The way from what agents decide to the contracts: each wing's feed.py adds what is its own.

A carrier decides nothing: what the contracts refuse comes back as a `Revert`. Every transaction of a simulation goes
through `send`, so that the record misses none.
"""

from __future__ import annotations

from typing import Any

from wuxing.engine import Engine, Receipt, Revert
from wuxing.record import Record
from wuxing.suite import System


class Carrier:
    """From agents to contracts. `day` is the day that events are filed under, `sent` counts what was carried out."""

    def __init__(self, engine: Engine, system: System, record: Record) -> None:
        self.engine, self.system, self.record = engine, system, record
        self.day = 0
        self.sent = 0

    def send(self, method: Any, *args: Any, sender: Any) -> Receipt:
        """Sends one transaction and files its events. Raises Revert."""
        receipt = method(*args, sender=sender)
        self.file(receipt)
        return receipt

    def file(self, receipt: Receipt) -> None:
        """Files the events of a transaction that was sent."""
        self.sent += 1
        self.record.events(receipt, day=self.day, time=self.engine.time)

    def refused(self, method: Any, *args: Any, sender: Any) -> str | None:
        """Tries a transaction that ought to fail: the reason it failed with, or None if it went through."""
        try:
            self.send(method, *args, sender=sender)
        except Revert as error:
            return error.reason
        return None
