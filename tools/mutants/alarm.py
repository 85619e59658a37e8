# SPDX-License-Identifier: MIT
"""A pytest plugin: where a test takes longer than MUTANTS_SECONDS the mutant hangs; it is named in a file."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EXIT = 70
_SECONDS = int(os.environ.get("MUTANTS_SECONDS", "0"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: Any) -> Iterator[None]:
    """Each test has its own time, its fixtures' included."""

    def hang(*_: Any) -> None:
        Path(os.environ["MUTANTS_HUNG"]).write_text(item.nodeid)
        os._exit(EXIT)

    signal.signal(signal.SIGALRM, hang)
    signal.alarm(_SECONDS)
    try:
        return (yield)
    finally:
        signal.alarm(0)
