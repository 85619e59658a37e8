# SPDX-License-Identifier: MIT
"""An Anvil as a process, as an operator runs it: for tests of commands that are processes themselves, and of what a
node keeps that this process did not start.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from wuxing.paths import NODE_MODULES


@contextmanager
def anvil_node(*arguments: str, hardfork: str = "osaka") -> Iterator[str]:
    """The URL of an Anvil of its own, on a port that it chooses; it runs meanwhile.

    It mines each transaction at once, unless `arguments` say otherwise.
    """
    states = tempfile.TemporaryDirectory()  # or it leaves those of old blocks in the home folder
    own = ["--port", "0", "--hardfork", hardfork, "--accounts", "40", "--cache-path", states.name]
    process = subprocess.Popen(
        [NODE_MODULES / ".bin" / "anvil", *own, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    printed = process.stdout
    assert printed is not None
    # it prints every request, and answers none any more when nobody reads that and the pipe is full
    reader = threading.Thread(target=lambda: deque(printed, maxlen=0), daemon=True)
    try:
        found = next((m[1] for line in printed if (m := re.search(r"Listening on (\S+)", line))), None)
        assert found, "expected an anvil that listens, it ended"
        reader.start()
        yield f"http://{found}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        if reader.ident:
            reader.join()
        printed.close()
        states.cleanup()
