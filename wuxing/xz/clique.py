# SPDX-License-Identifier: MIT
"""The rules of EIP-225 (Clique), one function a rule (XZ-18).

A header made here is an ordinary Ethereum header from before London: 15 fields, RLP, keccak.
Its extra data is 32 bytes of vanity, on a checkpoint the signers in ascending order, and a 65 byte
seal r || s || v with v 0 or 1. A vote is the pair coinbase (whom) and nonce (0xff.. adds, 0 drops).

`verify` checks a header against its parent and the snapshot of that parent, in go-ethereum's order;
`Snapshot.apply` gives the snapshot after it. Both raise `CliqueError`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache

import rlp
from coincurve import PrivateKey, PublicKey
from eth_hash.auto import keccak
from rlp.sedes import Binary, List, big_endian_int, binary

VANITY = 32  # bytes of extra data before the signer list, free for the signer
SEAL = 65  # bytes of extra data at the end
ADDRESS = 20

IN_TURN = 2  # difficulty of a block sealed by the signer whose turn it is
OUT_OF_TURN = 1

ADD = b"\xff" * 8  # nonce of a vote to add the coinbase
DROP = b"\x00" * 8  # nonce of a vote to drop the coinbase; with no coinbase: no vote
NOBODY = bytes(ADDRESS)
NO_HASH = bytes(32)
NO_SEAL = bytes(SEAL)

EMPTY_UNCLES = keccak(rlp.encode([]))
EMPTY_TRIE = keccak(rlp.encode(b""))

UNAUTHORIZED = "unauthorized signer"
RECENTLY_SIGNED = "recently signed"
INVALID_CHECKPOINT = "invalid checkpoint"


class CliqueError(ValueError):
    """A header breaks a rule. `reason` is go-ethereum's sentence, `detail` what was expected and found.

    The four ways in which go-ethereum refuses a signer list or a vote on a checkpoint are one reason
    here, "invalid checkpoint"; the detail keeps them apart.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


# --- the header


_FIELDS = List(
    [
        Binary.fixed_length(32),
        Binary.fixed_length(32),
        Binary.fixed_length(ADDRESS),
        Binary.fixed_length(32),
        Binary.fixed_length(32),
        Binary.fixed_length(32),
        Binary.fixed_length(256),
        big_endian_int,
        big_endian_int,
        big_endian_int,
        big_endian_int,
        big_endian_int,
        binary,
        Binary.fixed_length(32),
        Binary.fixed_length(8),
    ]
)


@dataclass(frozen=True)
class Header:
    """The 15 header fields before London, in the order of their encoding. `time` is in seconds."""

    parent_hash: bytes = NO_HASH
    uncles_hash: bytes = EMPTY_UNCLES
    coinbase: bytes = NOBODY
    state_root: bytes = EMPTY_TRIE
    transactions_root: bytes = EMPTY_TRIE
    receipts_root: bytes = EMPTY_TRIE
    bloom: bytes = bytes(256)
    difficulty: int = 1
    number: int = 0
    gas_limit: int = 30_000_000
    gas_used: int = 0
    time: int = 0
    extra: bytes = bytes(VANITY) + NO_SEAL
    mix_hash: bytes = NO_HASH
    nonce: bytes = DROP

    @cached_property
    def raw(self) -> bytes:
        """The RLP encoding: what a peer or the court takes."""
        return rlp.encode(_values(self), _FIELDS)

    @cached_property
    def hash(self) -> bytes:
        """Keccak of the encoding: the block hash."""
        return keccak(self.raw)

    @cached_property
    def _signer(self) -> bytes:
        digest = seal_hash(self)
        try:
            return _address(PublicKey.from_signature_and_message(self.extra[-SEAL:], digest, hasher=None))
        except Exception as error:  # coincurve raises bare Exception and ValueError for different defects
            raise CliqueError("invalid signature", str(error)) from error

    @classmethod
    def decode(cls, raw: bytes) -> Header:
        """Read an encoding; `CliqueError` unless it is the one canonical encoding of 15 fields."""
        try:
            return cls(*rlp.decode(raw, _FIELDS, strict=True))
        except (rlp.exceptions.RLPException, TypeError) as error:
            raise CliqueError("invalid header", str(error)) from error


_NAMES = tuple(f.name for f in fields(Header))


def _values(header: Header) -> list[bytes | int]:
    return [getattr(header, name) for name in _NAMES]


# --- sealing


def address_of(key: bytes) -> bytes:
    """Address of a 32 byte private key."""
    return _address(PrivateKey(key).public_key)


def _address(public: PublicKey) -> bytes:
    return keccak(public.format(compressed=False)[1:])[-ADDRESS:]


def seal_hash(header: Header) -> bytes:
    """What a signer signs: keccak of the header without the last 65 bytes of its extra data."""
    if len(header.extra) < SEAL:
        raise CliqueError("extra-data 65 byte signature suffix missing", f"{len(header.extra)} bytes")
    return replace(header, extra=header.extra[:-SEAL]).hash


