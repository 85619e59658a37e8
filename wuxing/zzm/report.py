# SPDX-License-Identifier: MIT
"""The report and the summary of ZZM's reserve cycle (ZZM-1 … ZZM-4)."""

from __future__ import annotations

from typing import Any

from wuxing.params import shown
from wuxing.report import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, TEAL, Listing, Picture, Report, area, bars, line
from wuxing.zzm.agents import NAMES
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
                f"{_state(end)}: released {end['released']:,.0f}, "
                f"bought back {end['bought']:,.0f} of {end['promised']:,.0f} promised, "
                f"given back {end['returned']:,.0f}, lost {end['lost']:,.0f}",
            )
        )
    keys = "replaced" if ("treasury", "key replaced") in economy.dates else "vote under way"
    paid = sum(row["success"] for row in economy.record.rows("payments"))
    rows.append(("treasury", f"{paid} payments by five signatures; lost key {keys}"))
    return rows


def report(economy: Economy) -> Report:
    """The report of a finished run."""
    supply, ends = economy.record.rows("supply"), _ends(economy)
    last = supply[-1]
    lost = sum(end["lost"] for end in ends)
    losers, failed = [end["project"] for end in ends if end["lost"]], [end["project"] for end in ends if end["failed"]]
    share = economy.settings.params.part("project") / ZZM
    return Report(
        f"ZZM: {len(ends)} projects through the reserve",
        f"{economy.settings.params.project_share / 100:g}% of all ZZM is frozen at first. A passed proposal releases "
        "some for a project; its profits buy a part back, which is frozen again for the next. "
        f"{len(failed) or 'None'} of the {len(ends)} failed{': the ' * bool(failed)}{', the '.join(failed)}.",
        [
            (f"{last['frozen'] / 1e6:,.2f} M", "ZZM frozen at the end", f"of {share / 1e6:,.0f} M at genesis"),
            (f"{last['refrozen'] / 1e6:,.2f} M", "frozen again", f"of {last['released'] / 1e6:,.2f} M released"),
            (f"{lost / 1e6:,.2f} M", "lost", f"by the {', the '.join(losers)}" if losers else "by nobody"),
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


def _state(end: dict[str, Any]) -> str:
    """A project's state, and that it failed where the state does not say so."""
    state = STATES[end["state"]]
    return f"{state}, failed" if end["failed"] and state != "failed" else state


def _total(supply: list[dict[str, Any]]) -> str:
    """What frozen, vesting, rewards and circulating ZZM add up to, on every day."""
    sums = [sum(row[name] for name in ("frozen", "vesting", "rewards", "circulating")) for row in supply]
    least, most = f"{min(sums):,.0f}", f"{max(sums):,.0f}"
    return f"always {least} ZZM" if least == most else f"{least} to {most} ZZM"


def _pictures(economy: Economy, supply: list[dict[str, Any]], ends: list[dict[str, Any]]) -> list[Picture]:
    days = [row["day"] for row in supply]
    column = lambda name: [row[name] for row in supply]  # noqa: E731
    p = economy.settings.params
    private, team = schedules(p)
    months = [*range(0, p.team_period, 30 * 86_400), p.team_period]
    empty = next((m for m in months if team.earned(p.part("team"), m)), p.team_period)
    years = [month / 365 / 86_400 for month in months]
    purchases = economy.record.rows("purchases")
    short = [end for end in ends if end["bought"] < end["promised"]]
    kept = len(ends) - len(short)
    prices = [row["price"] for row in supply if row["price"] is not None]
    course = (
        f"From {prices[0]:.3f} to {prices[-1]:.3f} USD, between {min(prices):.3f} and {max(prices):.3f}: creators "
        "sell, "
        if prices
        else "It has not opened: creators sell, "
    )
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
            f"The bands are {_total(supply)} together: what leaves one is in another.",
            [
                area("frozen", days, column("frozen"), BLUE, " ZZM"),
                area("vesting", days, column("vesting"), PURPLE, " ZZM"),
                area("rewards' budget", days, column("rewards"), TEAL, " ZZM"),
                area("circulating", days, column("circulating"), ORANGE, " ZZM"),
            ],
            "day", "ZZM",
        ),
        Picture(
            "Released and frozen again",
            "What left the reserve, what came back to it by purchases and returns, and the difference, which is out.",
            [
                line("released, in all", days, column("released"), GREY, " ZZM", dash="dot"),
                line("frozen again, in all", days, column("refrozen"), GREEN, " ZZM"),
                line("out", days, [r["released"] - r["refrozen"] for r in supply], ORANGE, " ZZM"),
            ],
            "day", "ZZM",
        ),
        Picture(
            "Vesting",
            "What investors and team will have been paid, over the years; the team has nothing before year "
            f"{empty / 365 / 86_400:.2g}.",
            [
                line("investors", years, [private.earned(p.part("private"), m) / ZZM for m in months], BLUE, " ZZM"),
                line("team", years, [team.earned(p.part("team"), m) / ZZM for m in months], ORANGE, " ZZM"),
            ],
            "year", "ZZM",
        ),
        Picture(
            "Bought back",
            f"What each project's purchases add up to. {kept} of {len(ends)} have bought what they promised"
            + "".join(f"; the {e['project']} {e['bought']:,.0f} of {e['promised']:,.0f}" for e in short) + ".",
            [
                line(name, *sums, colour, " ZZM")
                for name, colour in zip(NAMES, _COLOURS, strict=True) if (sums := _sums(purchases, name))[0]
            ],
            "day", "ZZM",
        ),
        Picture(
            "The market",
            course + "projects buy back. The business is invented, the market is Uniswap's code.",
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
                _state(end),
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
