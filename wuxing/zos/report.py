# SPDX-License-Identifier: MIT
"""The report and the summary of the ZOS economy: pictures of wuxing/zos/scenario.py's record."""

from __future__ import annotations

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


def report(economy: Economy) -> Report:
    """The report."""
    p, last = economy.settings.params, rows(economy, "40/60")[-1]
    first, without = _sold_by(economy, "40/60", 180), _sold_by(economy, "no lock", 180)
    return Report(
        title=f"ZOS: {len(economy.locked.people)} accounts, {economy.settings.days} days",
        lead=(
            "Miners of four classes stake, delegate, harvest, sell and leave on the contracts, through halvings every "
            "two years. The same people then live through the same days with no lock."
        ),
        headlines=[
            (f"{last['emitted'] / 1e6:,.1f} M", "ZOS have come out", f"of {p.mined / WAD / 1e6:,.0f} M"),
            (f"{last['staked'] / last['supply']:.1%}", "of the supply is staked", f"{last['staked']:,.0f} ZOS"),
            (f"{last['unlocking'] / 1e6:,.2f} M", "ZOS on their way", "harvested, in lines of 180 days, not minted"),
            (f"{1 - first / without:.0%}" if without else "0%", "sold less in half a year", "than with no lock"),
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
        "What is mined and not harvested, or harvested and not unlocked, lies between the two lines.",
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
        "ZOS harvested in a year for each ZOS staked: weights set classes apart, halvings and stakes the level.",
        traces,
        "day",
        "ZOS for a staked ZOS, a year",
        layout={"yaxis": {"type": "log", "dtick": 1}},
    )


def _rate(found: list[dict[str, Any]], key: str) -> tuple[list[int], list[float]]:
    days = [row["day"] for row in found[SPAN:]]
    return days, [(b[key] - a[key]) / (7 * SPAN) for a, b in zip(found, found[SPAN:], strict=False)]


def _pressure(economy: Economy) -> Picture:
    return Picture(
        "Selling pressure with 40/60 and with no lock",
        "ZOS sold a day: the lock spreads the first half year over a year; leaving whales stand out in both.",
        [
            line("40% at once, 60% in 180 days", *_rate(rows(economy, "40/60"), "sold"), BLUE, " ZOS a day"),
            line("no lock", *_rate(rows(economy, "no lock"), "sold"), RED, " ZOS a day", dash="dot"),
        ],
        "day",
        "ZOS sold a day",
        wide=True,
    )


def _sold(economy: Economy) -> Picture:
    traces = []
    for run, colour in (("40/60", BLUE), ("no lock", RED)):
        found = rows(economy, run)
        traces.append(line(run, [r["day"] for r in found], [r["sold"] for r in found], colour, " ZOS"))
    return Picture(
        "Sold so far", "The lock delays what is sold, and what is staked again in the meantime.", traces, "day", "ZOS"
    )


def _stakes(economy: Economy) -> Picture:
    traces = []
    for group, colour in COLOURS.items():
        found = [row for row in rows(economy, "40/60", "groups") if row["group"] == group]
        if found:
            traces.append(area(group, [r["day"] for r in found], [r["staked"] for r in found], colour, " ZOS"))
    return Picture(
        "Staked by class", "Whales come four weeks before a halving and leave after it.", traces, "day", "ZOS"
    )


def _genesis(economy: Economy) -> Listing:
    p = economy.settings.params
    days = ", ".join(
        f"{share / 100:g}% on day {offset // DAY}"
        for share, offset in zip(p.tranche_share, p.tranche_offset, strict=True)
    )
    return Listing(
        "Genesis",
        "The eight allocations, and when they can be spent.",
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
