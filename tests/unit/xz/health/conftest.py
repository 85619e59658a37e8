# SPDX-License-Identifier: MIT
"""A patient with a record, a doctor with a key, and a cabinet's store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wuxing.typed_data import domain_of
from wuxing.xz.health import RecordStore, Sealed, reading

CONTENT = b"blood pressure 128/82, allergic to N02BE"
DAY = 86_400


@pytest.fixture
def health(xz):
    return xz.health


@pytest.fixture
def patient(engine) -> Any:
    return engine.account(40)


@pytest.fixture
def doctor(engine) -> Any:
    return engine.account(41)


@pytest.fixture
def stranger(engine) -> Any:
    """Another doctor, with no grant."""
    return engine.account(42)


@pytest.fixture
def store(health) -> RecordStore:
    return RecordStore(health)


@pytest.fixture
def sealed(patient) -> Sealed:
    return Sealed.of(CONTENT, patient.address)


@pytest.fixture
def record(health, patient, store, sealed) -> int:
    """The record's number: its ciphertext in the store, its digest on chain."""
    return health.store(store.keep(sealed.ciphertext), "cabinet 1/record 1", sender=patient).value


@pytest.fixture
def grant(health, patient, doctor, sealed, record) -> Callable:
    """The patient lets the doctor (or another) read the record for some seconds."""

    def made(to: Any = doctor, seconds: int = DAY, key: bytes | None = None):
        public = to._key_obj.public_key.to_bytes()
        wrapped = sealed.wrapped_for(public) if key is None else key
        return health.grant(record, to, health.engine.time + seconds, wrapped, sender=patient)

    return made


@pytest.fixture
def read(health, store, record) -> Callable:
    """Asks the store for the record as a doctor, with the doctor's signature on access number `access`."""

    def made(who: Any, access: int, signer: Any = None) -> bytes:
        digest = domain_of(health).digest(reading(record, access))
        signature = bytes((signer or who).unsafe_sign_hash(digest).signature)
        return store.serve(record, who.address, access, signature)

    return made
