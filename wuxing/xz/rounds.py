# SPDX-License-Identifier: MIT
"""The feeds' rounds in an economy of XZ: who reports, who lies, and the answer beside the truth (XZ-17)."""

from __future__ import annotations

from wuxing import devmarket
from wuxing.chance import stream
from wuxing.xz.agents import Cabinet
from wuxing.xz.deployment import CLASSES, FEEDS
from wuxing.xz.feed import MAX_SIGNERS
from wuxing.xz.world import World

LIE = 1.5
"""What liars multiply a price by."""
CONTESTED = "feed_price_n02be"
"""The feed that coalitions try to bend."""
SWEPT = "feed_price_n05c"
"""The feed whose liars grow by one a day, from none to two thirds and again: what a median can bear, measured."""


class Rounds:
    """The feeds of a world. Where there are few cabinets, fewer signers are asked for.

    `coalition` is whether those who agreed on a lie today are a majority; None where nobody did.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.coalition: bool | None = None
        p = world.settings.params
        self.quorum = p.feed_quorum
        if world.count < p.feed_quorum + 2:
            self.quorum = max(3, world.count // 2)
            for feed in FEEDS:
                terms = (self.quorum, p.feed_max_age)
                world.send(getattr(world.xz, feed).set_terms, *terms, sender=world.owner)

    def reporters(self) -> list[Cabinet]:
        """Cabinets that report today: all that are online, or 31 of them drawn by seed."""
        online = [cabinet for cabinet in self.world.cabinets if cabinet.online]
        if len(online) > MAX_SIGNERS:
            online = stream(self.world.seed, f"reporters {self.world.day}").sample(online, MAX_SIGNERS)
        return online

    def report(self) -> None:
        """A round of every feed, if enough cabinets are online: prices, units sold, temperature."""
        world = self.world
        observed = world.clock(21.5)
        cabinets = self.reporters()
        if len(cabinets) < self.quorum:
            world.record.add("silent", day=world.day, cabinets=len(cabinets))
            return
        price = devmarket.price(world.xz)
        truths = {"feed_xz_price": (round(price * 10**8), 0.002)}
        truths |= {f"feed_price_{atc.lower()}": (world.prices.now[atc], 0.01) for atc in CLASSES}
        for feed, (truth, noise) in truths.items():
            liars, values = self._liars(feed, cabinets), []
            for cabinet in cabinets:
                value = cabinet.observe(truth, noise)
                values.append((cabinet, round(value * LIE) if cabinet in liars else value))
            self._answer(feed, observed, values, truth, len(liars))
        for atc in CLASSES:
            values = [(cabinet, cabinet.sold(atc)) for cabinet in cabinets]
            ordered = sorted(value for _, value in values)
            self._answer(f"feed_units_{atc.lower()}", observed, values, ordered[(len(ordered) - 1) // 2])
        values = [(cabinet, cabinet.temperature()) for cabinet in cabinets]
        self._answer("feed_temperature", observed, values, 2200)

    def _liars(self, feed: str, reporters: list[Cabinet]) -> list[Cabinet]:
        """Who of the reporters tells a false price today."""
        if feed == CONTESTED and self.coalition is not None:
            return reporters[: len(reporters) // 2 + 1 if self.coalition else (len(reporters) - 1) // 2]
        if feed == SWEPT:
            return reporters[: self.world.day % (2 * len(reporters) // 3 + 1)]
        return [cabinet for cabinet in reporters if cabinet.liar]

    def _answer(self, feed: str, observed: int, values: list[tuple[Cabinet, int]], truth: int, liars: int = 0) -> None:
        """Reports, and records what the feed says beside what is true."""
        world = self.world
        answer = world.carrier.report(feed, observed, values, world.keeper)
        numbers = [value for _, value in values]
        world.record.add(
            "feeds",
            day=world.day,
            feed=feed,
            answer=answer,
            truth=truth,
            lowest=min(numbers),
            highest=max(numbers),
            reporters=len(values),
            liars=liars,
            coalition=self.coalition if feed == CONTESTED else None,
        )
