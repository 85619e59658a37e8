# SPDX-License-Identifier: MIT
"""tools/mutants: a project of one small contract, whose tests overlook its event."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutants.hunt import drawn, wilson
from tools.mutants.reach import asked_about, files
from wuxing.paths import NODE_MODULES, ROOT

CONTRACT = """# pragma version 0.4.3
# SPDX-License-Identifier: MIT
event Added:
    amount: uint256

total: public(uint256)

@external
def add(amount: uint256):
    assert amount < 100, "Small: too much"
    self.total += amount
    log Added(amount=amount)

@view
@external
def nothing() -> uint256:
    return self.total * 0
"""
TEST = """import boa
import pytest
from wuxing.engine.artifacts import source_of, vyper_deployer

def test_add():
    small = vyper_deployer(source_of("Small")).deploy()
    small.add(99)
    assert small.total() == 99 and small.nothing() == 0
    with boa.reverts("Small: too much"):
        small.add(100)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A git project with the tools, one contract and one test."""
    root = tmp_path_factory.mktemp("project")
    for part in ("wuxing", "tools"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "node_modules").symlink_to(NODE_MODULES)
    (root / "contracts" / "common").mkdir(parents=True)
    (root / "contracts" / "common" / "Small.vy").write_text(CONTRACT)
    (root / "tests" / "unit" / "common" / "small").mkdir(parents=True)
    (root / "tests" / "unit" / "common" / "small" / "test_add.py").write_text(TEST)
    (root / ".gitignore").write_text(".build/\nout/\n__pycache__/\nnode_modules\n")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def hunt(project: Path, *options: str) -> tuple[str, list[dict]]:
    """What the command says, and the lines that it wrote."""
    command = [sys.executable, "-m", "tools.mutants", "--seed", "5", "--only", "Small", "--workers", "1", *options]
    environment = os.environ | {"PYTHONPATH": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = (project / "out" / "mutants" / "seed-5.jsonl").read_text().splitlines()
    return done.stdout, [json.loads(line) for line in lines]


def test_hunt__a_contract_whose_event_no_test_looks_at__the_one_survivor(project):
    """Stopped after three and begun again: it goes on, every mutant is told once, and the sources are as they were."""
    _, first = hunt(project, "--count", "3")
    said, entries = hunt(project, "--count", "100")
    assert entries[: len(first)] == first and len({e["id"] for e in entries}) == len(entries)
    assert {e["operator"] for e in entries if e["outcome"] == "survived"} == {"event"}
    killed = [e for e in entries if e["outcome"] == "killed"]
    assert {e["by"] for e in killed} == {"tests/unit/common/small/test_add.py::test_add"}
    assert {"boundary", "comparison", "arithmetic", "constant", "check", "statement"} <= {e["operator"] for e in killed}
    assert "survived: contracts/common/Small.vy:12 event" in said
    assert "-    log Added(amount=amount)\n+    pass" in said
    assert f"{len(killed)} of {len(killed) + 1} valid mutants killed" in said
    assert (project / "contracts" / "common" / "Small.vy").read_text() == CONTRACT


def test_hunt__a_line_cut_off_by_a_kill__asked_again(project):
    _, entries = hunt(project, "--count", "100")
    path = project / "out" / "mutants" / "seed-5.jsonl"
    path.write_text(path.read_text()[:-40])
    _, again = hunt(project, "--count", "100")
    assert {e["id"] for e in again} == {e["id"] for e in entries}


def test_drawn__a_seed__the_same_mutants_each_time():
    names = [[mutant.id for mutant, _ in zip(drawn(seed), range(60), strict=False)] for seed in (7, 7, 8)]
    assert names[0] == names[1] != names[2]


def test_asked_about__every_file_that_is_changed__some_test_reaches_it():
    alone = [name for part in files() for name in part if not asked_about(name, 40)]
    assert not alone


def test_asked_about__a_function__its_own_tests_first():
    line = _line("contracts/xz/XZMine.vy", "def top_up")
    assert asked_about("contracts/xz/XZMine.vy", line)[0].endswith("test_top_up.py")


def _line(file: str, said: str) -> int:
    return next(i for i, line in enumerate((ROOT / file).read_text().splitlines(), 1) if said in line) + 1


def test_wilson__known_values():
    assert wilson(154, 166) == pytest.approx((0.8782, 0.9582), abs=5e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == 1.0
