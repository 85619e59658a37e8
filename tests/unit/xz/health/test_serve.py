# SPDX-License-Identifier: MIT
"""RecordStore.serve: nothing is read without a live grant and an access on the log (XZ-24)."""

from __future__ import annotations

import pytest

from wuxing.typed_data import domain_of
from wuxing.xz.health import AccessDenied, RecordStore, Sealed, reading, unseal

CONTENT = b"blood pressure 128/82, allergic to N02BE"
DAY = 86_400


def test_serve__under_a_live_grant__doctor_reads_the_record(health, patient, doctor, record, grant, read):
    grant()
    assert health.log_access(record, sender=doctor).value == 1
    ciphertext = read(doctor, 1)
    assert CONTENT not in ciphertext
    wrapped = health.wrapped_key(record, doctor)
    assert unseal(ciphertext, wrapped, bytes(doctor.key), patient.address) == CONTENT


def test_serve__no_grant__is_denied(health, engine, doctor, stranger, record, grant, read):
    grant()
    with engine.reverts("HealthRecords: no live grant"):
        health.log_access(record, sender=stranger)
    with pytest.raises(AccessDenied, match="expected a live grant"):
        read(stranger, 1)


def test_serve__access_not_logged__is_denied(health, doctor, record, grant, read):
    grant()
    with pytest.raises(AccessDenied, match="expected one of 0 logged accesses, got number 1"):
        read(doctor, 1)
    health.log_access(record, sender=doctor)
    for number in (0, 2):
        with pytest.raises(AccessDenied, match=f"expected one of 1 logged accesses, got number {number}"):
            read(doctor, number)


def test_serve__same_access_twice__is_denied(health, doctor, record, grant, read):
    """XZ-24: each reading has its own entry on the log."""
    grant()
    health.log_access(record, sender=doctor)
    read(doctor, 1)
    with pytest.raises(AccessDenied, match="number 1 was"):
        read(doctor, 1)
    health.log_access(record, sender=doctor)
    assert read(doctor, 2)


def test_serve__signed_by_another__is_denied(health, doctor, stranger, record, grant, read, store):
    grant()
    health.log_access(record, sender=doctor)
    with pytest.raises(AccessDenied, match="expected the signature of"):
        read(doctor, 1, signer=stranger)
    for broken in (b"", b"\0" * 65, b"\xff" * 65, b"\1" * 64):
        with pytest.raises(AccessDenied, match="expected the signature of"):
            store.serve(record, doctor.address, 1, broken)
    assert read(doctor, 1)


def test_serve__grant_over__is_denied(health, engine, doctor, record, grant, read):
    until = engine.time + DAY
    grant()
    health.log_access(record, sender=doctor)
    engine.time = until
    assert health.granted_until(record, doctor) == until
    engine.advance(1)
    with pytest.raises(AccessDenied, match="expected a live grant"):
        read(doctor, 1)


def test_serve__revoked__is_denied_from_then_on(health, engine, patient, doctor, record, grant, read):
    """What was read before stays read; an access logged before the revocation is not served after it."""
    grant()
    health.log_access(record, sender=doctor)
    health.log_access(record, sender=doctor)
    assert read(doctor, 1)
    health.revoke(record, doctor, sender=patient)
    with pytest.raises(AccessDenied, match="expected a live grant"):
        read(doctor, 2)
    with engine.reverts("HealthRecords: no live grant"):
        health.log_access(record, sender=doctor)


def test_serve__replaced_under_a_new_key__old_key_opens_nothing(
    health, patient, doctor, stranger, record, grant, read, store
):
    """After a revocation the patient replaces the record: not even a leaked ciphertext opens with the old key."""
    grant()
    health.log_access(record, sender=doctor)
    read(doctor, 1)
    old_key = health.wrapped_key(record, doctor)
    fresh = Sealed.of(CONTENT, patient.address)
    health.replace(record, store.keep(fresh.ciphertext), "cabinet 1/record 1b", sender=patient)
    with pytest.raises(AccessDenied, match="expected a live grant"):
        read(doctor, 1)
    with pytest.raises(ValueError, match="they do not open"):
        unseal(fresh.ciphertext, old_key, bytes(doctor.key), patient.address)
    grant(stranger, key=fresh.wrapped_for(stranger._key_obj.public_key.to_compressed_bytes()))
    health.log_access(record, sender=stranger)
    served, wrapped = read(stranger, 1), health.wrapped_key(record, stranger)
    assert unseal(served, wrapped, bytes(stranger.key), patient.address) == CONTENT


def test_serve__store_without_the_ciphertext__says_so(health, doctor, record, grant):
    grant()
    health.log_access(record, sender=doctor)
    empty = RecordStore(health)
    signature = bytes(doctor.unsafe_sign_hash(domain_of(health).digest(reading(record, 1))).signature)
    with pytest.raises(AccessDenied, match="this store has none"):
        empty.serve(record, doctor.address, 1, signature)


def test_unseal__wrong_doctor_patient_or_bytes__is_refused(sealed, patient, doctor, stranger):
    wrapped = sealed.wrapped_for(doctor._key_obj.public_key.to_bytes())
    flipped = sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1])
    assert unseal(sealed.ciphertext, wrapped, bytes(doctor.key), patient.address) == CONTENT
    for ciphertext, key, bound in (
        (sealed.ciphertext, bytes(stranger.key), patient.address),
        (sealed.ciphertext, bytes(doctor.key), stranger.address),
        (flipped, bytes(doctor.key), patient.address),
    ):
        with pytest.raises(ValueError, match="they do not open"):
            unseal(ciphertext, wrapped, key, bound)


def test_sealed__twice__other_key_and_ciphertext(patient):
    first, second = (Sealed.of(CONTENT, patient.address) for _ in range(2))
    assert first.key != second.key and first.digest != second.digest
    assert first.key.hex() not in repr(first)
