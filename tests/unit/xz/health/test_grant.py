# SPDX-License-Identifier: MIT
"""HealthRecords: store, grant, revoke, request, log (XZ-24)."""

from __future__ import annotations

import pytest
from eth_abi import encode
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DAY = 86_400
ZERO = "0x" + "00" * 20
STORED, REPLACED, GRANTED, REVOKED, REQUESTED, ACCESSED = range(1, 7)


def chained(entries, head: bytes = bytes(32)) -> bytes:
    """The head that a patient's entries lead to."""
    for e in entries:
        types = ["bytes32", "uint256", "uint256", "address", "bytes32", "uint256"]
        head = keccak(encode(types, [head, e.kind, e.record, e.doctor, e.detail, e.at]))
        assert head == e.head
    return head


def test_store__a_record__is_told(health, engine, patient):
    receipt = health.store(b"\1" * 32, "cabinet 1/record 1", sender=patient)
    assert receipt.value == 1 == health.records()
    assert health.record_of(1) == (patient.address, b"\1" * 32, "cabinet 1/record 1")
    (entry,) = receipt.named("Entry")
    assert (entry.patient, entry.record, entry.doctor, entry.kind) == (patient.address, 1, ZERO, STORED)
    assert chained([entry]) == health.head(patient)


@pytest.mark.parametrize(
    ("digest", "pointer", "reason"),
    [(bytes(32), "x", "HealthRecords: digest is zero"), (b"\1" * 32, "", "HealthRecords: pointer is empty")],
)
def test_store__nothing__reverts(health, engine, patient, record, digest, pointer, reason):
    head = health.head(patient)
    for what in (health.store, lambda *a, **k: health.replace(record, *a, **k)):
        with engine.reverts(reason):
            what(digest, pointer, sender=patient)
    assert (health.records(), health.head(patient)) == (1, head)


def test_grant__until_a_time__is_live(health, engine, patient, doctor, record, grant):
    until = engine.time + DAY
    (entry,) = grant().named("Entry")
    assert health.granted_until(record, doctor) == until
    assert 0 < len(health.wrapped_key(record, doctor)) <= 160
    assert (entry.kind, entry.doctor) == (GRANTED, doctor.address)
    detail = keccak(encode(["uint256", "bytes32"], [until, keccak(health.wrapped_key(record, doctor))]))
    assert entry.detail == detail


def test_grant__by_another__reverts(health, engine, doctor, attacker, owner, guardian, record):
    for caller in (doctor, attacker, owner, guardian):
        for what in (
            lambda who: health.grant(record, who, engine.time + DAY, b"key", sender=who),
            lambda who: health.revoke(record, doctor, sender=who),
            lambda who: health.replace(record, b"\2" * 32, "x", sender=who),
        ):
            with engine.reverts("HealthRecords: not the patient"):
                what(caller)
    assert health.granted_until(record, attacker) == 0


@pytest.mark.parametrize(
    ("seconds", "to_nobody", "key", "reason"),
    [
        (0, False, b"key", "HealthRecords: until is past"),
        (-1, False, b"key", "HealthRecords: until is past"),
        (366 * DAY + 1, False, b"key", "HealthRecords: until is too far"),
        (DAY, False, b"", "HealthRecords: no key"),
        (DAY, True, b"key", "HealthRecords: doctor is zero"),
    ],
)
def test_grant__impossible__reverts(health, engine, patient, doctor, record, seconds, to_nobody, key, reason):
    to, head = ZERO if to_nobody else doctor.address, health.head(patient)
    with engine.reverts(reason):
        health.grant(record, to, engine.time + seconds, key, sender=patient)
    assert (health.granted_until(record, to), health.head(patient)) == (0, head)


def test_grant__a_year__is_the_longest(health, engine, patient, doctor, record):
    until = engine.time + 366 * DAY
    health.grant(record, doctor, until, b"k" * 160, sender=patient)
    assert health.granted_until(record, doctor) == until
    with engine.reverts(""):  # refused by the ABI's bound
        health.grant(record, doctor, engine.time + DAY, b"k" * 161, sender=patient)


def test_grant__again__takes_the_place_of_the_first(health, engine, doctor, record, grant):
    grant(seconds=DAY)
    until = engine.time + 60
    grant(seconds=60)
    assert health.granted_until(record, doctor) == until


def test_grant__one_doctor__not_another(health, engine, doctor, stranger, record, grant):
    grant()
    assert health.granted_until(record, stranger) == 0
    with engine.reverts("HealthRecords: no live grant"):
        health.wrapped_key(record, stranger)


