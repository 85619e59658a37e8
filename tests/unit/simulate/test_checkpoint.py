# SPDX-License-Identifier: MIT
"""Checkpoints belong to a run, and a half-written or foreign one is none."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from types import ModuleType

import pytest

from wuxing.checkpoint import Checkpoint

SETTINGS = {"seed": "1", "days": "90"}


def test_load__what_was_saved__comes_back(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path, SETTINGS)
    assert kept.load() is None
    kept.save({"day": 30})
    kept.save({"day": 60})
    assert Checkpoint(tmp_path, dict(SETTINGS)).load() == {"day": 60}
    kept.clear()
    kept.clear()
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


def test_load__of_the_former_layout__is_none(tmp_path: Path, moved: ModuleType) -> None:
    """One pickle of key and state together, with a class that is not there any more."""
    kept = Checkpoint(tmp_path, SETTINGS)
    kept.path.write_bytes(pickle.dumps((kept.key, {"state": moved.State()})))
    assert kept.load() is None
    del sys.modules["moved_away"]
    assert kept.load() is None
