# SPDX-License-Identifier: MIT
"""The long run, small: it agrees with the model through the phases, and a stopped one ends like an unbroken one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wuxing.params import load
from wuxing.simulation import Settings
from wuxing.xz import fleet
from wuxing.xz.fleet import Fleet
from wuxing.xz.params import Params
from wuxing.xz.report import report, summary

WAD = 10**18
DAYS, CABINETS = 75, 150


@pytest.fixture(autouse=True)
def small_world(monkeypatch: pytest.MonkeyPatch) -> Params:
    """A cap, stakes and a lock that three fleets go through in weeks; arrivals and exits to match."""
    small = replace(
        load("xz", "reconciled"),
        cap=1_500_000 * WAD,
        phase_stake=(0, 300 * WAD, 600 * WAD, 900 * WAD),
        fee_deposit=40 * WAD,
        exit_lock=20 * 86_400,
    )
    monkeypatch.setattr("wuxing.suite.load", lambda system, set_name: small)
    monkeypatch.setattr("wuxing.simulation.load", lambda system, set_name: small)
    monkeypatch.setattr(fleet, "ROADMAP", ((0.4, 0), (0.5, 10), (1.0, 20)))
    monkeypatch.setattr(fleet, "LEAVE", 0.01)
    monkeypatch.setattr(fleet, "CHECKPOINT", 20)
    return small


def settings(folder: Path, seed: int = 1) -> Settings:
    return Settings("xz", "reconciled", "revm", seed, DAYS, folder, {"cabinets": CABINETS})


def finish(run: Fleet) -> Fleet:
    for _ in run.run():
        pass
    return run


def test_fleet__through_all_phases__agrees_with_the_model_to_the_wei(tmp_path: Path, small_world: Params) -> None:
    """XZ-7 … XZ-14: `run` raises where any position, balance or total differs."""
    done = finish(Fleet(settings(tmp_path)))
    assert done.differences == []
    assert done.state.settled > 500
    assert done.state.left > 0 and done.state.topped_up > 0
    phases = done.record.column("daily", "phase")
    assert phases[0] == 0 and set(phases) >= {0, 1, 2, 3}
    assert phases == sorted(phases)
    waiting = [row["waiting"] for row in done.record.rows("daily") if row["phase"] == 1]
    assert max(waiting) > 0, "there is too little XZ for all to stake at first"


def test_report__of_fleets__shows_the_mine_alone(tmp_path: Path) -> None:
    """One report.py for both kinds of run of XZ."""
    done = finish(Fleet(settings(tmp_path)))
    figures, page = dict(summary(done)), report(done)
    assert figures["model"].startswith(f"equal to the wei: {CABINETS} positions, ")
    assert page.title == f"XZ: the mine with {CABINETS} cabinets, {DAYS} days"
    assert [part.title for part in page.parts][:2] == ["Minted against the phases' caps", "Who mines and who waits"]


def test_compare__where_the_books_are_off_by_a_wei__finds_it(tmp_path: Path) -> None:
    done = finish(Fleet(settings(tmp_path)))
    done.state.twin.positions[1].melted += 1
    done.state.money[fleet.EXCHANGE] += 1
    found = done.compare()
    assert any(difference.startswith("position 1:") for difference in found)
    assert any(difference.startswith(f"balance of {fleet.EXCHANGE}") for difference in found)


def test_fleet__stopped_and_run_again__ends_like_an_unbroken_one(tmp_path: Path) -> None:
    whole = finish(Fleet(settings(tmp_path / "whole")))
    broken = Fleet(settings(tmp_path / "broken"))
    for what in broken.run():
        if what.startswith("day 47 "):
            break  # as a kill would leave it: six days after the checkpoint of day 40
    assert broken.checkpoint.exists
    resumed = Fleet(settings(tmp_path / "broken"))
    assert resumed.state.day == 40
    assert (broken.steps, resumed.steps, resumed.done) == (DAYS + 2, DAYS + 2, 41)
    finish(resumed)
    assert resumed.digest == whole.digest
    assert resumed.record.tables == whole.record.tables
    assert resumed.state.sent == whole.state.sent
    assert resumed.system.token.totalSupply() == whole.system.token.totalSupply()
    assert not broken.checkpoint.exists


def test_fleet__with_another_seed__does_not_resume(tmp_path: Path) -> None:
    broken = Fleet(settings(tmp_path))
    for what in broken.run():
        if what.startswith("day 25 "):
            break
    assert Fleet(settings(tmp_path, seed=2)).state.day == 0