def test_revoke__a_live_grant__ends_it(health, engine, patient, doctor, record, grant):
    grant()
    (entry,) = health.revoke(record, doctor, sender=patient).named("Entry")
    assert (entry.kind, entry.doctor) == (REVOKED, doctor.address)
    assert health.granted_until(record, doctor) == 0
    for what in (
        lambda: health.wrapped_key(record, doctor),
        lambda: health.log_access(record, sender=doctor),
        lambda: health.revoke(record, doctor, sender=patient),
    ):
        with engine.reverts("HealthRecords: no live grant"):
            what()


def test_replace__every_grant__ends(health, engine, patient, doctor, stranger, record, grant):
    grant()
    grant(stranger)
    health.replace(record, b"\2" * 32, "elsewhere", sender=patient)
    assert health.record_of(record) == (patient.address, b"\2" * 32, "elsewhere")
    assert [health.granted_until(record, who) for who in (doctor, stranger)] == [0, 0]
    grant()
    assert health.granted_until(record, doctor) > engine.time


def test_log_access__counts_over_all_grants(health, engine, patient, doctor, record, grant):
    grant()
    assert health.log_access(record, sender=doctor).value == 1
    health.revoke(record, doctor, sender=patient)
    grant()
    assert health.log_access(record, sender=doctor).value == 2 == health.accesses(record, doctor)


def test_request_access__by_anyone__is_on_the_log_and_gives_nothing(health, engine, patient, stranger, record):
    (entry,) = health.request_access(record, keccak(b"second opinion"), sender=stranger).named("Entry")
    assert (entry.patient, entry.doctor, entry.kind) == (patient.address, stranger.address, REQUESTED)
    assert entry.detail == keccak(b"second opinion")
    assert health.granted_until(record, stranger) == 0


def test_record__unknown__reverts(health, engine, patient, doctor, record):
    for what in (
        lambda: health.record_of(2),
        lambda: health.request_access(2, b"\1" * 32, sender=doctor),
        lambda: health.log_access(2, sender=doctor),
        lambda: health.grant(2, doctor, engine.time + DAY, b"k", sender=patient),
        lambda: health.revoke(0, doctor, sender=patient),
        lambda: health.replace(2, b"\1" * 32, "x", sender=patient),
    ):
        with engine.reverts("HealthRecords: unknown record"):
            what()


def test_pause__stops_entries__not_the_patients_way_out(health, engine, patient, doctor, record, grant, guardian):
    grant()
    health.pause(sender=guardian)
    for what in (
        lambda: health.store(b"\3" * 32, "x", sender=patient),
        lambda: grant(),
        lambda: health.request_access(record, b"\1" * 32, sender=doctor),
    ):
        with engine.reverts("Guarded: entries are paused"):
            what()
    health.log_access(record, sender=doctor)
    health.revoke(record, doctor, sender=patient)
    health.replace(record, b"\3" * 32, "x", sender=patient)
    assert health.granted_until(record, doctor) == 0


ACTS = st.lists(st.tuples(st.sampled_from(["grant", "revoke", "request", "log", "replace", "wait"]), st.integers(1, 2)),
                max_size=12)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_head__any_history__is_the_chain_of_all_entries(health, engine, patient, doctor, stranger, record, acts):
    """XZ-24: every grant and access is on the log, and nothing is served without a live grant."""
    with engine.anchor():
        head, live = health.head(patient), {}
        for act, who in acts:
            name = (doctor, stranger)[who - 1]
            granted = live.get(name, 0) >= engine.time
            if act == "wait":
                engine.advance(100)
                continue
            if act in ("log", "revoke") and not granted:
                with engine.reverts("HealthRecords: no live grant"):
                    health.log_access(record, sender=name) if act == "log" else health.revoke(
                        record, name, sender=patient
                    )
                continue
            if act == "grant":
                live[name] = engine.time + 150
                receipt = health.grant(record, name, engine.time + 150, b"k", sender=patient)
            elif act == "revoke":
                live.pop(name)
                receipt = health.revoke(record, name, sender=patient)
            elif act == "request":
                receipt = health.request_access(record, b"\1" * 32, sender=name)
            elif act == "log":
                receipt = health.log_access(record, sender=name)
            else:
                live.clear()
                receipt = health.replace(record, b"\2" * 32, "x", sender=patient)
            head = chained(receipt.named("Entry"), head)
            assert health.head(patient) == head
