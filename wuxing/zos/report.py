# SPDX-License-Identifier: MIT
"""The report and the summary of the ZOS economy: pictures of wuxing/zos/scenario.py's record."""

from __future__ import annotations

from collections import Counter
from typing import Any

from wuxing.params import shown
from wuxing.report import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, TEAL, Listing, Picture, Report, area, line
from wuxing.zos.params import ALLOCATIONS, CLASSES, LOCKED
from wuxing.zos.scenario import Economy

WAD = 10**18
DAY = 86_400
COLOURS = dict(
    zip((*CLASSES, "delegator", "whale", "nodes"), (BLUE, TEAL, GREEN, ORANGE, PURPLE, RED, GREY), strict=True)
)
SPAN = 4
"""Weeks over which a rate is averaged."""


def rows(economy: Economy, run: str, table: str = "weekly") -> list[dict[str, Any]]:
    """One run's rows of a table."""
    return [row for row in economy.record.rows(table) if row["run"] == run]


def summary(economy: Economy) -> list[tuple[str, str]]:
    """The figures for the terminal."""
    last, other = rows(economy, "40/60")[-1], rows(economy, "no lock")[-1]
    return [
        ("emitted", f"{last['emitted']:,.0f} ZOS of {economy.settings.params.mined / WAD:,.0f}"),
        ("supply", f"{last['supply']:,.0f} ZOS: staked {last['staked']:,.0f}, free {last['free']:,.0f}"),
        ("not yet minted", f"{last['unlocking']:,.0f} ZOS in the lines of 180 days"),
        (
            "sold in the first year",
            f"{_sold_by(economy, '40/60', 365):,.0f} ZOS; {_sold_by(economy, 'no lock', 365):,.0f} without a lock",
        ),
        ("sold in all", f"{last['sold']:,.0f} ZOS; {other['sold']:,.0f} without a lock"),
        ("transactions", f"{economy.locked.sent + economy.free.sent:,}"),
    ]


def _sold_by(economy: Economy, run: str, day: int) -> float:
    return max((row["sold"] for row in rows(economy, run) if row["day"] <= day), default=0.0)


def _lock(economy: Economy) -> str:
    p = economy.settings.params
    return f"{p.instant / 100:g}% at once, {100 - p.instant / 100:g}% in {p.unlock_time // DAY} days"


def _halvings(economy: Economy) -> int:
    """Halvings of the emission within the run."""
    mine = economy.locked
    return sum(mine.launch + n * economy.settings.params.halving_period <= mine.engine.time for n in range(1, 50))


def _whales(economy: Economy) -> list[tuple[int, int | None]]:
    """When the whales come and leave, of those who come within the run."""
    people = economy.locked.people
    return sorted({(x.arrives, x.leaves) for x in people if x.sort == "whale" and x.arrives <= economy.settings.days})


def _held_back(economy: Economy, days: int) -> tuple[str, str]:
    """What the lock kept from being sold by a day: the share, and whether that is less or more."""
    sold, without = _sold_by(economy, "40/60", days), _sold_by(economy, "no lock", days)
    if not without:
        return "–", "nothing was sold"
    return f"{abs(1 - sold / without):.0%}", f"{'less' if sold <= without else 'more'} sold"


def report(economy: Economy) -> Report:
    """The report."""
    p, last = economy.settings.params, rows(economy, "40/60")[-1]
    half = min(180, economy.settings.days)
    share, which = _held_back(economy, half)
    sorts = Counter("delegators" if x.sort == "delegator" else "miners" for x in economy.locked.people)
    halvings = _halvings(economy)
    return Report(
        title=f"ZOS: {sorts['miners']} miners and {sorts['delegators']} delegators, {economy.settings.days:,} days",
        lead=(
            f"Miners of {len(CLASSES)} classes stake, delegate, harvest, sell and leave on the contracts, through "
            f"{halvings or 'no'} halving{'s' * (halvings != 1)}. The same people then live through the same days "
            "with no "
            "lock."
        ),
        headlines=[
            (f"{last['emitted'] / 1e6:,.1f} M", "ZOS have come out", f"of {p.mined / WAD / 1e6:,.0f} M"),
            (f"{last['staked'] / last['supply']:.1%}", "of the supply is staked", f"{last['staked']:,.0f} ZOS"),
            (
                f"{last['unlocking'] / 1e6:,.2f} M",
                "ZOS on their way",
                f"harvested, in lines of {p.unlock_time // DAY} days, not minted",
            ),
            (share, f"{which} in the first {half} days", "than with no lock"),
            (f"{economy.locked.sent + economy.free.sent:,}", "transactions", "in both runs"),
        ],
        parts=[
            _split(economy),
            _emission(economy),
            _income(economy),
            _pressure(economy),
            _sold(economy),
            _stakes(economy),
            _genesis(economy),
        ],
        notes=[
            "People, sizes and habits are assumptions (wuxing/zos/agents.py); all else is what the contracts did.",
            "Emission while nobody stakes belongs to nobody and is never minted.",
            "Stakes are bought from the budgets of sale and ecosystem; the tranches are kept.",
        ],
        parameters=shown(p),
    )


