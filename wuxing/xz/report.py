# SPDX-License-Identifier: MIT
"""The report and the summary of a run of XZ: pictures of an economy's record, or the fleets' (fleet_report.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import accumulate, cycle, pairwise
from math import log10
from typing import Any

from wuxing.params import shown
from wuxing.report import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, RED, TEAL, Listing, Picture, Report, area, bars, line
from wuxing.xz import fleet_report, scenario
from wuxing.xz.deployment import CLASSES, TEST_SIGNERS
from wuxing.xz.fleet import Fleet
from wuxing.xz.rounds import CONTESTED, LIE
from wuxing.xz.scenario import Economy
from wuxing.xz.world import START

WAD = 10**18
CLASS_COLOURS = (BLUE, TEAL, GREEN, ORANGE, PURPLE, RED, GREY, "#b5a642")


def summary(run: Economy | Fleet) -> list[tuple[str, str]]:
    """The figures for the terminal."""
    return fleet_report.summary(run) if isinstance(run, Fleet) else _summary(run)


def report(run: Economy | Fleet) -> Report:
    """The report."""
    return fleet_report.report(run) if isinstance(run, Fleet) else _report(run)


def _summary(economy: Economy) -> list[tuple[str, str]]:
    last, attacks = economy.record.rows("daily")[-1], economy.record.rows("attacks")
    count = len(economy.cabinets)
    burned = {key.removeprefix("burned_"): value for key, value in last.items() if key.startswith("burned_")}
    sold, chain = sum(economy.record.column("daily", "sales_usd")), economy.record.rows("chain")
    worst = sum(not attack["harmless"] for attack in attacks)
    return [
        ("minted", f"{last['minted']:,.0f} XZ, phase {last['phase']}"),
        ("burned", ", ".join(f"{cause} {amount:,.0f}" for cause, amount in burned.items()) + " XZ"),
        ("cabinets' life", f"{last['cabinets_life']:.2f} of {count} T; {last['effective']:.2f} T in all"),
        ("sales", f"${sold:,.0f}; ${last['spent_usd']:,.0f} of it bought XZ back"),
        ("price of XZ", f"${economy.record.rows('daily')[0]['price']:.4f} to ${last['price']:.4f}"),
        ("feeds", f"{len(economy.record.rows('feeds')):,} rounds; honest majority within {_worst_error(economy):.1%}"),
        ("native chain", f"{chain[-1]['height']:,} blocks simulated, {chain[-1]['signers']} signers at the end"),
        ("attacks", f"{len(attacks)} tried, {len(attacks) - worst} harmless, {worst} had their effect"),
        ("transactions", f"{economy.carrier.sent:,}"),
    ]


def _worst_error(economy: Economy) -> float:
    """The largest distance of a price feed from the truth while fewer than half of its reporters lied."""
    errors = [
        abs(row["answer"] / row["truth"] - 1)
        for row in economy.record.rows("feeds")
        if "price" in row["feed"] and 2 * row["liars"] < row["reporters"]
    ]
    return max(errors, default=0.0)


def _report(economy: Economy) -> Report:
    daily = economy.record.rows("daily")
    last, attacks = daily[-1], economy.record.rows("attacks")
    p = economy.settings.params
    burned = sum(value for key, value in last.items() if key.startswith("burned_"))
    sold = sum(economy.record.column("daily", "sales_usd"))
    harmless = sum(attack["harmless"] for attack in attacks)
    count = len(economy.cabinets)
    melted = 1 - last["cabinets_life"] / count
    return Report(
        title=f"XZ: {count} cabinets, {economy.days} days",
        lead=(
            f"The economy of the XZ white paper on its real contracts: {len(TEST_SIGNERS)} invited nodes have mined "
            "phase 0; cabinets then sell what a real pharmacy sold, day by day, stake, mine and melt, sign their "
            "logs and "
            f"feeds, and buy XZ back with {p.buyback_share / 100:g}% of what they take. Attackers try what they can."
        ),
        headlines=[
            (f"{last['minted'] / 1e6:,.2f} M", "XZ minted", f"{last['minted'] * WAD / p.cap:.2%} of the cap"),
            (f"{melted:.1%}", "of the cabinets has melted", f"{last['cabinets_life']:.2f} T of {count}"),
            (f"{burned:,.0f}", "XZ burned", "gas, buy-back, forfeits, faults, since day 0"),
            (f"${sold:,.0f}", "taken by cabinets", f"${last['spent_usd']:,.0f} bought XZ back"),
            (f"{harmless} of {len(attacks)}", "attacks harmless", f"{len(attacks) - harmless} had their effect (red)"),
            (f"{economy.carrier.sent:,}", "transactions", f"{len(economy.record.rows('events')):,} events recorded"),
        ],
        parts=[
            _minted(economy),
            _melt(economy),
            _burns(economy),
            _buy_back(economy),
            _price(economy),
            _feed(economy),
            _errors(economy),
            _sales(economy),
            _signers(economy),
            _storage(economy),
            _costs(economy),
            _attacks(economy),
        ],
        notes=_notes(economy),
        parameters=shown(p),
    )


# --- pictures


def _days(rows: list[dict[str, Any]]) -> list[int]:
    return [row["day"] for row in rows]


def _minted(economy: Economy) -> Picture:
    """XZ-13: prelude and run on one line, with the phases' ends; logarithmic, as the caps are."""
    ends = [end / WAD for end in economy.settings.params.phase_ends]
    prelude, daily = economy.record.rows("prelude"), economy.record.rows("daily")
    phase = daily[-1]["phase"]
    x = [row["day"] for row in prelude] + [row["day"] + 1 for row in daily]
    y = [row["minted"] for row in prelude] + [row["minted"] for row in daily]
    caps = fleet_report.phase_lines(economy.settings.params, x[0], x[-1])
    notes: list[dict[str, Any]] = [
        {"x": 0.01, "xref": "x domain", "y": log10(end), "text": cap["name"], "showarrow": False, "yanchor": "bottom"}
        for cap, end in zip(caps, ends, strict=True)
    ]
    for note in notes:
        note["xanchor"] = "left"
    since = [row["minted"] - prelude[-1]["minted"] for row in daily]
    share = since[-1] / (ends[1] - prelude[-1]["minted"])
    notes.append(
        {
            "x": 1,
            "xref": "x2 domain",
            "y": 1,
            "yref": "y2 domain",
            "xanchor": "right",
            "yanchor": "top",
            "text": f"{share:.2%} of phase 1's share" if phase == 1 else f"phase {phase}",
            "showarrow": False,
        }
    )
    return Picture(
        "Minted against the phases' caps",
        f"Left: {len(TEST_SIGNERS)} nodes mine phase 0 before day 0, then cabinets mine; phase {phase} at the end "
        "(logarithmic). Right: what cabinets and the nodes' staked tokens have mined since day 0.",
        [
            line("minted", x, y, BLUE, " XZ", width=3),
            *caps,
            line(
                "minted since day 0",
                [row["day"] + 1 for row in daily],
                since,
                BLUE,
                " XZ",
                width=2.5,
                fill=0.18,
                xaxis="x2",
                yaxis="y2",
            ),
        ],
        "day (negative: before the cabinets)",
        "XZ, logarithmic",
        wide=True,
        panels=True,
        layout={
            "yaxis": {"type": "log", "range": [log10(y[0] / 2), log10(ends[-1] * 2)], "dtick": 1},
            "xaxis": {"range": [x[0], x[-1]], "domain": [0, 0.5]},
            "xaxis2": {"domain": [0.58, 1], "title": {"text": "day"}, "anchor": "y2", "showgrid": False},
            "yaxis2": {"anchor": "x2", "title": {"text": "XZ since day 0"}, "rangemode": "tozero"},
            "annotations": notes,
            "showlegend": False,
        },
    )