def seal(header: Header, key: bytes) -> Header:
    """The header with its last 65 bytes of extra data replaced by the seal of `key`."""
    signature = _private(key).sign_recoverable(seal_hash(header), hasher=None)
    return replace(header, extra=header.extra[:-SEAL] + signature)


@lru_cache(maxsize=1024)
def _private(key: bytes) -> PrivateKey:
    return PrivateKey(key)


def signer_of(header: Header) -> bytes:
    """Address that sealed the header (ecrecover). Remembered with the header."""
    return header._signer


# --- the signer set


def sort_signers(signers: Iterable[bytes]) -> tuple[bytes, ...]:
    """Signers in ascending order of address, each once: the order of turns and of checkpoints."""
    return tuple(sorted(set(signers)))


def seal_limit(signers: int) -> int:
    """Of this many blocks in a row a signer seals at most one: N/2 + 1."""
    return signers // 2 + 1


def is_majority(votes: int, signers: int) -> bool:
    """More than half of the signers."""
    return votes > signers // 2


def is_checkpoint(number: int, epoch: int) -> bool:
    """Every `epoch` blocks votes are forgotten and the signers are written down."""
    return number % epoch == 0


def in_turn(signers: tuple[bytes, ...], number: int, signer: bytes) -> bool:
    """Whether the block is the signer's: its place in the sorted list is number mod N."""
    return bool(signers) and signers[number % len(signers)] == signer


def difficulty_of(signers: tuple[bytes, ...], number: int, signer: bytes) -> int:
    """2 in turn, 1 out of turn, so that the chain with more turns kept is the heavier one."""
    return IN_TURN if in_turn(signers, number, signer) else OUT_OF_TURN


def genesis(signers: Iterable[bytes], time: int = 0, vanity: bytes = bytes(VANITY)) -> Header:
    """Block 0: the first signers in the extra data, no seal. `time` in seconds."""
    return Header(time=time, extra=checkpoint_extra(sort_signers(signers), vanity))


def checkpoint_extra(signers: tuple[bytes, ...], vanity: bytes = bytes(VANITY)) -> bytes:
    """Vanity, signer list, room for the seal."""
    return vanity + b"".join(signers) + NO_SEAL


def checkpoint_signers(header: Header) -> tuple[bytes, ...]:
    """The signer list written in a checkpoint header, in the order written."""
    listed = header.extra[VANITY:-SEAL]
    return tuple(listed[i : i + ADDRESS] for i in range(0, len(listed), ADDRESS))


@dataclass(frozen=True)
class Snapshot:
    """Who may seal after block `number`, and the votes under way.

    `votes` has, for an address, the signers that want its standing changed: added if it is not a
    signer, dropped if it is. A change of standing forgets them, so a vote needs no direction.
    """

    epoch: int
    number: int
    hash: bytes
    signers: tuple[bytes, ...]
    recents: dict[int, bytes] = field(default_factory=dict)  # block number -> who sealed it
    votes: dict[bytes, frozenset[bytes]] = field(default_factory=dict)

    @classmethod
    def of_checkpoint(cls, header: Header, epoch: int) -> Snapshot:
        """Start from genesis (or a trusted checkpoint, whose recent signers are then unknown)."""
        return cls(epoch, header.number, header.hash, sort_signers(checkpoint_signers(header)))

    def tally(self, address: bytes) -> int:
        """Votes to change the standing of an address."""
        return len(self.votes.get(address, ()))

    def is_meaningful(self, address: bytes, add: bool) -> bool:
        """A vote says something only if it would change the address's standing."""
        return add != (address in self.signers)

    def may_seal(self, signer: bytes) -> bool:
        """Whether the signer may seal the next block."""
        try:
            verify_signer(self, self.number + 1, signer)
        except CliqueError:
            return False
        return True

    def apply(self, header: Header) -> Snapshot:
        """The snapshot after a verified header."""
        number, signer, target = header.number, signer_of(header), header.coinbase
        if number != self.number + 1 or header.parent_hash != self.hash:
            raise CliqueError("invalid voting chain", f"block {number} after block {self.number}")
        votes = {} if is_checkpoint(number, self.epoch) else dict(self.votes)
        verify_signer(self, number, signer)
        _cast(votes, signer, target, self.is_meaningful(target, header.nonce == ADD))
        signers = self.signers
        if is_majority(len(votes.get(target, ())), len(signers)):
            if target in signers:
                signers = tuple(s for s in signers if s != target)
                _withdraw(votes, target)
            else:
                signers = sort_signers((*signers, target))
            votes.pop(target, None)
        recents = _recent(self.recents | {number: signer}, number, len(signers))
        return Snapshot(self.epoch, number, header.hash, signers, recents, votes)


def _recent(seals: dict[int, bytes], number: int, signers: int) -> dict[int, bytes]:
    """The seals that hold their signers back from block `number` + 1, as the limit is after `number`."""
    return {n: signer for n, signer in seals.items() if n > number + 1 - seal_limit(signers)}


def _cast(votes: dict[bytes, frozenset[bytes]], signer: bytes, target: bytes, meaningful: bool) -> None:
    """A signer's new vote on an address replaces its old one; a meaningless one only takes it back."""
    others = votes.pop(target, frozenset()) - {signer}
    now = others | {signer} if meaningful else others
    if now:
        votes[target] = now


