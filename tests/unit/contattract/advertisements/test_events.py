# SPDX-License-Identifier: MIT
"""Advertisements' events (CNT-24)."""

from __future__ import annotations

from tests.events import emitted
from wuxing.contattract.signing import signed_by, views

CONTENT = b"\1" * 32


def test_campaign__opened_funded_viewed_ended__event_each(
    contattract, engine, miner, other_miner, node, attacker, keeper
):
    ads = contattract.advertisements
    for account in (miner, other_miner):
        contattract.token.approve(ads, 2**255, sender=account)
    opened = ads.open(node, 10, 1_000, CONTENT, sender=other_miner)
    number = opened.value
    emitted(
        opened, "Advertisements.Opened",
        campaign=number, advertiser=other_miner, counter=node, rate=10, content=CONTENT,
    )  # fmt: skip
    emitted(opened, "Advertisements.Funded", campaign=number, amount=1_000)
    emitted(ads.fund(number, 5, sender=miner), "Advertisements.Funded", campaign=number, amount=5)
    word = signed_by(node, ads, views(number, attacker.address, 7))
    viewed = ads.claim(number, attacker, 7, word, sender=keeper)
    emitted(viewed, "Advertisements.Viewed", campaign=number, publisher=attacker, views=7, amount=70)
    at = engine.time
    noticed = ads.give_notice(number, sender=other_miner)
    end = emitted(noticed, "Advertisements.NoticeGiven", campaign=number, end=at + contattract.params.ad_notice).end
    engine.time = end
    emitted(ads.end(number, sender=keeper), "Advertisements.Ended", campaign=number, rest=935)
