# SPDX-License-Identifier: MIT
"""CabinetLog's event (XZ-5)."""

from __future__ import annotations

from tests.events import emitted
from wuxing.xz import signing


def test_append__batch__event_with_the_head_of_the_chain(xz, engine, append, token, chip, tree):
    opened, closed = engine.time - 10, engine.time
    receipt = append(opened=opened, closed=closed)
    emitted(
        receipt, "CabinetLog.Appended",
        token_id=token, batch=0, chip=chip.address, root=tree.root, records=5, opened=opened, closed=closed,
        head=signing.log_head(bytes(32), 0, tree.root, 5, opened, closed),
    )  # fmt: skip
