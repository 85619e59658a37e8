# SPDX-License-Identifier: MIT
"""A package's history from factory to sale, checked from the events alone (XZ-23)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wuxing.xz.trace import HistoryError, follow


@pytest.fixture
def life(xz, trace, engine, maker, distributor, cabinet, chip, tree, batch, hand_over, split, sell, keeper):
    """Registered, handed to a distributor, parted; the left part sold in a cabinet, the right one recalled there."""
    events = []
    transact = engine.transact

    def heard(*args):
        receipt = transact(*args)
        events.extend(e for e in receipt.events if e.address == trace.address)
        return receipt

    engine.transact = heard
    try:
        whole = trace.register(tree.root, 8, sender=maker).value
        hand_over(whole, maker, distributor)
        hand_over(batch, maker, distributor)
        left, right = split(whole, distributor, *tree.layers[2])
        hand_over(left, distributor, to_token=cabinet)
        hand_over(right, distributor, to_token=cabinet)
        sell(left, chip, 3, cut=1)
        engine.advance(xz.params.lifetime_units * xz.params.unit_time)
        xz.mine.settle(cabinet, sender=keeper)
        trace.recall(right, sender=maker)
    finally:
        del engine.transact
    return events, left, right


def test_follow__factory_to_sale__names_every_step(trace, life):
    events, left, right = life
    history = follow(events, left, trace.history_head(left))
    assert [e.name for e in history] == ["Registered", "HandedOver", "Parted", "HandedOver", "Sold"]
    history = follow(events, right, trace.history_head(right))
    assert [e.name for e in history] == ["Registered", "HandedOver", "Parted", "HandedOver", "Recalled"]


def test_follow__an_event_left_out__is_noticed(trace, life):
    events, left, _ = life
    steps = follow(events, left, trace.history_head(left))
    for missing in steps:
        with pytest.raises(HistoryError):
            follow([e for e in events if e is not missing], left, trace.history_head(left))


@pytest.mark.parametrize("field", ["to", "at", "sold_at", "root", "packages"])
def test_follow__an_event_changed__is_noticed(trace, life, field):
    events, left, _ = life
    new = {"to": "0x" + "66" * 20, "at": 1, "sold_at": 1, "root": b"\6" * 32, "packages": 9}[field]
    place = next(i for i, e in enumerate(events) if field in e.args)
    changed = [replace(e, args=e.args | {field: new}) if i == place else e for i, e in enumerate(events)]
    with pytest.raises(HistoryError, match="does not follow what is before it"):
        follow(changed, left, trace.history_head(left))


def test_follow__unknown_batch__is_refused(trace, life):
    events, *_ = life
    with pytest.raises(HistoryError, match="expected a history that ends in"):
        follow(events, 77, b"\1" * 32)
