# SPDX-License-Identifier: MIT
"""Who acts in the ZOS economy: miners of four classes, early leavers, whales, delegators who compound.

What they are is drawn once from the seed; what they do follows from that and the day, so that two runs with other
terms meet the same people. Sizes and habits are assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from wuxing.zos.params import CLASSES

WAD = 10**18
COUNTS = (0.60, 0.25, 0.11, 0.04)
"""Share of each class among the miners."""
STAKES = ((10, 900), (1_000, 9_000), (10_000, 90_000), (100_000, 400_000))
"""ZOS that a miner of each class stakes, from and to."""
WHALES = 5
WHALE_STAKE = 2_000_000
WHALE_ARRIVES, WHALE_LEAVES = 28, 56
"""Days before a halving that a whale comes, and after it that it leaves."""
LEAVERS = 0.15
"""Share of miners who leave within the first year."""
RHYTHMS = (2, 4, 4, 8)
"""Weeks between an account's harvests."""
DELEGATIONS = (100, 20_000)
"""ZOS that a delegator has, from and to."""


@dataclass
class Person:
    """An account with its habits. `operator` is whom a delegator delegates to."""

    number: int
    account: Any
    kind: int
    amount: int
    rhythm: int
    sells: float
    arrives: int
    leaves: int | None
    sort: str
    operator: Any = None
    inside: bool = False

    @property
    def address(self) -> str:
        """Its address."""
        return self.account.address

    @property
    def group(self) -> str:
        """As the pictures name it."""
        return {"whale": "whale", "delegator": "delegator"}.get(self.sort, CLASSES[self.kind])


def people(seed: int, miners: int, delegators: int, halvings: list[int], account: Any) -> list[Person]:
    """Everybody, whales last among the miners; `halvings` are days, `account(i)` the engine's."""
    random = Random(f"zos people {seed}")
    made: list[Person] = []
    whales = min(WHALES, miners // 10)
    for number in range(miners):
        rest = random.random()
        kind = next((k for k in range(3) if (rest := rest - COUNTS[k]) < 0), 3)
        low, high = STAKES[kind]
        leaver = random.random() < LEAVERS
        person = Person(
            number,
            account(number),
            kind,
            int(low * (high / low) ** random.random()) * WAD,
            random.choice(RHYTHMS),
            random.uniform(0.2, 0.9),
            random.randrange(0, 400),
            random.randrange(60, 365) if leaver else None,
            "leaver" if leaver else "miner",
        )
        if leaver:
            person.arrives, person.sells = 0, 1.0
        if number >= miners - whales and halvings:
            halving = halvings[number % len(halvings)]
            person.sort, person.kind, person.amount, person.sells = "whale", 3, WHALE_STAKE * WAD, 1.0
            person.rhythm = 1
            person.arrives, person.leaves = max(halving - WHALE_ARRIVES, 0), halving + WHALE_LEAVES
        made.append(person)
    for person in made[:3]:
        # somebody is there from the first day on, in more than one class
        person.arrives, person.leaves, person.sort, person.sells = 0, None, "miner", 0.5
    operators = [p for p in made if p.sort == "miner" and p.kind >= 1] or made[:1]
    for number in range(miners, miners + delegators):
        operator = random.choice(operators)
        low, high = DELEGATIONS
        made.append(
            Person(
                number,
                account(number),
                operator.kind,
                int(low * (high / low) ** random.random()) * WAD,
                random.choice(RHYTHMS),
                0.0,
                operator.arrives + random.randrange(7, 100),
                None,
                "delegator",
                operator,
            )
        )
    return made
