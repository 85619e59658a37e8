# SPDX-License-Identifier: MIT
"""`make clean` deletes what make can make again, and nothing that a person owns: it deleted imported keys."""

import subprocess
from pathlib import Path

import pytest

from wuxing.paths import ROOT

OWNED = (".ape/accounts/me.json", "out/xz/report.html", "deployments/ethereum-local-31337-xz.json")
COMMITTED = ("deployments/ethereum-sepolia-11155111-xz.json", "mail-keys.json", "mail-store/a", "gateway.sqlite")
MADE = (".venv/bin/python", ".venv-brownie/bin/python", "node_modules/a", ".build/a", ".hypothesis/a", ".mypy_cache/a")


@pytest.fixture
def make(tmp_path):
    """Runs make on the project's Makefile in a folder that has something of everything; returns what is left."""
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for name in (*OWNED, *COMMITTED, *MADE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)

    def run(target: str, answer: str = "") -> tuple[int, str, set[str]]:
        done = subprocess.run(["make", target], cwd=tmp_path, input=answer, capture_output=True, text=True)
        left = {str(p.relative_to(tmp_path)) for p in Path(tmp_path).rglob("*") if p.is_file()} - {"Makefile"}
        return done.returncode, done.stdout + done.stderr, left

    return run


def test_clean__accounts_reports_and_deployments__kept(make):
    code, said, left = make("clean")
    assert code == 0 and left == {*OWNED, *COMMITTED}
    assert "kept what cannot be made again: .ape, out/, deployments/" in said


@pytest.mark.parametrize("answer", ["", "\n", "no\n", "y\n"], ids=["nobody there", "empty", "no", "y"])
def test_clean_all__not_confirmed__owned_files_stay(make, answer):
    code, said, left = make("clean-all", answer)
    assert code != 0 and left == {*OWNED, *COMMITTED} and "nothing more was deleted" in said


def test_clean_all__confirmed__says_whose_keys_and_keeps_real_networks(make):
    code, said, left = make("clean-all", "yes\n")
    assert code == 0 and left == {*COMMITTED} and ".ape with the keys of me" in said
