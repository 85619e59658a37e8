# SPDX-License-Identifier: MIT
"""`ape compile` and the engines compile the same contracts to the same code."""

import json
import subprocess
import sys

from wuxing.engine import artifact
from wuxing.interfaces import contracts
from wuxing.paths import BUILD, ROOT


def test_ape_compile__every_contract__same_bytecode():
    """By force: what ape keeps in .build follows a contract's own file and not what it imports."""
    done = subprocess.run([f"{sys.prefix}/bin/ape", "compile", "--force"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    types = json.loads((BUILD / "__local__.json").read_text())["contractTypes"]
    differing = [
        path.stem
        for path in contracts()
        if types[path.stem]["runtimeBytecode"]["bytecode"].removeprefix("0x") != artifact(path.stem).runtime.hex()
        or types[path.stem]["deploymentBytecode"]["bytecode"].removeprefix("0x") != artifact(path.stem).initcode.hex()
    ]
    assert not differing
