# SPDX-License-Identifier: MIT
"""The report and the summary of a long run of the mine (wuxing/xz/fleet.py)."""

from __future__ import annotations

from itertools import pairwise
from math import log10
from typing import Any

from wuxing.params import shown
from wuxing.report import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, TEAL, Picture, Report, area, line
from wuxing.xz import fleet as fleet_
from wuxing.xz.fleet import Fleet

WAD = 10**18


def summary(fleet: Fleet) -> list[tuple[str, str]]:
    """The figures for the terminal."""
    last, state = fleet.record.rows("daily")[-1], fleet.state
    starts = _phase_starts(fleet)
    return [
        ("minted", f"{last['minted']:,.0f} XZ, phase {last['phase']}"),
        ("phases begin", ", ".join(f"{phase} on day {day:,}" for phase, day in starts.items())),
        ("effective supply", f"{last['effective']:,.1f} of {fleet.count:,} T"),
        ("burned", f"{last['burned']:,.0f} XZ of gas"),
        ("tokens", f"{last['mining']:,} mine, {last['waiting']:,} wait for XZ to stake"),
        (
            "could stake when phase 1 opened",
            f"{state.first_stakers or 0:,} T within a week" if 1 in starts else "it has not opened yet",
        ),
        ("settlements", f"{state.settled:,}; {state.topped_up:,} top-ups, {state.left:,} exits"),
        ("transactions", f"{state.sent:,}"),
        ("model", f"equal to the wei: {len(state.twin.positions):,} positions, {len(state.money):,} balances"),
    ]


def _phase_starts(fleet: Fleet) -> dict[int, int]:
    starts: dict[int, int] = {}
    for row in fleet.record.rows("daily"):
        starts.setdefault(row["phase"], row["day"])
    return starts


def phase_lines(params: Any, first: int, last: int) -> list[dict[str, Any]]:
    """XZ-13: a dotted line at each phase's end, from one day to another."""
    shares = [f"{100 * (end - start) / params.cap:.3g}%" for start, end in pairwise((0, *params.phase_ends))]
    names = [f"phase {phase} ends ({'+' * bool(phase)}{share})" for phase, share in enumerate(shares[:-1])]
    names.append("the cap")
    return [
        line(name, [first, last], [end / WAD] * 2, colour, " XZ", dash="dot", width=1.3, showlegend=False)
        for name, end, colour in zip(names, params.phase_ends, (TEAL, GREEN, PURPLE, GREY), strict=True)
    ]


def report(fleet: Fleet) -> Report:
    """The report."""
    rows = fleet.record.rows("daily")
    last, x = rows[-1], [row["day"] for row in rows]
    supply, first = fleet.params.cap / WAD, fleet.state.first_stakers or 0
    starts = _phase_starts(fleet)
    ends = phase_lines(fleet.params, x[0], x[-1])
    marks = [
        {"x": 0.99, "xref": "paper", "y": log10(end / WAD), "text": cap["name"], "yanchor": "bottom"}
        | {"showarrow": False, "xanchor": "right"}
        for cap, end in zip(ends, fleet.params.phase_ends, strict=True)
    ]
    return Report(
        title=f"XZ: the mine with {fleet.count:,} cabinets, {fleet.days:,} days",
        lead=(
            "Cabinets come as the paper's roadmap says and mine through its phases; from phase 1 on they need XZ to "
            "stake, which others have mined. Every move was made on the contracts and on the model; they agree to "
            "the wei."
        ),
        headlines=[
            (f"{last['minted'] / 1e6:,.1f} M", "XZ minted", f"{last['minted'] / supply:.1%} of the cap"),
            (f"{last['effective']:,.0f} T", "effective supply", f"of {fleet.count:,}"),
            (f"{last['burned']:,.0f}", "XZ of gas burned", "a part of the output from phase 1 on"),
            (f"{first:,} T", "staked when phase 1 opened", "within a week, as many as there was XZ for")
            if 1 in starts
            else ("–", "staked when phase 1 opened", "it has not opened yet"),
            (f"{fleet.state.settled:,}", "settlements", f"in {fleet.state.sent:,} transactions"),
            ("equal", "contracts and model", f"{len(fleet.state.twin.positions):,} positions, to the wei"),
        ],
        parts=[
            Picture(
                "Minted against the phases' caps",
                "Output in all, on a logarithmic scale, with the ends of the phases: "
                + ", ".join(f"phase {phase} begins on day {day:,}" for phase, day in starts.items())
                + ".",
                [line("minted", x, [row["minted"] for row in rows], BLUE, " XZ", width=3), *ends],
                "day",
                "XZ, logarithmic",
                layout={"yaxis": {"type": "log", "dtick": 1}, "showlegend": False, "annotations": marks},
            ),
            Picture(
                "Who mines and who waits",
                "Tokens in service that mine, and those that wait for phase 1, then for XZ to stake.",
                [
                    area("mining", x, [row["mining"] for row in rows], TEAL, " T"),
                    area("waiting", x, [row["waiting"] for row in rows], ORANGE, " T"),
                    line("in service", x, [row["in_service"] for row in rows], GREY, " T", dash="dot"),
                ],
                "day",
                "tokens",
            ),
            Picture(
                "Melt",
                "Effective supply of NFTXZ: it falls as fast as the tokens mine.",
                [line("effective supply", x, [row["effective"] for row in rows], TEAL, " T", fill=0.2)],
                "day",
                "T",
                layout={"yaxis": {"rangemode": "tozero"}},
            ),
            Picture(
                "Where the XZ is",
                "XZ that exists: bound in the mine (stakes, fees, exits on their way), for sale, and with the fleets.",
                [
                    area("bound in the mine", x, [row["held"] for row in rows], BLUE, " XZ"),
                    area("for sale", x, [row["exchange"] for row in rows], ORANGE, " XZ"),
                    area(
                        "with the fleets",
                        x,
                        [max(0.0, row["supply"] - row["held"] - row["exchange"]) for row in rows],
                        GREY,
                        " XZ",
                    ),
                ],
                "day",
                "XZ",
            ),
            Picture(
                "Gas burned",
                "What mining has burned of the fee balances.",
                [line("burned", x, [row["burned"] for row in rows], RED, " XZ", fill=0.15)],
                "day",
                "XZ",
                wide=True,
                height=240,
            ),
        ],
        notes=[
            "Arrivals follow the paper's roadmap, in whole fleets: "
            + ", ".join(f"{share:.0%} of the cabinets by day {day}" for share, day in fleet_.ROADMAP) + ".",
            f"Fleets of {fleet_.FLEET} tokens settle every {fleet_.CADENCE} days in one batch, keep what their "
            "tokens need and sell the rest.",
            "Of the exchange only the coins are simulated, not the dollars: it sells what it has, first come first.",
            f"Run on revm in this process, with a checkpoint every {fleet_.CHECKPOINT} days.",
        ],
        parameters=shown(fleet.params),
    )
