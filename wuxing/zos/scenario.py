# SPDX-License-Identifier: MIT
"""Six years of ZOS and a month: 200 miners of four classes through three halvings, on the contracts.

Miners buy their stakes from the sale's budget, come and leave, harvest in their own rhythm, sell part and stake the
rest again; delegators compound; whales come before a halving and leave after it. The same people then live through the
same years with no lock (100% of a harvest at once), so that the effect of 40/60 on what is sold can be seen.

Everything follows from the settings: the same settings leave the same state on every engine (`state_digest`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from eth_hash.auto import keccak

from wuxing.engine import Contract, Engine, Revert
from wuxing.record import Record
from wuxing.simulation import Settings, SettingsError, Simulation
from wuxing.suite import System, deploy
from wuxing.zos.agents import Person, people
from wuxing.zos.params import BPS, LOCKED

START = 1_893_456_000
"""Day 0 begins: 1 January 2030, 00:00 UTC."""
DAY = 86_400
WEEK = 7
WAD = 10**18
OWNER, GUARDIAN, PAYEE, KEEPER = range(4)
FIRST = 10
"""Account of the first miner."""
SALE, ECOSYSTEM = 3, 1
"""Budgets that stakes are bought from: the sale first, then the ecosystem's."""
DEFAULT_DAYS = 6 * 365 + 30


def add_options(parser: Any) -> None:
    """What this system adds to the options of `simulate`; its days are six years and a month."""
    parser.add_argument("--miners", type=int, default=200, metavar="N", help="miners of all classes (200)")
    parser.set_defaults(days=DEFAULT_DAYS)


def simulation(settings: Settings) -> Simulation:
    """The simulation for these settings. Raises SettingsError."""
    return Economy(settings)


