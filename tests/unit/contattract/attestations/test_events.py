# SPDX-License-Identifier: MIT
"""Attestations' events (CNT-19)."""

from __future__ import annotations

from tests.events import emitted
from wuxing.engine.base import ZERO_ADDRESS

TOPIC, DIGEST = b"degree".ljust(32, b"\0"), b"\1" * 32
WEAK, HALF_STRONG, STRONG = 1, 2, 3


def test_statements__each_strength_and_the_revocation__event_each(
    contattract, exchanges, owner, miner, other_miner, node
):
    a, exchange = contattract.attestations, exchanges("shop")
    published = a.publish(TOPIC, DIGEST, sender=miner)
    emitted(
        published, "Attestations.Attested", issuer=miner, subject=miner, topic=TOPIC, strength=WEAK, digest=DIGEST,
        exchange=ZERO_ADDRESS, number=0, key=published.value,
    )  # fmt: skip
    exchange.complete()
    reviewed = a.review(exchange.contract, exchange.number, TOPIC, DIGEST, sender=other_miner)
    emitted(
        reviewed, "Attestations.Attested", issuer=other_miner, subject=miner, topic=TOPIC, strength=HALF_STRONG,
        digest=DIGEST, exchange=exchange.contract, number=exchange.number, key=reviewed.value,
    )  # fmt: skip
    emitted(a.set_verifier(node, True, sender=owner), "Attestations.VerifierSet", verifier=node, may=True)
    attested = a.attest(miner, TOPIC, DIGEST, sender=node)
    emitted(
        attested, "Attestations.Attested", issuer=node, subject=miner, topic=TOPIC, strength=STRONG, digest=DIGEST,
        exchange=ZERO_ADDRESS, number=0, key=attested.value,
    )  # fmt: skip
    assert len({published.value, reviewed.value, attested.value}) == 3
    revoked = a.revoke(WEAK, miner, TOPIC, DIGEST, ZERO_ADDRESS, 0, sender=miner)
    emitted(revoked, "Attestations.Revoked", issuer=miner, key=published.value)
