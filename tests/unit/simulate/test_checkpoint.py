# SPDX-License-Identifier: MIT
"""Checkpoints belong to a run, and a half-written or foreign one is none."""

from __future__ import annotations

import os
import pickle
import resource
import sys
from pathlib import Path
from types import ModuleType

import pytest

from wuxing.checkpoint import Checkpoint, CheckpointError

SETTINGS = {"seed": "1", "days": "90"}


def test_load__what_was_saved__comes_back(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path, SETTINGS)
    assert kept.load() is None
    kept.save({"day": 30})
    kept.save({"day": 60})
    assert Checkpoint(tmp_path, dict(SETTINGS)).load() == {"day": 60}
    kept.clear()
    kept.clear()
    assert not kept.exists
    assert kept.load() is None


def test_load__of_other_settings__is_none(tmp_path: Path) -> None:
    Checkpoint(tmp_path, SETTINGS).save({"day": 30})
    assert Checkpoint(tmp_path, SETTINGS | {"seed": "2"}).load() is None


def test_load__a_damaged_file__is_none(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path, SETTINGS)
    kept.save({"day": 30})
    kept.path.write_bytes(kept.path.read_bytes()[:20])
    assert kept.load() is None


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module with a class `State`, which the test can take away again."""
    module = ModuleType("moved_away")
    module.State = type("State", (), {"__module__": "moved_away"})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "moved_away", module)
    return module


def test_load__of_another_run__never_looks_at_what_it_holds(tmp_path: Path, moved: ModuleType) -> None:
    """Only the sources that wrote a state can read it: whose it is comes first."""
    state = moved.State()
    state.day = 30
    Checkpoint(tmp_path, SETTINGS).save({"state": state})
    assert Checkpoint(tmp_path, SETTINGS).load()["state"].day == 30  # type: ignore[index]
    moved.State.__setstate__ = lambda self, state: pytest.fail("it was looked at")
    assert Checkpoint(tmp_path, SETTINGS | {"seed": "2"}).load() is None


def test_load__one_pickle_of_key_and_state__is_none(tmp_path: Path, moved: ModuleType) -> None:
    """The former layout, with a class that is not there any more: the first line is not ours, the rest is not read."""
    kept = Checkpoint(tmp_path, SETTINGS)
    kept.save({})
    kept.path.write_bytes(pickle.dumps((SETTINGS, {"state": moved.State()})))
    assert kept.load() is None
    del sys.modules["moved_away"]
    assert kept.load() is None


def test_save__of_another_run__leaves_ours(tmp_path: Path) -> None:
    """A run with other settings in the same folder destroyed the checkpoint of a run of days."""
    ours, other = Checkpoint(tmp_path, SETTINGS), Checkpoint(tmp_path, SETTINGS | {"seed": "2"})
    ours.save({"day": 60})
    other.save({"day": 30})
    other.clear()
    assert ours.load() == {"day": 60}
    ours.clear()
    assert list(tmp_path.iterdir()) == []


class Trap:
    """A pickle that leaves a file where it is read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self):
        return Path.touch, (self.file,)


@pytest.mark.parametrize("mode", [0o622, 0o666, 0o620, 0o602])
def test_load__a_file_that_others_can_write__is_refused_unread(tmp_path: Path, mode: int) -> None:
    """A pickle runs any code: a stranger could plant one in a folder that everybody shares."""
    kept, sprung = Checkpoint(tmp_path, SETTINGS), tmp_path / "sprung"
    kept.save({"trap": Trap(sprung)})
    assert kept.path.stat().st_mode & 0o777 == 0o600
    kept.path.chmod(mode)
    with pytest.raises(CheckpointError, match=f"nobody else can write to, got .* of user .*, mode 0{mode:o}: remove"):
        kept.load()
    assert not sprung.exists()
    kept.path.chmod(0o644)
    kept.load()
    assert sprung.exists(), "one's own is read"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_load__a_file_of_another_user__is_refused_unread(tmp_path: Path) -> None:
    kept, sprung = Checkpoint(tmp_path, SETTINGS), tmp_path / "sprung"
    kept.save({"trap": Trap(sprung)})
    os.chown(kept.path, 65_534, 65_534)
    with pytest.raises(CheckpointError, match=r"expected a file of user 0 .* of user 65534"):
        kept.load()
    assert not sprung.exists()


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_load__something_else_in_its_place__is_refused(tmp_path: Path, kind: str) -> None:
    kept, elsewhere = Checkpoint(tmp_path, SETTINGS), Checkpoint(tmp_path / "elsewhere", SETTINGS)
    elsewhere.save({"day": 30})
    kept.path.parent.mkdir()
    {"link": lambda: kept.path.symlink_to(elsewhere.path), "pipe": lambda: os.mkfifo(kept.path, 0o600),
     "folder": lambda: kept.path.mkdir(mode=0o700)}[kind]()  # fmt: skip
    with pytest.raises(CheckpointError, match="checkpoint: expected"):
        kept.load()


def test_save__no_room__says_so_and_keeps_the_one_before(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path, SETTINGS)
    kept.save({"day": 30})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
        with pytest.raises(CheckpointError, match=r"checkpoint: expected to write .*, got: File too large"):
            kept.save({"day": 60, "much": bytes(10_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert kept.load() == {"day": 30}
    assert [path.name for path in kept.path.parent.iterdir()] == [kept.path.name]