def _melt(economy: Economy) -> Picture:
    daily = economy.record.rows("daily")
    x = _days(daily)
    nodes, p = [row["effective"] - row["cabinets_life"] for row in daily], economy.settings.params
    return Picture(
        "Melt and effective supply",
        f"What is left of the NFTXZ, in T of {p.nominal // WAD:,} XZ each: every token that mines loses "
        "life "
        "in step with its output (XZ-12). "
        f"The cabinets' went from {daily[0]['cabinets_life']:.2f} to {daily[-1]['cabinets_life']:.2f} T, the nodes' "
        "from "
        f"{nodes[0]:.2f} to {nodes[-1]:.2f} T.",
        [
            area("nodes' tokens", x, nodes, GREY, " T"),
            area("cabinets' tokens", x, [row["cabinets_life"] for row in daily], TEAL, " T"),
            line(
                "cabinets' life left (right)",
                x,
                [row["cabinets_life"] / len(economy.cabinets) for row in daily],
                ORANGE,
                width=2.5,
                yaxis="y2",
                hovertemplate="%{y:.1%}<extra>cabinets' life left</extra>",
            ),
        ],
        "day",
        "T",
        layout={
            "yaxis2": {"overlaying": "y", "side": "right", "range": [0, 1], "tickformat": ".0%"},
            "yaxis": {"rangemode": "tozero"},
        },
    )


