# SPDX-License-Identifier: MIT
"""Vesting as plain Python: the executable specification of contracts/common/Vesting.vy (ZOS-3, ZZM-2, CNT-2).

Amounts are integers in the coin's smallest unit, times are seconds, shares are billionths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wuxing.refused import Refused

WHOLE = 10**9
"""Shares add up to this."""
POINTS = 24
"""Dates in a curve at most."""
YEAR = 365 * 86_400


@dataclass(frozen=True)
class Schedule:
    """A curve: rising offsets (s from a grant's start), what each brings, in a line up to it or all at once."""

    offsets: tuple[int, ...]
    shares: tuple[int, ...]
    linear: bool = False

    def check(self) -> None:
        """Raises Refused where the curve is none."""
        if not self.offsets or len(self.offsets) != len(self.shares):
            raise Refused("Vesting: a share per date")
        total = 0
        for i, (offset, share) in enumerate(zip(self.offsets, self.shares, strict=True)):
            if i > 0 and offset <= self.offsets[i - 1]:
                raise Refused("Vesting: dates out of order")
            if offset >= 1 << 32:
                raise Refused("Vesting: date above 136 years")
            if share == 0:
                raise Refused("Vesting: share is zero")
            total += share
            if total > WHOLE:
                raise Refused("Vesting: shares do not sum")
        if total != WHOLE:
            raise Refused("Vesting: shares do not sum")

    def earned(self, amount: int, elapsed: int) -> int:
        """What the curve has brought after so many seconds, rounded down; all of it from the last date on."""
        if elapsed < 0:
            return 0
        before, reached = 0, 0
        for offset, share in zip(self.offsets, self.shares, strict=True):
            if elapsed < offset:
                if not self.linear:
                    return amount * reached // WHOLE
                span = offset - before
                return amount * (reached * span + share * (elapsed - before)) // (WHOLE * span)
            before, reached = offset, reached + share
        return amount

    def argument(self) -> tuple[list[int], list[int], bool]:
        """As the contract's `Schedule`."""
        return list(self.offsets), list(self.shares), self.linear


def tranches(offsets: Sequence[int], shares_bps: Sequence[int]) -> Schedule:
    """All at the dates: 20/30/50 is `tranches((0, YEAR, 2 * YEAR), (2_000, 3_000, 5_000))`."""
    return Schedule(tuple(offsets), tuple(share * WHOLE // 10_000 for share in shares_bps))


def line(seconds: int) -> Schedule:
    """A straight line from the start on."""
    return Schedule((seconds,), (WHOLE,), True)


def by_year(years: int, ratio_numerator: int, ratio_denominator: int) -> Schedule:
    """By year at a falling rate: each year brings ratio of the year before, in a line within it (CNT-2).

    Cumulative shares are rounded down to a billionth; the last year ends at the whole.
    """
    weights = [ratio_numerator**year * ratio_denominator ** (years - 1 - year) for year in range(years)]
    ends = [sum(weights[: year + 1]) * WHOLE // sum(weights) for year in range(years)]
    shares = [end - before for before, end in zip([0, *ends], ends, strict=False)]
    return Schedule(tuple(YEAR * (year + 1) for year in range(years)), tuple(shares), True)


@dataclass
class Grant:
    """What was promised to somebody; once revoked, `amount` is what had been earned."""

    beneficiary: str
    amount: int
    schedule: Schedule
    start: int
    revocable: bool = False
    revoked: bool = False
    claimed: int = 0

    def earned(self, now: int) -> int:
        """What it has brought by now, claimed or not."""
        return self.amount if self.revoked else self.schedule.earned(self.amount, now - self.start)


@dataclass
class Vesting:
    """The contract: curves and grants by number, and what it holds."""

    schedules: list[Schedule] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    held: int = 0

    def register(self, schedule: Schedule) -> int:
        """Registers a curve; its number."""
        schedule.check()
        self.schedules.append(schedule)
        return len(self.schedules) - 1

    def create(self, beneficiary: str, amount: int, schedule: int, start: int, revocable: bool) -> int:
        """Makes a grant; its number."""
        if amount == 0:
            raise Refused("Vesting: amount is zero")
        if not 0 <= schedule < len(self.schedules):
            raise Refused("Vesting: unknown schedule")
        if not 0 < start < 1 << 40:
            raise Refused("Vesting: start out of range")
        if amount >= 1 << 96:
            raise Refused("Vesting: amount above 2**96")
        self.grants.append(Grant(beneficiary, amount, self.schedules[schedule], start, revocable))
        self.held += amount
        return len(self.grants) - 1

    def claim(self, grant: int, now: int) -> int:
        """Pays what is due; the amount."""
        g = self._grant(grant)
        if now < g.start:
            raise Refused("Vesting: not begun")
        due = g.earned(now) - g.claimed
        if due == 0:
            raise Refused("Vesting: nothing to claim")
        g.claimed += due
        self.held -= due
        return due

    def revoke(self, grant: int, now: int) -> int:
        """Takes back what is not yet earned; the amount."""
        g = self._grant(grant)
        if not g.revocable:
            raise Refused("Vesting: not revocable")
        if g.revoked:
            raise Refused("Vesting: already revoked")
        kept = g.earned(now)
        returned, g.amount, g.revoked = g.amount - kept, kept, True
        self.held -= returned
        return returned

    def _grant(self, grant: int) -> Grant:
        if not 0 <= grant < len(self.grants):
            raise Refused("Vesting: unknown grant")
        return self.grants[grant]
