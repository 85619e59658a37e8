# SPDX-License-Identifier: MIT
"""The record: rows in, Parquet and DuckDB out."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars

from wuxing.record import Record


def test_save__tables__can_be_queried(tmp_path: Path) -> None:
    record = Record()
    for day in range(3):
        record.add("daily", day=day, minted=138.0 * day)
    record.add("attacks", attack="sandwich", harmless=True)
    record.save(tmp_path)
    record.save(tmp_path)  # again: replaced, not appended
    assert polars.read_parquet(tmp_path / "daily.parquet")["minted"].to_list() == [0.0, 138.0, 276.0]
    with duckdb.connect(str(tmp_path / "record.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT sum(minted) FROM daily").fetchall() == [(414.0,)]
        assert connection.execute("SELECT attack, harmless FROM attacks").fetchall() == [("sandwich", True)]


def test_events__of_a_transaction__keep_every_digit(xz, engine, owner) -> None:
    record = Record({xz.mine.address: "mine"})
    record.events(xz.mine.invite(owner, True, sender=owner), day=4)
    (row,) = record.rows("events")
    assert (row["day"], row["contract"], row["event"]) == (4, "mine", "Invited")
    assert json.loads(row["arguments"]) == {"account": owner.address, "may": True}


def test_rows__of_no_table__are_none() -> None:
    assert Record().rows("nothing") == []
    assert Record().column("nothing", "day") == []
