# SPDX-License-Identifier: MIT
"""What a transaction says in its events: by contract, by name, and every field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wuxing.engine import Engine, Event, Receipt


def emitted(receipt: Receipt, label: str, fields: dict[str, Any] | None = None, /, **more: Any) -> Event:
    """Asserts that `label` ("Vesting.Claimed") was emitted once, with exactly these fields; returns the event.

    Every field of the event is named. Accounts and contracts stand for their address. `fields` takes those whose
    names are words of Python (`from`).
    """
    return emitted_each(receipt, label, (fields or {}) | more)[0]


def emitted_each(receipt: Receipt, label: str, *expected: dict[str, Any]) -> list[Event]:
    """Asserts that `label` was emitted so often, in this order, each time with exactly these fields."""
    contract, _, name = label.partition(".")
    found = [event for event in receipt.named(name) if _name_at(receipt.engine, event.address) == contract]
    assert len(found) == len(expected), f"expected {label} {len(expected)} times, got {_names(receipt)}"
    assert [_plain(event.args) for event in found] == [_plain(fields) for fields in expected]
    return found


def _name_at(engine: Any, address: str) -> str:
    known = engine._known.get(address)
    return known.artifact.name.split("/")[-1].split(":")[-1] if known else address


def _names(receipt: Receipt) -> list[str]:
    return [f"{_name_at(receipt.engine, event.address)}.{event.name}" for event in receipt.events]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_plain(part) for part in value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return getattr(value, "address", value)


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Receipt]]:
    """The receipts of all transactions sent meanwhile, in order, whoever sends them."""
    receipts: list[Receipt] = []
    send = engine.transact

    def transact(*args: Any, **more: Any) -> Receipt:
        receipts.append(send(*args, **more))
        return receipts[-1]

    engine.transact = transact  # type: ignore[method-assign]
    try:
        yield receipts
    finally:
        del engine.transact
