# SPDX-License-Identifier: MIT
"""`make test-brownie`: starts an Anvil, deploys XZ there with `ape run deploy`, has brownie read and use it."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from wuxing.paths import INTERFACES, NODE_MODULES, ROOT

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Exit code of the first command that fails, or 0."""
    node = subprocess.Popen(
        [NODE_MODULES / ".bin" / "anvil", "--port", "0", "--hardfork", "osaka"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert node.stdout
    try:
        url = next(f"http://{found[1]}" for line in node.stdout if (found := re.search(r"Listening on (\S+)", line)))
        # it prints every request, and answers none any more when nobody reads that and the pipe is full
        threading.Thread(target=node.stdout.read, daemon=True).start()
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"APE_FOUNDRY_HOST": url, "WUXING_DEPLOYMENTS": folder}
            deploy = [f"{sys.prefix}/bin/ape", "run", "deploy", "xz", "--network", "ethereum:local:foundry"]
            done = subprocess.run([*deploy, "--account", "TEST::0"], cwd=ROOT, env=environment)
            if done.returncode:
                return done.returncode
            record = next(Path(folder).glob("*.json"))
            # brownie keeps its configuration in the home folder: give it one that is forgotten afterwards
            home = os.environ | {"HOME": folder, "PYTHONWARNINGS": "ignore"}
            read = [ROOT / ".venv-brownie" / "bin" / "python", HERE / "read_deployment.py", url, record, INTERFACES]
            return subprocess.run(read, cwd=folder, env=home).returncode
    finally:
        os.killpg(node.pid, signal.SIGTERM)
        node.wait()


if __name__ == "__main__":
    sys.exit(main())
