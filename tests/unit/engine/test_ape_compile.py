# SPDX-License-Identifier: MIT
"""`ape compile` and the engines compile the same contracts to the same code."""

import json
import shutil
import subprocess
import sys

from tests.deep import DEEP
from wuxing.engine import artifact
from wuxing.engine.artifacts import reached
from wuxing.interfaces import contracts
from wuxing.paths import CONTRACTS, NODE_MODULES, ROOT

SOME = ["FileStamps", "MineNotices", "VotingWrapper", "XZ"]
"""Of both compilers, with modules and libraries of all kinds; `make test-deep` takes every contract."""


def test_ape_compile__contracts__same_bytecode(tmp_path):
    """In a copy: what ape compiles it keeps in the project's .build, and reads at every later start, for seconds."""
    names = [path.stem for path in contracts()] if DEEP else SOME
    for file in {file for name in names for file in reached(name) if file.is_relative_to(CONTRACTS)}:
        place = tmp_path / file.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, place)
    shutil.copy(ROOT / "ape-config.yaml", tmp_path)
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    done = subprocess.run([f"{sys.prefix}/bin/ape", "compile"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    types = json.loads((tmp_path / ".build" / "__local__.json").read_text())["contractTypes"]
    differing = [
        name
        for name in names
        if types[name]["runtimeBytecode"]["bytecode"].removeprefix("0x") != artifact(name).runtime.hex()
        or types[name]["deploymentBytecode"]["bytecode"].removeprefix("0x") != artifact(name).initcode.hex()
    ]
    assert not differing
