# SPDX-License-Identifier: MIT
"""Who acts in the economy of Contattract: tenants with archives, landlords with disks, and what each of them wants.

Agents decide; they call no contract. What they decide is carried by wuxing/contattract/feed.py. All chance comes from
streams named after who draws and the run's seed. Sizes and lifetimes follow from real records
(wuxing/contattract/demand.py); habits, budgets and failures are assumptions, and stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from random import Random
from typing import Any

from wuxing.chance import stream
from wuxing.contattract.demand import KINDS, City

WAD = 10**18
YEAR = 365

TERMS = {"temperatures": 30, "sales": 90, "health": 365}
"""Days that a tenant would like to lease for, by what it keeps."""
SHORTEST = 7
"""A tenant that finds its term too dear halves it, down to this."""
MARGIN = 0.15
"""MB that a tenant leases beyond what it needs today."""
RENEWS = 4
"""Days before the end on which a tenant looks after its lease."""
WORTH = (0.05, 1.5)
"""CNT that a MB for a day is worth to a tenant, from and to."""
LATE = 0.15
"""Share of tenants that let a lease expire and come back late."""
GONE = 0.08
"""Share of tenants whose business ends within the run."""
PASSERS = 8
"""Tenants of one day: a share of all, one in so many."""


@dataclass(frozen=True)
class Lease:
    """What an agent sees of its lease: MB, and the second at which it ends."""

    number: int
    mb: int
    expiry: int


@dataclass(frozen=True)
class Wish:
    """What a tenant wants today: `lease`, `extend`, `resize`, `renew` or nothing, MB and days."""

    what: str
    mb: int = 0
    days: int = 0


@dataclass
class Tenant:
    """A group of cabinets that keeps one kind of its records in the world disk.

    `worth` is what it pays at most, in wei of CNT for a MB and day. `late` days pass before it notices that its
    lease is over; on the day `ends` its business does.
    """

    name: str
    account: Any
    sort: str
    city: City
    kind: str
    worth: int
    random: Random
    late: int = 0
    ends: int | None = None
    starts: int = 0
    lease: int | None = None
    leases: int = 0
    lost: int = 0
    away: bool = False
    """Without its key: it can do nothing."""
    office: str = ""
    """Under which name it writes."""

    def wish(self, day: int, now: int, scale: int, lease: Lease | None) -> Wish | None:
        """What it wants on a day, from what it has."""
        need = self.city.needs(self.kind, scale, day)
        if not need or self.away or day < self.starts or (self.ends is not None and day >= self.ends):
            return None
        if self.sort == "one day":
            return Wish("lease", need, 1) if lease is None and not self.leases else None
        wanted = ceil(need * (1 + MARGIN))
        if lease is None:
            return Wish("lease", wanted, self.term)
        left = (lease.expiry - now) // 86_400
        if left < 0:
            return Wish("renew", lease.mb, self.term) if -left > self.late else None
        if need > lease.mb and left > 1:
            return Wish("resize", wanted)
        if left <= RENEWS and not self.late:
            return Wish("extend", lease.mb, self.term)
        return None

    @property
    def term(self) -> int:
        """Days that it would like to lease for."""
        return TERMS[self.kind]

    def pays(self, mb_seconds: int) -> int:
        """The most that it pays for so many MB-seconds, in wei."""
        return mb_seconds * self.worth // 86_400

    def shorter(self, days: int) -> int | None:
        """The term it tries when one was too dear."""
        return max(days // 2, SHORTEST) if days > SHORTEST else None


def tenants(seed: int, count: int, cities: list[City], days: int, account: Any) -> list[Tenant]:
    """Everybody who rents: the cities' archives by kind, then tenants of one day."""
    kinds = list(KINDS)
    made = []
    for number in range(count):
        chance = stream(seed, f"tenant {number}")
        city, kind = cities[number // len(kinds) % len(cities)], kinds[number % len(kinds)]
        low, high = WORTH
        tenant = Tenant(
            f"{kind} of city {city.number + 1}",
            account(number),
            "steady",
            city,
            kind,
            int(low * (high / low) ** chance.random() * WAD),
            chance,
        )
        draw = chance.random()
        if number % PASSERS == PASSERS - 1:
            tenant.sort, tenant.starts = "one day", chance.randrange(days)
            tenant.name = f"one day, city {city.number + 1}"
        elif draw < LATE:
            tenant.sort, tenant.late = "late", chance.randrange(1, 15)
        elif draw < LATE + GONE:
            tenant.sort, tenant.ends = "closes", chance.randrange(days // 4, days)
        made.append(tenant)
    return made


@dataclass
class Landlord:
    """Who offers space: seats that it wants, days on which it joins and leaves, how it behaves.

    `crashes` are the days without power; a liar keeps half of what it ought to. `rent` and `mining` are what it earned
    so far, `claimed` what it took (wei).
    """

    name: str
    account: Any
    sort: str
    wants: int
    joins: int
    leaves: int | None
    crashes: frozenset[int]
    seats: int = 0
    inside: bool = False
    rent: int = 0
    mining: int = 0
    claimed: int = 0
    lost: int = 0

    def works(self, day: int) -> bool:
        """Whether its disk is there on a day."""
        return day not in self.crashes


SORTS = ("honest", "honest", "failing", "honest", "honest", "honest", "lying", "honest")
"""How landlords behave, by their number: two of eight fail or lie."""
CRASHES = {"honest": 0.02, "failing": 0.25, "lying": 0.02}
"""Share of days without power."""


def landlords(seed: int, count: int, seats: tuple[int, int], days: int, account: Any) -> list[Landlord]:
    """All landlords: three quarters there on the first day, the others later; one in eight leaves."""
    made = []
    for number in range(count):
        chance = stream(seed, f"landlord {number}")
        sort = SORTS[number % len(SORTS)]
        joins = 0 if number < count * 3 // 4 else chance.randrange(1, max(2, days // 2))
        leaves = chance.randrange(days // 2, days) if number % 8 == 5 else None
        wants = chance.randint(*seats)
        crashes = frozenset(day for day in range(days) if chance.random() < CRASHES[sort])
        made.append(Landlord(f"landlord-{number + 1}", account(number), sort, wants, joins, leaves, crashes))
    return made
