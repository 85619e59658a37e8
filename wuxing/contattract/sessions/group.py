# SPDX-License-Identifier: MIT
"""A group's posts, members and keys (CNT-22): what members sign and encrypt, and what relays can check of it.

Members talk under a group key that no relay has (AES-256-GCM). Whoever changes the members makes a fresh key and seals
it to each of them by ECIES; the change is a post in the log like any other, so all switch at the same place. After a
member left, nothing but such a change is admitted: a leaver reads nothing later, a joiner nothing earlier. A relay sees
who posts, when, and how long it is. When the last member leaves the group is closed.

Every post names the last log entry that its author has seen. Two branches of a log, which all relays together could
make, come to light with the first post that crosses over.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import rlp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from ecies import decrypt, encrypt
from eth_hash.auto import keccak

from wuxing.contattract.keys import Key, address_of, signer
from wuxing.refused import Refused

TALK, CHANGE, LEAVE = b"talk", b"change", b"leave"
KEY = 32
NONCE = 12
MEMBERS = 256
"""Of a group, at most."""


@dataclass(frozen=True)
class Post:
    """What a member wants in the log. `counter` counts its author's posts; `seen` and `tip` are its last log entry."""

    session: bytes
    kind: bytes
    counter: int
    epoch: int
    seen: int
    tip: bytes
    body: bytes
    signature: bytes = b""

    @property
    def _fields(self) -> list[bytes | int]:
        return [self.session, self.kind, self.counter, self.epoch, self.seen, self.tip, self.body]

    @cached_property
    def digest(self) -> bytes:
        """What the author signs."""
        return keccak(b"CNT post" + rlp.encode(self._fields))

    @cached_property
    def author(self) -> bytes:
        """Who signed. `Refused` if nobody did."""
        return signer(self.digest, self.signature)

    @property
    def encoded(self) -> list[bytes | int]:
        """For RLP."""
        return [*self._fields, self.signature]

    def signed(self, key: Key) -> Post:
        """With the author's signature."""
        return replace(self, signature=key.sign(self.digest))


def decode_post(items: list[bytes]) -> Post:
    """Read what `encoded` made."""
    session, kind, counter, epoch, seen, tip, body, signature = items
    number = [int.from_bytes(item, "big") for item in (counter, epoch, seen)]
    return Post(session, kind, number[0], number[1], number[2], tip, body, signature)


# --- what everybody can follow: members and epochs


@dataclass
class Group:
    """Who is in, and under which key epoch they talk: what the log's posts lead to. Relays follow it too."""

    session: bytes
    members: dict[bytes, bytes] = field(default_factory=dict)
    """Address -> public key."""
    epoch: int = 0
    stale: bool = False
    """Somebody left, and the key was not changed yet."""
    counters: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def founded(cls, session: bytes, publics: Iterable[bytes]) -> Group:
        """The first members; their first change brings the first key."""
        return cls(session, {address_of(public): public for public in publics}, stale=True)

    @property
    def closed(self) -> bool:
        """Whether the last member has left."""
        return not self.members

    def check(self, post: Post) -> None:
        """`Refused` unless the post may come next."""
        if post.session != self.session:
            raise Refused("Group: expected a post of this session")
        if self.closed:
            raise Refused("Group: expected an open group, the last member has left")
        if post.author not in self.members:
            raise Refused("Group: expected a post of a member")
        if post.counter != self.counters.get(post.author, 0):
            raise Refused(f"Group: expected post {self.counters.get(post.author, 0)} of its author, got {post.counter}")
        if post.kind == TALK and (self.stale or post.epoch != self.epoch):
            raise Refused("Group: expected a message under the present key")
        if post.kind == CHANGE:
            self._check_change(post)
        elif post.kind not in (TALK, LEAVE):
            raise Refused(f"Group: expected talk, change or leave, got {post.kind!r}")

    def _check_change(self, post: Post) -> None:
        if post.epoch != self.epoch + 1:
            raise Refused(f"Group: expected a change to key epoch {self.epoch + 1}, got {post.epoch}")
        after = {address_of(public) for public, _ in read_change(post.body)}
        if not set(self.members) <= after:
            raise Refused("Group: expected a change that keeps every member who has not left")
        if len(after) > MEMBERS:
            raise Refused(f"Group: expected at most {MEMBERS} members, got {len(after)}")

    def apply(self, post: Post) -> None:
        """Follow a post. `Refused`, and nothing changed, if it may not come next."""
        self.check(post)
        self.counters[post.author] = post.counter + 1
        if post.kind == CHANGE:
            self.members = {address_of(public): public for public, _ in read_change(post.body)}
            self.epoch, self.stale = post.epoch, False
        elif post.kind == LEAVE:
            del self.members[post.author]
            self.stale = True


# --- what only members can do


def make_change(publics: Iterable[bytes], key: bytes) -> bytes:
    """The body of a change: every member's public key with the new group key sealed to it."""
    return rlp.encode([[public, encrypt(public, key)] for public in sorted(publics)])


def read_change(body: bytes) -> list[tuple[bytes, bytes]]:
    """Public keys and sealed group keys. `Refused` if the bytes are no such list."""
    try:
        return [(public, sealed) for public, sealed in rlp.decode(body)]
    except (rlp.exceptions.RLPException, ValueError, TypeError) as error:
        raise Refused("Group: expected a list of public keys and sealed keys") from error


def open_change(body: bytes, key: Key) -> bytes | None:
    """The group key, for a member that the change names. `Refused` if its own part is garbage."""
    for public, sealed in read_change(body):
        if public == key.public:
            try:
                opened = decrypt(key.secret, sealed)
            except Exception as error:  # eciespy raises whatever its backend does
                raise Refused("Group: expected a group key sealed to this member") from error
            if len(opened) != KEY:
                raise Refused(f"Group: expected a group key of {KEY} bytes, got {len(opened)}")
            return opened
    return None


def fresh_key() -> bytes:
    """A new group key."""
    return secrets.token_bytes(KEY)


def _place(session: bytes, epoch: int, author: bytes, counter: int) -> bytes:
    return session + epoch.to_bytes(8, "big") + author + counter.to_bytes(8, "big")


def lock(key: bytes, session: bytes, epoch: int, author: bytes, counter: int, plain: bytes) -> bytes:
    """Encrypt a message; who says it, when in the author's own order, and under which key are authenticated."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, _place(session, epoch, author, counter))


def unlock(key: bytes, post: Post) -> bytes:
    """Decrypt a message. `Refused` if it is not its author's, of this place, under this key."""
    place = _place(post.session, post.epoch, post.author, post.counter)
    try:
        return AESGCM(key).decrypt(post.body[:NONCE], post.body[NONCE:], place)
    except (InvalidTag, ValueError) as error:
        raise Refused("Group: expected a message that opens with the group key") from error
