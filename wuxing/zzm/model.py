# SPDX-License-Identifier: MIT
"""The reserve as plain Python: the executable specification of contracts/zzm/Reserve.vy (ZZM-3).

ZZM in 10^-8, dollars in 10^-18, times in seconds. `Refused` carries the contract's revert reason, in the order in
which the contract looks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wuxing.refused import Refused
from wuxing.zzm.params import BPS, Params

REGISTERED, FUNDED, OPERATING, SUCCEEDED, FAILED, CLOSED = range(1, 7)
STATES = ("", "registered", "funded", "operating", "succeeded", "failed", "closed")
"""Names of the states of a project."""
OWNER = "owner"
YEAR = 365 * 86_400


@dataclass
class Pair:
    """A pair of Uniswap V2 without its fee switch: ZZM and dollars."""

    zzm: int
    usd: int

    def quote(self, usd: int) -> int:
        """ZZM for so many dollars, 0.3% less."""
        taxed = usd * 997
        return taxed * self.zzm // (self.usd * 1_000 + taxed)

    def buy(self, usd: int) -> int:
        """Takes dollars, gives ZZM."""
        got = self.quote(usd)
        self.usd, self.zzm = self.usd + usd, self.zzm - got
        return got


@dataclass(frozen=True)
class Limit:
    """What a signature says: `by` agrees to a purchase of `project` for `amount` if it brings `least`."""

    by: str
    project: int
    amount: int
    least: int
    nonce: int
    deadline: int


@dataclass
class Project:
    """One project's ledger."""

    team: str
    scale: int
    share: int
    state: int = REGISTERED
    failed: bool = False
    until: int = 0
    released: int = 0
    bought: int = 0
    returned: int = 0
    money: int = 0
    next: int = 0
    nonce: int = 0

    @property
    def out(self) -> int:
        """Given and not come back."""
        return self.released - self.bought - self.returned

    @property
    def promised(self) -> int:
        """To be bought back in all: the share of what it used, rounded up."""
        return -(-(self.released - self.returned) * self.share // BPS)

    @property
    def missing(self) -> int:
        """Still to be bought back."""
        return max(0, self.promised - self.bought)

    @property
    def lost(self) -> int:
        """What a failed project never brought back."""
        return self.out if self.failed else 0


@dataclass
class Reserve:
    """The contract: what is frozen, and every project."""

    params: Params
    pair: Pair
    frozen: int = field(init=False)
    projects: dict[int, Project] = field(default_factory=dict)
    paused: bool = False

    def __post_init__(self) -> None:
        p = self.params
        self.frozen = p.part("project")
        self.call_cap, self.interval, self.least_share = p.buyback_call_cap, p.buyback_interval, p.least_promise

    def set_limits(self, call_cap: int, interval: int, least_share: int, by: str = OWNER) -> None:
        """What bounds purchases, and what new projects have to promise."""
        self._require(by == OWNER, "ownable: caller is not the owner")
        self._require(call_cap != 0, "Reserve: cap is zero")
        self._require(0 < interval <= YEAR, "Reserve: interval out of range")
        self._require(least_share <= BPS, "Reserve: promise above the whole")
        self.call_cap, self.interval, self.least_share = call_cap, interval, least_share

    @property
    def released(self) -> int:
        """Ever released."""
        return sum(p.released for p in self.projects.values())

    @property
    def refrozen(self) -> int:
        """Ever frozen again."""
        return sum(p.bought + p.returned for p in self.projects.values())

    def register(self, team: str, scale: int, share: int) -> int:
        """A new project; its number."""
        self._require(not self.paused, "Guarded: entries are paused")
        self._require(scale != 0, "Reserve: scale is zero")
        self._require(scale <= self.params.part("project"), "Reserve: scale above the share")
        self._require(share >= self.least_share, "Reserve: promise below the least")
        self._require(share <= BPS, "Reserve: promise above the whole")
        self.projects[len(self.projects) + 1] = Project(team, scale, share)
        return len(self.projects)

    def release(self, number: int, amount: int, by: str = OWNER) -> None:
        """registered → funded."""
        self._require(by == OWNER, "ownable: caller is not the owner")
        project = self.projects.get(number)
        self._require(project is not None and project.state == REGISTERED, "Reserve: project not registered")
        assert project is not None
        self._require(amount != 0, "Reserve: amount is zero")
        self._require(amount <= project.scale, "Reserve: more than its scale")
        self._require(amount <= self.frozen, "Reserve: more than the reserve")
        self.frozen -= amount
        project.state, project.released = FUNDED, amount

    def start(self, number: int, by: str) -> None:
        """funded → operating."""
        project = self._of_team(number, by)
        self._require(project.state == FUNDED, "Reserve: project not funded")
        project.state = OPERATING

    def judge(self, number: int, succeeded: bool, now: int, by: str = OWNER) -> None:
        """operating → succeeded or failed, funded → failed."""
        self._require(by == OWNER, "ownable: caller is not the owner")
        project = self.projects.get(number)
        ready = project is not None and (project.state == OPERATING or (project.state == FUNDED and not succeeded))
        self._require(ready, "Reserve: project not operating")
        assert project is not None
        project.state, project.failed = (SUCCEEDED, False) if succeeded else (FAILED, True)
        project.until = now + self.params.buyback_period

    def deposit(self, number: int, amount: int) -> None:
        """Profits into the till."""
        self._require(not self.paused, "Guarded: entries are paused")
        project = self._live(number)
        self._require(amount != 0, "Reserve: amount is zero")
        project.money += amount

    def buy_back(self, number: int, amount: int, least: int, now: int, by: str) -> int:
        """The team spends of the till on ZZM, which are frozen; how many."""
        self._of_team(number, by)
        return self._buy_back(number, amount, least, now)

    def buy_back_by_limit(self, signed: Limit, number: int, amount: int, least: int, deadline: int, now: int) -> int:
        """The same, carried by anyone with a limit that says just this and was not used."""
        self._require(not self.paused, "Guarded: entries are paused")
        self._require(now <= deadline, "Reserve: limit has expired")
        project = self.projects.get(number)
        said = project and Limit(project.team, number, amount, least, project.nonce, deadline)
        self._require(signed == said, "Reserve: limit not of the team")
        assert project is not None
        got = self._buy_back(number, amount, least, now)
        project.nonce += 1
        return got

    def revoke_limits(self, number: int, by: str) -> None:
        """Limits that were signed and not used are worthless."""
        self._of_team(number, by).nonce += 1

    def _buy_back(self, number: int, amount: int, least: int, now: int) -> int:
        project = self._live(number)
        self._require(amount != 0, "Reserve: amount is zero")
        self._require(least != 0, "Reserve: bound is zero")
        self._require(amount <= project.money, "Reserve: more than the till")
        self._require(amount <= self.call_cap, "Reserve: more than the cap")
        self._require(now >= project.next, "Reserve: too soon after the last")
        got = self.pair.quote(amount)
        self._require(got >= least, "UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT")
        self._require(got <= project.out, "Reserve: more than was released")
        self.pair.buy(amount)
        project.money -= amount
        project.next = now + self.interval
        project.bought += got
        self.frozen += got
        return got

    def give_back(self, number: int, amount: int) -> None:
        """What was not needed, frozen again."""
        project = self.projects.get(number)
        self._require(project is not None and FUNDED <= project.state <= FAILED, "Reserve: project not live")
        assert project is not None
        self._require(amount != 0, "Reserve: amount is zero")
        self._require(amount <= project.out, "Reserve: more than was released")
        project.returned += amount
        self.frozen += amount

    def close(self, number: int, now: int) -> None:
        """succeeded or failed → closed."""
        project = self.projects.get(number)
        self._require(project is not None and project.state in (SUCCEEDED, FAILED), "Reserve: project not judged")
        assert project is not None
        self._require(project.missing == 0 or now >= project.until, "Reserve: promise not kept yet")
        project.state = CLOSED

    def withdraw_to(self, number: int, by: str) -> int:
        """As `withdraw`, to an account that the team names."""
        self._of_team(number, by)
        return self.withdraw(number)

    def withdraw(self, number: int) -> int:
        """A closed project's unspent money to its team."""
        project = self.projects.get(number)
        self._require(project is not None and project.state == CLOSED, "Reserve: project not closed")
        assert project is not None
        self._require(project.money != 0, "Reserve: till is empty")
        amount, project.money = project.money, 0
        return amount

    def _live(self, number: int) -> Project:
        project = self.projects.get(number)
        self._require(project is not None and OPERATING <= project.state <= FAILED, "Reserve: project not operating")
        assert project is not None
        return project

    def _of_team(self, number: int, by: str) -> Project:
        project = self.projects.get(number)
        self._require(project is not None and project.team == by, "Reserve: not the team")
        assert project is not None
        return project

    @staticmethod
    def _require(condition: bool, reason: str) -> None:
        if not condition:
            raise Refused(reason)
