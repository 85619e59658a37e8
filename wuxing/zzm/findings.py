# SPDX-License-Identifier: MIT
"""Where the ZZM paper contradicts itself, computed: docs/findings.md says what is printed here.

`python -m wuxing.zzm.findings` prints all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from wuxing.params import load
from wuxing.zzm.deployment import PRIVATE, TEAM, schedules
from wuxing.zzm.model import Pair, Reserve
from wuxing.zzm.params import BPS, ZZM

PRINTED_CIRCULATION = 30_000_000 * ZZM
"""五: 市場流通量 3000 萬."""


def _zzm(units: int | Fraction, digits: int = 0) -> str:
    return f"{float(Fraction(units) / ZZM):,.{digits}f} ZZM"


def circulating_at(set_name: str, seconds: int) -> int:
    """ZZM earned by investors and team so long after launch, nothing released: what circulates (10^-8)."""
    p = load("zzm", set_name)
    curves = schedules(p)
    return curves[PRIVATE].earned(p.part("private"), seconds) + curves[TEAM].earned(p.part("team"), seconds)


def frozen_or_circulating() -> list[str]:
    """Finding 1: 3.1 freezes all 200 M, 五 gives 50% to projects and has 30 M in circulation."""
    paper = load("zzm", "paper")
    plan = ", ".join(f"{name} {_zzm(paper.part(name))}" for name in ("project", "private", "team", "reward"))
    left = paper.supply - paper.part("project")
    lines = [
        f"3.1: frozen {_zzm(paper.supply)}, circulating 0 ZZM; 五: {plan}",
        f"{_zzm(PRINTED_CIRCULATION)} are {PRINTED_CIRCULATION / paper.supply:.0%} of all, "
        f"{PRINTED_CIRCULATION / left:.1%} of what is not the projects', "
        f"{PRINTED_CIRCULATION / paper.part('private'):.0%} of the investors'",
    ]
    for name in ("paper", "reconciled"):
        day = next(day for day in range(3_650) if circulating_at(name, day * 86_400) >= PRINTED_CIRCULATION)
        lines.append(
            f"{name}: {_zzm(circulating_at(name, 0))} circulate at launch, {_zzm(PRINTED_CIRCULATION)} from day {day}"
        )
    return lines


def refrozen_or_used_up() -> list[str]:
    """Finding 2: bought back ZZM are frozen again, used for the next project, and "used up" all the same."""
    lines = []
    for share in (3_000, 5_000, BPS):
        p = load("zzm", "paper")
        reserve, rounds = Reserve(p, Pair(1, 1)), 0
        while rounds < 1_000 and reserve.frozen >= 10_000_000 * ZZM:
            number = reserve.register("team", 10_000_000 * ZZM, share)
            reserve.release(number, 10_000_000 * ZZM)
            back = reserve.projects[number].promised
            reserve.projects[number].bought, reserve.frozen = back, reserve.frozen + back
            rounds += 1
        ending = f"the {rounds + 1}th finds {_zzm(reserve.frozen)}" if rounds < 1_000 else "it is never used up"
        lines.append(
            f"projects of 10,000,000 ZZM that buy back {share / 100:g}%: {min(rounds, 1_000):,} are funded, {ending}"
        )
    return lines


def founders_or_council() -> list[str]:
    """Finding 3: the team governs in one section, an elected council in another; what the coins say."""
    p = load("zzm", "paper")
    lines = []
    for years in (1, 2, 4):
        curves, seconds = schedules(p), years * 365 * 86_400
        team = curves[TEAM].earned(p.part("team"), seconds)
        lines.append(
            f"after {years} year{'s' * (years > 1)}: the team has {_zzm(team)}, "
            f"{team / circulating_at('paper', seconds):.1%} of what circulates, before any release"
        )
    return lines


FINDINGS: dict[str, Callable[[], list[str]]] = {
    "ZZM 1 All frozen, half frozen, or 30 M in circulation": frozen_or_circulating,
    "ZZM 2 Frozen again, used again, used up": refrozen_or_used_up,
    "ZZM 3 The founding team or the council": founders_or_council,
}


def report() -> str:
    """All findings with their figures, as text."""
    return "\n\n".join("\n".join([title, *(f"  {line}" for line in finding())]) for title, finding in FINDINGS.items())


if __name__ == "__main__":
    print(report())
