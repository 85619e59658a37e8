# SPDX-License-Identifier: MIT
"""The foundry project that the analysers read: our Solidity and the checks, below .build/prove."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.prove.words import SOLIDITY_NAME, words_checks
from wuxing.engine.compilers import EVM_VERSION, OPTIMIZER_RUNS
from wuxing.paths import BUILD, CONTRACTS, NODE_MODULES, ROOT

FOLDER = BUILD / "prove"
ENVIRONMENT = ROOT / ".venv-prove" / "bin"
_SETTINGS = """\
[profile.default]
src = "contracts"
test = "checks"
out = "out"
libs = ["node_modules"]
solc = "{solc}"
offline = true
evm_version = "{evm}"
optimizer = true
optimizer_runs = {runs}
remappings = ["@openzeppelin/=node_modules/@openzeppelin/", "solady/=node_modules/solady/"]
ast = true
build_info = true

[lint]
lint_on_build = false
"""


def write_project() -> None:
    """Writes the project; forge's cache of what has not changed stays."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for part in ("contracts", "checks"):
        shutil.rmtree(FOLDER / part, ignore_errors=True)
    for source in CONTRACTS.rglob("*.sol"):
        place = FOLDER / source.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, place)
    checks = FOLDER / "checks"
    checks.mkdir()
    shutil.copy2(Path(__file__).with_name("Coins.t.sol"), checks)
    (checks / f"{SOLIDITY_NAME}.t.sol").write_text(words_checks())
    solc = ROOT / "tools" / "solcx" / "solc-v0.8.30"
    settings = _SETTINGS.format(solc=solc, evm=EVM_VERSION, runs=OPTIMIZER_RUNS)
    (FOLDER / "foundry.toml").write_text(settings)
    link = FOLDER / "node_modules"
    link.unlink(missing_ok=True)
    link.symlink_to(NODE_MODULES)


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a tool of the environment, or forge, in the project; what it prints comes back, whatever its exit code."""
    path = os.pathsep.join([str(ENVIRONMENT), str(NODE_MODULES / ".bin"), os.environ.get("PATH", "")])
    there = shutil.which(tool, path=path)
    if there is None:
        raise FileNotFoundError(f"expected {tool} in .venv-prove or node_modules: make prove sets both up")
    return subprocess.run(
        [there, *arguments], cwd=FOLDER, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
