# SPDX-License-Identifier: MIT
"""`python -m wuxing … | head`: a reader that has gone ends a command without a word."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from wuxing.paths import ROOT


@pytest.mark.parametrize(
    "arguments",
    [["findings", "xz"], ["check", "unlock", "{cases}"], ["--help"], ["simulate", "zos", "--help"]],
    ids=lambda arguments: arguments[0],
)
def test_command__reader_gone__ends_without_a_traceback(tmp_path, arguments):
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps([]))
    command = [sys.executable, "-m", "wuxing", *(a.format(cases=cases) for a in arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    # argparse itself passes over a broken pipe, and ends with 0
    assert said == b"" and process.wait() in (0, 1)
