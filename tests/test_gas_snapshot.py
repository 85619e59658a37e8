# SPDX-License-Identifier: MIT
"""Gas does not creep up: what actors pay today against benchmarks/gas_snapshot.json, to the unit."""

from __future__ import annotations

import json

from benchmarks import table


def test_gas__against_snapshot__nothing_costs_more(capsys):
    kept = json.loads(table.SNAPSHOT.read_text())
    lines = table.worsened(kept, table.snapshot())
    said = capsys.readouterr()
    assert not said.out and [line.split()[3] for line in said.err.splitlines()] == list(table.SYSTEMS)
    assert not lines, "gas differs from the snapshot; if it must, `make gas-snapshot` and say why in the commit:\n" + (
        "\n".join(lines)
    )


def test_worsened__one_dearer_one_gone_one_new__all_three_named():
    kept, now = {"stake": 100, "settle": 100, "exit": 100}, {"stake": 101, "settle": 99, "transfer": 5}
    assert table.worsened(kept, now) == [
        "stake: 101, was 100",
        "exit: no longer measured",
        "transfer: not in the snapshot",
    ]
