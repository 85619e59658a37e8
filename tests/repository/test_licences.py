# SPDX-License-Identifier: MIT
"""Every file of ours names its licence in its first lines; what imports snekmate carries snekmate's."""

import re
import subprocess

from wuxing.paths import ROOT

_KINDS = {".py", ".vy", ".vyi", ".sol", ".toml", ".yaml", ".in", ".lock", ".pth", ".j2", ".js", ".mjs", ".ts"}
_WITHOUT = {"pyproject.toml"}
_SPDX = re.compile(r"SPDX-License-Identifier: (\S+)")


def _files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(n for n in listed.stdout.splitlines() if (ROOT / n).is_file())


def _ours():
    return [n for n in _files() if ((ROOT / n).suffix in _KINDS and n not in _WITHOUT) or n in ("Makefile", ".ci/run")]


def test_files__first_lines__name_a_licence_that_is_here():
    missing = []
    for name in _ours():
        head = "\n".join((ROOT / name).read_text().splitlines()[:3])
        found = _SPDX.search(head)
        if not found or not (ROOT / "LICENSES" / f"{found[1]}.txt").exists():
            missing.append(name)
    assert _ours() and not missing


def test_contracts__snekmate_imported__agpl():
    importing = {
        n for n in _ours() if n.endswith((".vy", ".vyi")) and re.search(r"^(from|import) snekmate", _text(n), re.M)
    }
    assert importing and not {n for n in importing if "AGPL-3.0-only" not in "".join(_text(n).splitlines()[:3])}


def _text(name):
    return (ROOT / name).read_text()


def test_files__no_machine_path():
    """A checkout works wherever it lies."""
    pattern = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w")
    texts = [n for n in _files() if (ROOT / n).suffix in _KINDS | {".md", ".json", ".html"} or n == "Makefile"]
    found = [
        n
        for n in texts
        if pattern.search((ROOT / n).read_text(errors="ignore")) and n != "tests/repository/test_licences.py"
    ]
    assert not found
