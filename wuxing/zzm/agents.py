# SPDX-License-Identifier: MIT
"""Who acts in the economy of ZZM: project teams with their plans, and how their business goes.

Agents decide; they never call a contract. What they decide is carried by wuxing/zzm/feed.py. All chance comes from
streams named after who draws and the run's seed. The business is invented: the paper has no figures of any project.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from wuxing.zzm.params import ZZM

USD = 10**18
PRICE = 0.10
"""Dollars for one ZZM when the market opens: an assumption."""
NAMES = ("concert hall", "film fund", "comic serial", "fan shop", "music school")
"""The five projects of the story."""
SCALES = (2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000)
"""ZZM that each asks for, a growing ecosystem: an assumption."""
FAILING = 1
"""The project that fails: audiences stay away, and its profits are a tenth of the others'."""
SPEND_DAYS = 20
"""Days over which a team pays its ZZM to creators."""
SOLD = 0.4
"""Share of what creators are paid that they sell on the market."""
UNUSED = 0.05
"""Share of what was released that a team finds it does not need, and gives back."""


@dataclass
class Team:
    """A project's team: its account, what it asks for, what it promised (bps), its number once registered."""

    account: Any
    name: str
    scale: int
    share: int
    fails: bool
    chance: random.Random
    number: int = 0

    def profit(self) -> int:
        """Profit of a day (dollars, 10^-18): enough to keep its promise in time, if business goes well."""
        daily = self.scale / ZZM * PRICE * self.share / 10_000 / 10
        return int(daily * self.chance.uniform(0.6, 1.8) * (0.1 if self.fails else 1)) * USD


def teams(seed: int, accounts: list[Any]) -> list[Team]:
    """The five teams."""
    made = []
    for i, (name, scale, account) in enumerate(zip(NAMES, SCALES, accounts, strict=True)):
        chance = random.Random(f"{seed} team {name}")
        made.append(Team(account, name, scale * ZZM, 3_000 + 250 * chance.randrange(5), i == FAILING, chance))
    return made
