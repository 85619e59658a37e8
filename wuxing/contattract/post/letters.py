# SPDX-License-Identifier: MIT
"""What a mail client does without a chain: names, sealed letters, the proof of an inbox (CNT-13 … CNT-15).

A letter is the RLP of [1, sender, recipient, subject, text, attachments], sealed by ECIES (secp256k1, AES-256-GCM) to
the recipient's key: 61 bytes more. It names both ends, so that nobody can pass on another's letter as its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rlp
from coincurve import PublicKey
from ecies import decrypt, encrypt
from ecies.config import Config
from eth_hash.auto import keccak
from eth_utils import is_address, is_checksum_address, to_canonical_address, to_checksum_address

from wuxing.contattract.mail_model import COUNT, link

SIZE = 1_024
"""Bytes that a sealed letter stays below (CNT-14)."""
OVERHEAD = 33 + 12 + 16
"""Bytes that sealing adds: ephemeral key, nonce, tag."""
_ECIES = Config(is_ephemeral_key_compressed=True, symmetric_nonce_length=12)
_VERSION = 1
_TEXT, _NUMBER = rlp.sedes.binary, rlp.sedes.big_endian_int
_FILE = rlp.sedes.List([_TEXT, _NUMBER, rlp.sedes.Binary.fixed_length(32), _NUMBER, _NUMBER, _TEXT])
_END = rlp.sedes.Binary.fixed_length(20)
_LETTER = rlp.sedes.List([_NUMBER, _END, _END, _TEXT, _TEXT, rlp.sedes.CountableList(_FILE)])
"""What stands where in a letter: bytes, numbers and lists each at their place."""


class MailError(ValueError):
    """What a user did or got that mail cannot go on with: what was expected, what came, what to do."""


class InboxError(MailError):
    """An inbox that is not what the chain says: messages are missing, altered or in another order."""


# names


def name_bytes(text: str) -> bytes:
    """CNT-13: a name as the chain keeps it. MailError unless ENSIP-15 normalises it to itself (no confusable)."""
    from ens_normalize import DisallowedSequence, ens_normalize  # half a second, for commands that need a name

    try:
        normal = ens_normalize(text)
    except DisallowedSequence as error:
        raise MailError(f"name {text!r}: {str(error).splitlines()[0]}") from None
    if normal != text:
        raise MailError(f"expected a normalised name, {normal!r}, got {text!r}")
    found = text.encode()
    if not 0 < len(found) <= 64:
        raise MailError(f"name {text!r}: expected 1 to 64 bytes of UTF-8, got {len(found)}")
    if text.startswith("0x"):
        raise MailError(f"name {text!r}: expected a name, this would be taken for an address")
    return found


def name_hash(text: str) -> bytes:
    """The hash by which a name is known; as `name_bytes`."""
    return keccak(name_bytes(text))


def account_of(text: str) -> str | None:
    """The address in a text, None where it is none (then it may be a name). MailError for a wrong checksum."""
    if not text.lower().startswith("0x"):
        return None
    mixed = text[2:] not in (text[2:].lower(), text[2:].upper())
    if not is_address(text) or (mixed and not is_checksum_address(text)):
        raise MailError(f"expected an address (0x and 40 hex digits, checksum right) or a name, got {text!r}")
    return to_checksum_address(text)


# sealing


def coordinates(private: bytes) -> tuple[int, int]:
    """The public key of a private one, as the contracts take it."""
    return PublicKey.from_secret(private).point()


def seal(key: bytes, data: bytes) -> bytes:
    """Data for the holder of a public key (33 or 65 bytes). MailError for a key that is not of secp256k1."""
    try:
        PublicKey(key)
    except ValueError:
        raise MailError(f"expected a public key of secp256k1, got {key.hex() or 'nothing'}") from None
    return encrypt(key, data, _ECIES)


def unseal(privates: Iterable[bytes], data: bytes) -> bytes:
    """Data sealed to one of several private keys. MailError where none opens it."""
    for private in privates:
        try:
            return decrypt(private, data, _ECIES)
        except Exception:
            continue  # the library's errors differ by where the bytes fail; each means: not this key
    raise MailError("none of the keys in the key file opens this: it was sealed to another key, or altered")


# letters


@dataclass(frozen=True)
class Attachment:
    """Content that lies in the sender's space (CNT-15): free with its key, or paid, then by its plain root."""

    name: str
    size: int
    root: bytes
    lease: int
    price: int
    key: bytes = b""