def _burns(economy: Economy) -> Picture:
    daily = economy.record.rows("daily")
    x = _days(daily)
    causes = (
        ("buy-back", ORANGE, "burned_buy-back"),
        ("gas of mining", BLUE, "burned_gas"),
        ("forfeited stakes", RED, "burned_forfeited"),
        ("storage faults", PURPLE, "burned_storage"),
    )
    bands = [area(name, x, [row[key] for row in daily], colour, " XZ") for name, colour, key in causes]
    fees = line("fee pool (right)", x, [row["fees"] for row in daily], GREY, " XZ", dash="dot", yaxis="y2")
    return Picture(
        "Fees and burns",
        "XZ burned since day 0, by cause. The fee pool (dotted, right) pays the gas of mining, a part of the output.",
        [*bands, fees],
        "day",
        "XZ burned, in all",
        layout={
            "yaxis": {"rangemode": "tozero", "tickformat": ",.0f"},
            "yaxis2": {
                "overlaying": "y",
                "side": "right",
                "rangemode": "tozero",
                "tickformat": ",.0f",
            },
        },
    )


def _buy_back(economy: Economy) -> Picture:
    daily = economy.record.rows("daily")
    x = _days(daily)
    spent = [0.0, *(row["spent_usd"] for row in daily)]
    gaps = sum(row["sales_usd"] > 0 and a == b for row, (a, b) in zip(daily, pairwise(spent), strict=True))
    sold = sum(row["sales_usd"] for row in daily)
    return Picture(
        "Buy-back against sales",
        "What the cabinets took each day (bars) and what of it bought XZ on the market (XZ-15): "
        + (f"{spent[-1] / sold:.1%} of all that they took. " if sold else "they took nothing. ")
        + (f"On {gaps} days with sales nothing was bought." if gaps else "XZ was bought on each day with sales."),
        [
            bars("taken by the cabinets", x, [row["sales_usd"] for row in daily], "#a9bfd6", " USD"),
            bars("spent on buy-back", x, [b - a for a, b in pairwise(spent)], ORANGE, " USD"),
        ],
        "day",
        "USD a day",
        layout={"barmode": "overlay", "yaxis": {"tickprefix": "$"}},
    )


def _price(economy: Economy) -> Picture:
    feed = [row for row in economy.record.rows("feeds") if row["feed"] == "feed_xz_price"]
    return Picture(
        "The price of XZ: market and feed",
        "The Uniswap price as the cabinets saw it, and the median that they reported; the grey band holds every "
        "single report, the liars' among them.",
        _against_truth(feed, "market"),
        "day",
        "USD for one XZ",
        layout={"yaxis": {"tickprefix": "$", "tickformat": ".3f"}},
    )


def _against_truth(rows: list[dict[str, Any]], truth: str) -> list[dict[str, Any]]:
    """A price feed's rounds: the band of all reports, the truth, the answer."""
    x = _days(rows)
    highest, lowest, true, answer = (
        [row[key] / 1e8 for row in rows] for key in ("highest", "lowest", "truth", "answer")
    )
    return [
        line("highest report", x, highest, GREY, " USD", width=0.5, showlegend=False),
        line("all reports", x, lowest, GREY, " USD", width=0.5, fill=0.18) | {"fill": "tonexty"},
        line(truth, x, true, TEAL, " USD", width=4),
        line("feed (median)", x, answer, ORANGE, " USD", width=1.8),
    ]


def _feed(economy: Economy) -> Picture:
    rows = [row for row in economy.record.rows("feeds") if row["feed"] == CONTESTED]
    alone = [abs(row["answer"] / row["truth"] - 1) for row in rows if row["coalition"] is None]
    liars = sum(cabinet.liar for cabinet in economy.cabinets)
    allied = [
        f"{row['liars']} of {row['reporters']} moved it by {abs(row['answer'] / row['truth'] - 1):.1%} on day "
        f"{row['day']}"
        for row in rows
        if row["coalition"] is not None
    ]
    notes = [
        {
            "x": row["day"],
            "y": row["answer"] / 1e8,
            "text": f"{row['liars']} of {row['reporters']} lie",
            "showarrow": True,
            "arrowhead": 0,
            "ay": -28,
            "ax": 0,
        }
        for row in rows
        if row["coalition"] is not None
    ]
    return Picture(
        f"Feed against true price: {CONTESTED.removeprefix('feed_price_').upper()}",
        f"{liars} of {len(economy.cabinets)} cabinets report {LIE:g} times the price every day; without a coalition "
        "the median was at most "
        f"{max(alone, default=0.0):.1%} off the truth. Coalitions: {'; '.join(allied) or 'none in this run'}.",
        _against_truth(rows, "true price"),
        "day",
        "USD for one unit",
        layout={"yaxis": {"tickprefix": "$"}, "annotations": notes},
    )


