# SPDX-License-Identifier: MIT
"""Where the parts of a checkout lie."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "contracts"
BENCHMARKS = ROOT / "benchmarks"
TESTS = ROOT / "tests"
PARAMS = ROOT / "params"
DATA = ROOT / "data"
DEPLOYMENTS = Path(os.environ.get("WUXING_DEPLOYMENTS", ROOT / "deployments"))
INTERFACES = ROOT / "interfaces"
NODE_MODULES = ROOT / "node_modules"
BUILD = ROOT / ".build"
OUT = ROOT / "out"
