# SPDX-License-Identifier: MIT
"""The reserve cycle of ZZM: five projects, one of which fails (ZZM-1 … ZZM-4).

From launch on the investors' ZZM vest; on day 10 they wrap what they have and open a market. Then every few days a
project is registered and the council votes its ZZM out of the frozen reserve; its team pays creators, who sell some;
its profits buy back by limits that the team signs; the council votes whether it succeeded; what it bought is frozen for
the next one. The treasury pays with five signatures, and a lost key of its is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from eth_hash.auto import keccak

from wuxing import devmarket
from wuxing.handover import handover
from wuxing.record import Record
from wuxing.simulation import Settings, SettingsError, Simulation
from wuxing.suite import plan
from wuxing.zzm.agents import SOLD, SPEND_DAYS, UNUSED, USD, Team, teams
from wuxing.zzm.deployment import REWARDS, TEST_INVESTORS, TEST_TEAM
from wuxing.zzm.feed import Ballot, Carrier
from wuxing.zzm.params import ZZM
from wuxing.zzm.treasury import TEST_KEYS, Payment, sign, transfer, treasury

DAY = 86_400
DEPLOYER, GUARDIAN, KEEPER, CREATORS, SPARE = 0, 2, 5, 6, 35
FIRST_TEAM = 50
OPENING = 10
"""Day on which the market opens and the investors wrap."""
PURCHASES = 10
"""Purchases of a project on a day at most."""
LEAST_DAYS = 80
"""The story needs these: the last of five projects is judged after seven weeks and more."""


def add_options(parser: Any) -> None:
    """This system has no options of its own."""


def simulation(settings: Settings) -> Simulation:
    """The simulation for these settings. Raises SettingsError."""
    return Economy(settings)


class Economy:
    """One run of the story."""

    done = 0

    def __init__(self, settings: Settings) -> None:
        if settings.days < LEAST_DAYS:
            raise SettingsError(f"days: expected at least {LEAST_DAYS} for five projects, got {settings.days}")
        self.settings, self.days, self.record = settings, settings.days, Record()
        self.engine = settings.open_engine()
        self.ballots: list[tuple[Ballot, Any]] = []
        self.day = 0

    @property
    def steps(self) -> int:
        """Steps of `run`."""
        return self.days + 1

    def run(self) -> Iterator[str]:
        """Runs the story a day at a time; yields what comes next."""
        yield "deploying the contracts"
        self._deploy()
        for day in range(self.days):
            yield f"day {day + 1} of {self.days}"
            self.day = self.carrier.day = day
            self._live()

    def _deploy(self) -> None:
        e, p = self.engine, self.settings.params
        account = e.account
        self.deployer, self.keeper, self.creators = account(DEPLOYER), account(KEEPER), account(CREATORS)
        e.time = max(e.time, p.launch - 3_600)
        made = plan(e, "zzm", self.settings.set_name, self.deployer, {"guardian": account(GUARDIAN).address})
        made.factory = e.deploy("Deployer", self.deployer, sender=self.deployer)
        for step in [*made.steps, *handover(made)]:
            made.run(step)
        self.zzm = made.system
        self.record.contracts = {contract.address: name for name, contract in self.zzm}
        self.carrier = Carrier(e, self.zzm, self.record)
        self.send = self.carrier.send
        self.investors = [account(i) for i in TEST_INVESTORS]
        self.founders = account(TEST_TEAM)
        self.keys = [account(i) for i in TEST_KEYS]
        self.teams = teams(self.settings.seed, [account(FIRST_TEAM + i) for i in range(5)])
        self.safe = treasury(self.zzm)
        self.begin = max(e.time, p.launch)
        self.dates: dict[tuple[str, str], int] = {}

    # --- a day

    def _live(self) -> None:
        self.engine.time = max(self.engine.time, self.begin + self.day * DAY)
        if self.day == OPENING:
            self._open()
        for ballot, then in self.ballots:
            if ballot.advance(self.investors[:4]):
                then()
        if self.day > OPENING:
            for i, team in enumerate(self.teams):
                self._work(i, team)
        if self.day == OPENING + 5:
            self._raise_and_pay()
        if self.day == OPENING + 35:
            self._replace_key()
        self._measure()

    def _open(self) -> None:
        zzm, amount = self.zzm, 0
        for i, investor in enumerate(self.investors):
            self.send(zzm.vesting.claim, i, sender=self.keeper)
            held = zzm.token.balanceOf(investor)
            mine = held * 3 // 4 if i < 4 else 0
            if mine:
                self.send(zzm.token.approve, zzm.votes, mine, sender=investor)
                self.send(zzm.votes.depositFor, investor, mine, sender=investor)
                self.send(zzm.votes.delegate, investor, sender=investor)
            amount += held - mine
            if held > mine:
                self.send(zzm.token.transfer, self.keeper, held - mine, sender=investor)
        self.send(zzm.stablecoin.mint, self.keeper, amount * USD // ZZM // 10, sender=self.deployer)
        devmarket.add_liquidity(zzm, self.keeper, amount, amount * USD // ZZM // 10)

    def _vote(self, team: Team, what: str, method: str, *args: Any, then: Any = lambda: None) -> None:
        text = f"{what}: {team.name}"
        ballot = self.carrier.propose(self.investors[0], self.zzm.reserve, method, *args, text=text)

        def done() -> None:
            self.dates[team.name, what] = self.day
            then()

        self.ballots.append((ballot, done))

    def _work(self, index: int, team: Team) -> None:
        reserve = self.zzm.reserve
        if self.day == OPENING + 1 + 5 * index:
            metadata = keccak(f"project {team.name}".encode())
            team.number = self.send(reserve.register, team.scale, team.share, metadata, sender=team.account).value
            self.dates[team.name, "registered"] = self.day
            self._vote(
                team, "released", "release", team.number, team.scale,
                then=lambda: self.send(reserve.start, team.number, sender=team.account),
            )  # fmt: skip
            return
        started = self.dates.get((team.name, "released"))
        if started is None or (team.name, "closed") in self.dates:
            return
        age = self.day - started
        if 0 < age <= SPEND_DAYS:
            self._pay_creators(team, age)
        if age == SPEND_DAYS - 6:
            self._vote(team, "judged", "judge", team.number, not team.fails)
        if age > 2:
            self._profit(team)
        self._try_to_close(team)

    def _pay_creators(self, team: Team, age: int) -> None:
        zzm = self.zzm
        unused = int(team.scale * UNUSED)
        if age == 1:
            pool = team.scale // 5
            self._add_to_pool(team, pool)
        if age == SPEND_DAYS and not team.fails:
            self.send(zzm.token.approve, zzm.reserve, unused, sender=team.account)
            self.send(zzm.reserve.give_back, team.number, unused, sender=team.account)
        pay = (team.scale - team.scale // 5 - unused) // SPEND_DAYS
        self.send(zzm.token.transfer, self.creators, pay, sender=team.account)
        devmarket.sell(zzm, self.creators, int(pay * SOLD))

    def _add_to_pool(self, team: Team, pool: int) -> None:
        """A fifth of what was released goes to the market, so that it can carry the rest."""
        zzm, usd = devmarket.reserves(self.zzm)
        dollars = pool * usd // zzm
        self.send(self.zzm.stablecoin.mint, team.account, dollars, sender=self.deployer)
        devmarket.add_liquidity(self.zzm, team.account, pool, dollars)

    def _profit(self, team: Team) -> None:
        zzm, reserve = self.zzm, self.zzm.reserve
        project = reserve.project(team.number)
        missing = reserve.missing(team.number)
        profit = team.profit()
        if profit and missing:
            self.send(zzm.stablecoin.mint, team.account, profit, sender=self.deployer)
            self.send(zzm.stablecoin.approve, reserve, profit, sender=team.account)
            self.send(reserve.deposit, team.number, profit, sender=team.account)
        money = project["money"] + (profit if missing else 0)
        for _ in range(PURCHASES):
            amount = min(money, zzm.params.buyback_call_cap)
            if not amount or not reserve.missing(team.number):
                return
            self.engine.time = max(self.engine.time, reserve.next_purchase(team.number))
            bought = self.carrier.buy_back(team.account, team.number, amount, self.keeper)
            money -= amount
            self.record.add("purchases", day=self.day, project=team.name, spent=amount / USD, bought=bought / ZZM)

    def _try_to_close(self, team: Team) -> None:
        judged = self.dates.get((team.name, "judged"))
        if judged is None:
            return
        reserve, project = self.zzm.reserve, self.zzm.reserve.project(team.number)
        if reserve.missing(team.number) == 0 or self.engine.time >= project["until"]:
            self.send(reserve.close, team.number, sender=self.keeper)
            if reserve.project(team.number)["money"]:
                self.send(reserve.withdraw, team.number, sender=self.keeper)
            self.dates[team.name, "closed"] = self.day

    # --- the treasury

    def _raise_and_pay(self) -> None:
        """What was raised arrives, and a developer is paid out of it: five signatures (ZZM-4)."""
        zzm = self.zzm
        self.send(zzm.bitcoin.mint, self.safe, 40 * 10**8, sender=self.deployer)
        self.engine.fund(self.keeper.address, 1_000 * 10**18)
        self.engine.transact(self.keeper.address, self.safe.address, b"", 500 * 10**18)
        for payment in (transfer(zzm.bitcoin, self.creators, 2 * 10**8), Payment(self.creators.address, 10**18)):
            receipt = payment.send(self.safe, sign(self.keys, payment.digest(self.safe)), self.keeper)
            self.record.events(receipt, time=self.engine.time)
            self.record.add("payments", day=self.day, to=payment.to, success=bool(receipt.named("ExecutionSuccess")))

    def _replace_key(self) -> None:
        """A key is lost; the council votes, the delay passes, the five can sign again."""
        new = self.engine.account(SPARE)
        recovery = self.zzm.recovery
        args = (self.keys[4].address, new.address)
        ballot = self.carrier.propose(self.investors[0], recovery, "propose", *args, text="a lost key of the treasury")
        self.ballots.append((ballot, lambda: self.dates.update({("treasury", "key voted"): self.day})))

    def _finish_key(self) -> None:
        recovery = self.zzm.recovery
        if recovery.ready() and self.engine.time >= recovery.ready():
            self.send(recovery.execute, sender=self.keeper)
            self.keys[4] = self.engine.account(SPARE)
            self.dates["treasury", "key replaced"] = self.day

    # --- figures

    def _measure(self) -> None:
        self._finish_key()
        zzm, now = self.zzm, self.engine.time
        reserve, token, vesting = zzm.reserve, zzm.token, zzm.vesting
        locked, rewards = token.balanceOf(vesting), zzm.budgets.left(REWARDS)
        frozen = reserve.frozen()
        self.record.add(
            "supply",
            day=self.day,
            frozen=frozen / ZZM,
            vesting=locked / ZZM,
            rewards=rewards / ZZM,
            circulating=(token.totalSupply() - frozen - locked - rewards) / ZZM,
            earned=sum(vesting.earned(i, now) for i in range(vesting.grants())) / ZZM,
            released=reserve.total_released() / ZZM,
            refrozen=reserve.total_refrozen() / ZZM,
            price=float(devmarket.price(zzm)) * ZZM / USD if self.day >= OPENING else None,
        )
        for team in self.teams:
            if team.number:
                project = reserve.project(team.number)
                self.record.add(
                    "projects",
                    day=self.day,
                    project=team.name,
                    state=project["state"],
                    failed=project["failed"],
                    released=project["released"] / ZZM,
                    bought=project["bought"] / ZZM,
                    returned=project["returned"] / ZZM,
                    promised=reserve.promised(team.number) / ZZM,
                    lost=reserve.lost(team.number) / ZZM,
                )

    @property
    def digest(self) -> str:
        """The state that the run left, as one hash."""
        zzm = self.zzm
        state: list[Any] = [zzm.reserve.frozen(), zzm.reserve.total_released(), zzm.reserve.total_refrozen()]
        state += [
            {k: v.hex() if isinstance(v, bytes) else v for k, v in zzm.reserve.project(team.number).items()}
            for team in self.teams
            if team.number
        ]
        holders = [*self.investors, self.founders, self.creators, self.safe, *(team.account for team in self.teams)]
        state += [[zzm.token.balanceOf(h), zzm.stablecoin.balanceOf(h)] for h in holders]
        state += [devmarket.reserves(zzm), self.safe.nonce(), self.safe.getOwners()]
        return keccak(json.dumps(state, sort_keys=True).encode()).hex()