@dataclass(frozen=True)
class Letter:
    """What a message says."""

    sender: str
    to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()

    def to_bytes(self) -> bytes:
        """The letter before it is sealed."""
        files = [[a.name.encode(), a.size, a.root, a.lease, a.price, a.key] for a in self.attachments]
        ends = [to_canonical_address(self.sender), to_canonical_address(self.to)]
        return rlp.encode([_VERSION, *ends, self.subject.encode(), self.text.encode(), files])

    @classmethod
    def from_bytes(cls, data: bytes) -> Letter:
        """A letter that was unsealed. MailError for anything else: what a sender seals can be any bytes."""
        try:
            version, sender, to, subject, text, files = rlp.decode(data, _LETTER)
            if version != _VERSION:
                raise ValueError("another version")
            for _, size, _, lease, price, key in files:
                if size >= 1 << 64 or lease >= 1 << 256 or price >= 1 << 256 or len(key) != (0 if price else 32):
                    raise ValueError("an attachment of a size, lease, price or key that cannot be")
            attachments = tuple(Attachment(name.decode(), *file) for name, *file in files)
            ends = (to_checksum_address(sender), to_checksum_address(to))
            return cls(*ends, subject.decode(), text.decode(), attachments)
        except (ValueError, TypeError, RecursionError, rlp.exceptions.RLPException) as error:
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            raise MailError(f"expected a letter of version {_VERSION}, got something else ({reason:.200})") from None

    def sealed(self, key: bytes) -> bytes:
        """The body of a message. MailError where it would not stay below 1,024 bytes."""
        data = self.to_bytes()
        if (size := len(data) + OVERHEAD) >= SIZE:
            raise MailError(
                f"expected a letter of less than {SIZE:,} bytes when sealed, got {size:,}: "
                "send the rest as an attachment"
            )
        return seal(key, data)


# the proof of an inbox


@dataclass(frozen=True)
class Message:
    """A message as the chain has it; `digest` is what joined the inbox's chain. Without a body: an old inbox joined."""

    number: int
    sender: str
    version: int
    postage: int
    time: int
    digest: bytes
    body: bytes | None

    @classmethod
    def of(cls, event: Any, body: bytes | None = None) -> Message:
        """A message out of the event Sent, SentStored (with its body) or Followed."""
        if event.name == "Followed":
            return cls(event.number, event.old, 0, 0, event.time, event.word.to_bytes(32, "big"), None)
        if body is None:
            body = bytes(event.body)
        return cls(event.number, event.sender, event.version, event.postage, event.time, keccak(body), body)


def verified(messages: Iterable[Message], word: int, seen: Mapping[int, int] | None = None) -> list[Message]:
    """CNT-14: all messages of an inbox in their order, if they are what its word on chain covers.

    `seen` are words that earlier readings verified, by number of messages: a node cannot go back behind them.
    Raises InboxError, which says what is missing, twice, altered or in another order.
    """
    count, found = word & COUNT, list(messages)
    numbers = [m.number for m in found]
    seen = seen or {}
    if seen and count < max(seen):
        raise InboxError(f"the node answers with an older inbox: {count} messages, {max(seen)} were seen before")
    if missing := sorted(set(range(1, count + 1)) - set(numbers)):
        raise InboxError(f"{len(missing)} of {count} messages are missing: number {', '.join(map(str, missing))}")
    if extra := sorted(n for n in set(numbers) if numbers.count(n) > 1 or not 0 < n <= count):
        raise InboxError(f"expected {count} messages, each once; number {', '.join(map(str, extra))} is too much")
    if numbers != sorted(numbers):
        raise InboxError(f"messages are in another order than they were sent: {', '.join(map(str, numbers))}")
    made = 0
    for m in found:
        made = link(made, m.sender, m.version, m.postage, m.time, m.digest)
        if m.number in seen and made != seen[m.number]:
            raise InboxError(f"a message up to number {m.number} was altered or moved since it was read before")
    if made != word:
        raise InboxError("a message was altered or moved: together they do not lead to the inbox's word on chain")
    return found
