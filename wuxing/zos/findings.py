# SPDX-License-Identifier: MIT
"""Where the ZOS paper contradicts itself, computed: `python -m wuxing findings zos`, as docs/findings.md says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from wuxing.emission import emitted
from wuxing.params import load
from wuxing.vesting import tranches
from wuxing.zos.params import ALLOCATIONS, BPS, LOCKED, Params

_WEI = 10**18
_YEAR = 365 * 86_400
_FIRST_LIST = {"foundation": 1_000, "investors": 1_500, "ecosystem": 2_500, "community": 1_000, "founders": 1_500}
"""Section 1.2's list above its table, in basis points."""
_CLASSES = {
    "preface": ("phone: worker bee", "box: validator", "server: guard", "supercomputing centre: queen bee"),
    "history of 2.0": ("phone: worker bee", "box: validator", "ASIC miner: guard", "super node: queen bee"),
    "against centralisation": ("phone", "box", "server", "super centre"),
}
"""What the paper calls its miners, where."""


def _zos(wei: int) -> str:
    return f"{wei // _WEI:,} ZOS"


def list_of_75_percent() -> list[str]:
    """Finding 1: two lists of the allocation (ZOS-2)."""
    p: Params = load("zos", "paper")
    whole, part = p.cap, p.cap - p.mined
    said = sum(_FIRST_LIST.values())
    missing = [name for name in ALLOCATIONS if name not in _FIRST_LIST]
    return [
        f"the list under 总量10亿: {len(_FIRST_LIST)} shares, {said / 100:g}%; without {', '.join(missing)}",
        f"of the whole: {_zos(whole * said // BPS)}, with the mined {_zos(p.mined)} together "
        f"{(whole * said // BPS + p.mined) / whole:.0%} of the cap",
        f"of the 20%: {_zos(part * said // BPS)}; the table's eight shares: {_zos(sum(p.genesis.values()))}",
        f"in both the same: {all(_FIRST_LIST[n] == p.allocation[ALLOCATIONS.index(n)] for n in _FIRST_LIST)}",
    ]


def halving_day() -> list[str]:
    """Finding 2: tranches on a halving day in each year, halvings every two (ZOS-3, ZOS-4)."""
    lines = []
    for name in ("paper", "reconciled"):
        p: Params = load("zos", name)
        curve, amount = tranches(p.tranche_offset, p.tranche_share), sum(p.genesis[n] for n in LOCKED)
        days = [offset // _YEAR for offset in p.tranche_offset]
        halvings = [offset % p.halving_period == 0 for offset in p.tranche_offset]
        by_year = [curve.earned(amount, year * _YEAR) for year in range(5)]
        lines.append(
            f"{name}: released at the beginning of years {', '.join(str(d + 1) for d in days)}; on a halving: "
            f"{', '.join('launch' if not d else 'yes' if h else 'no' for d, h in zip(days, halvings, strict=True))}; "
            f"out after 0 … 4 years: {', '.join(f'{w // _WEI // 10**6} M' for w in by_year)}"
        )
    p = load("zos", "paper")
    years = [emitted(y * _YEAR, p.mined, p.halving_period) for y in range(7)]
    rates = ", ".join(f"{(b - a) // _WEI // 10**6}" for a, b in pairwise(years))
    return [*lines, f"mined by year: {rates} M: the first halving is when year 3 begins, the second when year 5 does"]


def class_names() -> list[str]:
    """Finding 3: what the four classes are called (ZOS-6)."""
    return [f"{where}: {', '.join(names)}" for where, names in _CLASSES.items()]


FINDINGS: dict[str, Callable[[], list[str]]] = {
    "ZOS 1 The list that stops at 75%": list_of_75_percent,
    "ZOS 2 The halving day": halving_day,
    "ZOS 3 The names of the classes": class_names,
}


def report() -> str:
    """All findings with their figures, as text."""
    return "\n\n".join("\n".join([title, *(f"  {line}" for line in finding())]) for title, finding in FINDINGS.items())
