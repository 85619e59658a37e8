# SPDX-License-Identifier: MIT
"""`check rent` (CNT-3 … CNT-9): a history of the world disk, run on the contracts.

One landlord is verified for all of the capacity: an account in the role of the proofs records its pass when each day
begins, so that nothing lapses and no segment ends but with a day or at an event. Times count from a UTC midnight.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from wuxing.check import CaseError, name_of, take, take_object, take_wei
from wuxing.contattract.params import BPS, Params
from wuxing.engine import Receipt, Revert
from wuxing.engine.revm import RevmEngine
from wuxing.params import load
from wuxing.suite import System, plan

_WEI = 10**18
_DAY = 86_400
_LAST = 60 * 365 * _DAY
_MOST_MB = 2**40 - 1
_ANY = 2**256 - 1
_BATCH = 128
_KEYS = {"capacity": {"mb"}, "donate": {"cnt"}, "lease": {"id", "mb", "days"}, "renew": {"id", "days"}, "sync": set()}
_CONTRACTS = ("token", "vesting", "budgets", "recovery", "disk")


def run(case: Any) -> list[dict[str, str]]:
    """After each event: pool (wei), MD sold and not consumed, free MB; so far paid by tenants and to landlords (wei).

    An event that the contract refuses changes nothing but the time, and its id may be used again; standard error says
    why.
    """
    case = take_object(case, {"c", "events"})
    c = Fraction(take_wei(case, "c"), _WEI)
    if not Fraction(1, 100) <= c <= 10:
        raise CaseError(f"'c': expected 0.01 to 10, got {case['c']}")
    events = [_take_event(event, number) for number, event in enumerate(take(case, "events", list), 1)]
    if any(later["t"] < event["t"] for event, later in pairwise(events)):
        raise CaseError("'events': expected times that do not fall")
    engine, system, accounts = _deployed(c)
    with engine.anchor():
        return _History(engine, system, *accounts).play(events)


@cache
def _deployed(c: Fraction) -> tuple[RevmEngine, System, tuple[Any, Any, Any]]:
    """A disk with this constant, a UTC midnight, and tenant, landlord and proofs; the tenant has next to all CNT."""
    engine = RevmEngine()
    owner, tenant, landlord, proofs = (engine.account(i) for i in range(4))
    params: Params = load("contattract", "paper")
    least: dict[str, Any] = {
        f"{name}_share": 1 for name in ("partners", "developers", "ecosystem", "storage", "consensus")
    }
    params = replace(params, curve=c, swap_share=BPS - len(least), **least)
    made = plan(engine, "contattract", "paper", owner, {"proofs": proofs.address}, params)
    made.deploy(_CONTRACTS)
    made.system.budgets.spend(0, tenant, params.part("swap"), "to lease", sender=owner)
    made.system.token.approve(made.system.disk, _ANY, sender=tenant)
    engine.time = (engine.time // _DAY + 1) * _DAY
    return engine, made.system, (tenant, landlord, proofs)


def _take_event(event: Any, number: int) -> dict[str, Any]:
    try:
        event = take_object(event, {"t", "do"}.union(*_KEYS.values()))
        time, does = take(event, "t", int), take(event, "do", str)
        if not 0 <= time <= _LAST:
            raise CaseError(f"'t': expected seconds from 0 to {_LAST}, got {time}")
        if does not in _KEYS:
            raise CaseError(f"'do': expected one of {', '.join(_KEYS)}, got {name_of(does)}")
        take_object(event, {"t", "do"} | _KEYS[does])
        taken: dict[str, Any] = {"t": time, "do": does}
        for name in _KEYS[does] - {"cnt"}:
            taken[name] = take(event, name, int)
            if name != "id" and not 0 <= taken[name] <= _MOST_MB:
                raise CaseError(f"{name!r}: expected 0 to {_MOST_MB}, got {name_of(taken[name])}")
        if does == "donate":
            taken["cnt"] = take_wei(event, "cnt")
    except CaseError as error:
        raise CaseError(f"event {number}: {error}") from error
    return taken


class _History:
    """Plays the events and keeps the totals that the contract's events tell."""

    def __init__(self, engine: RevmEngine, system: System, tenant: Any, landlord: Any, proofs: Any):
        self.engine, self.disk = engine, system.disk
        self.tenant, self.landlord, self.proofs = tenant, landlord, proofs
        self.start = engine.time
        self.day = 0
        """Days whose pass is made."""
        self.mb = self.paid = self.rent = 0
        self.numbers: dict[int, int] = {}
        """Lease number in the contract by id in the case; `_ANY`, which there is not, for a refused one."""

    def play(self, events: list[dict[str, Any]]) -> list[dict[str, str]]:
        """The result of each event."""
        results = []
        for number, event in enumerate(events, 1):
            self._pass_until(event["t"])
            try:
                getattr(self, f"_{event['do']}")(event)
            except Revert as refusal:
                print(f"event {number}: refused: {refusal.reason}", file=sys.stderr)
                self.engine.hold(self.start + event["t"])
                self._sync(event)
            except CaseError as error:
                raise CaseError(f"event {number}: {error}") from error
            results.append(self._so_far(event["t"]))
        return results

    def _pass_until(self, time: int) -> None:
        """The landlord passes at the first second of each day, as long as it has something."""
        while (self.day + 1) * _DAY <= time:
            self.day += 1
            if self.mb:
                self.engine.hold(self.start + self.day * _DAY)
                self._count(self.disk.record_pass([self.landlord], 1, self.mb, True, True, sender=self.proofs))
        self.engine.hold(self.start + time)
        while self.disk.world()["last"] < self.start + time:
            self._count(self.disk.poke(_ANY, sender=self.tenant))
            self.engine.hold(self.start + time)

    def _count(self, receipt: Receipt) -> None:
        self.rent += sum(event.amount for event in receipt.named("Rent"))
        self.paid += sum(event.cost for name in ("Leased", "Renewed") for event in receipt.named(name))

    def _capacity(self, event: dict[str, Any]) -> None:
        more = event["mb"] - self.mb
        self.mb = event["mb"]
        if more > 0:
            self._count(self.disk.record_pass([self.landlord], 0, more, True, False, sender=self.proofs))
        elif more < 0:
            self._count(self.disk.strike(self.landlord, -more, 0, sender=self.proofs))
            self.engine.hold(self.start + event["t"])
            self._count(self.disk.unback(-more, 0, sender=self.proofs))

    def _donate(self, event: dict[str, Any]) -> None:
        self._count(self.disk.donate(event["cnt"], sender=self.tenant))

    def _lease(self, event: dict[str, Any]) -> None:
        if self.numbers.get(event["id"], _ANY) != _ANY:
            raise CaseError(f"'id': expected another one for each lease, got {event['id']}")
        self.numbers[event["id"]] = _ANY
        receipt = self.disk.lease(event["mb"], event["days"], _ANY, _ANY, self._expired(), sender=self.tenant)
        self.numbers[event["id"]] = receipt.value
        self._count(receipt)

    def _renew(self, event: dict[str, Any]) -> None:
        if event["id"] not in self.numbers:
            raise CaseError(f"'id': expected a lease, got {event['id']}")
        self._count(self.disk.renew(self.numbers[event["id"]], event["days"], _ANY, _ANY, sender=self.tenant))

    def _sync(self, event: dict[str, Any]) -> None:
        self._count(self.disk.poke(_ANY, sender=self.tenant))

    def _expired(self) -> list[int]:
        """Leases that can be reclaimed, the earliest first."""
        known = [(self.disk.lease_of(number)["expiry"], number) for number in self.numbers.values()]
        return [number for expiry, number in sorted(known) if 0 < expiry * _DAY <= self.engine.time][:_BATCH]

    def _so_far(self, time: int) -> dict[str, str]:
        self.engine.hold(self.start + time)
        world = self.disk.world()
        return {
            "pool": str(world["pool"]),
            "sold": _days(world["sold"]),
            "left": str(max(0, world["space"] - world["live"])),
            "paid": str(self.paid),
            "landlords": str(self.rent),
        }


def _days(mb_seconds: int) -> str:
    """MB-days as a decimal with at most 18 places, rounded down."""
    places = f"{mb_seconds % _DAY * _WEI // _DAY:018d}".rstrip("0")
    return f"{mb_seconds // _DAY}" + (f".{places}" if places else "")
