# SPDX-License-Identifier: MIT
"""What a figure was measured on: machine, versions, commit and date. Speeds mean nothing without it."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from wuxing import provenance
from wuxing.engine.compilers import SOLC_VERSION
from wuxing.paths import NODE_MODULES

PACKAGES = ("vyper", "titanoboa", "py-evm", "pyrevm", "eth-ape", "web3", "coincurve", "safe-pysha3", "snekmate")
_GIB = 1 << 30


def conditions() -> dict[str, str]:
    """Each condition by name; "unknown" where the machine does not tell."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count() or "unknown"),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "solc": str(SOLC_VERSION),
        "anvil": _anvil(),
        **{name: provenance.package(name) for name in PACKAGES},
        **provenance.made(),
    }


def _processor() -> str:
    """The model, as Linux or macOS names it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return _said("sysctl", "-n", "machdep.cpu.brand_string") or platform.processor() or "unknown"


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / _GIB:.1f} GiB"
    except (OSError, ValueError):
        return "unknown"


def _anvil() -> str:
    """The version that the node itself names."""
    words = _said(str(NODE_MODULES / ".bin" / "anvil"), "--version").split()
    return words[2] if words[:2] == ["anvil", "Version:"] else " ".join(words[:3]) or "not installed"


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
