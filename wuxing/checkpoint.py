# SPDX-License-Identifier: MIT
"""Checkpoints of a long run: its state on disk, so that the same command goes on where a killed one stopped.

A checkpoint belongs to the settings and to the sources that made it: with other settings, or after a change of the
code, the run starts over. Each such pair has a file of its own, so no run takes another's away. The file says first
whose it is, as JSON, and what it holds is read only by the code that wrote it. It is written beside its place and
moved there, so a kill leaves the last whole one.

What it holds is a pickle, and a pickle can run any code. So a file is read only if it belongs to the user who runs this
and nobody else can write to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import stat
from functools import cache
from pathlib import Path
from typing import Any

from wuxing.paths import CONTRACTS, PARAMS, ROOT
from wuxing.simulation import Settings

FOLDER = "checkpoints"
_FIRST_LINE = 1 << 16
"""Bytes of the first line at most."""


class CheckpointError(Exception):
    """A checkpoint that must not be read, or cannot be written: what was expected and what came."""


class Checkpoint:
    """The checkpoint of a run with these settings, below its output folder."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        whose = {"settings": dict(sorted(settings.items())), "sources": _sources()}
        self._whose = json.dumps(whose).encode() + b"\n"
        self.path = folder / FOLDER / f"{hashlib.sha256(self._whose).hexdigest()[:16]}.pickle"

    @classmethod
    def of(cls, settings: Settings) -> Checkpoint:
        """The checkpoint of the run that these settings make."""
        whose = {"system": settings.system, **settings.as_text(), "params": repr(settings.params)}
        return cls(settings.out, whose)

    def save(self, state: dict[str, Any]) -> None:
        """Replaces the checkpoint. Raises CheckpointError, with the one before in its place."""
        part = self.path.with_suffix(f".{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(self._whose)
                pickle.dump(state, file, protocol=pickle.HIGHEST_PROTOCOL)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        except OSError as error:
            raise CheckpointError(f"checkpoint: expected to write {self.path}, got: {error.strerror}") from None
        finally:
            part.unlink(missing_ok=True)

    def load(self) -> dict[str, Any] | None:
        """The state to go on from; None where there is none, or none of this run.

        Raises CheckpointError for a file that somebody else may have written.
        """
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CheckpointError(f"checkpoint: expected to read {self.path}, got: {error.strerror}") from None
        try:
            self._check_owner(descriptor)
        except CheckpointError:
            os.close(descriptor)
            raise
        with open(descriptor, "rb") as file:
            try:
                return pickle.load(file) if file.readline(_FIRST_LINE) == self._whose else None
            except (pickle.UnpicklingError, EOFError, ImportError, AttributeError, IndexError, ValueError):
                return None

    def _check_owner(self, descriptor: int) -> None:
        """Only this user can have written the open file."""
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o022:
            raise CheckpointError(
                f"checkpoint: expected a file of user {os.geteuid()} that nobody else can write to, got {self.path} of "
                f"user {about.st_uid}, mode {stat.S_IMODE(about.st_mode):04o}: remove it, or name another folder"
            )

    @property
    def exists(self) -> bool:
        """Whether there is something to go on from."""
        return self.path.exists()

    def clear(self) -> None:
        """The run is over."""
        self.path.unlink(missing_ok=True)
        try:
            self.path.parent.rmdir()
        except OSError:
            return  # other runs have theirs there


@cache
def _sources() -> str:
    """A hash of everything that a run is made from."""
    digest = hashlib.sha256()
    files = [*CONTRACTS.rglob("*.*"), *PARAMS.glob("*.toml"), *(ROOT / "wuxing").rglob("*.py")]
    for file in sorted(file for file in files if file.is_file()):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