def _withdraw(votes: dict[bytes, frozenset[bytes]], dropped: bytes) -> None:
    """A dropped signer's own votes no longer count. Nothing else happens: no cascade."""
    for address, voters in list(votes.items()):
        left = voters - {dropped}
        if left:
            votes[address] = left
        else:
            del votes[address]


# --- verification, in go-ethereum's order


def verify(header: Header, parent: Header, snapshot: Snapshot, period: int) -> None:
    """Every rule a header must meet after `parent`, whose snapshot is given. `period` in seconds."""
    verify_form(header, snapshot.epoch)
    verify_parent(header, parent, period)
    if is_checkpoint(header.number, snapshot.epoch):
        verify_checkpoint(header, snapshot)
    verify_signer(snapshot, header.number, signer_of(header))
    verify_difficulty(header, snapshot)


def verify_form(header: Header, epoch: int) -> None:
    """What a header shows by itself: the vote, the layout of the extra data, the unused fields."""
    checkpoint = is_checkpoint(header.number, epoch)
    if checkpoint and header.coinbase != NOBODY:
        raise CliqueError(INVALID_CHECKPOINT, "beneficiary in checkpoint block non-zero")
    if header.nonce not in (ADD, DROP):
        raise CliqueError("vote nonce not 0x00..0 or 0xff..f", "0x" + header.nonce.hex())
    if checkpoint and header.nonce != DROP:
        raise CliqueError(INVALID_CHECKPOINT, "vote nonce in checkpoint block non-zero")
    if len(header.extra) < VANITY:
        raise CliqueError("extra-data 32 byte vanity prefix missing", f"{len(header.extra)} bytes")
    if len(header.extra) < VANITY + SEAL:
        raise CliqueError("extra-data 65 byte signature suffix missing", f"{len(header.extra)} bytes")
    listed = len(header.extra) - VANITY - SEAL
    if not checkpoint and listed:
        raise CliqueError(INVALID_CHECKPOINT, "non-checkpoint block contains extra signer list")
    if checkpoint and listed % ADDRESS:
        raise CliqueError(INVALID_CHECKPOINT, f"signer list of {listed} bytes")
    if header.mix_hash != NO_HASH:
        raise CliqueError("non-zero mix digest")
    if header.uncles_hash != EMPTY_UNCLES:
        raise CliqueError("non empty uncle hash")
    if header.difficulty not in (IN_TURN, OUT_OF_TURN):
        raise CliqueError("invalid difficulty", f"{header.difficulty}")


def verify_parent(header: Header, parent: Header, period: int) -> None:
    """The header follows its parent, at least `period` seconds later."""
    if header.number != parent.number + 1 or header.parent_hash != parent.hash:
        raise CliqueError("unknown ancestor")
    if header.time < parent.time + period:
        raise CliqueError("invalid timestamp", f"{header.time - parent.time} s after its parent, expected {period}")


def verify_checkpoint(header: Header, snapshot: Snapshot) -> None:
    """A checkpoint lists exactly the signers, ascending."""
    if checkpoint_signers(header) != snapshot.signers:
        raise CliqueError(INVALID_CHECKPOINT, "mismatching signer list on checkpoint block")


def verify_signer(snapshot: Snapshot, number: int, signer: bytes) -> None:
    """The signer is in the list and sealed none of the last N/2 blocks."""
    if signer not in snapshot.signers:
        raise CliqueError(UNAUTHORIZED, "0x" + signer.hex())
    limit = seal_limit(len(snapshot.signers))
    for seen, recent in snapshot.recents.items():
        if recent == signer and seen > number - limit:
            raise CliqueError(RECENTLY_SIGNED, f"blocks {seen} and {number}, limit {limit}")


def verify_difficulty(header: Header, snapshot: Snapshot) -> None:
    """The difficulty tells the truth about whose turn it was."""
    expected = difficulty_of(snapshot.signers, header.number, signer_of(header))
    if header.difficulty != expected:
        raise CliqueError("invalid difficulty", f"{header.difficulty}, expected {expected}")


# --- making a block


def prepare(
    parent: Header,
    snapshot: Snapshot,
    signer: bytes,
    time: int,
    vote: tuple[bytes, bool] | None = None,
    vanity: bytes = bytes(VANITY),
) -> Header:
    """The unsealed header of the next block: turn, checkpoint list, and a vote (whom, add?) if there is one.

    A checkpoint carries no vote; one given for it is left out.
    """
    number = parent.number + 1
    checkpoint = is_checkpoint(number, snapshot.epoch)
    whom, add = (NOBODY, False) if vote is None or checkpoint else vote
    return Header(
        parent_hash=parent.hash,
        coinbase=whom,
        difficulty=difficulty_of(snapshot.signers, number, signer),
        number=number,
        gas_limit=parent.gas_limit,
        time=time,
        extra=checkpoint_extra(snapshot.signers, vanity) if checkpoint else vanity + NO_SEAL,
        nonce=ADD if add else DROP,
    )
