# SPDX-License-Identifier: MIT
"""FileStamps' events (CNT-24)."""

from __future__ import annotations

from tests.events import emitted

DIGEST, SALT = b"\1" * 32, b"\2" * 32


def test_stamp__committed_and_revealed__event_each(contattract, engine, miner, other_miner):
    stamps, times = contattract.stamps, []
    for author in (miner, other_miner):
        word = stamps.commitment_of(DIGEST, author, SALT)
        times.append(engine.time)
        emitted(stamps.commit(word, sender=author), "FileStamps.Committed", commitment=word)
    for author, time, first in ((miner, times[0], True), (other_miner, times[1], False)):
        emitted(
            stamps.reveal(DIGEST, SALT, sender=author), "FileStamps.Stamped",
            digest=DIGEST, author=author, time=time, first=first,
        )  # fmt: skip
