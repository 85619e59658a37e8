# SPDX-License-Identifier: MIT
"""What is installed with: no version with a known fault, in any environment."""

import re

import pytest

from wuxing.paths import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
LEAST = {"setuptools": (78, 1, 1)}
"""CVE-2025-47273: a package's address could write files anywhere, before 78.1.1."""


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
@pytest.mark.parametrize("package", LEAST)
def test_lock__package__not_below_the_least(lock, package):
    pinned = re.findall(rf"^{package}==([\d.]+)", lock.read_text(), re.M)
    assert [v for v in pinned if tuple(map(int, v.split("."))) < LEAST[package]] == []


def test_build__setuptools__not_below_the_least():
    (least,) = re.findall(r'"setuptools>=([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert tuple(map(int, least.split("."))) >= LEAST["setuptools"]
