# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title HealthRecords: who may read a patient's record, and who did
@notice Records stay off chain, encrypted (XZ-24). Here are, for each record, where its ciphertext lies and its
        hash; for each doctor whom the patient lets read it, until when, and the record's key encrypted to that
        doctor; and a log of all of it, a hash chain for each patient,

            head_n = keccak256(head_{n-1}, kind, record, doctor, detail, time).

        A store serves a ciphertext only for a live grant, and only for an access that the doctor has logged here
        (wuxing/xz/health.py), so that every reading is on the log.

        Who may do what: a patient (any account) stores records, replaces, grants and revokes its own. A doctor
        asks for access and, under a live grant, logs each access. The guardian pauses new records, grants and
        requests. Nobody but the patient decides about a record.

        Invariants: a grant ends at its time, at its revocation, and when the record is replaced under a new key; no
        access is logged without a live grant; each patient's log only grows.

        What this cannot do: what a doctor has read cannot be unread, and a doctor keeps the key that was given:
        revocation stops the store from serving. After a revocation, replace the record under a new key.

        How it is stopped: the guardian pauses entries. Revoking, replacing and the logging of accesses go on.
@custom:contract-name HealthRecords
@license AGPL-3.0-only
"""

from contracts.common import guarded
from contracts.xz import grant_word

initializes: guarded

exports: guarded.__interface__


struct Record:
    patient: address
    version: uint256
    digest: bytes32
    pointer: String[96]


# longest key wrapped to a doctor: ECIES of 32 bytes takes 129
MAX_WRAPPED: constant(uint256) = 160
# longest time of a grant, seconds: it is asked for again once a year
MAX_GRANT: constant(uint256) = 366 * 86_400
# kinds of entries in a patient's log
STORED: constant(uint256) = 1
REPLACED: constant(uint256) = 2
GRANTED: constant(uint256) = 3
REVOKED: constant(uint256) = 4
REQUESTED: constant(uint256) = 5
ACCESSED: constant(uint256) = 6

# records so far, which is the number of the last
records: public(uint256)
# record -> patient, version, hash of the ciphertext and where it lies
_records: HashMap[uint256, Record]
# record -> doctor -> until when, for which version, and accesses so far; see grant_word
_grants: HashMap[uint256, HashMap[address, uint256]]
# record -> doctor -> the record's key, encrypted to the doctor
_keys: HashMap[uint256, HashMap[address, Bytes[MAX_WRAPPED]]]
# patient -> hash chain of the log
head: public(HashMap[address, bytes32])

event Entry:
    patient: indexed(address)
    record: indexed(uint256)
    doctor: indexed(address)
    kind: uint256
    detail: bytes32
    at: uint256
    head: bytes32


@deploy
def __init__(owner_: address, guardian_: address):
    """
    @notice Opens without records.
    @param owner_ Names the guardian and unpauses; not zero.
    @param guardian_ Pauses entries; zero for nobody.
    """
    guarded.__init__(owner_, guardian_)


@external
def store(digest: bytes32, pointer: String[96]) -> uint256:
    """
    @notice Stores where an encrypted record of the caller lies (XZ-24). Not while paused.
    @param digest keccak256 of the ciphertext; not zero.
    @param pointer Where the ciphertext lies, e.g. a cabinet's name for it; not empty.
    @return uint256 Number of the record, from 1.
    """
    guarded._check_open()
    record: uint256 = self.records + 1
    self.records = record
    self._put(record, msg.sender, 1, digest, pointer)
    self._enter(msg.sender, record, empty(address), STORED, digest)
    return record


@external
def replace(record: uint256, digest: bytes32, pointer: String[96]):
    """
    @notice Puts a new ciphertext, under a new key, in place of a record's; every grant of it ends. Only the patient.
    @param digest keccak256 of the new ciphertext; not zero.
    @param pointer Where it lies; not empty.
    """
    self._check_patient(record)
    # cannot overflow: one more for each call
    version: uint256 = unsafe_add(self._records[record].version, 1)
    self._put(record, msg.sender, version, digest, pointer)
    self._enter(msg.sender, record, empty(address), REPLACED, digest)


@external
def grant(record: uint256, doctor: address, until: uint256, wrapped_key: Bytes[MAX_WRAPPED]):
    """
    @notice Lets a doctor read a record until a time (XZ-24). Only the patient, not while paused. A new grant takes the
            place of an earlier one.
    @param until Last second of the grant, later than now and at most 366 days ahead.
    @param wrapped_key The record's key, encrypted to the doctor; 1 to 160 bytes.
    @dev Reverts: "unknown record", "not the patient", "doctor is zero", "until is past", "until is too far",
         "no key".
    """
    guarded._check_open()
    self._check_patient(record)
    assert doctor != empty(address), "HealthRecords: doctor is zero"
    assert until > block.timestamp, "HealthRecords: until is past"
    assert until <= block.timestamp + MAX_GRANT, "HealthRecords: until is too far"
    assert len(wrapped_key) != 0, "HealthRecords: no key"
    g: grant_word.Grant = grant_word._unpack(self._grants[record][doctor])
    g.until = until
    g.version = self._records[record].version
    self._grants[record][doctor] = grant_word._pack(g)
    self._keys[record][doctor] = wrapped_key
    self._enter(msg.sender, record, doctor, GRANTED, keccak256(abi_encode(until, keccak256(wrapped_key))))


@external
def revoke(record: uint256, doctor: address):
    """
    @notice Ends a grant now (XZ-24). Only the patient, at any time, paused or not.
    @dev Reverts: "unknown record", "not the patient", "no live grant".
    """
    self._check_patient(record)
    g: grant_word.Grant = self._live(record, doctor)
    g.until = 0
    self._grants[record][doctor] = grant_word._pack(g)
    self._keys[record][doctor] = b""
    self._enter(msg.sender, record, doctor, REVOKED, empty(bytes32))


@external
def request_access(record: uint256, purpose: bytes32):
    """
    @notice Asks a patient for access; the caller is the doctor. Not while paused.
    @param purpose keccak256 of what the doctor wants to read it for.
    @dev Reverts with "unknown record".
    """
    guarded._check_open()
    self._enter(self._patient(record), record, msg.sender, REQUESTED, purpose)


@external
def log_access(record: uint256) -> uint256:
    """
    @notice Logs that the caller, a doctor with a live grant, reads a record (XZ-24); a store then serves it once.
    @return uint256 Number of the doctor's access to this record, from 1.
    @dev Reverts: "unknown record", "no live grant".
    """
    patient: address = self._patient(record)
    g: grant_word.Grant = self._live(record, msg.sender)
    # cannot overflow: one more for each call
    g.accesses = unsafe_add(g.accesses, 1)
    self._grants[record][msg.sender] = grant_word._pack(g)
    self._enter(patient, record, msg.sender, ACCESSED, convert(g.accesses, bytes32))
    return g.accesses


@external
@view
def record_of(record: uint256) -> (address, bytes32, String[96]):
    """
    @notice Patient, hash of the ciphertext, and where it lies. Reverts with "unknown record".
    """
    self._patient(record)
    return self._records[record].patient, self._records[record].digest, self._records[record].pointer


@external
@view
def granted_until(record: uint256, doctor: address) -> uint256:
    """
    @notice Last second of a doctor's live grant; 0 where there is none.
    """
    g: grant_word.Grant = grant_word._unpack(self._grants[record][doctor])
    return g.until if self._is_live(record, g) else 0


@external
@view
def accesses(record: uint256, doctor: address) -> uint256:
    """
    @notice How often a doctor logged an access to a record.
    """
    return grant_word._unpack(self._grants[record][doctor]).accesses


@external
@view
def wrapped_key(record: uint256, doctor: address) -> Bytes[MAX_WRAPPED]:
    """
    @notice The record's key, encrypted to the doctor. Reverts with "no live grant".
    """
    self._live(record, doctor)
    return self._keys[record][doctor]


@internal
def _put(record: uint256, patient: address, version: uint256, digest: bytes32, pointer: String[96]):
    assert digest != empty(bytes32), "HealthRecords: digest is zero"
    assert len(pointer) != 0, "HealthRecords: pointer is empty"
    self._records[record] = Record(patient=patient, version=version, digest=digest, pointer=pointer)


@internal
def _enter(patient: address, record: uint256, doctor: address, kind: uint256, detail: bytes32):
    """
    @dev Adds an entry to a patient's log.
    """
    after: bytes32 = keccak256(abi_encode(self.head[patient], kind, record, doctor, detail, block.timestamp))
    self.head[patient] = after
    log Entry(
        patient=patient, record=record, doctor=doctor, kind=kind, detail=detail, at=block.timestamp, head=after
    )


@internal
@view
def _patient(record: uint256) -> address:
    patient: address = self._records[record].patient
    assert patient != empty(address), "HealthRecords: unknown record"
    return patient


@internal
@view
def _check_patient(record: uint256):
    assert self._patient(record) == msg.sender, "HealthRecords: not the patient"


@internal
@view
def _is_live(record: uint256, g: grant_word.Grant) -> bool:
    return block.timestamp <= g.until and g.version == self._records[record].version


@internal
@view
def _live(record: uint256, doctor: address) -> grant_word.Grant:
    g: grant_word.Grant = grant_word._unpack(self._grants[record][doctor])
    assert self._is_live(record, g), "HealthRecords: no live grant"
    return g