def _split(economy: Economy) -> Picture:
    found = rows(economy, "40/60")
    days = [row["day"] for row in found]
    return Picture(
        "Where the supply is",
        "Staked, free and locked add up to the supply; what unlocks is on top: it is minted when claimed.",
        [
            area("locked (vesting, budgets)", days, [r["locked"] for r in found], GREY, " ZOS"),
            area("staked", days, [r["staked"] for r in found], BLUE, " ZOS"),
            area("free", days, [r["free"] for r in found], GREEN, " ZOS"),
            area("unlocking", days, [r["unlocking"] for r in found], ORANGE, " ZOS"),
        ],
        "day",
        "ZOS",
        wide=True,
    )


def _emission(economy: Economy) -> Picture:
    found = rows(economy, "40/60")
    p = economy.settings.params
    genesis = (p.cap - p.mined) / WAD
    days = [row["day"] for row in found]
    return Picture(
        "Emitted and minted",
        "What is mined and not harvested, harvested and not unlocked, or was mined while nobody staked lies between "
        "the "
        "two lines.",
        [
            line("emitted", days, [r["emitted"] for r in found], BLUE, " ZOS"),
            line("minted", days, [r["supply"] - genesis for r in found], GREEN, " ZOS"),
        ],
        "day",
        "ZOS",
    )


def _income(economy: Economy) -> Picture:
    traces = []
    for group, colour in COLOURS.items():
        found = [row for row in rows(economy, "40/60", "groups") if row["group"] == group]
        days, rates = [], []
        for before, after in zip(found, found[SPAN:], strict=False):
            mean = (before["staked"] + after["staked"]) / 2
            if mean > 1:
                days.append(after["day"])
                rates.append((after["harvested"] - before["harvested"]) / mean * 365 / (7 * SPAN))
        if days:
            traces.append(line(group, days, rates, colour, " a year"))
    return Picture(
        "Income of each class",
        f"ZOS harvested in a year for each ZOS staked, averaged over {SPAN} weeks: weights set classes apart, "
        "emission and "
        "stakes the level.",
        traces,
        "day",
        "ZOS for a staked ZOS, a year",
        layout={"yaxis": {"type": "log", "dtick": 1}},
    )


def _rate(found: list[dict[str, Any]], key: str) -> tuple[list[int], list[float]]:
    days = [row["day"] for row in found[SPAN:]]
    return days, [(b[key] - a[key]) / (7 * SPAN) for a, b in zip(found, found[SPAN:], strict=False)]


def _pressure(economy: Economy) -> Picture:
    days = economy.settings.days
    spans = sorted({min(180, days), min(365, days)})
    held = [f"{' '.join(_held_back(economy, span))} in the first {span} days" for span in spans]
    leave = sorted({day for _, day in _whales(economy) if day is not None and day <= economy.settings.days})
    return Picture(
        "Selling pressure with and without the lock",
        f"ZOS sold a day, averaged over {SPAN} weeks. With the lock {', '.join(held)}."
        + (f" Whales leave on day{'s' * (len(leave) > 1)} {', '.join(map(str, leave))}." if leave else ""),
        [
            line(_lock(economy), *_rate(rows(economy, "40/60"), "sold"), BLUE, " ZOS a day"),
            line("no lock", *_rate(rows(economy, "no lock"), "sold"), RED, " ZOS a day", dash="dot"),
        ],
        "day",
        "ZOS sold a day",
        wide=True,
    )


def _sold(economy: Economy) -> Picture:
    traces = []
    for run, name, colour in (("40/60", _lock(economy), BLUE), ("no lock", "no lock", RED)):
        found = rows(economy, run)
        traces.append(line(name, [r["day"] for r in found], [r["sold"] for r in found], colour, " ZOS"))
    sold, without = (rows(economy, run)[-1]["sold"] for run in ("40/60", "no lock"))
    return Picture(
        "Sold so far",
        f"{sold:,.0f} ZOS with the lock and {without:,.0f} without it, in all.",
        traces,
        "day",
        "ZOS",
    )


def _stakes(economy: Economy) -> Picture:
    traces = []
    for group, colour in COLOURS.items():
        found = [row for row in rows(economy, "40/60", "groups") if row["group"] == group]
        if found:
            traces.append(area(group, [r["day"] for r in found], [r["staked"] for r in found], colour, " ZOS"))
    whales = [f"from day {came} to {left}" for came, left in _whales(economy)]
    there = f"Whales are there {', '.join(whales)}" if whales else "No whale came"
    return Picture(
        "Staked by class",
        f"Who holds the stakes. {there}.",
        traces,
        "day",
        "ZOS",
    )


def _genesis(economy: Economy) -> Listing:
    p = economy.settings.params
    days = ", ".join(
        f"{share / 100:g}% on day {offset // DAY}"
        for share, offset in zip(p.tranche_share, p.tranche_offset, strict=True)
    )
    return Listing(
        "Genesis",
        f"The {len(ALLOCATIONS)} allocations, and when they can be spent.",
        ("allocation", "ZOS", "held by"),
        [
            (
                name,
                f"{p.genesis[name] / WAD:,.0f}",
                f"vesting: {days}" if name in LOCKED else "a budget of the timelock's",
            )
            for name in ALLOCATIONS
        ],
    )
