# SPDX-License-Identifier: MIT
"""`ape compile` and the engines compile the same contracts to the same code."""

import json
import shutil
import subprocess
import sys

from wuxing.engine import artifact
from wuxing.interfaces import contracts
from wuxing.paths import CONTRACTS, NODE_MODULES, ROOT


def test_ape_compile__every_contract__same_bytecode(tmp_path):
    """In a copy: what ape compiles it keeps in the project's .build, and reads at every later start, for seconds."""
    shutil.copytree(CONTRACTS, tmp_path / "contracts")
    shutil.copy(ROOT / "ape-config.yaml", tmp_path)
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    done = subprocess.run([f"{sys.prefix}/bin/ape", "compile"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    types = json.loads((tmp_path / ".build" / "__local__.json").read_text())["contractTypes"]
    differing = [
        path.stem
        for path in contracts()
        if types[path.stem]["runtimeBytecode"]["bytecode"].removeprefix("0x") != artifact(path.stem).runtime.hex()
        or types[path.stem]["deploymentBytecode"]["bytecode"].removeprefix("0x") != artifact(path.stem).initcode.hex()
    ]
    assert not differing
