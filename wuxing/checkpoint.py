# SPDX-License-Identifier: MIT
"""Checkpoints of a long run: its state on disk, so that the same command goes on where a killed one stopped.

A checkpoint belongs to the settings and to the sources that made it: with other settings, or after a change of the
code, the run starts over. So the file says first whose it is, and what it holds is read only by the code that wrote it.
It is written beside its place and moved there, so a kill leaves the last whole one.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from functools import cache
from pathlib import Path
from typing import Any

from wuxing.paths import CONTRACTS, PARAMS, ROOT


class Checkpoint:
    """The checkpoint of a run with these settings, in its output folder."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.path = folder / "checkpoint.pickle"
        self.key = (tuple(sorted(settings.items())), _sources())

    def save(self, state: dict[str, Any]) -> None:
        """Replaces the checkpoint."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(f".{os.getpid()}")
        with part.open("wb") as file:
            for what in (self.key, state):
                pickle.dump(what, file, protocol=pickle.HIGHEST_PROTOCOL)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)

    def load(self) -> dict[str, Any] | None:
        """The state to go on from; None where there is none, or none of this run."""
        try:
            with self.path.open("rb") as file:
                whose = pickle.load(file)
                return pickle.load(file) if whose == self.key else None
        except (OSError, pickle.UnpicklingError, EOFError, ImportError, AttributeError, IndexError, ValueError):
            return None

    def clear(self) -> None:
        """The run is over."""
        self.path.unlink(missing_ok=True)


@cache
def _sources() -> str:
    """A hash of everything that a run is made from."""
    digest = hashlib.sha256()
    files = [*CONTRACTS.rglob("*.*"), *PARAMS.glob("*.toml"), *(ROOT / "wuxing").rglob("*.py")]
    for file in sorted(file for file in files if file.is_file()):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
