# SPDX-License-Identifier: MIT
"""The report of Contattract's economy: space, price, pool, income, availability, mail (CNT-3 … CNT-18)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from math import log10
from statistics import median
from typing import Any

from wuxing.contattract import archive
from wuxing.contattract.demand import GROUP, KINDS, START, Arithmetic
from wuxing.contattract.scenario import Economy
from wuxing.params import shown
from wuxing.report import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    RED,
    TEAL,
    Listing,
    Picture,
    Report,
    area,
    bars,
    line,
)  # fmt: skip

CNT = 10**18
NO_BREAK = "\N{NON-BREAKING HYPHEN}"
MAIL_COLOURS = {"invoice": BLUE, "complaint": ORANGE, "offer": PURPLE, "answer": TEAL, "notice": GREEN}
TICKS = [digit * 10.0**power for power in range(-3, 4) for digit in (1, 2, 5)]
"""Where a logarithmic axis has numbers."""
SORT_COLOURS = {"honest": TEAL, "failing": ORANGE, "lying": RED}


def _dots(name: str, x: list[Any], y: list[Any], colour: str, template: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": [float(f"{value:.4g}") for value in y],
        "marker": {"color": colour, "size": 7, "opacity": 0.75},
        "hovertemplate": template + f"<extra>{name}</extra>",
    } | more


def _column(rows: list[dict[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


# --- pictures


def _space(rows: list[dict[str, Any]]) -> Picture:
    days = _column(rows, "day")
    return Picture(
        "Space: leased, expired, blank",
        "Bands add up to W, the MB that enough landlords proved (CNT-3). Expired leases keep their data until somebody "
        "needs the space; blank MB are filled with sealed data, are proved and earn too.",
        [
            area("leased (live)", days, _column(rows, "live"), BLUE, " MB"),
            area("expired, not reclaimed", days, _column(rows, "expired"), ORANGE, " MB"),
            area("blank", days, _column(rows, "blank"), GREY, " MB"),
            line("W", days, _column(rows, "world"), INK, " MB", dash="dot"),
        ],
        "day",
        "MB",
        wide=True,
        layout={"yaxis": {"rangemode": "tozero"}},
    )


def _price(bought: list[dict[str, Any]], params: Any) -> Picture:
    """W × p / M over use: the rule's curve, what each purchase paid, and the paper's flat price at that moment."""
    bought = [row for row in bought if row["md"]]
    scale = float(params.curve) * 365
    uses = [u / 200 for u in range(0, 197)]
    parts = (("up to 5% of W", BLUE, 0, 0.05), ("5% to 15%", TEAL, 0.05, 0.15), ("more", PURPLE, 0.15, 2))
    template = "%{y:.4f} at %{x:.1%}"
    traces = [line("the curve: 1 / (365 c (1 − use))", uses, [1 / scale / (1 - u) for u in uses], ORANGE, width=2.5)]
    above = 0
    for name, colour, low, high in parts:
        rows = [row for row in bought if low <= row["mb"] / row["world"] < high]
        paid = [row["cost"] / row["md"] * row["world"] / row["pool"] for row in rows]
        above += sum(y * scale * (1 - row["use"]) > 1.02 for y, row in zip(paid, rows, strict=True))
        if rows:
            traces.append(_dots(name, [round(row["use"], 4) for row in rows], paid, colour, template))
    flat = [row["world"] / (float(params.curve) * (365 * row["world"] - row["sold"])) for row in bought]
    grey = {"color": GREY, "size": 5, "symbol": "diamond-open"}
    uses_then = [round(row["use"], 4) for row in bought]
    traces.append(_dots("the paper's flat price", uses_then, flat, GREY, template, marker=grey))
    seen = [value for trace in traces[1:] for value in trace["y"]]
    top, bottom = max([1 / scale / (1 - 0.95), *seen]), min([1 / scale, *seen])
    return Picture(
        "Price against use",
        "What a MB cost for a day, in parts of the pool's share of a MB (M / W), over the share of W in use halfway "
        "through the purchase, by the part of W that was bought. A purchase pays the rise that it causes: "
        f"{above} of {len(bought)} lie more than 2% above the curve. Grey: the paper's price at the same moments "
        "(CNT-5).",
        traces,
        "space in use",
        "price × W / M, logarithmic",
        wide=True,
        height=400,
        layout={
            "xaxis": {"tickformat": ".0%", "range": [0, 1]},
            "yaxis": {
                "type": "log",
                "range": [log10(bottom / 1.2), log10(top * 1.2)],
                "tickvals": TICKS,
                "ticktext": [f"{tick:g}" for tick in TICKS],
            },
            "hovermode": "closest",
        },
    )


def _pool(rows: list[dict[str, Any]]) -> Picture:
    days, first, last = _column(rows, "day"), rows[0], rows[-1]
    return Picture(
        "The pool",
        f"What tenants pay and the subsidy fill it, rent for proved space empties it (CNT-6, CNT-7): from "
        f"{first['pool']:,.0f} CNT after the first day to {last['pool']:,.0f} after the last.",
        [
            line("pool", days, _column(rows, "pool"), BLUE, " CNT", width=2.5, fill=0.18),
            line("paid in by tenants, in all", days, _column(rows, "paid"), GREEN, " CNT", dash="dot"),
            line("subsidy and donations, in all", days, _column(rows, "subsidy"), GREY, " CNT", dash="dash"),
            line("rent paid out, in all", days, _column(rows, "rent"), RED, " CNT", dash="dot"),
        ],
        "day",
        "CNT",
        layout={"yaxis": {"rangemode": "tozero", "tickformat": ",.0f"}},
    )


def _price_by_day(rows: list[dict[str, Any]]) -> Picture:
    days = _column(rows, "day")
    return Picture(
        "Price of the next MB",
        "The price of one MB for a day at the end of each day, with what the paper's formula would ask at the same "
        "pool and the same use, and the rent that the landlords get for it.",
        [
            line("price (free MB)", days, _column(rows, "price"), ORANGE, " CNT", width=2.5),
            line("the paper's price (MD of a year)", days, _column(rows, "paper_price"), GREY, " CNT", dash="dash"),
            line("rent for a MB and day", days, _column(rows, "rent_rate"), RED, " CNT", dash="dot"),
        ],
        "day",
        "CNT, logarithmic",
        layout={"yaxis": {"type": "log", "tickvals": TICKS, "ticktext": [f"{tick:g}" for tick in TICKS]}},
    )


def per_mb(rows: list[dict[str, Any]], sort: str, field: str) -> list[float]:
    """What landlords of a sort earned for a committed MB, in all, by day; `field` counts from the first day on."""
    own = [row for row in rows if row["sort"] == sort]
    gained = [own[0][field], *(b[field] - a[field] for a, b in pairwise(own))] if own else []
    return list(accumulate(g / row["mb"] if row["mb"] else 0.0 for g, row in zip(gained, own, strict=True)))


def _income(rows: list[dict[str, Any]], field: str, title: str, reading: str) -> Picture:
    """Income of each sort of landlord for a committed MB, in all, by day."""
    traces, ends = [], []
    for sort, colour in SORT_COLOURS.items():
        totals = per_mb(rows, sort, field)
        if totals:
            traces.append(line(sort, list(range(len(totals))), totals, colour, " CNT", width=2.5))
            ends.append(f"{sort} {totals[-1]:,.4g}")
    reading += f" In all: {', '.join(ends) or 'nobody'}."
    return Picture(
        title, reading, traces, "day", "CNT for a committed MB, in all", layout={"yaxis": {"rangemode": "tozero"}}
    )


def _proofs(rows: list[dict[str, Any]], replicas: int) -> Picture:
    days = _column(rows, "day")
    return Picture(
        "Challenges answered",
        "Replicas that passed the day's challenge, and those that did not. A group whose members do not bring two "
        "thirds of the signatures "
        "fails as a whole, and what is not proved earns nothing (CNT-11). What W counts is there "
        f"{replicas} times, which is dotted.",
        [
            area("passed", days, _column(rows, "passed"), TEAL, " MB"),
            area("failed", days, _column(rows, "failed"), ORANGE, " MB"),
            line("needed for W", days, [replicas * row["world"] for row in rows], INK, " MB", dash="dot"),
        ],
        "day",
        "MB of replicas",
        layout={"yaxis": {"rangemode": "tozero"}},
    )


def _availability(rows: list[dict[str, Any]]) -> Picture:
    def share(repairs: bool) -> tuple[list[int], list[float]]:
        own = [row for row in rows if row["repairs"] == repairs and row["asked"]]
        return _column(own, "day"), [row["served"] / row["asked"] for row in own]

    up = [row for row in rows if row["repairs"]]
    unread = sum(not row["asked"] for row in up)
    failed = {on: sum(not row["written"] for row in rows if row["repairs"] == on) for on in (True, False)}
    reading = (
        "Share of reads served, of one city's records that were written through the block device into chunks of "
        f"{archive.GROUP} replicas each: with groups that get new members when a pass has lapsed, and without "
        "(CNT-20). "
        "Only what was stored is read. "
    )
    if any(failed.values()):
        reading += (
            f"Days of {len(up)} on which the records could not be written: {failed[True]} with repair, {failed[False]} "
            "without. "
        )
    if unread:
        reading += f"On {unread} days nothing was stored, and nothing could be read."
    return Picture(
        "Availability",
        reading,
        [
            line("served, groups left alone", *share(False), ORANGE, width=1.5),
            line("served, groups repaired", *share(True), BLUE, width=2.5),
            line("machines that are there", _column(up, "day"), _column(up, "up"), GREY, dash="dot"),
        ],
        "day",
        "share",
        layout={"yaxis": {"tickformat": ".0%", "range": [0, 1.05]}},
    )


def _mail(rows: list[dict[str, Any]], days: int) -> Picture:
    counts: Counter[tuple[str, int]] = Counter((row["kind"], row["day"]) for row in rows)
    x = list(range(days))
    kinds = [kind for kind in MAIL_COLOURS | dict.fromkeys(row["kind"] for row in rows)
             if any(kind == other for other, _ in counts)]  # fmt: skip
    return Picture(
        "Mail",
        "Messages by what they are about: encrypted to the recipient's registered key, less than 1 KiB each, paid with "
        "the postage that the recipient asks of strangers (CNT-14, CNT-16); notices are sent by contracts (CNT-17).",
        [bars(kind, x, [counts[kind, day] for day in x], MAIL_COLOURS.get(kind, GREY), " messages") for kind in kinds],
        "day",
        "messages a day",
        wide=True,
        height=280,
        layout={"barmode": "stack", "bargap": 0.1},
    )


def _delivery(rows: list[dict[str, Any]]) -> Picture:
    ways: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        ways[row["way"]].append(row["seconds"])
    traces, said = [], []
    for number, (way, seconds) in enumerate(ways.items()):
        ordered, colour = sorted(seconds), (BLUE, TEAL, PURPLE, ORANGE, GREEN, RED, GREY)[number % 7]
        half = median(ordered)
        said.append(f"{way} {half / 3_600:,.1f} h" if half > 3_600 else f"{way} {half:,.2g} s")
        shares = [(i + 1) / len(ordered) for i in range(len(ordered))]
        traces.append(line(way, ordered, shares, colour, width=2.5, hovertemplate="%{y:.0%} within %{x:,.3g} s"))
    return Picture(
        "Delivery time",
        "Share of messages that had arrived after so many seconds; half of them: " + ("; ".join(said) or "none") + ".",
        traces,
        "seconds, logarithmic",
        "share delivered",
        layout={"xaxis": {"type": "log"}, "yaxis": {"tickformat": ".0%", "range": [0, 1.05]}},
    )


# --- tables


def _attacks(rows: list[dict[str, Any]]) -> Listing:
    return Listing(
        "Attacks tried",
        "Each was tried on the contracts in this run; a refusal is the contract's own reason, gains and losses are "
        "differences of balances. Red: others noticed it, or it brought something.",
        ("attack", "rule", "day", "what the attacker did", "what came of it", "for others", "gain"),
        [
            (
                row["attack"],
                row["rule"].replace("-", NO_BREAK),
                str(row["day"]),
                row["did"],
                row["outcome"],
                row["effect"],
                f"{row['gain']:+,.4g} CNT" if row["gain"] else "0",
            )
            for row in rows
        ],
        ["good" if row["harmless"] else "bad" for row in rows],
    )


def _demand(economy: Economy) -> Listing:
    """From records to MB."""
    found, scale = Arithmetic.of(economy.cities), economy.scale
    rows = []
    for kind, keep in KINDS.items():
        rows.append(
            (
                kind,
                f"{found.records[kind]:.2f}",
                f"{found.size[kind]:,.0f} B",
                f"{found.records_per_mb(kind):,.0f}",
                f"{keep} days",
                f"{found.size[kind]:,.0f} B × {GROUP} × {scale} × {keep} / 2^20",
                f"{found.final_mb(kind, scale):,.1f} MB",
            )
        )
    return Listing(
        "From records to MB",
        f"Measured over {found.cabinet_days:,} days of cabinets with power, from what XZ's cabinets log and seal for "
        f"the sales of the real pharmacy. A city has {GROUP} cabinets here, and each stands for {scale}.",
        (
            "records of",
            "a cabinet and day",
            "bytes a cabinet and day",
            "records in a MB",
            "kept",
            "arithmetic",
            "a city's archive, full",
        ),
        rows,
    )


def _tenants(economy: Economy) -> Listing:
    sorts: dict[str, list[Any]] = defaultdict(list)
    for tenant in economy.tenants:
        sorts[tenant.sort].append(tenant)
    paid: Counter[str] = Counter()
    md: Counter[str] = Counter()
    for row in economy.record.rows("purchases"):
        paid[row["sort"]] += row["cost"]
        md[row["sort"]] += row["md"]
    dear = Counter(row["sort"] for row in economy.record.rows("unserved"))
    rows = []
    for sort, members in sorts.items():
        rows.append(
            (
                sort,
                str(len(members)),
                str(sum(member.leases for member in members)),
                f"{md[sort]:,.0f}",
                f"{paid[sort]:,.2f}",
                f"{paid[sort] / md[sort]:.4f}" if md[sort] else "",
                str(sum(member.lost for member in members)),
                str(dear[sort]),
            )
        )
    for sort in sorted(paid.keys() - sorts.keys()):
        own = [row for row in economy.record.rows("purchases") if row["sort"] == sort]
        rows.append(
            (sort, "1", str(len(own)), f"{md[sort]:,.0f}", f"{paid[sort]:,.2f}", f"{paid[sort] / md[sort]:.4f}", "", "")
        )
    return Listing(
        "Tenants",
        "MD are MB days. A lease is lost when it had expired and its space was reclaimed before its tenant came back; "
        "priced out counts the days on which every term was too dear, or all was taken. Single buyers stand last.",
        ("tenants", "how many", "leases", "MD", "CNT paid", "CNT for a MD", "leases lost", "priced out"),
        rows,
    )


def _squats(rows: list[dict[str, Any]]) -> Picture:
    x = [f"{row['part']:.0%} of {row['free']:,}" for row in rows]
    return Picture(
        "Hoarding space for a day",
        "What parts of the free space cost for one day, in shares of the pool: by the curve, and at the paper's flat "
        f"price (CNT-5). The largest costs {rows[-1]['curve']:,.1f} CNT by the curve, {rows[-1]['flat']:,.1f} flat.",
        [
            bars("the curve", x, [row["curve"] / row["pool"] for row in rows], BLUE),
            bars("the paper's price", x, [row["flat"] / row["pool"] for row in rows], GREY),
        ],
        "free MB",
        "share of the pool",
        layout={"barmode": "group", "yaxis": {"tickformat": ".1%"}, "hovermode": "closest"},
    )


def _ends(economy: Economy) -> Listing:
    """Sales and recoveries, as they ended."""
    rows, marks = [], []
    for sale in economy.record.rows("sales"):
        rows.append(
            (
                f"statistics, {sale['seller']} seller",
                f"{sale['price']:,.0f} CNT in escrow",
                sale["outcome"],
                f"{sale['days']} days",
            )
        )
        marks.append("good" if (sale["state"] == "paid") == (sale["seller"] == "honest") else "bad")
    for found in economy.record.rows("recoveries"):
        follows = all(found[what] for what in ("name", "lease", "mail"))
        rows.append(
            (
                f"{'stolen' if found['stolen'] else 'lost'} key, {found['tenant']}",
                "two of three guardians move the account",
                f"name, lease, inbox and {found['saved']:,.0f} CNT follow" if follows else "something did not follow",
                f"{found['days']} days",
            )
        )
        marks.append("good" if follows else "bad")
    moved, sold = len(economy.record.rows("recoveries")), Counter(row["state"] for row in economy.record.rows("sales"))
    return Listing(
        "Sales and lost keys",
        "A month's statistics are sold for their key (CNT-15): "
        f"{', '.join(f'{count} {state}' for state, count in sold.items()) or 'none has ended'}. Guardians move the "
        f"account of a lost or stolen key (CNT-18): {moved} of {len(economy.stories)} have been moved.",
        ("what", "how", "how it ended", "took"),
        rows,
        marks,
    )


def report(economy: Economy) -> Report:
    """The report of a finished run."""
    table = economy.record.rows
    rows, income, p = table("disk"), table("income"), economy.settings.params
    parts: list[Picture | Listing] = [
        _space(rows),
        _price(table("purchases"), p),
        _price_by_day(rows),
        _pool(rows),
        _income(
            income, "rent", "Rent for a committed MB",
            "What the pool paid landlords for each MB that they committed, by how they behave. A failing one has no "
            "power on a quarter of all days; a lying one keeps half of its leaves (CNT-7, CNT-11).",
        ),
        _income(
            income, "mining", "Storage mining for a committed MB",
            "Their part of the storage miners' vesting, shared by verified MB like the rent (CNT-2).",
        ),
        _proofs(rows, p.replicas),
        _availability(table("availability")),
        _mail(table("mail"), economy.days),
        _delivery(table("delivery")),
        *([_squats(table("squats"))] if table("squats") else []),
        _attacks(table("attacks")),
        _ends(economy),
        _tenants(economy),
        _demand(economy),
    ]  # fmt: skip
    return Report(
        "Contattract: rent, mail and recovery",
        f"{len(economy.tenants)} tenants keep what XZ's cabinets record in space that {len(economy.landlords)} "
        f"landlords prove every day: {_sorts(economy)}. Price and rent follow the pool; people write and sell.",
        _headlines(economy, rows[-1]),
        parts,
        _notes(economy),
        parameters=shown(p),
    )


def _sorts(economy: Economy) -> str:
    return ", ".join(f"{count} {sort}" for sort, count in Counter(x.sort for x in economy.landlords).items())


def _headlines(economy: Economy, last: dict[str, Any]) -> list[tuple[str, str, str]]:
    prices = [(row["price"], row["day"]) for row in economy.record.rows("disk") if row["price"]]
    messages, postage = len(economy.record.rows("mail")), economy.letters.postage
    most = "at most {:,.4g} on day {}".format(*max(prices)) if prices else "no MB was free"
    return [
        (f"{last['live']:,} MB", "leased at the end", f"of {last['world']:,} MB that are proved"),
        (
            f"{prices[0][0]:.3f} → {prices[-1][0]:.3f}" if prices else "–",
            "CNT for a MB and day", f"the next MB, first and last day; {most}",
        ),
        (f"{last['pool']:,.0f} CNT", "in the pool", f"{last['paid']:,.0f} CNT paid in by tenants"),
        (f"{last['rent']:,.0f} CNT", "rent paid out", f"for {last['passed']:,} MB of replicas at the end"),
        (served(economy, True), "of reads of what is stored served", f"{served(economy, False)} without repair"),
        (f"{messages:,}", "messages", f"{postage / CNT:,.2f} CNT of postage collected"),
    ]  # fmt: skip


def served(economy: Economy, repairs: bool) -> str:
    """Share of reads that the chunk network served, of what was stored; "none" where there was nothing to read."""
    rows = [row for row in economy.record.rows("availability") if row["repairs"] == repairs]
    asked = sum(row["asked"] for row in rows)
    return f"{sum(row['served'] for row in rows) / asked:.1%}" if asked else "none"


def _median(rows: list[dict[str, Any]], way: str) -> float:
    return median([row["seconds"] for row in rows if row["way"].startswith(way)] or [0.0])


def _notes(economy: Economy) -> list[str]:
    start, kept = datetime.fromtimestamp(START, UTC).date(), [
        row["bytes"] for row in economy.record.rows("availability") if row["repairs"]
    ][-1]
    recorded = sum(len(data) for data in economy.archive)
    return [
        f"Day 0 is {start}, the launch. What tenants store is real (data/README.md, XZ's cabinets); the "
        "tenants' budgets and habits, the landlords' failures and the first pool are assumptions, in agents.py.",
        "Each seat keeps a sample of its replica, 8 leaves of real sealed bytes; block hashes draw leaves of it, and "
        "who passes is what the bytes say. Messages carry real signatures and are verified by the contract.",
        f"The chunk network keeps {kept:,} of the {recorded:,} bytes that its city has recorded, in chunks of "
        f"{archive.CHUNK >> 10} KB on the landlords' machines. Of the main chain {archive.BLOCKS} blocks a day are "
        "made, with work of low difficulty.",
        "Notices end at the log here; the gateway that makes e-mail of them is tested on its own, against real SMTP.",
        *(f"Checked at the end: {what}: {'yes' if holds else 'NO'}." for what, holds in economy.check()),
    ]


def _tried(rows: list[dict[str, Any]]) -> str:
    """What the attacks came to."""
    noticed = [row["attack"] for row in rows if not row["harmless"]]
    cost, won = (sum(max(0.0, sign * row["gain"]) for row in rows) for sign in (-1, 1))
    return (
        f"{len(rows) - len(noticed)} of {len(rows)} without effect on others"
        + (f", not {', '.join(dict.fromkeys(noticed))}" if noticed else "")
        + f"; they cost {cost:,.0f} CNT"
        + (f" and brought {won:,.0f}" if won else "")
    )


def summary(economy: Economy) -> list[tuple[str, str]]:
    """The figures for the terminal."""
    rows, purchases = economy.record.rows("disk"), economy.record.rows("purchases")
    last = rows[-1]
    prices = [row["price"] for row in rows if row["price"]]
    income = economy.record.rows("income")
    shares = [f"{sort} {totals[-1]:.4f}" for sort in SORT_COLOURS if (totals := per_mb(income, sort, "rent"))]
    found = Arithmetic.of(economy.cities)
    bytes_a_day = sum(found.size.values())
    hours = _median(economy.record.rows("delivery"), "on chain, r") / 3_600
    delivery, tried = economy.record.rows("delivery"), economy.record.rows("attacks")
    dear = len(economy.record.rows("unserved"))
    held = sum(holds for _, holds in economy.check())
    return [
        ("demand", f"{bytes_a_day:,.0f} bytes a cabinet and day; {len(economy.cities) * GROUP} cabinets, each for "
                   f"{economy.scale}"),
        ("space", "{live:,} MB leased, {expired:,} expired, {blank:,} blank of {world:,} MB".format(**last)),
        ("purchases", f"{len(purchases)} for {last['paid']:,.0f} CNT; {dear} times one was too dear"),
        ("price", f"{min(prices):.4f} to {max(prices):.4f} CNT for a MB and day" if prices else "no MB was free"),
        ("pool", f"{last['pool']:,.0f} CNT; rent paid {last['rent']:,.0f} CNT"),
        ("rent for a MB", ", ".join(shares) + " CNT"),
        ("availability", f"{served(economy, True)} of reads; {served(economy, False)} without repair"),
        (
            "mail",
            f"{len(economy.record.rows('mail')):,} messages: {_median(delivery, 'over'):.2f} s over relays, "
            f"{_median(delivery, 'on chain, in'):.0f} s to a block, {hours:.0f} h to be read",
        ),
        ("attacks", _tried(tried)),
        ("transactions", f"{economy.carrier.sent:,}"),
        ("invariants", f"{held} of {len(economy.check())} hold"),
    ]  # fmt: skip
