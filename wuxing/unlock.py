# SPDX-License-Identifier: MIT
"""The line of 180 days (ZOS-5) as plain Python: the executable specification of contracts/common/unlock_line.vy.

The contract keeps one bounded record; this keeps every amount that ever came and adds up its own straight line.
"""

from __future__ import annotations

from dataclasses import dataclass, field

DAY = 86_400
LENGTH = 180 * DAY


def released(amount: int, arrived: int, now: int) -> int:
    """What of an amount is released `now`, times 180 days: its line begins with the next day (or on the second)."""
    begins = -(-arrived // DAY) * DAY
    return amount * min(max(now - begins, 0), LENGTH)


@dataclass
class Line:
    """An account's line: amounts with the seconds at which they came, and what was taken."""

    arrivals: list[tuple[int, int]] = field(default_factory=list)
    taken: int = 0

    def push(self, amount: int, now: int) -> None:
        """Puts an amount in."""
        self.arrivals.append((amount, now))

    def released(self, now: int) -> int:
        """What has come out so far, taken or not: the sum of all lines, rounded down once."""
        return sum(released(amount, arrived, now) for amount, arrived in self.arrivals) // LENGTH

    def due(self, now: int) -> int:
        """What can be taken."""
        return self.released(now) - self.taken

    def left(self, now: int) -> int:
        """What is still to come out."""
        return sum(amount for amount, _ in self.arrivals) - self.released(now)

    def take(self, now: int) -> int:
        """Takes what is released; the amount."""
        amount = self.due(now)
        self.taken += amount
        return amount
