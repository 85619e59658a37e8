# SPDX-License-Identifier: MIT
"""What happens once in a run: planned beforehand for a day and a moment of it, done when they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

Act = Callable[[], None]


class Agenda:
    """The plans of a run of so many days; `moments` are the times of a day at which it is looked at."""

    def __init__(self, days: int, *moments: str) -> None:
        self.days = days
        self._acts: dict[str, defaultdict[int, list[Act]]] = {moment: defaultdict(list) for moment in moments}

    def at(self, part: float, moment: str, act: Act) -> None:
        """Plans something at this part of the run, 0 to 1. KeyError for a moment that nobody looks at."""
        self.on(min(self.days - 1, int(part * self.days)), moment, act)

    def on(self, day: int, moment: str, act: Act) -> None:
        """Plans something on a day; what would be after the run never happens."""
        self._acts[moment][day].append(act)

    def do(self, day: int, moment: str) -> None:
        """Does what this moment was planned for, in the order in which it was."""
        for act in self._acts[moment][day]:
            act()
