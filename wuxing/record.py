# SPDX-License-Identifier: MIT
"""What a run leaves: events of the contracts and metrics of the simulation, as tables.

Rows are plain dictionaries, kept in memory while the run lasts; `save` writes each table to
`<folder>/<table>.parquet` and all of them into `<folder>/record.duckdb`, to be queried with SQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars

from wuxing.engine import Receipt


class Record:
    """Tables by name. `contracts` maps addresses to the names that events are filed under."""

    def __init__(self, contracts: Mapping[str, str] | None = None) -> None:
        self.contracts = dict(contracts or {})
        self.tables: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> None:
        """Appends a row."""
        self.tables.setdefault(table, []).append(row)

    def events(self, receipt: Receipt, **context: Any) -> None:
        """Files every event of a transaction in the table `events`, arguments as JSON (whole numbers as text)."""
        for event in receipt.events:
            self.add(
                "events",
                **context,
                contract=self.contracts.get(event.address, event.address),
                event=event.name,
                arguments=json.dumps({key: _plain(value) for key, value in event.args.items()}),
            )

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table, none if there is no such table."""
        return self.tables.get(table, [])

    def column(self, table: str, name: str) -> list[Any]:
        """One column of a table."""
        return [row[name] for row in self.rows(table)]

    def frame(self, table: str) -> polars.DataFrame:
        """A table as a polars frame."""
        return polars.DataFrame(self.rows(table), infer_schema_length=None)

    def save(self, folder: Path) -> None:
        """Writes all tables; what an earlier run left under the same names is replaced."""
        folder.mkdir(parents=True, exist_ok=True)
        database = folder / "record.duckdb"
        database.unlink(missing_ok=True)
        with duckdb.connect(str(database)) as connection:
            for name in sorted(self.tables):
                file = folder / f"{name}.parquet"
                self.frame(name).write_parquet(file)
                source = str(file).replace("'", "''")
                connection.execute(f"CREATE TABLE \"{name}\" AS SELECT * FROM read_parquet('{source}')")


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):  # JSON readers lose whole numbers above 2**53
        return str(value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return value
