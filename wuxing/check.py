# SPDX-License-Identifier: MIT
"""Check by vector: run a JSON list of cases on this project's own implementation.

`python -m wuxing check KIND FILE` prints the JSON list of results, in order, and nothing else.
A kind is a module with `run(case) -> result`, which raises `CaseError` for a malformed case; it is
imported only when asked for, so that checking headers does not load an EVM.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

KINDS = {
    "clique": "wuxing.xz.check_clique",
    "rent": "wuxing.contattract.check",
    "unlock": "wuxing.zos.check_unlock",
    "xz-mine": "wuxing.xz.check",
    "zos-emission": "wuxing.zos.check_emission",
}


class CaseError(ValueError):
    """A case is malformed: what was expected and what came."""


class CheckError(ValueError):
    """The file, its kind or one of its cases cannot be checked. Exit status 2."""


def check(kind: str, file: Path) -> list[Any]:
    """The results of every case in the file. `CheckError` if one cannot be run; then there are none."""
    if kind not in KINDS:
        raise CheckError(f"kind: expected one of {', '.join(sorted(KINDS))}, got {kind!r}")
    cases = read_cases(file)
    run = import_module(KINDS[kind]).run
    results = []
    for index, case in enumerate(cases):
        try:
            results.append(run(case))
        except CaseError as error:
            raise CheckError(f"{file}: case {index + 1} (index {index}): {error}") from error
    return results


def read_cases(file: Path) -> list[Any]:
    """The JSON list in a file."""
    try:
        cases = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckError(f"{file}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CheckError(f"{file}: expected JSON: {error}") from error
    if not isinstance(cases, list):
        raise CheckError(f"{file}: expected a list of cases, got {name_of(cases)}")
    return cases


def take(case: Any, name: str, kind: type, *default: Any) -> Any:
    """The value of a key, of exactly this type; a default makes the key optional."""
    if name not in case and default:
        return default[0]
    if name not in case:
        raise CaseError(f"{name!r} is missing")
    if type(case[name]) is not kind:  # `is`: true is an int to Python but not to the reader
        raise CaseError(f"{name!r}: expected {kind.__name__}, got {name_of(case[name])}")
    return case[name]


def take_wei(case: Any, name: str, *default: str) -> int:
    """The decimal of a key, from 0 to 10^10 with at most 18 places, in units of 10^-18."""
    text = take(case, name, str, *default)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CaseError(f"{name!r}: expected a decimal, got {name_of(text)}") from None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -18 or not 0 <= number <= 10**10:
        raise CaseError(f"{name!r}: expected a decimal from 0 to 10^10, at most 18 decimals, got {name_of(text)}")
    return int(Fraction(number) * 10**18)


def take_object(case: Any, keys: set[str]) -> dict[str, Any]:
    """The case itself: an object with no other keys than these."""
    if not isinstance(case, dict):
        raise CaseError(f"expected an object, got {name_of(case)}")
    if extra := sorted(set(case) - keys):
        raise CaseError(f"unknown key {extra[0]!r}, expected {', '.join(sorted(keys))}")
    return case


def name_of(value: Any) -> str:
    """A value as an error message shows it."""
    shown = json.dumps(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
