# SPDX-License-Identifier: MIT
"""PackageTrace's events (XZ-23): a batch from its maker to the sale, with the head of its history at each step."""

from __future__ import annotations

from tests.events import emitted, emitted_each, recorded
from wuxing.engine.base import ZERO_ADDRESS


def test_batch__registered_handed_over_parted_sold_recalled__event_each(
    trace, engine, maker, tree, hand_over, split, sell, cabinet, chip
):
    at = engine.time
    made = trace.register(tree.root, 8, sender=maker)
    batch = made.value
    emitted(
        made, "PackageTrace.Registered",
        batch=batch, maker=maker, root=tree.root, packages=8, at=at, head=trace.history_head(batch),
    )  # fmt: skip
    left, right = tree.layers[2]
    at = engine.time
    with recorded(engine) as receipts:
        first, second = split(batch, maker, left, right)
    emitted_each(
        receipts[-1], "PackageTrace.Parted",
        dict(batch=batch, part=first, root=left, at=at, head=trace.history_head(first)),
        dict(batch=batch, part=second, root=right, at=at, head=trace.history_head(second)),
    )  # fmt: skip
    at = engine.time
    emitted(
        hand_over(first, maker, to_token=cabinet), "PackageTrace.HandedOver",
        batch=first, to=ZERO_ADDRESS, to_token=cabinet, at=at, head=trace.history_head(first),
    )  # fmt: skip
    at = engine.time
    sold = sell(first, chip, 3, cut=1)
    emitted(
        sold, "PackageTrace.Sold",
        batch=first, leaf=tree.layers[0][3], sold_at=at, at=at, head=trace.history_head(first),
    )  # fmt: skip


def test_recall__cabinet_melted_away__event(xz, trace, engine, maker, miner, hand_over, batch, cabinet):
    hand_over(batch, maker, to_token=cabinet)
    xz.mine.exit(cabinet, sender=miner)
    xz.nft.burn(cabinet, sender=xz.mine)
    at = engine.time
    emitted(
        trace.recall(batch, sender=maker), "PackageTrace.Recalled",
        batch=batch, maker=maker, at=at, head=trace.history_head(batch),
    )  # fmt: skip


def test_settings__registrar_and_makers__event_each(trace, owner, registrar, keeper):
    emitted(trace.set_maker(keeper, True, sender=registrar), "PackageTrace.MakerSet", maker=keeper, may=True)
    emitted(trace.set_registrar(keeper, sender=owner), "PackageTrace.RegistrarSet", registrar=keeper)
