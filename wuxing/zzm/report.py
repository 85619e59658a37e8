# SPDX-License-Identifier: MIT
"""The report and the summary of ZZM's reserve cycle (ZZM-1 … ZZM-4)."""

from __future__ import annotations

from typing import Any

from wuxing.params import shown
from wuxing.report import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, TEAL, Listing, Picture, Report, area, bars, line
from wuxing.zzm.agents import FAILING, NAMES
from wuxing.zzm.deployment import schedules
from wuxing.zzm.model import STATES
from wuxing.zzm.params import ZZM
from wuxing.zzm.scenario import Economy

_COLOURS = (BLUE, RED, GREEN, ORANGE, PURPLE)


def summary(economy: Economy) -> list[tuple[str, str]]:
    """The figures for the terminal."""
    last = economy.record.rows("supply")[-1]
    rows = [
        ("frozen at the end", f"{last['frozen']:,.2f} ZZM"),
        ("released", f"{last['released']:,.2f} ZZM"),
        ("frozen again", f"{last['refrozen']:,.2f} ZZM"),
        ("circulating", f"{last['circulating']:,.2f} ZZM"),
    ]
    for end in _ends(economy):
        rows.append(
            (
                end["project"],
                f"{STATES[end['state']]}{' (failed)' if end['failed'] else ''}: released {end['released']:,.0f}, "
                f"bought back {end['bought']:,.0f} of {end['promised']:,.0f} promised, "
                f"given back {end['returned']:,.0f}, lost {end['lost']:,.0f}",
            )
        )
    keys = "replaced" if ("treasury", "key replaced") in economy.dates else "vote under way"
    rows.append(("treasury", f"{len(economy.record.rows('payments'))} payments by five signatures; lost key {keys}"))
    return rows


def report(economy: Economy) -> Report:
    """The report of a finished run."""
    supply, ends = economy.record.rows("supply"), _ends(economy)
    last = supply[-1]
    lost = sum(end["lost"] for end in ends)
    share = economy.settings.params.part("project") / ZZM
    return Report(
        "ZZM: five projects through the reserve",
        "Half of all ZZM is frozen. A passed proposal releases some for a project; its profits buy a part back, which "
        "is frozen again for the next. One of the five fails.",
        [
            (f"{last['frozen'] / 1e6:,.2f} M", "ZZM frozen at the end", f"of {share / 1e6:,.0f} M at genesis"),
            (f"{last['refrozen'] / 1e6:,.2f} M", "frozen again", f"of {last['released'] / 1e6:,.2f} M released"),
            (f"{lost / 1e6:,.2f} M", "lost", f"by the {NAMES[FAILING]}, which failed"),
            (f"{last['circulating'] / 1e6:,.1f} M", "circulating", "not frozen, vesting or the rewards' budget"),
        ],
        [*_pictures(economy, supply, ends), _listing(economy, ends)],
        [
            "Business, prices and the share that creators sell are invented: the paper has no figures of any project.",
            "Every release and every judgement is a vote of wrapped ZZM through governor and timelock, in full length.",
            "All transactions went to the contracts in contracts/, Uniswap V2's and Safe's published bytecode.",
            "The vesting picture is the model's; the contract is tested against it (wuxing/vesting.py).",
        ],
        parameters=shown(economy.settings.params),
    )


def _ends(economy: Economy) -> list[dict[str, Any]]:
    rows = economy.record.rows("projects")
    return [[row for row in rows if row["project"] == name][-1] for name in NAMES]


def _pictures(economy: Economy, supply: list[dict[str, Any]], ends: list[dict[str, Any]]) -> list[Picture]:
    days = [row["day"] for row in supply]
    column = lambda name: [row[name] for row in supply]  # noqa: E731
    p = economy.settings.params
    private, team = schedules(p)
    months = range(0, p.team_period + 1, 30 * 86_400)
    years = [month / 365 / 86_400 for month in months]
    purchases = economy.record.rows("purchases")
    return [
        Picture(
            "The reserve, project by project",
            "Released is what a project was given; bought and given back is frozen again; red never came back.",
            [
                bars("released", NAMES, [end["released"] for end in ends], GREY, " ZZM"),
                bars("bought back", NAMES, [end["bought"] for end in ends], GREEN, " ZZM"),
                bars("given back", NAMES, [end["returned"] for end in ends], TEAL, " ZZM"),
                bars("lost", NAMES, [end["lost"] for end in ends], RED, " ZZM"),
            ],
            "project", "ZZM", wide=True, layout={"barmode": "group"},
        ),
        Picture(
            "Where all ZZM are",
            "The bands are always 200,000,000 together: what leaves one is in another.",
            [
                area("frozen", days, column("frozen"), BLUE, " ZZM"),
                area("vesting", days, column("vesting"), PURPLE, " ZZM"),
                area("rewards' budget", days, column("rewards"), TEAL, " ZZM"),
                area("circulating", days, column("circulating"), ORANGE, " ZZM"),
            ],
            "day", "ZZM",
        ),
        Picture(
            "Frozen and circulating",
            "Each release is a step down of the frozen ZZM; purchases bring a part of it back.",
            [
                line("released, in all", days, column("released"), GREY, " ZZM", dash="dot"),
                line("frozen again, in all", days, column("refrozen"), GREEN, " ZZM"),
                line("out", days, [r["released"] - r["refrozen"] for r in supply], ORANGE, " ZZM"),
            ],
            "day", "ZZM",
        ),
        Picture(
            "Vesting",
            "What investors and team will have been paid, over the years; the team's first year is empty.",
            [
                line("investors", years, [private.earned(p.part("private"), m) / ZZM for m in months], BLUE, " ZZM"),
                line("team", years, [team.earned(p.part("team"), m) / ZZM for m in months], ORANGE, " ZZM"),
            ],
            "year", "ZZM",
        ),
        Picture(
            "Bought back",
            "Purchases add up to each promise; the failing project's never reach it.",
            [
                line(name, *_sums(purchases, name), colour, " ZZM")
                for name, colour in zip(NAMES, _COLOURS, strict=True)
            ],
            "day", "ZZM",
        ),
        Picture(
            "The market",
            "Creators who sell press the price, purchases lift it. The business is invented, the market is real.",
            [line("price", days, column("price"), BLUE, " USD")],
            "day", "USD for one ZZM", wide=True,
        ),
    ]  # fmt: skip


def _sums(purchases: list[dict[str, Any]], name: str) -> tuple[list[int], list[float]]:
    """Days, and what had been bought back by then."""
    total, days, sums = 0.0, [], []
    for row in purchases:
        if row["project"] == name:
            total += row["bought"]
            days.append(row["day"])
            sums.append(total)
    return days, sums


def _listing(economy: Economy, ends: list[dict[str, Any]]) -> Listing:
    dates = economy.dates
    when = lambda name, what: str(dates.get((name, what), "–"))  # noqa: E731
    rows = []
    for end in ends:
        name = end["project"]
        rows.append(
            [
                name,
                STATES[end["state"]] + (", failed" if end["failed"] else ""),
                *(when(name, what) for what in ("registered", "released", "judged", "closed")),
                *(f"{end[key]:,.0f}" for key in ("released", "promised", "bought", "returned", "lost")),
            ]
        )
    return Listing(
        "The ledger",
        "Days are those of the run; ZZM rounded to whole ones.",
        [
            *("project", "state", "registered", "voted", "judged", "closed"),
            *("released", "promised", "bought", "given back", "lost"),
        ],
        rows,
        ["bad" if end["failed"] else "good" for end in ends],
    )
