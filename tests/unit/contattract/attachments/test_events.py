# SPDX-License-Identifier: MIT
"""Attachments' events (CNT-15): each step of an exchange, as the other side sees it."""

from __future__ import annotations

from eth_utils import keccak

from tests.events import emitted, recorded
from tests.mail_world import DAY, point
from tests.unit.contattract.attachments.conftest import KEY, PRICE


def test_exchange__offered_to_paid__event_each(attachments, trade, engine, miner, other_miner, attacker):
    emitted(
        attachments.offer(b"\1" * 32, 5_000, PRICE, 3, sender=miner), "Attachments.Offered",
        seller=miner, root=b"\1" * 32, size=5_000, price=PRICE, lease=3,
    )  # fmt: skip
    at = engine.time
    with recorded(engine) as receipts:
        t = trade("revealed")
    ordered, sealed, confirmed, revealed = receipts
    x, y = point("b")
    emitted(
        ordered, "Attachments.Ordered", id=t.id, seller=miner, buyer=other_miner, root=t.promised.root, price=PRICE,
        x=x, y=y, deadline=at + 2 * DAY,
    )  # fmt: skip
    emitted(
        sealed, "Attachments.Sealed", id=t.id, ciphertext=t.ciphertext.root, key_hash=keccak(KEY), kept=b"\7" * 32,
        lease=3, deadline=at + 1 + 2 * DAY,
    )  # fmt: skip
    emitted(confirmed, "Attachments.Confirmed", id=t.id, deadline=at + 2 + DAY)
    emitted(revealed, "Attachments.Revealed", id=t.id, key=KEY, deadline=at + 3 + 2 * DAY)
    engine.time = t.deadline
    emitted(attachments.claim(t.id, sender=attacker), "Attachments.Paid", id=t.id, to=miner, amount=PRICE)


def test_complain__garbage__events_of_the_complaint_and_of_the_refund(trade, other_miner, attacker):
    t = trade("revealed", garbage=1)
    receipt = t.complain(1, sender=attacker)
    emitted(receipt, "Attachments.Complained", id=t.id, by=attacker, leaf=1)
    emitted(receipt, "Attachments.Refunded", id=t.id, to=other_miner, amount=PRICE)
