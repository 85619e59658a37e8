# SPDX-License-Identifier: MIT
"""Health records: encrypted by the patient, served to a doctor under a live grant only (XZ-24).

A record is encrypted with AES-256-GCM under a key of its own; the key goes to a doctor by ECIES (secp256k1).
The ciphertext lies with a cabinet's store, and HealthRecords on chain says who may have it. The store asks the
contract at every reading, and serves one reading for one access that the doctor has logged there.

What a doctor has read cannot be unread, and the key that a doctor was given opens the same ciphertext for ever:
revoking stops the store. `Sealed.of` makes a new key, so replacing a record after a revocation locks out who
held the old one, should the new ciphertext leak.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import ecies
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eth_hash.auto import keccak
from eth_keys import keys
from eth_keys.exceptions import BadSignature
from eth_keys.exceptions import ValidationError as BadKey

from wuxing.typed_data import Domain, Message, domain_of

_NONCE = 12
_READING = {"record": "uint256", "access": "uint256"}


class AccessDenied(PermissionError):
    """A store does not serve this; the text says what was expected and what came."""


@dataclass(frozen=True)
class Sealed:
    """An encrypted record: `ciphertext` (nonce ‖ AES-256-GCM) for the store, `key` for the patient."""

    ciphertext: bytes
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, content: bytes, patient: str) -> Sealed:
        """Encrypts a record under a fresh key, bound to its patient's address."""
        key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
        return cls(nonce + AESGCM(key).encrypt(nonce, content, _bound(patient)), key)

    @property
    def digest(self) -> bytes:
        """What goes on chain: keccak256 of the ciphertext."""
        return keccak(self.ciphertext)

    def wrapped_for(self, public_key: bytes) -> bytes:
        """The key encrypted to a doctor's secp256k1 public key (33, 64 or 65 bytes)."""
        return ecies.encrypt(_uncompressed(public_key), self.key)


def unseal(ciphertext: bytes, wrapped_key: bytes, secret: bytes, patient: str) -> bytes:
    """The record, for the doctor whose secret key this is. Raises ValueError when it is not for this key or patient."""
    try:
        key = ecies.decrypt(secret, wrapped_key)
        return AESGCM(key).decrypt(ciphertext[:_NONCE], ciphertext[_NONCE:], _bound(patient))
    except (InvalidTag, ValueError) as error:
        raise ValueError("expected a record and a key wrapped for this doctor, they do not open") from error


def reading(record: int, access: int) -> Message:
    """What a doctor signs to have a record served for a logged access, for the domain of HealthRecords."""
    return Message("Reading", _READING, {"record": record, "access": access})


class RecordStore:
    """Keeps ciphertexts (in a cabinet, say) and serves them as HealthRecords allows. `contract` is the deployed one."""

    def __init__(self, contract: Any) -> None:
        self._contract = contract
        self._domain: Domain = domain_of(contract)
        self._kept: dict[bytes, bytes] = {}
        self._served: dict[tuple[int, str], int] = {}

    def keep(self, ciphertext: bytes) -> bytes:
        """Keeps a ciphertext and returns its digest."""
        digest = keccak(ciphertext)
        self._kept[digest] = ciphertext
        return digest

    def serve(self, record: int, doctor: str, access: int, signature: bytes) -> bytes:
        """The ciphertext of a record, for a doctor's access number `access` with the doctor's signature on it.

        Raises AccessDenied without a live grant, for an access that is not on the log or was served already,
        for a signature of another, and when this store does not keep the record's present ciphertext.
        """
        if not self._contract.granted_until(record, doctor):
            raise AccessDenied(f"expected a live grant of record {record} to {doctor}, there is none")
        logged = self._contract.accesses(record, doctor)
        if not 0 < access <= logged:
            raise AccessDenied(f"expected one of {logged} logged accesses, got number {access}")
        if access <= self._served.get((record, doctor), 0):
            raise AccessDenied(f"expected an access not served yet, number {access} was")
        if _signer(self._domain.digest(reading(record, access)), signature) != doctor:
            raise AccessDenied(f"expected the signature of {doctor} on access {access}")
        _, digest, _ = self._contract.record_of(record)
        if digest not in self._kept:
            raise AccessDenied(f"expected a ciphertext with digest {digest.hex()}, this store has none")
        self._served[record, doctor] = access
        return self._kept[digest]


def _bound(patient: str) -> bytes:
    return bytes.fromhex(patient.removeprefix("0x"))


def _uncompressed(public_key: bytes) -> bytes:
    if len(public_key) == 33:
        return b"\x04" + keys.PublicKey.from_compressed_bytes(public_key).to_bytes()
    return b"\x04" + public_key if len(public_key) == 64 else public_key


def _signer(digest: bytes, signature: bytes) -> str | None:
    """Who signed, None for nobody."""
    try:
        parsed = keys.Signature(signature[:64] + bytes([signature[64] - 27]))
        return parsed.recover_public_key_from_msg_hash(digest).to_checksum_address()
    except (BadSignature, BadKey, IndexError, ValueError):
        return None
