# SPDX-License-Identifier: MIT
"""Reads and validates params/: every number of the papers, once, with its source.

A wing declares what it needs as a frozen dataclass (`wuxing/<system>/params.py`, class `Params`): one field per
parameter, its unit in the field's metadata (`unit("XZ")`). Token amounts are given in whole tokens and loaded
as wei; ratios are loaded as Fractions; the rest are integers.
"""

from __future__ import annotations

import tomllib
from dataclasses import field, fields
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

from wuxing.options import nearest
from wuxing.paths import PARAMS

_DECIMALS = {"XZ": 18, "USD": 18, "ZOS": 18, "ZZM": 8, "CNT": 18}
_KEYS = {"rule", "source", "unit", "value"}


class ParamsError(ValueError):
    """A parameter file that cannot be used; the text says what was expected, what came, and where."""


def unit(name: str) -> Any:
    """A dataclass field for a parameter in this unit (XZ, USD: amounts, loaded as wei; ratio; else whole numbers)."""
    return field(metadata={"unit": name})


def load(system: str, set_name: str, path: Path | None = None) -> Any:
    """The parameters of a system in one of its named sets, as the wing's `Params`.

    Raises ParamsError for a missing file, an unknown set, and missing, unknown, negative or malformed parameters.
    """
    path = path or PARAMS / f"{system}.toml"
    sets, _, data = _file(path)
    if set_name not in sets:
        near = nearest(set_name, sets)
        raise ParamsError(f"{path.name}: expected a set of {', '.join(sets)}, got {set_name!r}{near}")
    params = import_module(f"wuxing.{system}.params").Params
    wanted = {f.name: f.metadata["unit"] for f in fields(params)}
    if unknown := sorted(set(data) - set(wanted)):
        raise ParamsError(f"{path.name}: unknown parameter {', '.join(unknown)}")
    if missing := sorted(set(wanted) - set(data)):
        raise ParamsError(f"{path.name}: missing parameter {', '.join(missing)}")
    values = {name: _value(path, name, data[name], kind, sets, set_name) for name, kind in wanted.items()}
    try:
        return params(**values)
    except ValueError as error:
        raise ParamsError(f"{path.name}: {error}") from None


def default_set(system: str, path: Path | None = None) -> str:
    """The set that a system is simulated and deployed with when none is named: `default` of its file.

    Raises ParamsError as `load` does.
    """
    return _file(path or PARAMS / f"{system}.toml")[1]


def _file(path: Path) -> tuple[list[str], str, dict[str, Any]]:
    """The names of a file's sets, that of its default one, and its tables."""
    try:
        data = tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise ParamsError(f"expected parameters in {path.name}, found no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParamsError(f"{path.name}: expected TOML, {error}") from None
    sets, default = data.pop("sets", []), data.pop("default", None)
    for key in ("system", "seed"):
        if not isinstance(data.pop(key, None), str):
            raise ParamsError(f'{path.name}: expected a line {key} = "…"')
    if default not in sets:
        raise ParamsError(f"{path.name}: expected default to be a set of {', '.join(sets)}, got {default!r}")
    return sets, default, data


def shown(params: Any) -> list[tuple[str, str]]:
    """Names and values of a parameter set, in the units of its file."""
    rows = []
    for item in fields(params):
        value, kind = getattr(params, item.name), item.metadata["unit"]
        values = value if isinstance(value, tuple) else (value,)
        scale = 10 ** _DECIMALS.get(kind, 0)
        rows.append((item.name, ", ".join(f"{float(Fraction(v) / scale):,.10g}" for v in values) + f" {kind}"))
    return rows


def _value(path: Path, name: str, table: Any, kind: str, sets: list[str], set_name: str) -> Any:
    where = f"{path.name}: {name}"
    if not isinstance(table, dict):
        raise ParamsError(f"{where}: expected a table with unit, source and value, got {table!r}")
    if unknown := sorted(set(table) - _KEYS - set(sets)):
        raise ParamsError(f"{where}: unknown key {', '.join(unknown)}")
    for key in ("rule", "source", "unit"):
        if not isinstance(table.get(key), str):
            raise ParamsError(f"{where}: expected {key} as text")
    if table["unit"] != kind:
        raise ParamsError(f"{where}: expected the unit {kind}, got {table['unit']}")
    if ("value" in table) == any(s in table for s in sets):
        raise ParamsError(f"{where}: expected either one value or one for each of {', '.join(sets)}")
    raw = table.get("value", table.get(set_name))
    if raw is None:
        raise ParamsError(f"{where}: expected a value for {set_name}")
    if isinstance(raw, list):
        return tuple(_number(where, item, kind) for item in raw)
    return _number(where, raw, kind)


def _number(where: str, raw: Any, kind: str) -> Any:
    amount = kind in _DECIMALS or kind == "ratio"
    if isinstance(raw, bool) or not isinstance(raw, str if amount else int):
        raise ParamsError(f"{where}: expected {'a decimal in quotes' if amount else 'a whole number'}, got {raw!r}")
    try:
        number = Fraction(raw)
    except ValueError:
        raise ParamsError(f"{where}: expected a decimal, got {raw!r}") from None
    if number < 0:
        raise ParamsError(f"{where}: expected at least 0, got {raw}")
    if kind == "ratio":
        return number
    scaled = number * 10 ** _DECIMALS.get(kind, 0)
    if scaled.denominator != 1:
        raise ParamsError(f"{where}: expected at most {_DECIMALS[kind]} decimals, got {raw}")
    return int(scaled)
