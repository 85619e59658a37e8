# SPDX-License-Identifier: MIT
"""Where the XZ paper contradicts itself, computed: `python -m wuxing findings xz` prints what docs/findings.md says.

The printed mechanisms that the contracts do not follow live here, as plain functions, so that a reader can run them.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from wuxing.params import load
from wuxing.xz.model import MOST_FEE, Mine
from wuxing.xz.params import BPS, Params

_WEI = 10**18
_T = 10_000


def printed_rate(stake: int, params: Params) -> Fraction:
    """XZ-11 as printed: 138 × stake / 4,140 in every phase, the unprinted logarithm taken as 1 (wei a day)."""
    return Fraction(params.daily_output * stake, params.phase_stake[1])


def printed_cascade(signers: str, votes: dict[tuple[str, str], bool]) -> str:
    """XZ-18, the paper's sentence on 级联投票: after a drop, every pending vote is counted again at once.

    `votes` maps (voter, target) to add or drop, in the order in which they were cast.
    """
    live = list(signers)
    pending: dict[tuple[str, str], bool] = {}
    for (voter, target), add in votes.items():
        if voter in live:
            pending[voter, target] = add
        changed = True
        while changed:
            changed = False
            for candidate in sorted({t for _, t in pending}):
                for wanted in (True, False):
                    backers = [v for (v, t), a in pending.items() if t == candidate and a == wanted and v in live]
                    if 2 * len(backers) > len(live) and (candidate in live) != wanted:
                        live = sorted([*live, candidate]) if wanted else [s for s in live if s != candidate]
                        pending = {k: a for k, a in pending.items() if k[1] != candidate and k[0] in live}
                        changed = True
    return "".join(live)


def whole_life(set_name: str, phase: int = 1, fee: int | None = None) -> tuple[int, int, int]:
    """A token at full power until it is used up or stops: output (wei), days, gas burned (wei)."""
    params = load("xz", set_name)
    mine = Mine(params)
    mine.minted = params.phase_ends[phase - 1]
    mine.add_token(1, "miner")
    stake = params.phase_stake[phase]
    mine.stake(1, stake, MOST_FEE if fee is None else fee, 0)
    done = mine.settle(1, 2 * params.lifetime_units * params.unit_time)
    return done.output, done.units, done.burned


def _xz(wei: int | Fraction, digits: int = 2) -> str:
    return f"{float(Fraction(wei) / _WEI):,.{digits}f} XZ"


def melt_constant() -> list[str]:
    """Finding 1: the printed melt is 10.5777 times too fast (XZ-12)."""
    paper = load("xz", "paper")
    lines = []
    for name in ("paper", "reconciled"):
        output, days, _ = whole_life(name)
        share = Fraction(output, paper.nominal)
        lines.append(
            f"{name}: a token mines {_xz(output)} and is used up on day {days}; "
            f"{float(share):.1%} of {_xz(paper.nominal, 0)}"
        )
    exact = Fraction(paper.melt_divisor) / paper.melt_factor
    days = exact / paper.daily_output
    total = exact * _T
    lines.append(f"paper, exactly: {_xz(exact, 4)} in {float(days):.2f} days; {_T:,} tokens: {_xz(total, 0)}")
    lines.append(
        f"the main net phase begins at {_xz(paper.phase_ends[2], 0)}: "
        f"{'reached' if total >= paper.phase_ends[2] else 'never reached'}"
    )
    return lines


def cap() -> list[str]:
    """Finding 2: 15.11亿 is not 10,000 × 151,110 (XZ-1)."""
    paper, reconciled = load("xz", "paper"), load("xz", "reconciled")
    return [
        f"printed {_xz(paper.cap, 0)}; 10,000 × 151,110 = {_xz(reconciled.cap, 0)}; "
        f"short by {_xz(reconciled.cap - paper.cap, 0)}, the last {(reconciled.cap - paper.cap) / reconciled.cap:.4%}"
    ]


def fee_deposit() -> list[str]:
    """Finding 3: 1,500 XZ do not pay the gas of a whole life (XZ-10, XZ-12)."""
    params = load("xz", "reconciled")
    lines = []
    for phase in (1, 3):
        rate = params.phase_gas[phase]
        need = Fraction(params.nominal * rate, BPS)
        _, days, burned = whole_life("reconciled", phase, params.fee_deposit)
        lines.append(
            f"phase {phase} at {rate / 100:g}%: a life burns {_xz(need)}; the deposit of {_xz(params.fee_deposit, 0)} "
            f"pays {days} of {params.lifetime_units} days ({_xz(burned)})"
        )
    return lines


def opening_of_phase_1() -> list[str]:
    """Finding 4: when a phase opens there are too few XZ for everybody's stake and fee (XZ-9, XZ-10, XZ-13)."""
    params = load("xz", "paper")
    lines = []
    for phase in (1, 2, 3):
        supply = params.phase_ends[phase - 1]
        each = params.phase_stake[phase] + params.fee_deposit
        most = supply // each
        lines.append(
            f"phase {phase} opens with at most {_xz(supply, 0)}: "
            f"{min(most, _T):,} of {_T:,} T can put up {_xz(each, 0)}"
        )
    lines.append(f"phase 1 lasts {_shortest_phase_1(params)} days even if every XZ is put up the day it is mined")
    return lines


