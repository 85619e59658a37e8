# SPDX-License-Identifier: MIT
"""Checkpoints belong to a run, and a half-written or foreign one is none."""

from __future__ import annotations

from pathlib import Path

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
