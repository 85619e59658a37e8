# SPDX-License-Identifier: MIT
"""The world of an economy of Contattract: contracts, people, clock, agenda and record, which all parts share.

Parts (tenancy.py, vault.py, correspondence.py, trials.py) take the world; wuxing/contattract/scenario.py lets it live.
"""

from __future__ import annotations

from typing import Any

from wuxing.agenda import Agenda
from wuxing.contattract.agents import Landlord, Tenant, landlords, tenants
from wuxing.contattract.demand import DAY, FIRST, KINDS, START, City
from wuxing.contattract.feed import Carrier
from wuxing.engine import Engine
from wuxing.record import Record
from wuxing.simulation import Settings, SettingsError
from wuxing.suite import System, deploy

WAD = 10**18
DEPLOYER, OWNER, GUARDIAN, PAYEE, KEEPER, ATTACKER, VICTIM = range(7)
"""Accounts by role; tenants and landlords follow."""
TENANTS, LANDLORDS = 40, 400
POOL = WAD
"""Put into the pool for each MB of the first day; as much again joins it by the second as a subsidy: assumptions."""
SEATS = {False: (1, 3), True: (3, 6)}
"""Seats that a landlord wants: of groups of many MB, and of 1 MB."""
TARGET = 0.8
"""Share of the space that the archives would take at the end, where no scale is named."""
LIMITS = {"days": (14, 730), "tenants": (6, 360), "landlords": (8, 128), "scale": (1, 1_000_000)}


class World:
    """All contracts of Contattract, tenants and landlords.

    There are no records before `demand`, and no contracts before `deploy`. `archive` is what one city recorded each
    day, `scale` how many cabinets each simulated one stands for, `counted` when incomes were last counted.
    """

    def __init__(self, settings: Settings) -> None:
        options = {"tenants": 60, "landlords": 24, "scale": None} | settings.options
        for name, value in (options | {"days": settings.days}).items():
            low, high = LIMITS[name]
            if value is not None and not low <= value <= high:
                raise SettingsError(f"{name}: expected {low:,} to {high:,}, got {value:,}")
        self.settings, self.seed, self.days = settings, settings.seed, settings.days
        self.record, self.day = Record(), 0
        self.agenda = Agenda(self.days, "dawn", "noon")
        self.engine: Engine = settings.open_engine()
        p, account = settings.params, self.engine.account
        self.cities = [City(self.seed, i, self.days) for i in range(-(-options["tenants"] // len(KINDS)))]
        self.tenants: list[Tenant] = tenants(
            self.seed, options["tenants"], self.cities, self.days, lambda i: account(TENANTS + i)
        )
        self.landlords: list[Landlord] = landlords(
            self.seed, options["landlords"], SEATS[p.group_chunks == 1], self.days, lambda i: account(LANDLORDS + i)
        )
        self.scale: int = options["scale"] or 0
        self.archive: list[bytes] = []
        self.counted = START

    def clock(self, hour: float) -> int:
        """Sets the engine's time to an hour of today, if that is still to come; returns the time."""
        self.engine.time = max(self.engine.time, START + self.day * DAY + round(hour * 3_600))
        return self.engine.time

    def demand(self) -> None:
        """XZ's cabinets at work through the whole run: what they store is known before anybody rents for it."""
        for day in range(FIRST, self.days):
            for city in self.cities:
                city.live(day)
            if day >= 0:
                oldest = min(self.cities, key=lambda city: city.opens)
                self.archive.append(oldest.latest["sales"])
        p = self.settings.params
        groups = -(-sum(x.wants for x in self.landlords if not x.joins) // p.group_fill)
        self.pool = groups * p.group_chunks * POOL
        if not self.scale:
            wanted = sum(city.held[kind] for city in self.cities for kind in KINDS) / (1 << 20)
            self.scale = max(1, int(TARGET * groups * p.group_chunks / wanted))
            self.settings.options["scale"] = self.scale

    def deploy(self) -> None:
        """Deploys everything, an hour before day 0."""
        e, settings = self.engine, self.settings
        e.time = max(e.time, START - 3_600)
        self.owner, self.keeper = e.account(OWNER), e.account(KEEPER)
        self.attacker, self.victim = e.account(ATTACKER), e.account(VICTIM)
        roles: dict[str, str] = {
            "owner": self.owner.address,
            "guardian": e.account(GUARDIAN).address,
            "consensus_payee": e.account(PAYEE).address,
        }
        self.cnt: System = deploy(e, "contattract", settings.set_name, e.account(DEPLOYER), roles, settings.params)
        self.record.contracts = {contract.address: name for name, contract in self.cnt}
        self.carrier = Carrier(e, self.cnt, self.record)
        self.send = self.carrier.send

    def give(self, account: Any, amount: int) -> None:
        """Pays somebody out of the swap's budget."""
        self.send(self.cnt.budgets.spend, 0, account, amount, "an account of the simulation", sender=self.owner)
