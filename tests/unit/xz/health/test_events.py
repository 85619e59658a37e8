# SPDX-License-Identifier: MIT
"""HealthRecords' one event (XZ-24): each kind of entry, and the hash chain that they make."""

from __future__ import annotations

from eth_abi import encode
from eth_utils import keccak

from tests.events import emitted
from wuxing.engine.base import ZERO_ADDRESS

STORED, REPLACED, GRANTED, REVOKED, REQUESTED, ACCESSED = range(1, 7)
DAY = 86_400


def test_entries__a_records_life__event_each_in_one_chain(health, engine, patient, doctor, stranger):
    digest, key, until = b"\1" * 32, b"\2" * 92, engine.time + DAY
    moves = [
        (lambda: health.store(digest, "cabinet 1", sender=patient), ZERO_ADDRESS, STORED, digest),
        (lambda: health.replace(1, b"\3" * 32, "cabinet 2", sender=patient), ZERO_ADDRESS, REPLACED, b"\3" * 32),
        (
            lambda: health.grant(1, doctor, until, key, sender=patient),
            doctor, GRANTED, keccak(encode(["uint256", "bytes32"], [until, keccak(key)])),
        ),
        (lambda: health.log_access(1, sender=doctor), doctor, ACCESSED, (1).to_bytes(32, "big")),
        (lambda: health.request_access(1, b"\4" * 32, sender=stranger), stranger, REQUESTED, b"\4" * 32),
        (lambda: health.revoke(1, doctor, sender=patient), doctor, REVOKED, bytes(32)),
    ]  # fmt: skip
    for move, who, kind, detail in moves:
        at = engine.time
        receipt = move()
        emitted(
            receipt, "HealthRecords.Entry",
            patient=patient, record=1, doctor=who, kind=kind, detail=detail, at=at, head=health.head(patient),
        )  # fmt: skip
