# SPDX-License-Identifier: MIT
"""`make test-deep`: the deeper profile finds what the suite's does not, and says how to repeat it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from wuxing.paths import ROOT, TESTS

_PROPERTY = """
from hypothesis import given, settings
from hypothesis import strategies as st

seen = []

@given(st.integers(0, 2**64))
def test_profile(value):
    seen.append(value)

@settings(max_examples=3)
@given(st.integers(0, 2**64))
def test_own_number(value):
    seen.append(value)

def test_all_were_made():
    assert len(seen) >= 1_000, len(seen)

@given(st.integers(0, 2**64))
def test_rare(value):
    assert value < 2**63 or value % 4 != 3
"""


def _run(folder: Path, profile: str, seed: int) -> str:
    (folder / "test_property.py").write_text(_PROPERTY)
    command = [sys.executable, "-m", "pytest", "-p", "no:ape_test", "-p", "conftest", f"--hypothesis-seed={seed}"]
    done = subprocess.run(
        [*command, "-q", f"--rootdir={ROOT}", str(folder / "test_property.py")],
        cwd=ROOT,
        env=os.environ | {"HYPOTHESIS_PROFILE": profile, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def test_thorough__a_rare_value__found_with_what_repeats_it(tmp_path):
    once, again = (_run(tmp_path, "thorough", 11) for _ in range(2))
    assert "1 failed, 3 passed" in once
    blobs = [re.search(r"@reproduce_failure\(.*\)", said) for said in (once, again)]
    assert blobs[0] and blobs[1] and blobs[0][0] == blobs[1][0]
