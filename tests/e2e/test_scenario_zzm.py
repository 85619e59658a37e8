# SPDX-License-Identifier: MIT
"""The story of ZZM's reserve: five projects, one failing, the same on every engine (ZZM-1 … ZZM-4)."""

from __future__ import annotations

from itertools import islice

import pytest

from wuxing.simulation import Settings, SettingsError
from wuxing.zzm.agents import FAILING, NAMES
from wuxing.zzm.report import report, summary
from wuxing.zzm.scenario import simulation


def played(tmp_path, engine: str = "revm", steps: int | None = None):
    """A run of 110 days, or of its first steps."""
    cycle = simulation(Settings("zzm", "paper", engine, 1, 110, tmp_path))
    for _ in islice(cycle.run(), steps):
        pass
    return cycle


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    return played(tmp_path_factory.mktemp("zzm"))


def test_projects__at_the_end__all_closed_one_lost(cycle):
    for name in NAMES:
        end = [row for row in cycle.record.rows("projects") if row["project"] == name][-1]
        fails = name == NAMES[FAILING]
        assert end["state"] == 6 and end["failed"] == fails
        assert (end["lost"] > 0) == fails == (end["bought"] < end["promised"])


def test_supply__every_day__sums_to_all_of_it(cycle):
    """ZZM-INV-2: frozen + released − refrozen is the project share on every day."""
    rows = cycle.record.rows("supply")
    assert len(rows) == 110
    for row in rows:
        whole = row["frozen"] + row["vesting"] + row["rewards"] + row["circulating"]
        assert whole == pytest.approx(200_000_000, abs=1e-6)
        assert row["frozen"] + row["released"] - row["refrozen"] == pytest.approx(100_000_000, abs=1e-6)


def test_treasury__in_the_story__pays_and_gets_a_new_key(cycle):
    assert [row["success"] for row in cycle.record.rows("payments")] == [True, True]
    assert ("treasury", "key replaced") in cycle.dates and cycle.safe.getThreshold() == 5


def test_report__made__has_its_pictures(cycle):
    page = report(cycle).html()
    for title in ("The reserve, project by project", "Where all ZZM are", "Released and frozen again", "Vesting"):
        assert title in page


def test_summary__made__says_what_became_of_each_project(cycle):
    figures = dict(summary(cycle))
    assert [name for name in NAMES if "failed" in figures[name]] == [NAMES[FAILING]]
    assert figures["treasury"] == "2 payments by five signatures; lost key replaced"


def test_run__on_titanoboa__leaves_the_same_state(tmp_path):
    """Up to the first release and the first purchases; the rest is more of the same."""
    ours, theirs = played(tmp_path, steps=32), played(tmp_path, "titanoboa", steps=32)
    assert ours.digest == theirs.digest and ours.zzm.reserve.total_refrozen() > 0


def test_settings__too_few_days__are_refused(tmp_path):
    with pytest.raises(SettingsError, match="expected at least 80"):
        simulation(Settings("zzm", "paper", "revm", 1, 79, tmp_path))
