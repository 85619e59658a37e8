# SPDX-License-Identifier: MIT
"""Who acts in the simulated economy of XZ, and on what data: pharmacies' customers, cabinets, miners, signers.

Agents decide and sign; they never call a contract. What they produce is carried by wuxing/xz/feed.py. All chance comes
from wuxing/chance.py.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_hash.auto import keccak

from wuxing.chance import stream
from wuxing.paths import DATA
from wuxing.xz.attacks import DoubleSealer, Skipper
from wuxing.xz.deployment import CLASSES
from wuxing.xz.node import Node
from wuxing.xz.signing import P256, SECP256K1, Chip

DAY = 86_400
UNITS = 10**4
"""Sold amounts are whole numbers of ten-thousandths of a unit, as the feeds of units have them."""
PRICE = 10**8
"""Prices are whole numbers of 10^-8 dollars for a unit, as the feeds of prices have them."""
CENT = 10**16
"""A cent in units of the stablecoin."""
GROUP = 20
"""Cabinets that share the custom of one pharmacy."""
ADVERTISING = 40 * CENT
"""What the screen of a cabinet earns on a day: an assumption."""
DELIVERY = 50 * CENT
"""Fee for a delivery, which every tenth sale is: an assumption."""


# --- customers and prices


def pharmacy_days() -> list[tuple[str, dict[str, int]]]:
    """What the real pharmacy sold: date, and by class in ten-thousandths of a unit (data/README.md)."""
    with (DATA / "pharmacy_sales_daily.csv").open(newline="", encoding="utf-8") as file:
        return [
            (row["date"], {atc: round(float(row[atc]) * UNITS) for atc in CLASSES}) for row in csv.DictReader(file)
        ]


class TruePrices:
    """What a unit of each class really costs, in 10^-8 dollars: a random walk, about 1% up or down a day."""

    def __init__(self, seed: int) -> None:
        self._random = stream(seed, "prices")
        with (DATA / "class_prices.csv").open(newline="", encoding="utf-8") as file:
            self.now = {row["atc"]: round(float(row["usd"]) * PRICE) for row in csv.DictReader(file)}

    def next_day(self) -> None:
        """A day passes."""
        for atc in CLASSES:
            self.now[atc] = max(1, round(self.now[atc] * (1 + self._random.gauss(0, 0.01))))


@dataclass(frozen=True)
class Sale:
    """One customer: `units` ten-thousandths at `price` (10^-8 dollars a unit), at a second of the day."""

    at: int
    atc: str
    units: int
    price: int

    @property
    def usd(self) -> int:
        """What it brought, in the stablecoin's units (10^-18 dollars)."""
        return self.units * self.price * (10**18 // (UNITS * PRICE))


class Pharmacy:
    """The custom of one real pharmacy, which a group of cabinets shares."""

    def __init__(self, seed: int, group: int) -> None:
        self._random = stream(seed, f"pharmacy {group}")
        self._days = pharmacy_days()
        self._first = group * 7 % len(self._days)

    def amounts(self, day: int) -> dict[str, int]:
        """What was really sold on a day of the simulation, by class, in ten-thousandths of a unit."""
        return self._days[(self._first + day) % len(self._days)][1]

    def date(self, day: int) -> str:
        """The real day that a day of the simulation repeats."""
        return self._days[(self._first + day) % len(self._days)][0]

    def serve(self, day: int, cabinets: Sequence[Cabinet], prices: dict[str, int]) -> None:
        """Hands out the day's customers: a unit each, the last of a class the rest; popular cabinets get more."""
        if not cabinets:
            return
        weights = [cabinet.popularity for cabinet in cabinets]
        for atc, amount in self.amounts(day).items():
            while amount > 0:
                units = min(amount, UNITS)
                amount -= units
                cabinet = self._random.choices(cabinets, weights)[0]
                at = 8 * 3600 + self._random.randrange(12 * 3600)
                cabinet.sales.append(Sale(at, atc, units, prices[atc]))


# --- cabinets


@dataclass
class Cabinet:
    """A cabinet in service: its token, its chip, whose it is and which node hosts it.

    `batch` and `head` are where its own log stands; it follows it without asking a node.
    """

    token: int
    chip: Chip
    owner: Any
    node: int
    popularity: float
    random: random.Random
    liar: bool = False
    awake: bool = True
    in_service: bool = True
    batch: int = 0
    head: bytes = bytes(32)
    sales: list[Sale] = field(default_factory=list)
    temperatures: list[int] = field(default_factory=list)
    last_records: list[bytes] = field(default_factory=list)

    @property
    def online(self) -> bool:
        """Whether it sells and reports today."""
        return self.awake and self.in_service

    def wake(self, outage: float) -> None:
        """A new day: without power at this probability, else four readings of the temperature (0.01 degrees)."""
        self.sales, self.temperatures = [], []
        self.awake = self.random.random() >= outage
        if self.awake:
            self.temperatures = [round(self.random.gauss(2200, 120)) for _ in range(4)]

    def records(self, midnight: int) -> list[tuple[int, bytes]]:
        """The day's records in order of time, with their times: what is logged, signed and stored."""
        entries: list[tuple[int, dict[str, Any]]] = [
            (midnight + (6 * hour + 1) * 3600, {"temperature": value}) for hour, value in enumerate(self.temperatures)
        ]
        entries += [
            (midnight + sale.at, {"atc": sale.atc, "price": sale.price, "units": sale.units}) for sale in self.sales
        ]
        entries.sort(key=lambda entry: entry[0])
        return [
            (at, json.dumps({"token": self.token, "at": at, **what}, separators=(",", ":")).encode())
            for at, what in entries
        ]

    def revenue(self) -> tuple[int, int, int, int]:
        """What the day brought, in the stablecoin's units: drugs, advertising, delivery, partner pharmacy (none)."""
        drugs = sum(sale.usd for sale in self.sales)
        return drugs, ADVERTISING, len(self.sales) // 10 * DELIVERY, 0

    def sold(self, atc: str) -> int:
        """Units of a class sold today, in ten-thousandths."""
        return sum(sale.units for sale in self.sales if sale.atc == atc)

    def observe(self, truth: int, noise: float) -> int:
        """An honest look at a number: the truth with a little of its own."""
        return round(truth * (1 + self.random.gauss(0, noise)))

    def temperature(self) -> int:
        """Today's mean, in 0.01 degrees."""
        return sum(self.temperatures) // len(self.temperatures)


def make_cabinet(token: int, owner: Any, node: int, seed: int, liar: bool) -> Cabinet:
    """The cabinet of a token. Every fourth chip is on P-256, as secure elements are; the others on secp256k1."""
    chance = stream(seed, f"cabinet {token}")
    chip = Chip.from_seed(f"wuxing xz {seed} chip {token}", SECP256K1 if token % 4 else P256)
    return Cabinet(token, chip, owner, node, chance.uniform(0.5, 1.5), chance, liar)


def hardware_id(seed: int, token: int) -> bytes:
    """Serial number of a cabinet."""
    return keccak(f"wuxing xz {seed} cabinet {token}".encode())


def position(seed: int, token: int) -> tuple[int, int]:
    """Where a cabinet stands, in 1e-7 degrees: somewhere in the east of China."""
    chance = stream(seed, f"position {token}")
    return round(chance.uniform(22.5, 40.0) * 1e7), round(chance.uniform(110.0, 121.5) * 1e7)


# --- traders


@dataclass(frozen=True)
class Order:
    """A trader's wish: `usd` (stablecoin units) to buy XZ with, or XZ (wei) to sell."""

    usd: int = 0
    xz: int = 0


class Trader:
    """Gives the market some flow: on most days one purchase or one sale, a little more bought than sold."""

    def __init__(self, seed: int) -> None:
        self._random = stream(seed, "trader")

    def order(self, held: int, price: float) -> Order | None:
        """What it wants today, with `held` wei of XZ at `price` dollars."""
        dollars = round(self._random.uniform(50, 1500))
        draw = self._random.random()
        if draw < 0.40:
            return Order(usd=dollars * 10**18)
        wanted = int(dollars / price) * 10**18
        return Order(xz=wanted) if draw < 0.75 and 0 < wanted <= held else None


# --- signers of the native chain


class Turncoat(DoubleSealer):
    """Honest until it is `turned`, then seals two blocks on one parent."""

    turned = False

    def make(self, time: int) -> None:
        """As the rules want, or twice."""
        (super().make if self.turned else super(DoubleSealer, self).make)(time)


class Hasty(Skipper):
    """Honest until it is `turned`, then seals every block at once."""

    turned = False

    def may_seal(self) -> bool:
        """As the rules want, or whenever it is a signer."""
        return super().may_seal() if self.turned else super(Skipper, self).may_seal()

    def delay(self) -> float:
        """As the rules want, or none."""
        return super().delay() if self.turned else super(Skipper, self).delay()

    def make(self, time: int) -> None:
        """As the rules want, or even where they refuse it."""
        (super().make if self.turned else super(Skipper, self).make)(time)


@dataclass
class Operator:
    """Who runs a node: an account that stakes here and seals there with the same key, and stores what cabinets record.

    `disk` is what it stores, by sector id.
    """

    account: Any
    node: Node
    number: int = 0
    tokens: list[int] = field(default_factory=list)
    disk: dict[int, Any] = field(default_factory=dict)
    has_power: bool = True
