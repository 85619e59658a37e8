# SPDX-License-Identifier: MIT
"""Hires of data agents as plain integers: the executable specification of DataHires.vy (CNT-12).

Times in seconds, amounts in wei. What the rules forbid raises Refused with the contract's reason. Without Recovery's
moves, which the unit tests show.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from wuxing.contattract.params import BPS, Params
from wuxing.refused import Refused

DAY = 86_400
BEST = 100


@dataclass(frozen=True)
class Hire:
    """An open hire: who pays, who serves, the escrow, the second at which it ends."""

    user: str
    agent: str
    fee: int
    end: int


@dataclass(frozen=True)
class Reputation:
    """Fees that reports weigh, and each fee times the quality reported, as of `last`."""

    weight: int = 0
    score: int = 0
    last: int = 0


def pay(params: Params, fee: int, quality: int) -> int:
    """CNT-12: what an agent gets of a fee; the rest is the pool's."""
    rest = fee - fee * params.hire_cut // BPS
    floor = params.hire_floor
    return rest * (floor * BEST + (BPS - floor) * quality) // (BPS * BEST)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise Refused(f"Hires: {what}")


class Hires:
    """DataHires.vy."""

    def __init__(self, params: Params) -> None:
        self.params = params
        self.rates: dict[str, int] = {}
        self.hires: dict[int, Hire] = {}
        self.count = 0
        self.reputations: dict[str, Reputation] = {}
        self.owed: dict[str, int] = defaultdict(int)
        self.banned: dict[str, int] = {}
        """Agent -> first day on which its ban is over."""
        self.donated = self.held = 0
        self.paused = False

    def set_rate(self, agent: str, rate: int) -> None:
        """CNT-12: what a day of an agent's service costs; 0: not for hire."""
        _require(rate >> 90 == 0, "rate out of range")
        self.rates[agent] = rate

    def hire(self, user: str, agent: str, seconds: int, most: int, now: int) -> int:
        """CNT-12: escrows the fee of a service that begins now."""
        if self.paused:
            raise Refused("Guarded: entries are paused")
        rate = self.rates.get(agent, 0)
        _require(rate > 0, "not for hire")
        _require(agent != user, "hire another")
        _require(self.banned.get(agent, 0) <= now // DAY, "agent is banned")
        _require(0 < seconds <= self.params.hire_longest, "time out of range")
        fee = -(-rate * seconds // DAY)
        _require(fee <= most, "dearer than the maximum")
        number, self.count = self.count, self.count + 1
        self.hires[number] = Hire(user, agent, fee, now + seconds)
        self.held += fee
        return number

    def report(self, user: str, number: int, quality: int, now: int) -> None:
        """CNT-12: quality of a service that is over; the agent is paid by it and judged."""
        hire = self._open(number)
        p = self.params
        _require(user == hire.user, "not the user")
        _require(quality <= BEST, "expected a quality of 0 to 100")
        _require(now >= hire.end, "not over yet")
        _require(now <= hire.end + p.report_window, "too late to report")
        r = self.reputation(hire.agent, now)
        r = Reputation(r.weight + hire.fee, r.score + hire.fee * quality, now)
        self.reputations[hire.agent] = r
        self._settle(number, quality)
        if r.weight >= p.quality_weight and r.score < p.quality_bound * r.weight:
            self.banned[hire.agent] = max(self.banned.get(hire.agent, 0), now // DAY + p.ban // DAY)

    def settle(self, number: int, now: int) -> None:
        """CNT-12: full pay where nobody reported in time."""
        hire = self._open(number)
        _require(now > hire.end + self.params.report_window, "a report may still come")
        self._settle(number, BEST)

    def withdraw(self, account: str) -> int:
        """CNT-12: pays what an account is owed."""
        amount = self.owed[account]
        _require(amount > 0, "nothing to withdraw")
        self.owed[account] = 0
        self.held -= amount
        return amount

    def reputation(self, agent: str, now: int) -> Reputation:
        """CNT-12: halved for each whole half-life, and in a line within one."""
        r, half = self.reputations.get(agent, Reputation()), self.params.half_life
        halvings, within = divmod(now - r.last, half)
        left = 2 * half - within
        weight, score = ((v >> min(halvings, 128)) * left // (2 * half) for v in (r.weight, r.score))
        return Reputation(weight, score, now)

    def _open(self, number: int) -> Hire:
        _require(number in self.hires, "no such hire")
        return self.hires[number]

    def _settle(self, number: int, quality: int) -> None:
        hire = self.hires.pop(number)
        paid = pay(self.params, hire.fee, quality)
        self.owed[hire.agent] += paid
        self.donated += hire.fee - paid
        self.held -= hire.fee - paid
