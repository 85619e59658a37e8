# SPDX-License-Identifier: MIT
"""What the pages name is there: files, tests, commands, parameters and other identifiers."""

import re
from functools import cache
from pathlib import Path

import pytest

from wuxing.check import KINDS
from wuxing.paths import ROOT
from wuxing.suite import SYSTEMS

PAGES = sorted(
    [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("clients/*/README.md")]
)
FOLDERS = (
    "benchmarks",
    "clients",
    "contracts",
    "data",
    "docs",
    "interfaces",
    "params",
    "scripts",
    "tests",
    "tools",
    "wuxing",
)
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def _sources() -> str:
    """All that is not a page, and no page's own example of an identifier."""
    files = [ROOT / "Makefile", ROOT / "ape-config.yaml", *ROOT.glob("tools/*.pth")]
    for folder in FOLDERS:
        files += [p for p in (ROOT / folder).rglob("*") if p.suffix in {".py", ".vy", ".sol", ".toml", ".vyi", ".json"}]
    return "\n".join(p.name + "\n" + p.read_text(errors="ignore") for p in files if p != Path(__file__))


def _found(name: str) -> list[Path]:
    """Files of a name as the pages write it: from the root, tests/, a wing's folder or, as unit/…, a wing's tests."""
    below = ["", "tests/", "wuxing/*/"] + (["tests/unit/*/"] if name.startswith("unit/") else [])
    found = [p for start in below for p in ROOT.glob(start + (name[5:] if start.endswith("unit/*/") else name))]
    return [p for p in found if p.is_file() or _holds_a_file(p)]


def _holds_a_file(folder: Path) -> bool:
    """Python leaves a folder that was moved away with its __pycache__ in it."""
    return any(p.is_file() and p.parent.name != "__pycache__" for p in folder.rglob("*"))


@pages
def test_page__link__leads_somewhere(page):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link.partition("#")[0]).exists()] == []


@pages
def test_page__file_or_test__is_there(page):
    kinds = "|".join([*FOLDERS, "unit", "e2e", "differential", "chain", "cli"])
    named = re.findall(rf"(?<![\w/.-])((?:{kinds})/[\w./*-]*\w)(?:::(\w+))?", page.read_text())
    missing = [name for name, _ in named if not _found(name)]
    assert missing == []
    assert [f"{n}::{t}" for n, t in named if t and not any(t in p.read_text() for p in _found(n) if p.is_file())] == []


@pages
def test_page__identifier__is_in_the_sources(page):
    """Parameters, functions and names of tests; a part of a test's name stands for those that have it."""
    words = {
        word for span in re.findall(r"`([^`\n]+)`", page.read_text()) for word in re.findall(r"[A-Za-z_]\w*", span)
    }
    identifiers = {word for word in words if "_" in word.strip("_") or re.search(r"[a-z][A-Z]", word)}
    assert {word for word in identifiers if word not in _sources()} == set()


@pages
def test_page__command__is_there(page):
    text = page.read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
    used = {
        target
        for line in re.findall(r"^    .*|`[^`\n]+`", text, re.M)
        for target in re.findall(r"\bmake ([a-z-]+)", line)
    }
    assert used <= set(targets)
    assert {s for s in re.findall(r"\bape run ([a-z]+)", text) if not (ROOT / "scripts" / f"{s}.py").exists()} == set()
    assert set(re.findall(r"-m wuxing check ([a-z-]+)", text)) <= set(KINDS)
    assert set(re.findall(r"(?:-m wuxing simulate |\bSYSTEM=|ape run deploy )([a-z]+)", text)) <= set(SYSTEMS)
