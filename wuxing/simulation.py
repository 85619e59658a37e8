# SPDX-License-Identifier: MIT
"""A simulation: what it is made from (`Settings`) and what each wing's scenario makes of it (`Simulation`).

The command that runs one is wuxing/simulate.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from wuxing.engine import Engine, open_engine
from wuxing.params import load
from wuxing.record import Record


class SettingsError(ValueError):
    """Settings that cannot be simulated: what was expected and what came."""


@dataclass(frozen=True)
class Settings:
    """What a simulation is made from; `options` are the wing's own.

    `out` holds the runs of a system, or, if `named` (`--out`), the files of this run; `replace` allows it to take the
    place of another run there (wuxing/outputs.py).
    """

    system: str
    set_name: str
    engine: str
    seed: int
    days: int
    out: Path
    options: dict[str, Any] = field(default_factory=dict)
    named: bool = True
    replace: bool = False

    @cached_property
    def params(self) -> Any:
        """The parameter set. Raises ParamsError."""
        return load(self.system, self.set_name)

    def open_engine(self) -> Engine:
        """A fresh engine."""
        return open_engine(self.engine)

    def as_text(self) -> dict[str, str]:
        """The settings as the summary and the report show them."""
        named = {"parameter set": self.set_name, "engine": self.engine, "seed": self.seed, "days": self.days}
        return {name: str(value) for name, value in (named | self.options).items()}


class Simulation(Protocol):
    """One run, made from settings by a wing's scenario.py; its report.py reads it when it is over.

    Data goes one way: settings, world, parts, scenario, report. Where a wing's economy has parts in files of their own,
    what they share (the deployed contracts, people, clock, agenda and record) is the `World` of its world.py. A part
    takes the world, and by name the other parts that it needs; the scenario makes all of them and drives the days.
    Nothing below the report knows it.
    """

    settings: Settings
    record: Record

    @property
    def done(self) -> int:
        """Steps that a checkpoint has spared; 0 for one that always starts at the beginning."""

    @property
    def steps(self) -> int:
        """Steps of `run` from the beginning."""

    @property
    def digest(self) -> str:
        """The state that the run left, as one hash: the same on every engine."""

    def run(self) -> Iterator[str]:
        """Runs step by step; yields the name of the step that comes next."""
