# SPDX-License-Identifier: MIT
"""`make bench` says on what it measured, at once and in its file: figures without that could not be compared."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks.conditions import PACKAGES, conditions
from wuxing.paths import ROOT


def test_conditions__of_this_machine__name_all_of_it() -> None:
    found = conditions()
    names = {"processor", "cores", "memory", "system", "python", "solc", "anvil", "commit", "date", *PACKAGES}
    assert set(found) >= names
    assert found["python"] == platform.python_version() and int(found["cores"]) == os.cpu_count()
    assert re.fullmatch(r"\d+\.\d GiB", found["memory"]) and re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", found["date"])
    assert re.fullmatch(r"[0-9a-f]{12}(-dirty)?|unknown", found["commit"])
    assert found["processor"] and re.match(r"\d+\.\d+|not installed", found["anvil"])
    assert all(re.match(r"\d", found[name]) for name in PACKAGES)


def test_record__some_parts__leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "FILE", tmp_path / "out" / "bench.json")
    bench.record("gas", [{"name": "settle", "gas": 1}], {"commit": "a"})
    bench.record("chain", [{"name": "seal", "ours": 2.0}], {"commit": "b"})
    bench.record("gas", [{"name": "settle", "gas": 3}], {"commit": "c"})
    assert json.loads(bench.FILE.read_text()) == {
        "gas": {"conditions": {"commit": "c"}, "rows": [{"name": "settle", "gas": 3}]},
        "chain": {"conditions": {"commit": "b"}, "rows": [{"name": "seal", "ours": 2.0}]},
    }


@pytest.mark.parametrize("text", ["[]", "", "[{}]"])
def test_record__over_a_file_of_the_former_form__begins_anew(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "FILE", tmp_path / "bench.json")
    bench.FILE.write_text(text)
    bench.record("gas", [], {})
    assert json.loads(bench.FILE.read_text()) == {"gas": {"conditions": {}, "rows": []}}


def test_main__started__says_its_conditions_before_it_measures() -> None:
    """The first line came after 31 seconds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks", "gas"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        assert process.stdout.readline().startswith("processor ")
        assert process.stderr.readline().startswith("measuring gas of ")
        assert process.poll() is None, "and no table yet"
    finally:
        process.kill()
        process.communicate()
