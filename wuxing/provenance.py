# SPDX-License-Identifier: MIT
"""What a file was made with: version, commit and date. A run's state does not depend on any of these."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from wuxing.paths import ROOT


def made() -> dict[str, str]:
    """Version, commit and the time now, as reports and benchmarks show them."""
    return {"version": package(), "commit": commit(), "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"}


def package(name: str = "wuxing") -> str:
    """The installed version of a package, "not installed" where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


@cache
def commit() -> str:
    """The commit of this checkout, with "-dirty" where a file differs from it; "unknown" outside of a checkout."""

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(ROOT), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.strip()

    try:
        if git("rev-parse", "--show-prefix"):
            return "unknown"  # a copy of the sources inside of another repository
        return git("rev-parse", "--short=12", "HEAD") + ("-dirty" if git("status", "--porcelain") else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"