def _shortest_phase_1(params: Params) -> int:
    """Days of phase 1 when each day all XZ there are carry positions at full power."""
    supply, days, each = params.phase_ends[0], 0, params.phase_stake[1] + params.fee_deposit
    while supply < params.phase_ends[1]:
        supply += min(supply // each, _T) * params.daily_output
        days += 1
    return days


def constant_divisor() -> list[str]:
    """Finding 5: with the printed divisor of 4,140 a later phase's stake multiplies the output (XZ-11)."""
    params = load("xz", "paper")
    mine, lines = Mine(params), []
    for phase in (1, 2, 3):
        stake = params.phase_stake[phase]
        printed, decided = printed_rate(stake, params), mine.rate(stake, phase)
        lines.append(
            f"phase {phase}: stake {_xz(stake, 0)}: printed {_xz(printed, 0)} a day, decided {_xz(decided, 0)}"
        )
    return lines


def unprinted_logarithm() -> list[str]:
    """Finding 6: the log function is not printed; log2(1+x)/x is 1 at full stake and concave (XZ-11)."""
    params = load("xz", "paper")
    mine, full = Mine(params), params.phase_stake[1]
    return [
        f"stake {_xz(full * parts // 4, 0)}: {_xz(mine.rate(full * parts // 4, 1), 6)} a day, linear would be "
        f"{_xz(printed_rate(full * parts // 4, params), 1)}"
        for parts in (1, 2, 3, 4)
    ]


def cascade() -> list[str]:
    """Finding 7: the sentence on cascading votes contradicts scenario 1 and EIP-225 (XZ-18)."""
    first = {("A", "C"): False, ("B", "C"): False, ("A", "D"): False, ("B", "D"): False, ("C", "D"): False}
    example = {("A", "E"): True, ("B", "E"): True, ("A", "D"): False, ("B", "D"): False, ("C", "D"): False}
    return [
        "scenario 1 (AB drop C and D, C drops D): the paper's result ABC; "
        f"its sentence gives {printed_cascade('ABCD', first)}",
        "the sentence's own example (AB add E, ABC drop D): "
        f"the sentence gives {printed_cascade('ABCD', example)}, EIP-225 ABC",
    ]


def income() -> list[str]:
    """Finding 8: all income to the users and 45% of it burned are 145% (XZ-15, XZ-22)."""
    params = load("xz", "paper")
    rest = BPS - params.buyback_share
    holder = rest * params.holder_share // BPS
    return [
        f"printed: 100% to users and {params.buyback_share / 100:g}% burned = {100 + params.buyback_share / 100:g}%; "
        f"decided: {params.buyback_share / 100:g}% burned, {holder / 100:g}% holder, "
        f"{(rest - holder) / 100:g}% operator"
    ]


def timetable() -> list[str]:
    """Finding 9: how long the phases last when all 10,000 T run at full power (XZ-13)."""
    params = load("xz", "reconciled")
    day = params.daily_output * _T
    shares = [params.cap * s // BPS for s in params.phase_share]
    return [
        f"phase {phase}: {_xz(share, 0)} last {float(Fraction(share, day)):.2f} days of all {_T:,} T"
        for phase, share in enumerate(shares)
    ]


FINDINGS: dict[str, Callable[[], list[str]]] = {
    "1 The melt constant": melt_constant,
    "2 The cap": cap,
    "3 The fee deposit": fee_deposit,
    "4 The opening of a phase": opening_of_phase_1,
    "5 The divisor of 4,140": constant_divisor,
    "6 The logarithm": unprinted_logarithm,
    "7 Cascading votes": cascade,
    "8 Income paid twice": income,
    "9 The timetable": timetable,
}


def report() -> str:
    """All findings with their figures, as text."""
    return "\n\n".join("\n".join([title, *(f"  {line}" for line in finding())]) for title, finding in FINDINGS.items())
