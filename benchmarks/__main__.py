# SPDX-License-Identifier: MIT
"""`python -m benchmarks [gas] [engines] [chain] [shards] [device]`: all by default. `--snapshot`: the gas snapshot.

Says on what it measures at once, and each part's table when all of the part is measured.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from importlib import import_module
from typing import Any

import click

from wuxing.files import write_whole
from wuxing.paths import OUT

PARTS = ("gas", "engines", "chain", "shards", "device")
FILE = OUT / "bench.json"


def record(part: str, rows: list[dict[str, Any]], conditions: dict[str, str]) -> None:
    """Puts a part's figures into out/bench.json, with what they were measured on; other parts keep theirs."""
    try:
        kept = json.loads(FILE.read_text())
    except (OSError, ValueError):
        kept = {}
    kept = {name: kept[name] for name in PARTS if isinstance(kept, dict) and name in kept}
    write_whole(FILE, json.dumps(kept | {part: {"conditions": conditions, "rows": rows}}, indent=2) + "\n")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--snapshot", is_flag=True, help="Only write benchmarks/gas_snapshot.json again.")
def main(parts: tuple[str, ...], snapshot: bool) -> None:
    """Prints ours, the best peer, the limit and the ratios; writes out/bench.json."""
    from benchmarks.conditions import conditions

    here = conditions()
    click.echo("\n".join(f"{name:<12} {value}" for name, value in here.items()) + "\n")
    sys.stdout.flush()
    if snapshot:
        table = import_module("benchmarks.table")
        write_whole(table.SNAPSHOT, json.dumps(table.snapshot(), indent=2) + "\n")
        click.echo(f"wrote {table.SNAPSHOT.name}; explain the difference in the commit")
        return
    for part in parts or PARTS:
        module = import_module(f"benchmarks.{'table' if part == 'gas' else part}")
        made = module.rows() if part == "gas" else module.run()
        if part == "gas":
            rows = [row.json for row in made]
        else:
            rows = [asdict(row) for row in (made[0] if isinstance(made, tuple) else made)]
        record(part, rows, here)
        module.show(made)
        sys.stdout.flush()


def process() -> int:
    """`main` as a process: a reader that has gone (`… | head`) ends it without a traceback."""
    try:
        main(standalone_mode=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(process())
