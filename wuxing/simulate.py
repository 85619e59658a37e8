# SPDX-License-Identifier: MIT
"""Simulate a system of the suite: run its scenario, show a summary, write the record and the report.

    python -m wuxing simulate xz --days 90 --cabinets 20 --seed 1 --set paper

A folder below `out/<system>/runs/` then holds report.html, a Parquet file for each table, record.duckdb and
summary.json; `out/<system>/report.html` is the newest run's (wuxing/outputs.py). A wing brings two modules, side by
side. Its `scenario.py` has `add_options(parser)` and `simulation(settings)`, which makes a `Simulation`
(wuxing/simulation.py) or raises SettingsError; its `report.py` has `summary(run)`, figures for the terminal (what, how
much), and `report(run)`, a `Report`, of one that has run.

A simulation that can be resumed saves checkpoints in `out/<system>/checkpoints/`; the same command goes on from its
last one.
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
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from wuxing import outputs, provenance
from wuxing.checkpoint import Checkpoint, CheckpointError
from wuxing.engine import ENGINES, CompileError
from wuxing.engine.base import EngineError
from wuxing.options import Parser, nearest
from wuxing.outputs import OutputError
from wuxing.params import ParamsError, default_set
from wuxing.paths import OUT
from wuxing.report import Report
from wuxing.simulation import Settings, SettingsError, Simulation
from wuxing.suite import SYSTEMS, defaults_shown

DEFAULT_ENGINE = "revm"
"""Embedded like titanoboa and twenty times as fast; `--engine titanoboa` explains errors by source line."""
MOST_DAYS = 36_500


def run(settings: Settings, console: Console | None = None) -> Simulation:
    """Runs a simulation with a progress bar, shows its summary and writes everything below `settings.out`.

    Raises SettingsError, ParamsError, CompileError and EngineError before the run, CheckpointError and OutputError
    where its files cannot be written. All or nothing of it is there.
    """
    console = console or Console(stderr=True)
    began = time.monotonic()
    outputs.check(settings)
    asked = outputs.asked(settings)  # a scenario may add what follows from these
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
        _write(made, asked, figures, pages.report(made))
        progress.update(task, completed=made.steps + 1, description="done")
    _show(console, settings, state, figures)
    return made


def _write(made: Simulation, asked: dict[str, str], figures: list[tuple[str, str]], page: Report) -> None:
    """All files of a run, or none. Raises OutputError."""
    outputs.check(made.settings)  # another run may have ended meanwhile
    settings, about = made.settings.as_text(), provenance.made()
    page.settings, page.made = settings | {"state": made.digest[:16]}, {"state": made.digest} | about
    with outputs.writing(made.settings, made.digest) as folder:
        made.record.save(folder)
        (folder / outputs.REPORT).write_text(page.html(), encoding="utf-8")
        files = sorted([*(file.name for file in folder.iterdir()), outputs.SUMMARY])
        summary: dict[str, Any] = {"asked": asked, "settings": settings, "digest": made.digest, "made": about}
        summary |= {"figures": dict(figures), "files": files}
        (folder / outputs.SUMMARY).write_text(json.dumps(summary, indent=1), encoding="utf-8")


def _cost(began: float) -> list[tuple[str, str]]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [("time", f"{time.monotonic() - began:.1f} s"), ("memory at most", f"{peak:,.0f} MB")]


def _show(console: Console, settings: Settings, state: str, figures: list[tuple[str, str]]) -> None:
    title = f"{settings.system.upper()}: " + ", ".join(f"{k} {v}" for k, v in settings.as_text().items())
    table = Table(title=title, title_justify="left", show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in figures:
        table.add_row(name, value)
    console.print(table)
    if not settings.named:
        console.print(f"run: {_short(outputs.place_of(settings, state))}", soft_wrap=True)
    console.print(f"report: {_short(settings.out / outputs.REPORT)}", soft_wrap=True)


def _short(path: Path) -> Path:
    """As seen from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


# --- the command


def parser_of(system: str | None = None) -> argparse.ArgumentParser:
    """The command's options; with a system, the wing's own among them."""
    parser = Parser(
        prog="python -m wuxing simulate",
        description="Run a system's scenario and write its report.",
        epilog=None if system in SYSTEMS else "A system has options and defaults of its own: simulate SYSTEM --help",
    )
    parser.add_argument("system", metavar="SYSTEM", help=", ".join(SYSTEMS))
    parser.add_argument("--days", type=int, default=90, metavar="N", help="days to simulate (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where all chance comes from (%(default)s)")
    parser.add_argument(
        "--set",
        dest="set_name",
        default=default_set(system) if system in SYSTEMS else None,
        metavar="NAME",
        help=f"parameter set ({'%(default)s' if system in SYSTEMS else defaults_shown()}), as `ape run deploy` has it",
    )
    parser.add_argument(
        "--engine", default=DEFAULT_ENGINE, metavar="NAME", help=f"{', '.join(ENGINES)} (%(default)s)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="where this run's files go (a folder of its own below out/SYSTEM/runs, and out/SYSTEM/report.html)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="with --out: take the place of a run of other settings (no)"
    )
    if system in SYSTEMS:
        import_module(f"wuxing.{system}.scenario").add_options(parser)
    return parser


def settings_of(arguments: list[str]) -> Settings:
    """The settings that a command line names.

    Raises SettingsError and ParamsError; exits 2 with the usage for a malformed line.
    """
    named = next((argument for argument in arguments if argument in SYSTEMS), None)
    options = vars(parser_of(named).parse_args(arguments))
    system, set_name, engine = options.pop("system"), options.pop("set_name"), options.pop("engine")
    days, seed, out, replace = (options.pop(name) for name in ("days", "seed", "out", "replace"))
    if system not in SYSTEMS:
        raise SettingsError(f"system: expected one of {', '.join(SYSTEMS)}, got {system!r}{nearest(system, SYSTEMS)}")
    if engine not in ENGINES:
        raise SettingsError(f"engine: expected one of {', '.join(ENGINES)}, got {engine!r}{nearest(engine, ENGINES)}")
    if not 1 <= days <= MOST_DAYS:
        raise SettingsError(f"days: expected 1 to {MOST_DAYS:,}, got {days:,}")
    if replace and out is None:
        raise SettingsError("replace: expected --out FOLDER with it, got none: a run has a folder of its own then")
    folder = OUT / system if out is None else out
    _check_folder(folder)
    settings = Settings(system, set_name, engine, seed, days, folder, options, out is not None, replace)
    _ = settings.params  # a set that is not there is told at once, not after the compilers have run
    outputs.check(settings)
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
    settings = None
    try:
        settings = settings_of(sys.argv[1:] if arguments is None else arguments)
        run(settings)
    except (SettingsError, ParamsError, CompileError, EngineError, CheckpointError, OutputError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        if settings is not None and Checkpoint.of(settings).exists:
            print("stopped: the same command goes on from the last checkpoint", file=sys.stderr)
        else:
            print("stopped: nothing was written, and the same command starts over", file=sys.stderr)
        return 130
    return 0