class Years:
    """The same people through the same days, under one set of terms."""

    def __init__(self, settings: Settings, params: Any, name: str, record: Record) -> None:
        self.name, self.record, self.days, self.seed = name, record, settings.days, settings.seed
        self.engine: Engine = settings.open_engine()
        engine = self.engine
        engine.time = max(engine.time, START)
        self.owner, self.payee, self.keeper = (engine.account(i) for i in (OWNER, PAYEE, KEEPER))
        roles: dict[str, str] = {"guardian": engine.account(GUARDIAN).address, "node_payee": self.payee.address}
        self.zos: System = deploy(engine, "zos", settings.set_name, self.owner, roles, params)
        self.launch = self.zos.mine.launch()
        halvings = [params.halving_period * n // DAY for n in range(1, 4)]
        miners = settings.options["miners"]
        self.people = people(
            self.seed, miners, miners // 5, [h for h in halvings if h < self.days], lambda i: engine.account(FIRST + i)
        )
        self.random = Random(f"zos years {self.seed}")
        self.sent = 0
        self.sold = self.locked = self.claimed = 0
        self.harvested: dict[str, int] = {}
        self.staked: dict[str, int] = {}
        self.owed_sale: dict[int, int] = {}
        self.tranches = sorted({0, *(offset // DAY + 1 for offset in params.tranche_offset)})

    def send(self, method: Any, *args: Any, sender: Any) -> Any:
        """One transaction."""
        self.sent += 1
        return method(*args, sender=sender)

    def weeks(self) -> Iterator[int]:
        """Runs week by week; yields the day that comes next."""
        for day in range(0, self.days + 1, WEEK):
            yield day
            self.engine.time = max(self.engine.time, self.launch + day * DAY)
            self._claim_tranches(day)
            for person in self.people:
                if not person.inside and person.arrives <= day and (person.leaves is None or person.leaves > day):
                    self._enter(person)
                elif person.inside and person.leaves is not None and person.leaves <= day:
                    self._leave(person)
                elif person.arrives <= day and (day // WEEK + person.number) % person.rhythm == 0:
                    self._harvest(person)
            if day % (4 * WEEK) == 0 and day:
                self._count(self.send(self.zos.mine.harvest_nodes, sender=self.payee), "nodes")
                receipt = self._try(self.zos.mine.claim, self.payee, sender=self.payee)
                self.claimed += receipt.value if receipt else 0
            self._record(day)

    def _claim_tranches(self, day: int) -> None:
        """ZOS-3: what the release days bring is claimed in their week."""
        while self.tranches and self.tranches[0] <= day:
            self.tranches.pop(0)
            for number in range(len(LOCKED)):
                if self.zos.vesting.claimable(number):
                    self.send(self.zos.vesting.claim, number, sender=self.keeper)

    def _enter(self, person: Person) -> None:
        zos = self.zos
        budget = SALE if zos.budgets.left(SALE) >= person.amount else ECOSYSTEM
        self.send(zos.budgets.spend, budget, person.account, person.amount, "a stake", sender=self.owner)
        self.send(zos.token.approve, zos.mine, 2**256 - 1, sender=person.account)
        self._put_in(person, person.amount)
        if person.kind >= 1 and person.sort == "miner":
            self.send(zos.mine.set_commission, 100 * (person.number % 11), sender=person.account)
        person.inside = True

    def _put_in(self, person: Person, amount: int) -> None:
        """Stakes or delegates, where it can be."""
        if person.operator is None:
            self.send(self.zos.mine.stake, person.kind, amount, sender=person.account)
        else:
            self.send(self.zos.mine.delegate, person.operator.account, amount, sender=person.account)
        self.staked[person.group] = self.staked.get(person.group, 0) + amount

    def _harvest(self, person: Person) -> None:
        """Harvests, claims, sells its part and stakes the rest again."""
        mine, account = self.zos.mine, person.account
        if person.inside:
            if person.operator is None:
                receipt = self._try(mine.harvest, account, sender=account)
            else:
                receipt = self._try(mine.harvest_delegation, account, person.operator.account, sender=account)
            if receipt is not None:
                self._count(receipt, person.group)
        receipt = self._try(mine.claim, account, sender=account)
        if receipt is not None:
            self.claimed += receipt.value
        if not person.arrives <= self._day or not self.zos.token.balanceOf(account):
            return
        free = self.zos.token.balanceOf(account)
        sells = int(person.sells * 10_000) if person.inside else 10_000
        self._sell(person, free * sells // 10_000)
        free -= free * sells // 10_000
        if person.inside and free >= self.zos.params.minimum_delegation:
            self._put_in(person, free)

    def _leave(self, person: Person) -> None:
        """Takes everything out, sells it, and comes back only to claim."""
        stake = self.zos.mine.stake_of(person.account)[0]
        self._harvest(person)
        more = self.zos.mine.stake_of(person.account)[0]
        self.send(self.zos.mine.unstake, more, sender=person.account)
        self.staked[person.group] -= max(more, stake)
        person.inside, person.amount = False, 0
        self._sell(person, self.zos.token.balanceOf(person.account))

    def _sell(self, person: Person, amount: int) -> None:
        """What is sold leaves for the market: the keeper's account."""
        if amount:
            self.send(self.zos.token.transfer, self.keeper, amount, sender=person.account)
            self.sold += amount

    def _try(self, method: Any, *args: Any, sender: Any) -> Any:
        """A harvest or claim that may find nothing."""
        try:
            return self.send(method, *args, sender=sender)
        except Revert as refusal:
            if refusal.reason not in ("Mine: nothing to harvest", "Mine: nothing to claim"):
                raise
            return None

    def _count(self, receipt: Any, group: str) -> None:
        (event,) = receipt.named("Harvested")
        self.locked += event.locked
        self.harvested[group] = self.harvested.get(group, 0) + event.paid + event.locked

    @property
    def _day(self) -> int:
        return (self.engine.time - self.launch) // DAY

    def _record(self, day: int) -> None:
        zos = self.zos
        supply, staked = zos.token.totalSupply(), zos.token.balanceOf(zos.mine)
        reserved = zos.token.balanceOf(zos.vesting) + zos.token.balanceOf(zos.budgets)
        self.record.add(
            "weekly",
            run=self.name,
            day=day,
            emitted=zos.mine.emitted() / WAD,
            supply=supply / WAD,
            staked=staked / WAD,
            locked=reserved / WAD,
            unlocking=(self.locked - self.claimed) / WAD,
            free=(supply - staked - reserved) / WAD,
            sold=self.sold / WAD,
            people=sum(person.inside for person in self.people),
        )
        for group in sorted(self.staked):
            self.record.add(
                "groups",
                run=self.name,
                day=day,
                group=group,
                staked=self.staked[group] / WAD,
                harvested=self.harvested.get(group, 0) / WAD,
            )


class Economy:
    """The years with the lock, and the same without."""

    done = 0

    def __init__(self, settings: Settings) -> None:
        if not 10 <= settings.options.get("miners", 200) <= 2_000:
            raise SettingsError(f"miners: expected 10 to 2,000, got {settings.options['miners']}")
        if settings.days < 4 * WEEK:
            raise SettingsError(f"days: expected at least {4 * WEEK}, got {settings.days}")
        settings.options.setdefault("miners", 200)
        self.settings, self.record = settings, Record()
        params = settings.params
        self.locked = Years(settings, params, "40/60", self.record)
        self.free = Years(settings, replace(params, instant=BPS), "no lock", self.record)

    @property
    def steps(self) -> int:
        """Steps of `run`."""
        return 2 * (self.settings.days // WEEK + 1)

    def run(self) -> Iterator[str]:
        """Both runs, week by week; yields what comes next."""
        for years in (self.locked, self.free):
            for day in years.weeks():
                yield f"{years.name}: year {day // 365 + 1}, day {day % 365}"

    @property
    def digest(self) -> str:
        """The state that both runs left, as one hash."""
        return keccak("".join(state_digest(y.zos, y.people) for y in (self.locked, self.free)).encode()).hex()


def state_digest(system: System, everybody: list[Person]) -> str:
    """One hash over what the contracts say of themselves and of everybody: equal on two engines if these agree."""
    zos = system
    state: list[Any] = [zos.token.totalSupply(), list(zos.mine.pool()), zos.mine.emitted(), zos.mine.pending_nodes()]
    state += [zos.vesting.claimable(n) for n in range(zos.vesting.grants())]
    state += [zos.budgets.left(n) for n in range(zos.budgets.budgets())]
    for person in everybody:
        state += _of(zos.mine, zos.token, person)
    return keccak(json.dumps(state).encode()).hex()


def _of(mine: Contract, token: Contract, person: Person) -> list[Any]:
    account = person.account
    found = [token.balanceOf(account), list(mine.stake_of(account)), mine.pending(account), mine.claimable(account)]
    if person.operator is not None:
        found.append(mine.pending_delegation(account, person.operator.account))
    return found
