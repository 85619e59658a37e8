# SPDX-License-Identifier: MIT
"""Throughput: a row of ours beside a peer and the limit, all timed in the same run. Nothing is asserted about time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Speed:
    """What a row measures, per second; `peer` and `limit` say what they are."""

    name: str
    ours: float
    limit: float
    limit_name: str
    peer: float | None = None
    peer_name: str = ""


def per_second(do: Callable[[], Any], seconds: float = 1.0, least: int = 3) -> float:
    """How often `do` runs in a second, over about `seconds`; once before the clock starts."""
    do()
    count, start = 0, time.perf_counter()
    while count < least or time.perf_counter() - start < seconds:
        do()
        count += 1
    return count / (time.perf_counter() - start)


def progress(what: str) -> None:
    """Says on standard error what is measured now: a table comes only when all of it is."""
    print(f"measuring {what} …", file=sys.stderr, flush=True)


def console() -> Console:
    """The terminal; wide enough for the tables where there is none."""
    made = Console()
    return made if made.is_terminal else Console(width=150)


def show(title: str, rows: list[Speed]) -> None:
    """The table in the terminal."""
    table = Table(title=title, caption="per second, more is better")
    for column in ("", "ours", "peer", "its", "limit", "its", "ours/peer", "ours/limit"):
        table.add_column(column, justify="left" if column in ("", "peer", "limit") else "right")
    for row in rows:
        peer = (f"{row.peer:,.1f}", f"{row.ours / row.peer:.2f}") if row.peer else ("", "")
        ratio = f"{row.ours / row.limit:.2f}"
        table.add_row(
            row.name, f"{row.ours:,.1f}", row.peer_name, peer[0], row.limit_name, f"{row.limit:,.1f}", peer[1], ratio
        )
    console().print(table)
