# SPDX-License-Identifier: MIT
"""Where the files of a run go: all of them or none, and never over those of another run.

A run has a folder of its own, `out/<system>/runs/<settings and state>/`, which is written beside its place and renamed.
`out/<system>/report.html`, summary.json and record.duckdb are those of the newest run: the same files (hard links, or
copies on a file system without them), so each opens anywhere. A folder that the user names (`--out`) holds the files of
one run itself; one of other settings goes there only with `--replace`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars

from wuxing.simulation import Settings, SettingsError

RUNS = "runs"
REPORT, SUMMARY, DATABASE = "report.html", "summary.json", "record.duckdb"
NEWEST = (DATABASE, SUMMARY, REPORT)
"""What every run has, and `out/<system>/` of the newest."""


class OutputError(Exception):
    """Files of a run that could not be written: what was expected, what came, and that nothing has changed."""


def asked(settings: Settings) -> dict[str, str]:
    """What makes a run this one and no other, as the summary keeps it."""
    return {"system": settings.system, **settings.as_text()}


def check(settings: Settings) -> None:
    """A folder that the user named has no files of another run. Raises SettingsError."""
    if not settings.named or settings.replace:
        return
    there, wanted = _summary(settings.out), asked(settings)
    if there is None:
        files = [name for name in NEWEST if (settings.out / name).exists()]
        if files:
            raise SettingsError(f"out: expected a folder without a run, got {files[-1]} in {settings.out}: {_WAYS}")
        return
    old = there.get("asked", there.get("settings", {}))
    if not isinstance(old, dict):
        old = {}
    if old != wanted:
        names = [name for name in {**old, **wanted} if old.get(name) != wanted.get(name)]
        was = ", ".join(f"{name} {old.get(name, 'unknown')}" for name in names)
        raise SettingsError(f"out: expected a folder without a run of other settings, got one with {was}: {_WAYS}")


_WAYS = "name another folder, or add --replace"


def _summary(folder: Path) -> dict[str, Any] | None:
    """The summary of the run in a folder; empty for one that cannot be read, None where there is none."""
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def writing(settings: Settings, state: str) -> Iterator[Path]:
    """A new folder beside the run's own; its files are there all together when the block ends.

    Raises OutputError where they cannot be written, and removes what was. After any error nothing has changed.
    """
    above = settings.out if settings.named else settings.out / RUNS
    staged = None
    try:
        above.mkdir(parents=True, exist_ok=True)
        _remove_left(above)
        fresh = above / f".writing-{os.getpid()}"
        fresh.mkdir()
        staged = fresh
        yield staged
        _sync(staged)
        if settings.named:
            _move_files(staged, above)
        else:
            place = above / name_of(settings, state)
            _keep_former(settings.out)
            _swap(staged, place)
            _lead_to(place, settings.out)
    except (OSError, duckdb.Error, polars.exceptions.PolarsError) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
        raise OutputError(
            f"out: expected to write the run to {above}, got: {what}. What was there is as it was"
        ) from None
    finally:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)


def place_of(settings: Settings, state: str) -> Path:
    """The folder of a run."""
    return settings.out if settings.named else settings.out / RUNS / name_of(settings, state)


def name_of(settings: Settings, state: str) -> str:
    """A run's folder, from its settings and the state that it left: the same run has the same name.

    After a change of the code the same settings may leave another state, which is another run.
    """
    parts = [settings.set_name, settings.engine]
    for name, value in ({"seed": settings.seed, "days": settings.days} | settings.options).items():
        parts += [name, str(value)]
    return re.sub(r"[^A-Za-z0-9.]+", "-", "-".join(parts))[:120] + "-" + state[:8]


def _remove_left(above: Path) -> None:
    """Removes what processes that were killed had begun to write, one with our number among them."""
    for left in above.glob(".writing-*"):
        number = re.fullmatch(r"\.writing-(\d+)", left.name)
        if number and (int(number[1]) == os.getpid() or not _runs(int(number[1]))):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True


def _sync(folder: Path) -> None:
    """All files are on the disk."""
    for file in folder.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


def _swap(staged: Path, place: Path) -> None:
    """Moves a folder to its place; what was there is removed when the new one is."""
    old = staged.with_name(staged.name + "-before")
    if place.exists():
        place.rename(old)
    try:
        staged.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _move_files(staged: Path, folder: Path) -> None:
    """Moves the files into a folder that may hold others; tables that only the run before had are removed."""
    before = (_summary(folder) or {}).get("files")
    files = sorted(file.name for file in staged.iterdir())
    for name in sorted(files, key=lambda name: name == SUMMARY):  # what says whose the others are comes last
        (staged / name).replace(folder / name)
    for name in {str(name) for name in before if name} - set(files) if isinstance(before, list) else ():
        if Path(name).name == name and name.endswith(".parquet"):
            (folder / name).unlink(missing_ok=True)


def _lead_to(place: Path, folder: Path) -> None:
    """The folder's own report, summary and record become those of this run."""
    ready = []
    try:
        for name in NEWEST:
            ready.append((folder / f".{name}.{os.getpid()}", folder / name))
            _link(place / name, ready[-1][0])
        for new, final in ready:
            new.replace(final)
    finally:
        for new, _ in ready:
            new.unlink(missing_ok=True)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _keep_former(folder: Path) -> None:
    """Moves a run that an earlier version left in the folder itself to a folder of its own."""
    runs = folder / RUNS
    found = [folder / name for name in NEWEST if (folder / name).exists()]
    if not found or any(path for path in runs.iterdir() if not path.name.startswith(".")):
        return
    own = runs / "before"
    own.mkdir()
    for file in [*found, *folder.glob("*.parquet")]:
        file.rename(own / file.name)
