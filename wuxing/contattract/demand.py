# SPDX-License-Identifier: MIT
"""What Contattract's tenants store: the records of XZ's cabinets (CNT-8; XZ-5, XZ-24).

A city has the cabinets of one real pharmacy (wuxing/xz/agents.py, data/pharmacy_sales_daily.csv). Each of them makes
what it makes in XZ: four temperatures a day and a record for each sale, the very bytes that its chip signs and its log
commits to. A sale of a prescription class leaves a health record too, encrypted as XZ-24 has it, in
base64, a line each. What a package went through is kept on chain (XZ-23) and needs no space.

Kinds of records are kept for different times, so that sizes and lifetimes of leases follow from the data: an archive of
temperatures stops growing after a month, one of sales grows for half a year, health records stay.
"""

from __future__ import annotations

import base64
import json
from collections import deque
from dataclasses import dataclass
from random import Random

from eth_hash.auto import keccak

from wuxing.chance import stream
from wuxing.xz.agents import GROUP, Cabinet, Pharmacy, TruePrices, make_cabinet
from wuxing.xz.health import Sealed

MB = 1 << 20
START = 1_798_761_600
"""Day 0 begins: 1 January 2027, 00:00 UTC, the launch."""
DAY = 86_400
OUTAGE = 0.03
"""Probability that a cabinet is without power on a day, as in XZ's scenario."""
PRESCRIPTION = ("N05B", "N05C", "R03")
"""Classes that are sold on prescription, and leave a health record."""
KINDS = {"temperatures": 30, "sales": 180, "health": 365}
"""Kinds of records, and days that each is kept: assumptions, the longest is what a lease can last."""
FIRST, LAST = -60, 20
"""Days between which a city's cabinets go into service; in a short run the last is a quarter of it."""


@dataclass(frozen=True)
class Volume:
    """Bytes that one city's cabinets made on a day, by kind, and how many cabinets and records it were."""

    cabinets: int
    records: dict[str, int]
    size: dict[str, int]


class City:
    """The cabinets of one pharmacy and what they have stored; the last retention's bytes are counted by kind."""

    def __init__(self, seed: int, number: int, days: int) -> None:
        self.number, self.seed = number, seed
        self.opens = stream(seed, f"city {number}").randrange(FIRST, min(days // 4, LAST) + 1)
        self._pharmacy = Pharmacy(seed, number)
        self._prices = TruePrices(seed)
        self._random = stream(seed, f"patients {number}")
        first = 1 + number * GROUP
        self.cabinets: list[Cabinet] = [make_cabinet(first + i, None, 0, seed, False) for i in range(GROUP)]
        self._kept: dict[str, deque[int]] = {kind: deque(maxlen=keep) for kind, keep in KINDS.items()}
        self.held = dict.fromkeys(KINDS, 0)
        self._history: dict[int, dict[str, int]] = {}
        self.volumes: list[Volume] = []
        self.latest: dict[str, bytes] = dict.fromkeys(KINDS, b"")

    def live(self, day: int) -> None:
        """A day passes (days before the city opens leave nothing). `latest` is then what the day stored, by kind."""
        self.latest = dict.fromkeys(KINDS, b"")
        if day < self.opens:
            return
        for cabinet in self.cabinets:
            cabinet.wake(OUTAGE)
        self._prices.next_day()
        self._pharmacy.serve(day, [cabinet for cabinet in self.cabinets if cabinet.online], self._prices.now)
        lines: dict[str, list[bytes]] = {kind: [] for kind in KINDS}
        for cabinet in self.cabinets:
            if not cabinet.online:
                continue
            for _, record in cabinet.records(START + day * DAY):
                lines["temperatures" if b'"temperature"' in record else "sales"].append(record)
            for sale in cabinet.sales:
                if sale.atc in PRESCRIPTION:
                    lines["health"].append(_prescription(self._random, cabinet.token, day, sale.atc, sale.units))
        self.latest = {kind: b"".join(line + b"\n" for line in lines[kind]) for kind in KINDS}
        for kind, data in self.latest.items():
            kept = self._kept[kind]
            if len(kept) == kept.maxlen:
                self.held[kind] -= kept[0]
            kept.append(len(data))
            self.held[kind] += len(data)
        self._history[day] = dict(self.held)
        self.volumes.append(
            Volume(
                sum(cabinet.online for cabinet in self.cabinets),
                {kind: len(records) for kind, records in lines.items()},
                {kind: len(data) for kind, data in self.latest.items()},
            )
        )

    def needs(self, kind: str, scale: int, day: int) -> int:
        """MB that the archive of a kind takes after a day, each cabinet standing for `scale`; 0 before the first."""
        return -(-self._history.get(day, {}).get(kind, 0) * scale // MB)


def _prescription(random: Random, token: int, day: int, atc: str, units: int) -> bytes:
    """A patient's record of what was dispensed, encrypted as XZ-24 stores it."""
    patient = "0x" + keccak(b"patient %d" % random.randrange(10_000))[-20:].hex()
    content = {
        "patient": patient, "day": day, "cabinet": token, "atc": atc, "units": units,
        "prescriber": random.randrange(10**9), "dose": f"{random.randrange(1, 4)} daily", "days": 7 * (units // 10**4),
    }  # fmt: skip
    sealed = Sealed.of(json.dumps(content, separators=(",", ":")).encode(), patient).ciphertext
    return base64.b64encode(sealed)


@dataclass(frozen=True)
class Arithmetic:
    """From records to MB: what one cabinet stores a day (bytes, by kind), and what `scale` of them make of a city."""

    records: dict[str, float]
    size: dict[str, float]
    cabinet_days: int

    @classmethod
    def of(cls, cities: list[City]) -> Arithmetic:
        """Measured over all days and cabinets with power of these cities."""
        volumes = [volume for city in cities for volume in city.volumes]
        days = max(1, sum(volume.cabinets for volume in volumes))
        return cls(
            {kind: sum(volume.records[kind] for volume in volumes) / days for kind in KINDS},
            {kind: sum(volume.size[kind] for volume in volumes) / days for kind in KINDS},
            days,
        )

    def records_per_mb(self, kind: str) -> float:
        """How many records of a kind fill 1 MB."""
        return MB * self.records[kind] / self.size[kind]

    def final_mb(self, kind: str, scale: int) -> float:
        """MB of a city's archive once its retention is full."""
        return self.size[kind] * GROUP * scale * KINDS[kind] / MB
