# SPDX-License-Identifier: MIT
"""Gas and error of the logarithm: ours to base 2, Solady's and snekmate's natural one.

Gas is read off the meter around the call, less what the meter itself takes. The error is against mpmath with 60
digits, in units of the 18th decimal, for generated numbers of every magnitude and the corners of the polynomial.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import mpmath

from wuxing.engine.titanoboa import TitanoboaEngine

WAD = 10**18
NUMBERS = 400
CORNERS = (1, 2, WAD - 1, WAD, WAD + 1, 2 * WAD, 2**127, 2**128 - 1, 2**128, 2**255, 2**256 - 1, 1414213562373095048)


@dataclass(frozen=True)
class Cost:
    """Most and mean gas, and the largest error seen in units of the 18th decimal."""

    name: str
    most: int
    mean: int
    error: float


def numbers(count: int = NUMBERS) -> list[int]:
    """The same numbers in every run: all magnitudes alike, and corners."""
    rnd = random.Random(0)
    return [*CORNERS, *(rnd.getrandbits(rnd.randrange(1, 257)) | 1 for _ in range(count))]


def ratios(count: int = NUMBERS) -> list[tuple[int, int]]:
    """Stakes and requirements as the mine has them, in wei."""
    rnd = random.Random(1)
    made = []
    for _ in range(count):
        required = rnd.choice((4_140, 8_280, 12_420)) * WAD
        made.append((rnd.randrange(WAD, required), required))
    return made


def _cost(name: str, used: list[int], errors: list[Any]) -> Cost:
    return Cost(name, max(used), sum(used) // len(used), float(max(errors)))


def run(count: int = NUMBERS) -> list[Cost]:
    """log2 of a number, log2 of one plus a ratio, and the peers' natural logarithms."""
    mpmath.mp.dps = 60
    engine = TitanoboaEngine()
    sender = engine.account(0)
    ours, solady = engine.deploy("Log2Gas", sender=sender), engine.deploy("SoladyLnGas", sender=sender)
    free, solady_free = ours.identity(WAD)[1], solady.identity(WAD)[1]
    made = []

    read = [(x, *ours.log2_wad(x)) for x in numbers(count)]
    errors = [abs(y - WAD * mpmath.log(mpmath.mpf(x) / WAD, 2)) for x, y, _ in read]
    made.append(_cost("log2", [used - free for *_, used in read], errors))

    read = [(n, d, *ours.ratio(n, d)) for n, d in ratios(count)]
    errors = [abs(mpmath.mpf(y) * WAD / 2**128 - WAD * mpmath.log(1 + mpmath.mpf(n) / d, 2)) for n, d, y, _ in read]
    made.append(_cost("log2(1 + stake / required)", [used - free for *_, used in read], errors))

    signed = [x for x in numbers(count) if x < 2**255]
    for name, function, meter in (
        ("Solady lnWad", solady.lnWad, solady_free),
        ("snekmate wad_ln", ours.snekmate_ln, free),
    ):
        read = [(x, *function(x)) for x in signed]
        errors = [abs(y - WAD * mpmath.log(mpmath.mpf(x) / WAD)) for x, y, _ in read]
        made.append(_cost(name, [used - meter for *_, used in read], errors))
    return made
