# SPDX-License-Identifier: MIT
"""Mail's events (CNT-14, CNT-16, CNT-18): a reader of the logs has every message and every payment."""

from __future__ import annotations

from tests.events import emitted, emitted_each
from tests.mail_world import CNT


def test_send__and_send_stored__event_each(mail, engine, miner, other_miner):
    at = engine.time
    emitted(
        mail.send(other_miner, 3, b"hello", 2 * CNT, sender=miner), "Mail.Sent",
        to=other_miner, sender=miner, number=1, version=3, postage=2 * CNT, time=at, body=b"hello",
    )  # fmt: skip
    at = engine.time
    receipt = mail.send_stored(other_miner, 3, b"kept", CNT, sender=miner)
    emitted(
        receipt, "Mail.SentStored",
        to=other_miner, sender=miner, number=2, version=3, postage=CNT, time=at, pointer=mail.stored(other_miner, 2),
    )  # fmt: skip


def test_postage__named_allowed_collected_refunded__event_each(mail, engine, miner, other_miner, attacker):
    emitted(mail.set_postage(CNT, sender=other_miner), "Mail.PostageSet", account=other_miner, minimum=CNT)
    emitted_each(
        mail.allow([attacker, miner], True, sender=other_miner), "Mail.Allowed",
        dict(account=other_miner, sender=attacker, allowed=True), dict(account=other_miner, sender=miner, allowed=True),
    )  # fmt: skip
    emitted(
        mail.allow([attacker], False, sender=other_miner), "Mail.Allowed",
        account=other_miner, sender=attacker, allowed=False,
    )  # fmt: skip
    for amount in (2 * CNT, 3 * CNT):
        mail.send(other_miner, 1, b"hello", amount, sender=miner)
    emitted(
        mail.collect(other_miner, [1], sender=other_miner), "Mail.Collected",
        inbox=other_miner, number=1, to=other_miner, amount=2 * CNT,
    )  # fmt: skip
    engine.time = mail.escrow_of(other_miner, 2)[2]
    emitted(
        mail.refund(other_miner, [2], sender=attacker), "Mail.Refunded",
        inbox=other_miner, number=2, to=miner, amount=3 * CNT,
    )  # fmt: skip


def test_follow__moved_inbox__event_joins_the_words(mail, world, engine, miner, other_miner, node, attacker):
    mail.send(other_miner, 1, b"before", 0, sender=miner)
    world.move(other_miner, node, attacker)
    word, at = mail.inbox(other_miner), engine.time
    emitted(
        mail.follow(other_miner, sender=attacker), "Mail.Followed",
        to=node, old=other_miner, number=1, time=at, word=word,
    )  # fmt: skip