def _errors(economy: Economy) -> Picture:
    """Every price round: its error over the share of liars among its signers."""
    groups: dict[bool, tuple[list[float], list[float]]] = {False: ([], []), True: ([], [])}
    for row in economy.record.rows("feeds"):
        if "price" in row["feed"]:
            xs, ys = groups[2 * row["liars"] > row["reporters"]]
            xs.append(round(row["liars"] / row["reporters"], 4))
            ys.append(abs(row["answer"] / row["truth"] - 1))

    below, above = (groups[side][1] for side in (False, True))
    most = max((x for points in groups.values() for x in points[0]), default=0.0)

    def dots(name: str, points: tuple[list[float], list[float]], colour: str) -> dict[str, Any]:
        return {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": points[0],
            "y": [float(f"{y:.4g}") for y in points[1]],
            "marker": {"color": colour, "size": 7, "opacity": 0.7},
            "hovertemplate": "%{y:.2%} off at %{x:.0%} liars<extra></extra>",
        }

    return Picture(
        "What liars can do to a median",
        "Each dot is a round of a price feed: how far its answer was from the truth, over the share of its signers who "
        f"lied; on N05C the liars grow by one a day. With up to half of them at most {max(below, default=0.0):.1%}"
        + (f", with more than half {min(above):.1%} to {max(above):.1%}." if above else "; more than half never lied."),
        [
            dots(name, points, colour)
            for name, points, colour in (
                ("liars up to half", groups[False], TEAL), ("liars above half", groups[True], RED),
            )
            if points[0]
        ],
        "share of signers who lie",
        "distance from the truth",
        layout={
            "xaxis": {"tickformat": ".0%", "range": [-0.02, max(0.7, most + 0.05)]},
            "yaxis": {"tickformat": ".0%", "rangemode": "tozero"},
            "hovermode": "closest",
        },
    )


def _sales(economy: Economy) -> Picture:
    """Units from the feeds' own question: what was sold by class, from the pharmacy's rows."""
    x = list(range(economy.days))
    amounts = [[sum(ph.amounts(day)[atc] for ph in economy.pharmacies) / 1e4 for day in x] for atc in CLASSES]
    first, final = economy.pharmacies[0].date(0), economy.pharmacies[0].date(economy.days - 1)
    return Picture(
        "What the cabinets sold",
        f"Units by ATC class: exactly what the real pharmacy sold from {first} to {final}, handed out among the "
        "cabinets that had power.",
        [
            bars(atc, x, amount, colour, " units")
            for atc, amount, colour in zip(CLASSES, amounts, CLASS_COLOURS, strict=True)
        ],
        "day",
        "units a day",
        wide=True,
        height=280,
        layout={"barmode": "stack", "bargap": 0.1},
    )


def _signers(economy: Economy) -> Picture:
    rows = economy.record.rows("chain")
    x = _days(rows)
    names = sorted({row["signer"] for row in economy.record.rows("seals")})
    shares = {(row["signer"], row["day"]): row["blocks"] for row in economy.record.rows("seals")}
    colours = (BLUE, TEAL, GREEN, "#b5a642", PURPLE, ORANGE, RED, GREY)
    seals = [
        bars(name, x, [shares.get((name, day), 0) for day in x], colour, " blocks")
        for name, colour in zip(names, cycle(colours), strict=False)
    ]
    voted = [row for row in rows if row["votes"]]
    changes = [f"{rows[0]['signers']} at first"]
    changes += [f"{b['signers']} from day {b['day']}" for a, b in pairwise(rows) if a["signers"] != b["signers"]]
    votes = line("votes in the span (right)", _days(voted), [row["votes"] for row in voted], GREY, yaxis="y2")
    outline = {"width": 1.5, "color": INK}
    votes |= {"mode": "markers", "marker": {"color": "#ffffff", "size": 11, "symbol": "diamond", "line": outline}}
    return Picture(
        "Signers and votes on the native chain",
        f"Blocks by signer in each day's span; diamonds are votes. Signers: {', '.join(changes)}.",
        [*seals, votes],
        "day",
        "blocks in the span",
        wide=True,
        layout={
            "barmode": "stack",
            "bargap": 0.05,
            "yaxis2": {"overlaying": "y", "side": "right", "rangemode": "tozero"},
        },
    )


