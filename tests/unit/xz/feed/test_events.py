# SPDX-License-Identifier: MIT
"""CabinetFeed's events (XZ-17)."""

from __future__ import annotations

from tests.events import emitted


def test_report__seven_signers__events_of_the_round(feed, engine, report):
    now = engine.time
    receipt = report([103, 100, 101, 99, 107, 100, 102])
    emitted(receipt, "CabinetFeed.AnswerUpdated", current=101, roundId=1, updatedAt=now)
    emitted(receipt, "CabinetFeed.Reported", round_id=1, observed_at=now, signers=7, lowest=99, highest=107)


def test_set_terms__by_the_owner__event(feed, owner):
    emitted(feed.set_terms(9, 60, sender=owner), "CabinetFeed.TermsSet", quorum=9, max_age=60)
