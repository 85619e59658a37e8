# SPDX-License-Identifier: MIT
"""Simulate a system of the suite: run its scenario, show a summary, write the record and the report.

    python -m wuxing simulate xz --days 90 --cabinets 20 --seed 1 --set paper

`out/<system>/` then holds report.html, a Parquet file for each table, record.duckdb and summary.json. A wing brings two
modules, side by side. Its `scenario.py` has `add_options(parser)` and `simulation(settings)`, which makes a
`Simulation` (wuxing/simulation.py) or raises SettingsError; its `report.py` has `summary(run)`, figures for the
terminal (what, how much), and `report(run)`, a `Report`, of one that has run.

A simulation that can be resumed saves checkpoints below the folder; the same command goes on from the last one.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from wuxing.engine import ENGINES, CompileError
from wuxing.engine.base import EngineError
from wuxing.params import ParamsError
from wuxing.paths import OUT
from wuxing.report import Report
from wuxing.simulation import Settings, SettingsError, Simulation
from wuxing.suite import SYSTEMS

DEFAULT_ENGINE = "revm"
"""Embedded like titanoboa and twenty times as fast; `--engine titanoboa` explains errors by source line."""
MOST_DAYS = 36_500


def run(settings: Settings, console: Console | None = None) -> Simulation:
    """Runs a simulation with a progress bar, shows its summary and writes everything below `settings.out`.

    Raises SettingsError, ParamsError, CompileError and EngineError, before anything is written.
    """
    console = console or Console(stderr=True)
    began = time.monotonic()
    scenario, pages = (import_module(f"wuxing.{settings.system}.{part}") for part in ("scenario", "report"))
    made: Simulation = scenario.simulation(settings)
    columns = (
        TextColumn("{task.description:<38}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("starting", total=made.steps + 1)
        done = 0
        for done, what in enumerate(made.run(), made.done):
            progress.update(task, completed=done, description=what)
        progress.update(task, completed=done + 1, description="writing record and report")
        state = made.digest[:16]
        figures = [*pages.summary(made), ("state", state), *_cost(began)]
        made.record.save(settings.out)
        page: Report = pages.report(made)
        page.settings = settings.as_text() | {"state": state}
        (settings.out / "report.html").write_text(page.html(), encoding="utf-8")
        (settings.out / "summary.json").write_text(
            json.dumps({"settings": settings.as_text(), "digest": made.digest, "figures": dict(figures)}, indent=1)
        )
        progress.update(task, completed=made.steps + 1, description="done")
    _show(console, settings, figures)
    return made


def _cost(began: float) -> list[tuple[str, str]]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [("time", f"{time.monotonic() - began:.1f} s"), ("memory at most", f"{peak:,.0f} MB")]


def _show(console: Console, settings: Settings, figures: list[tuple[str, str]]) -> None:
    title = f"{settings.system.upper()}: " + ", ".join(f"{k} {v}" for k, v in settings.as_text().items())
    table = Table(title=title, title_justify="left", show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in figures:
        table.add_row(name, value)
    console.print(table)
    console.print(f"report: {settings.out / 'report.html'}", soft_wrap=True)


# --- the command


def parser_of(system: str | None = None) -> argparse.ArgumentParser:
    """The command's options; with a system, the wing's own among them."""
    parser = argparse.ArgumentParser(
        prog="python -m wuxing simulate", description="Run a system's scenario and write its report."
    )
    parser.add_argument("system", metavar="SYSTEM", help=", ".join(SYSTEMS))
    parser.add_argument("--days", type=int, default=90, metavar="N", help="days to simulate (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where all chance comes from (1)")
    parser.add_argument("--set", dest="set_name", default="paper", metavar="NAME", help="parameter set (paper)")
    parser.add_argument(
        "--engine", default=DEFAULT_ENGINE, metavar="NAME", help=f"{', '.join(ENGINES)} ({DEFAULT_ENGINE})"
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to write (out/SYSTEM)")
    if system in SYSTEMS:
        import_module(f"wuxing.{system}.scenario").add_options(parser)
    return parser


def settings_of(arguments: list[str]) -> Settings:
    """The settings that a command line names.

    Raises SettingsError and ParamsError; exits 2 with the usage for a malformed line.
    """
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    options = vars(parser_of(named).parse_args(arguments))
    system, set_name, engine = options.pop("system"), options.pop("set_name"), options.pop("engine")
    days, seed, out = options.pop("days"), options.pop("seed"), options.pop("out") or OUT / system
    if system not in SYSTEMS:
        raise SettingsError(f"system: expected one of {', '.join(SYSTEMS)}, got {system!r}")
    if engine not in ENGINES:
        raise SettingsError(f"engine: expected one of {', '.join(ENGINES)}, got {engine!r}")
    if not 1 <= days <= MOST_DAYS:
        raise SettingsError(f"days: expected 1 to {MOST_DAYS:,}, got {days:,}")
    _check_folder(out)
    settings = Settings(system, set_name, engine, seed, days, out, options)
    _ = settings.params  # a set that is not there is told at once, not after the compilers have run
    return settings


def _check_folder(out: Path) -> None:
    """The folder, or the nearest that exists above it, can be written to."""
    nearest = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise SettingsError(f"out: expected a folder, got the file {nearest}")
    try:
        with TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise SettingsError(f"out: expected a folder that can be written to, got {nearest}: {error.strerror}") from None


def main(arguments: list[str] | None = None) -> int:
    """The command: 0, or 2 with the reason on standard error and nothing written."""
    try:
        run(settings_of(sys.argv[1:] if arguments is None else arguments))
    except (SettingsError, ParamsError, CompileError, EngineError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0
