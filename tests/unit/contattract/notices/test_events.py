# SPDX-License-Identifier: MIT
"""Notices' events (CNT-17): what the gateway reads."""

from __future__ import annotations

from tests.events import emitted

TOPIC = b"fee pool low".ljust(32, b"\0")


def test_notices__opted_in_told_opted_out__event_each(contattract, miner, node):
    notices = contattract.notices
    emitted(notices.opt_in(node, TOPIC, sender=miner), "Notices.OptedIn", subscriber=miner, source=node, topic=TOPIC)
    emitted(
        notices.notify(miner, TOPIC, b"14 XZ left", sender=node), "Notices.Notified",
        subscriber=miner, source=node, topic=TOPIC, number=1, body=b"14 XZ left",
    )  # fmt: skip
    emitted(notices.opt_out(node, TOPIC, sender=miner), "Notices.OptedOut", subscriber=miner, source=node, topic=TOPIC)
