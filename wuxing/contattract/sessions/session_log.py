# SPDX-License-Identifier: MIT
"""A session's log (CNT-22): entries in one sequence, signed by the executor and every watcher, and where they are kept.

An entry's hash names the session, its number, the entry before and the post. Relays sign hash and term, so an entry
that is signed again after a takeover is still the same entry. Any block device with read, write and flush keeps a log:

    bytes 0-15     how many entries there are, and where the last one ends (8 bytes each)
    then           for each entry 4 bytes of length and its RLP

An entry counts once the first 16 bytes say so; they are written after it, with a flush between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import rlp
from eth_hash.auto import keccak

from wuxing.contattract.keys import signer
from wuxing.contattract.sessions.group import Post, decode_post
from wuxing.refused import Refused

START = bytes(32)
"""The entry before the first."""
HEAD, LENGTH = 16, 4


class Device(Protocol):
    """Where bytes are kept."""

    def read(self, offset: int, size: int) -> bytes:
        """Some bytes."""

    def write(self, offset: int, data: bytes) -> object:
        """Put bytes."""

    def flush(self) -> object:
        """Make it last."""


@dataclass(frozen=True)
class Entry:
    """A post at its place."""

    session: bytes
    number: int
    parent: bytes
    post: Post

    @cached_property
    def hash(self) -> bytes:
        """What the next entry names."""
        return keccak(b"CNT entry" + self.session + self.number.to_bytes(8, "big") + self.parent + self.post.digest)

    def digest(self, term: int) -> bytes:
        """What relays of a term sign."""
        return keccak(self.hash + term.to_bytes(8, "big"))


@dataclass(frozen=True)
class Term:
    """Who relays a session for a time; the first is the executor."""

    number: int
    relays: tuple[bytes, ...]

    @property
    def executor(self) -> bytes:
        """Who gives the numbers."""
        return self.relays[0]

    @property
    def majority(self) -> int:
        """How many relays end a term."""
        return len(self.relays) // 2 + 1


@dataclass(frozen=True)
class Sealed:
    """An entry with the signatures of all relays of a term."""

    entry: Entry
    term: int
    signatures: tuple[bytes, ...]

    def verify(self, term: Term) -> None:
        """`Refused` unless every relay of the term signed."""
        digest = self.entry.digest(self.term)
        signed = {signer(digest, signature) for signature in self.signatures}
        if term.number != self.term or not set(term.relays) <= signed:
            raise Refused("Session: expected the signatures of the executor and of every watcher")

    @property
    def encoded(self) -> bytes:
        """RLP."""
        entry = self.entry
        place = [entry.session, entry.number, entry.parent, entry.post.encoded]
        return rlp.encode([place, self.term, list(self.signatures)])

    @classmethod
    def decode(cls, raw: bytes) -> Sealed:
        """Read an encoding. `Refused` if it is none."""
        try:
            (session, number, parent, post), term, signatures = rlp.decode(raw)
            entry = Entry(session, int.from_bytes(number, "big"), parent, decode_post(post))
            return cls(entry, int.from_bytes(term, "big"), tuple(signatures))
        except (rlp.exceptions.RLPException, ValueError, TypeError) as error:
            raise Refused("Session: expected a log entry") from error


class LogStore:
    """A log on a device, from a byte offset on. Raises what the device raises."""

    def __init__(self, device: Device, offset: int = 0) -> None:
        self.device, self.offset = device, offset

    def _head(self) -> tuple[int, int]:
        raw = self.device.read(self.offset, HEAD)
        return int.from_bytes(raw[:8], "big"), int.from_bytes(raw[8:], "big") or HEAD

    def __len__(self) -> int:
        return self._head()[0]

    def append(self, sealed: Sealed) -> None:
        """Keep the next entry; one that is there already is left alone. `Refused` if one is missing before it."""
        count, end = self._head()
        if sealed.entry.number <= count:
            return
        if sealed.entry.number != count + 1:
            raise Refused(f"Session: expected entry {count + 1} to be stored next, got {sealed.entry.number}")
        raw = sealed.encoded
        self.device.write(self.offset + end, len(raw).to_bytes(LENGTH, "big") + raw)
        self.device.flush()
        end += LENGTH + len(raw)
        self.device.write(self.offset, (count + 1).to_bytes(8, "big") + end.to_bytes(8, "big"))
        self.device.flush()

    def load(self) -> list[Sealed]:
        """All entries. `Refused` if the bytes are no log."""
        count, end = self._head()
        found, at = [], HEAD
        for _ in range(count):
            length = int.from_bytes(self.device.read(self.offset + at, LENGTH), "big")
            found.append(Sealed.decode(self.device.read(self.offset + at + LENGTH, length)))
            at += LENGTH + length
        if at != end:
            raise Refused(f"Session: expected a log of {end} bytes, got {at}")
        return found
