# SPDX-License-Identifier: MIT
"""The rent of the world disk as plain Python: the executable specification of WorldDisk.vy (CNT-3 … CNT-10).

Amounts are wei, sizes MB, times seconds, days numbers of UTC days since 1970. Space sold is counted in MB-seconds, so
all but the curve is whole. The curve's powers come from mpmath, rounded up to the wei; the contract's cost is never
below, and above by less than 10^-15 of it and a wei. Where the two are compared, a move takes the cost that the other
took (`paid`), and all else agrees to the wei.

The contract keeps sums and an index with debts; here are sums over leases and passes, so that the two have nothing in
common but the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction
from functools import wraps
from math import ceil
from typing import Any

from mpmath import mp

from wuxing.log2 import fraction
from wuxing.refused import Refused

DAY = 86_400
YEAR = 365 * DAY
SEGMENTS = 366
"""Segments in one call at most."""
SCALE = 24
"""An index counts in 2^-24 wei."""
FOREVER = 2**256 - 1
_DIGITS = 80
_MOST = 63
"""e^63 is more than all CNT."""
_LN2 = 921350637599661305226344307672478455
"""ln(2) in 2^-120, rounded up."""


def cost(pool: int, c: Fraction, *terms: tuple[int, int, int]) -> int:
    """CNT-5: pool × (Π (free / (free - mb))^(seconds / (365 c days)) - 1) in wei, rounded up, at least 0.

    A term is (free, mb, seconds); seconds below 0 are what a resize gives back. Refused above e^63.
    """
    with mp.workdps(_DIGITS):
        logs = [-mp.log1p(mp.mpf(-mb) / free) * seconds for free, mb, seconds in terms]
        z = mp.fsum(logs) * c.denominator / (c.numerator * YEAR)
        if z >= _MOST:
            raise Refused("Disk: price rises without bound")
        grown = pool * mp.expm1(z)
        # a whole number, as of a whole power, may come out a trifle above itself
        nearest = int(mp.nint(grown))
        return max(0, nearest if abs(grown - nearest) < mp.mpf(10) ** -30 else int(mp.ceil(grown)))


def rent(pool: int, used: int, sold: int, free: int, c: Fraction) -> int:
    """CNT-7: what a segment pays in wei, rounded down; `used` and `sold` in MB-seconds, `used` above 0."""
    return int(pool * used / max(Fraction(sold), c * YEAR * free))


def logarithm(free: int, mb: int) -> int:
    """ln(free / (free - mb)) in 2^-128, digit for digit as contracts/contattract/rent.vy has it (a hair above)."""
    if mb << 10 <= free:
        t = (mb << 128) // (2 * free - mb)
        u = t * t >> 128
        p = ((1 << 128) // 7 * u >> 128) + (1 << 128) // 5
        p = (p * u >> 128) + (1 << 128) // 3
        p = ((p * u >> 128) * t >> 128) + t
        return 2 * p + (p >> 79) + 16
    whole = (free // (free - mb)).bit_length() - 1
    binary = (whole << 128) + fraction((free << 127) // ((free - mb) << whole))
    return (binary * _LN2 >> 120) + (1 << 58)


def rent_by_curve(pool: int, used: int, sold: int, space: int, live: int, seconds: int, c: Fraction) -> int:
    """CNT-7, by the curve: what tenants paid for what a segment uses, in wei, rounded down; at most as B allows.

    min(M y / (1 + y), M C / B), y = ln(W / (W - live)) × seconds / (365 c days).
    """
    most = pool * used // sold
    if live >= space:
        return most
    ln = logarithm(space, live)
    y = (ln - (ln >> 58) - 1) * seconds * 10**18 // int(c * YEAR * 10**18)
    return min(pool * y // ((1 << 128) + y), most)


@dataclass
class Lease:
    """Space of somebody; it ends when the day `expiry` begins."""

    holder: str
    mb: int
    expiry: int
    epoch: int = 0


@dataclass
class Subsidy:
    """CNT-6: wei that join the pool evenly between two times."""

    amount: int
    begin: int
    end: int

    def come(self, time: int) -> int:
        """What has come by a time."""
        return self.amount * (min(max(time, self.begin), self.end) - self.begin) // (self.end - self.begin)


def _move(method: Callable[..., Any]) -> Callable[..., Any]:
    """A move that is refused changes nothing, time included."""

    @wraps(method)
    def moved(disk: Disk, *args: Any, **named: Any) -> Any:
        kept = disk.__dict__ | {
            "leases": {number: copy(lease) for number, lease in disk.leases.items()},
            "passes": defaultdict(lambda: defaultdict(int), {who: copy(days) for who, days in disk.passes.items()}),
            "backed": copy(disk.backed),
            "owed": copy(disk.owed),
        }
        try:
            return method(disk, *args, **named)
        except Refused:
            disk.__dict__ = kept
            raise

    return moved


@dataclass
class Disk:
    """The world disk, its pool, its leases and what landlords are owed."""

    c: Fraction
    longest: int
    last: int
    pool: int = 0
    sold: int = 0
    paused: bool = False
    by_curve: bool = False
    """CNT-7: whether rent is what tenants paid for what they use of the curve, or the price of the next MB."""
    spread_days: int = 30
    """CNT-2: a collection gives one in so many of what has vested."""
    subsidy: Subsidy | None = None
    paid: int = 0
    """Rent that left the pool so far."""
    claimed: int = 0
    spread: int = 0
    collected: int = 0
    """Day of the last collection."""
    made: int = 0
    leases: dict[int, Lease] = field(default_factory=dict)
    passes: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    """MB of each landlord's passes by day."""
    backed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """MB of the disk by the day from which they are backed."""
    owed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """What landlords are owed, in 2^-24 wei."""
    frozen: set[str] = field(default_factory=set)

    # what there is

    @property
    def today(self) -> int:
        """The day up to which all is reckoned."""
        return self.last // DAY

    @property
    def space(self) -> int:
        """CNT-3: W, backed today or yesterday."""
        return self.backed[self.today] + self.backed[self.today - 1]

    @property
    def live(self) -> int:
        """CNT-3: MB under leases that run."""
        return sum(lease.mb for lease in self.leases.values() if lease.expiry * DAY > self.last)

    @property
    def expired(self) -> int:
        """CNT-9: MB of leases that ended and are not reclaimed."""
        return sum(lease.mb for lease in self.leases.values()) - self.live

    @property
    def free(self) -> int:
        """CNT-3: f = W - live; none where live is more."""
        return max(0, self.space - self.live)

    def counted(self, landlord: str) -> int:
        """CNT-11: MB of a landlord's passes that count."""
        return self.passes[landlord][self.today] + self.passes[landlord][self.today - 1]

    @property
    def verified(self) -> int:
        """MB of all passes that count."""
        return sum(self.counted(landlord) for landlord in list(self.passes))

    def pending(self, landlord: str) -> int:
        """What a landlord can claim, in wei."""
        return self.owed[landlord] >> SCALE

    # time

    def advance(self, now: int, most: int = SEGMENTS) -> int:
        """CNT-7: goes forward by at most so many segments; the second reached."""
        for _ in range(min(most, SEGMENTS)):
            if self.last == now:
                break
            idle = not (self.live or self.space or self.verified)
            end = now if idle else min((self.today + 1) * DAY, now)
            used = self.live * (end - self.last)
            if used and self.verified:
                if self.by_curve:
                    seconds = end - self.last
                    pay = rent_by_curve(self.pool, used, self.sold, self.space, self.live, seconds, self.c)
                else:
                    pay = rent(self.pool, used, self.sold, self.free, self.c)
                self.pool -= pay
                self.paid += pay
                self._spread(pay)
            self.sold -= used
            if self.subsidy:
                self.pool += self.subsidy.come(end) - self.subsidy.come(self.last)
            # what ends, lapses or is free follows from the time
            self.last = end
        for by_day in (self.backed, *self.passes.values()):
            for day in [day for day in by_day if day < self.today - 1]:
                del by_day[day]
        return self.last

    @_move
    def poke(self, most: int, now: int) -> int:
        """CNT-7: brings the disk forward."""
        return self.advance(now, most)

    # leases

    @_move
    def lease(
        self,
        holder: str,
        mb: int,
        days: int,
        now: int,
        reclaim: Sequence[int] = (),
        paid: int | None = None,
        most: int = FOREVER,
    ) -> int:
        """CNT-8: leases space; what it costs. Its number is the count of leases made before."""
        self._to(now)
        if self.paused:
            raise Refused("Disk: sales are paused")
        expiry = self._first_expiry(days, now)
        if mb == 0:
            raise Refused("Disk: lease of 0 MB")
        free = self._sellable(0)
        if mb >= free:
            raise Refused("Disk: more than the free MB")
        exact = cost(self.pool, self.c, (free, mb, expiry * DAY - now))
        self._check_cost(exact, most)
        self._reclaim(mb, reclaim)
        self.leases[self.made] = Lease(holder, mb, expiry)
        self.made += 1
        self._sell(exact if paid is None else paid, mb * (expiry * DAY - now))
        return exact

    @_move
    def renew(self, number: int, days: int, now: int, paid: int | None = None, most: int = FOREVER) -> int:
        """CNT-8, CNT-9: prolongs a live lease, or begins an expired one again and pays what it missed; the cost."""
        self._to(now)
        lease = self._existing(number)
        live = lease.expiry * DAY > now
        expiry = self._first_expiry(days, now)
        if live:
            expiry = lease.expiry + days
            if expiry > self._first_expiry(self.longest, now):
                raise Refused("Disk: longer than a lease may be")
        free = self._sellable(lease.mb if live else 0)
        if lease.mb >= free:
            raise Refused("Disk: more than the free MB")
        exact = cost(self.pool, self.c, (free, lease.mb, (expiry - lease.expiry) * DAY))
        self._check_cost(exact, most)
        self._sell(exact if paid is None else paid, lease.mb * (expiry * DAY - max(lease.expiry * DAY, now)))
        lease.expiry = expiry
        return exact

    @_move
    def resize(
        self,
        caller: str,
        number: int,
        mb: int,
        now: int,
        reclaim: Sequence[int] = (),
        paid: int | None = None,
        most: int = FOREVER,
    ) -> int:
        """CNT-8: another size with the MB-days that are left; the cost."""
        self._to(now)
        lease = self._existing(number)
        self._check_holder(lease, caller)
        left = lease.expiry * DAY - now
        if left <= 0:
            raise Refused("Disk: lease has ended")
        if mb == 0:
            raise Refused("Disk: lease of 0 MB")
        if mb == lease.mb:
            raise Refused("Disk: of this size already")
        expiry = min((now + lease.mb * left // mb) // DAY, self._first_expiry(self.longest, now))
        fresh = expiry * DAY - now
        if fresh <= 0:
            raise Refused("Disk: less than a day would be left")
        exact = 0
        if mb > lease.mb:
            free = self._sellable(lease.mb)
            if mb >= free:
                raise Refused("Disk: more than the free MB")
            # the MB that come, for the new length, on top of all others; the length given up, as cheap as it may have
            # been: at the price of an empty disk
            given_up = (self.space, lease.mb, fresh - left)
            exact = cost(self.pool, self.c, (free - lease.mb, mb - lease.mb, fresh), given_up)
        self._check_cost(exact, most)
        if mb > lease.mb:
            if self.paused:
                raise Refused("Disk: sales are paused")
            self._reclaim(mb - lease.mb, reclaim)
        self._sell(exact if paid is None else paid, mb * fresh - lease.mb * left)
        lease.mb, lease.expiry = mb, expiry
        return exact

    @_move
    def transfer(self, caller: str, number: int, to: str) -> None:
        """CNT-10: hands a lease on."""
        lease = self._existing(number)
        self._check_holder(lease, caller)
        lease.holder, lease.epoch = to, lease.epoch + 1

    # the pool

    @_move
    def donate(self, amount: int, now: int) -> None:
        """CNT-6: adds to the pool."""
        if amount == 0:
            raise Refused("Disk: amount is zero")
        self._to(now)
        self.pool += amount

    @_move
    def subsidise(self, amount: int, begin: int, end: int, now: int) -> None:
        """CNT-6: a timed addition."""
        self._to(now)
        if self.paused:
            raise Refused("Disk: sales are paused")
        if self.subsidy and self.subsidy.end > now:
            raise Refused("Disk: a subsidy is under way")
        if amount == 0:
            raise Refused("Disk: amount is zero")
        if not now <= begin < end <= begin + 100 * YEAR:
            raise Refused("Disk: times out of order")
        self.subsidy = Subsidy(amount, begin, end)

    # landlords

    @_move
    def record_pass(
        self, landlords: Sequence[str], again: int, mb: int, backed: bool, backed_before: bool, now: int
    ) -> None:
        """CNT-3, CNT-11: passes of a group; they count today and tomorrow."""
        self._to(now)
        for i, landlord in enumerate(landlords):
            self.passes[landlord][self.today] += mb
            if again >> i & 1:
                self.passes[landlord][self.today - 1] -= mb
        if backed:
            self.backed[self.today] += mb
            if backed_before:
                self.backed[self.today - 1] -= mb

    @_move
    def strike(self, landlord: str, today: int, yesterday: int, now: int) -> None:
        """CNT-11: takes passes off a landlord."""
        self._to(now)
        self.passes[landlord][self.today] -= today
        self.passes[landlord][self.today - 1] -= yesterday

    @_move
    def unback(self, today: int, yesterday: int, now: int) -> None:
        """CNT-3: takes MB off the disk."""
        self._to(now)
        self.backed[self.today] -= today
        self.backed[self.today - 1] -= yesterday

    @_move
    def collect(self, arrived: int, now: int) -> int:
        """CNT-2: spreads a day's part of what vested for the storage miners, `arrived` in all; the amount."""
        self._to(now)
        if self.collected >= now // DAY:
            raise Refused("Disk: collected today")
        if not self.verified:
            raise Refused("Disk: nobody is verified")
        amount = (arrived - self.spread) // self.spread_days
        if amount == 0:
            raise Refused("Disk: nothing to collect")
        self.collected = now // DAY
        self.spread += amount
        self._spread(amount)
        return amount

    @_move
    def claim(self, landlord: str, now: int) -> int:
        """CNT-7: pays a landlord; the amount."""
        if landlord in self.frozen:
            raise Refused("Disk: account is frozen")
        self._to(now)
        amount = self.pending(landlord)
        if amount == 0:
            raise Refused("Disk: nothing to claim")
        self.owed[landlord] -= amount << SCALE
        self.claimed += amount
        return amount

    @_move
    def follow(self, old: str, to: str, now: int) -> None:
        """CNT-18: a landlord's account goes to its successor."""
        self._to(now)
        self.owed[to] += self.owed.pop(old, 0)
        for day, mb in self.passes.pop(old, {}).items():
            self.passes[to][day] += mb

    # inside

    def _to(self, now: int) -> None:
        if self.advance(now) != now:
            raise Refused("Disk: poke first")

    def _spread(self, amount: int) -> None:
        rise = (amount << SCALE) // self.verified
        for landlord in list(self.passes):
            self.owed[landlord] += rise * self.counted(landlord)

    def _existing(self, number: int) -> Lease:
        if number not in self.leases:
            raise Refused("Disk: no such lease")
        return self.leases[number]

    def _check_holder(self, lease: Lease, caller: str) -> None:
        if lease.holder != caller:
            raise Refused("Disk: not the holder")
        if caller in self.frozen:
            raise Refused("Disk: account is frozen")

    def _first_expiry(self, days: int, now: int) -> int:
        if days == 0:
            raise Refused("Disk: lease of 0 days")
        if days > self.longest:
            raise Refused("Disk: longer than a lease may be")
        return ceil(Fraction(now, DAY)) + days

    def _sellable(self, own: int) -> int:
        if self.free == 0:
            raise Refused("Disk: no free space")
        if self.pool == 0:
            raise Refused("Disk: the pool is empty")
        return self.free + own

    @staticmethod
    def _check_cost(exact: int, most: int) -> None:
        if exact > most:
            raise Refused("Disk: dearer than the maximum")

    def _sell(self, paid: int, mb_seconds: int) -> None:
        self.pool += paid
        self.sold += mb_seconds

    def _reclaim(self, mb: int, numbers: Sequence[int]) -> None:
        for number in numbers:
            if self.live + self.expired + mb <= self.space:
                break
            if number not in self.leases:
                continue
            lease = self.leases[number]
            if lease.expiry * DAY > self.last:
                continue
            if lease.expiry != min(known.expiry for known in self.leases.values()):
                raise Refused("Disk: not the earliest expired")
            del self.leases[number]
        if self.live + self.expired + mb > self.space:
            raise Refused("Disk: name more expired leases")
