# SPDX-License-Identifier: MIT
"""Where the Contattract paper contradicts itself, computed: `python -m wuxing findings contattract`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from wuxing.contattract import findings_chain, findings_network, findings_proof
from wuxing.contattract.model import DAY, Disk, cost
from wuxing.contattract.params import Params
from wuxing.params import load

_WEI = 10**18
_W = 1_000
_POOL = 100 * _WEI
_DAYS = 365
_BLOCK = 15
"""Seconds of a block."""


def _params() -> Params:
    return load("contattract", "paper")


def _cnt(wei: Fraction | int, digits: int = 4) -> str:
    return f"{float(wei) / _WEI:,.{digits}f} CNT"


def _year_alone(mb: int, days: int, by_curve: bool = False) -> tuple[int, int, int]:
    """CNT-7: W = 1,000 MB, 100 CNT, one lease; what it cost, what landlords got until its end, and what is left."""
    disk = Disk(_params().curve, _DAYS, 0, pool=_POOL, by_curve=by_curve)
    disk.record_pass(["landlord"], 0, _W, True, False, 0)
    paid = disk.lease("tenant", mb, days, 0)
    for day in range(1, days + 1):
        disk.record_pass(["landlord"], 1, _W, True, True, day * DAY)
    return paid, disk.paid, disk.pool


def year_of_the_disk() -> list[str]:
    """Finding 1: T gains what a change of W makes in one block, not in a year (CNT-5)."""
    printed = _W * _BLOCK / DAY
    return [
        f"W from 0 to {_W:,} MB in a block of {_BLOCK} s: T = ΔW × Δt / 86,400 = {printed:.4f} MD, "
        f"365 W = {_DAYS * _W:,} MD",
    ]


def consumption() -> list[str]:
    """Finding 2: B loses all of itself in a day, whatever is live (CNT-4)."""
    sold = _W * _DAYS
    by_blocks = sold * (1 - _BLOCK / DAY) ** (DAY // _BLOCK)
    return [
        f"{_W:,} MB sold for a year: B = {sold:,} MD; after a day without a block B = 0; with a block each {_BLOCK} s "
        f"B = {by_blocks:,.0f} MD",
        f"what is used in the day is live × Δt = {_W:,} MD: B = {sold - _W:,} MD",
    ]


def constant() -> list[str]:
    """Finding 3: c = M / (p T) does not give p = M / (c R) (CNT-5)."""
    c, total = _params().curve, _W * _DAYS
    lines = []
    for sold in (0, total // 2, total * 9 // 10):
        from_c, printed = _POOL / (c * total), _POOL / (c * (total - sold))
        lines.append(
            f"B = {sold:,} of {total:,} MD: p of c = M/(p T) is {_cnt(from_c, 6)}, p = M/(c R) is {_cnt(printed, 6)}"
        )
    return lines


def flat_price() -> list[str]:
    """Finding 4: one buyer drains R at a price that stands still within a block (CNT-5)."""
    c, total = _params().curve, _W * _DAYS
    flat = _POOL / (c * total)
    last = cost(_POOL, c, (_W, _W - 1, _DAYS * DAY))
    return [
        f"all {total:,} MD at the flat price of {_cnt(flat, 6)}: {_cnt(flat * total, 0)}, then nothing is left",
        f"the decided integral: all but one MB for a year is {float(last) / _WEI:.3g} CNT, more than all CNT; "
        "all of it has no price",
    ]


def a_day_of_the_disk() -> list[str]:
    """Finding 5: R counts a whole year, so all MB for one day are 1 / 365 of it (CNT-5)."""
    c = _params().curve
    flat = _POOL / (c * _W * _DAYS) * _W
    lines = [f"printed: {_W:,} MB for a day, 365 times over: {_cnt(flat)} each, {float(flat / _POOL):.1%} of the pool"]
    for mb in (1, 500, 990, _W - 1):
        paid = cost(_POOL, c, (_W, mb, DAY))
        lines.append(f"decided: {mb:,} MB for a day: {_cnt(paid, 6)}, {float(paid / _POOL):.3%} of the pool")
    return lines


def rent_by_sold() -> list[str]:
    """Finding 6: M / B for each MD used empties the pool where little is sold (CNT-7)."""
    flat = _POOL / (_params().curve * _W * _DAYS)
    pool = Fraction(_POOL) + flat
    paid, got, left = _year_alone(1, _DAYS)
    whole = _POOL + paid
    return [
        f"printed: 1 MB for a day costs {_cnt(flat, 5)}; it is all of B, so its day pays M × 1 / 1 = {_cnt(pool, 2)}",
        "the pool is then 0 and p = M/(c R) = 0: space is free ever after",
        f"printed, 1 MB for a year: a day pays M / B of what is left, {_cnt(whole, 1)} in the year, the whole pool",
        f"decided: cost {_cnt(paid)}, the landlords get {_cnt(got)} in the year, {_cnt(left, 2)} are left",
    ]


def subsidy() -> list[str]:
    """Finding 7: a subsidy makes space dearer (CNT-6)."""
    lines = []
    for pool in (_POOL, 2 * _POOL, 10 * _POOL):
        paid = cost(pool, _params().curve, (_W, 10, 30 * DAY))
        lines.append(f"M = {_cnt(pool, 0)}: 10 MB for 30 days cost {_cnt(paid)}")
    return lines


def day_that_takes_the_pool() -> list[str]:
    """Finding 8: the decided rent is bounded by the price of the next MB, not by what was paid (CNT-7)."""
    lines = []
    for name in ("paper", "reconciled"):
        by_curve = load("contattract", name).rent_by_curve == 1
        for mb in (100, 500, 900, 986, 999):
            paid, got, left = _year_alone(mb, 1, by_curve)
            lines.append(
                f"{name}: {mb} MB for a day cost {_cnt(paid, 3)}, pay landlords {_cnt(got, 3)}, leave {_cnt(left, 2)}; "
                f"who has {paid / got:.1%} of the verified MB breaks even"
            )
    return lines


def conserved_days() -> list[str]:
    """Finding 9: MB-days alone, conserved by a resize, would let the price of size be evaded (CNT-8)."""
    c = _params().curve
    small = cost(_POOL, c, (_W, 3, _DAYS * DAY))
    large = cost(_POOL, c, (_W, 990, DAY))
    growth = cost(_POOL + small, c, (_W, 990, DAY), (_W, 3, -_DAYS * DAY))
    pool = _POOL + cost(_POOL, c, (_W, 100, 2 * DAY))
    pool += cost(pool, c, (_W - 100, 890, DAY))
    priced = [(110, 109, DAY), (110, 100, -2 * DAY)], [(10, 9, DAY), (_W, 100, -DAY)]
    today, decided = (_cnt(cost(pool, c, *terms)) for terms in priced)
    return [
        f"3 MB for 365 days: {_cnt(small)}; 990 MB for a day: {_cnt(large)}",
        f"growing from one to the other for nothing saves {float(1 - small / Fraction(large)):.0%}",
        f"decided: growing pays {_cnt(growth)}, together {_cnt(small + growth)}",
        "100 MB for 2 days, 890 MB beside them for one, the 100 grow to 109 for one: "
        f"both forms at today's price {today}, decided {decided}",
    ]


FINDINGS: dict[str, Callable[[], list[str]]] = (
    {
        "CNT 1 A year of the disk": year_of_the_disk,
        "CNT 2 What is sold and not used": consumption,
        "CNT 3 The constant": constant,
        "CNT 4 One price for a whole block": flat_price,
        "CNT 5 A day of the whole disk": a_day_of_the_disk,
        "CNT 6 Rent by what is sold": rent_by_sold,
        "CNT 7 A subsidy that makes space dearer": subsidy,
        "CNT 8 A day that takes the pool": day_that_takes_the_pool,
        "CNT 9 Conserved MB-days": conserved_days,
    }
    | findings_chain.FINDINGS
    | findings_network.FINDINGS
    | findings_proof.FINDINGS
)


def report() -> str:
    """All findings with their figures, as text."""
    return "\n\n".join("\n".join([title, *(f"  {line}" for line in finding())]) for title, finding in FINDINGS.items())