def _storage(economy: Economy) -> Picture:
    rows = economy.record.rows("storage")
    missed = sum(row["missed"] for row in rows)
    x = _days(rows)
    sealed = dict.fromkeys(x, 0)
    for row in economy.record.rows("sealed"):
        sealed[row["day"]] = sealed.get(row["day"], 0) + row["bytes"]
    return Picture(
        "Stored records, proved every day",
        "Sectors of real record bytes that the nodes prove in their window (XZ-19). "
        f"{missed:,} of {sum(row['due'] for row in rows):,} windows were missed, in red; "
        "each "
        "costs a part of the sector's bond.",
        [
            bars("proved", x, [row["due"] - row["missed"] for row in rows], TEAL, " sectors"),
            bars("missed", x, [row["missed"] for row in rows], RED, " sectors"),
            line(
                "sealed, in all (right)",
                x,
                [total / 1024 for total in accumulate(sealed[day] for day in x)],
                GREY,
                " KB",
                dash="dot",
                yaxis="y2",
            ),
        ],
        "day",
        "sectors",
        layout={
            "barmode": "stack",
            "bargap": 0.1,
            "yaxis2": {
                "overlaying": "y",
                "side": "right",
                "rangemode": "tozero",
                "ticksuffix": " KB",
            },
        },
    )


def _costs(economy: Economy) -> Picture:
    rows = [row for row in economy.record.rows("attacks") if row["cost_usd"]]
    rows.sort(key=lambda row: row["cost_usd"])
    colours = [GREEN if row["cost_usd"] > 0 else RED for row in rows]
    trace = bars("cost", [row["cost_usd"] for row in rows], [row["attack"] for row in rows], GREEN)
    trace["y"] = [row["attack"] for row in rows]
    trace |= {
        "orientation": "h",
        "marker": {"color": colours},
        "hovertemplate": "$%{x:,.2f}<extra></extra>",
        "text": [f"${row['cost_usd']:,.2f}" for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
    }
    costs = [row["cost_usd"] for row in rows] or [0.0]
    span = [1.15 * min(0.0, *costs), 1.2 * max(*costs, 1.0)]
    return Picture(
        "What attacks cost the attacker",
        "At the market's price of the day, red for a gain. Attempts that cost no more than their gas are in the table.",
        [trace],
        "USD",
        "",
        layout={
            "hovermode": "closest",
            "showlegend": False,
            "xaxis": {"tickprefix": "$", "showgrid": True, "range": span},
        },
    )


def _attacks(economy: Economy) -> Listing:
    rows = economy.record.rows("attacks")
    own = "native chain"
    effects = [row["attack"] for row in rows if not row["harmless"]]
    return Listing(
        "Attacks tried",
        "Every outcome is measured: a refusal is the contract's own reason, a loss a difference of balances. Those on "
        "the native chain alone ran on networks of their own, for ten minutes or more of chain time each. "
        + (f"Red: the attack had its effect: {', '.join(effects)}." if effects else "None had its effect."),
        ("attack", "on", "day", "what the attacker did", "what came of it", "what it cost"),
        [
            (
                row["attack"],
                row["where"],
                "" if row["where"] == own else str(row["day"]),
                row["did"],
                row["outcome"],
                row["cost"],
            )
            for row in rows
        ],
        ["good" if row["harmless"] else "bad" for row in rows],
    )


# --- words


def _notes(economy: Economy) -> list[str]:
    p, chain = economy.settings.params, economy.record.rows("chain")
    start = datetime.fromtimestamp(START, UTC).date()
    nodes, quorum = len(economy.operators) - 1, economy.rounds.quorum
    return [
        f"Day 0 is {start}. The prelude mined phase 0 with {nodes} invited operators of {scenario.NODE_TOKENS} NFTXZ "
        f"each in {economy.prelude_days} days, on the same contracts.",
        f"Of the native chain {scenario.SPAN} seconds a day are simulated ({chain[-1]['height']:,} blocks of "
        f"{economy.days * 86_400 // p.chain_period:,}): between spans all nodes sleep. The headers are one chain.",
        "Sales amounts are the real pharmacy's (data/README.md); the price level of each class, the fees for "
        "advertising and delivery, the cabinets' outages (3% of days) and the opening price of XZ are assumptions.",
        f"A feed's report needs {quorum} signers. Prices walk at random; honest cabinets see them within 1%.",
        "One miner in ten stakes half at first (log2 output, XZ-11); one in ten saves on the fee and is stopped "
        "until it "
        "tops up (XZ-10).",
        "All transactions went to the contracts in contracts/, compiled as they would be deployed, and to Uniswap V2's "
        "published bytecode.",
    ]
