# SPDX-License-Identifier: MIT
"""A member of a session (CNT-22): talks, shares files, brings others in, leaves; believes nothing that is not signed.

What a member wants said waits in its outbox until it stands in the log. Each time the log goes on, what waits is made
again where it has to be: under the present key, with the author's next counter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wuxing.contattract.keys import Key, address_of
from wuxing.contattract.sessions.group import (
    CHANGE,
    LEAVE,
    TALK,
    Post,
    fresh_key,
    lock,
    make_change,
    open_change,
    unlock,
)
from wuxing.contattract.sessions.routing import Begun, Follower, Registry
from wuxing.contattract.sessions.session_log import Sealed
from wuxing.refused import Refused

TEXT, FILE = b"t", b"f"
NAME = 2  # bytes that say how long a file's name is


@dataclass(frozen=True)
class Said:
    """What a member could read at a place of the log; a file has a name."""

    number: int
    author: bytes
    content: bytes
    name: str | None = None


@dataclass
class Intent:
    """What waits to be said: a message, a change that brings somebody in, or farewell."""

    kind: bytes
    plain: bytes = b""
    invite: bytes = b""


class Member(Follower):
    """One of the group."""

    def __init__(self, key: Key, registry: Registry) -> None:
        super().__init__(key, registry)
        self.keys: dict[int, bytes] = {}
        self.said: list[Said] = []
        self.outbox: list[Intent] = []
        self.made: dict[bytes, Intent] = {}
        self.posts: list[Post] = []
        self.left = False
        self.network.after(0, self._tick)

    # what the user does

    def say(self, text: str) -> None:
        """A message to the group."""
        self._want(Intent(TALK, TEXT + text.encode()))

    def share(self, name: str, content: bytes) -> None:
        """A file for the group."""
        encoded = name.encode()
        self._want(Intent(TALK, FILE + len(encoded).to_bytes(NAME, "big") + encoded + content))

    def invite(self, public: bytes) -> None:
        """Bring somebody in, by the public key. `Refused` if it is none."""
        address_of(public)
        self._want(Intent(CHANGE, invite=public))

    def leave(self) -> None:
        """Go. What was not in the log yet is not said any more."""
        self.outbox = []
        self._want(Intent(LEAVE))

    @property
    def files(self) -> dict[str, bytes]:
        """The files that it can read, the newest of each name."""
        return {said.name: said.content for said in self.said if said.name is not None}

    @property
    def messages(self) -> list[str]:
        """The messages that it can read, in the log's order."""
        return [said.content.decode(errors="replace") for said in self.said if said.name is None]

    # how it is carried out

    def _want(self, intent: Intent) -> None:
        if self.group.closed or (self.left and self.address not in self.group.members):
            raise Refused("Group: expected a member of an open group")
        self.outbox.append(intent)
        self._make()

    def _make(self) -> None:
        """Posts of all that waits, as they may come next, and to the relays with them."""
        if self.address not in self.group.members:
            return
        self.outbox = [intent for intent in self.outbox if not self._needless(intent)]
        waiting = self.outbox
        if self.group.stale:
            waiting = [intent for intent in self.outbox if intent.kind != TALK]
            if not waiting and self._is_next():
                self.outbox.insert(0, Intent(CHANGE))
                waiting = self.outbox[:1]
        counter, epoch = self.group.counters.get(self.address, 0), self.group.epoch
        self.posts = []
        for intent in waiting:
            if intent.kind == TALK and epoch not in self.keys:
                break  # what follows a change is said under the new key
            epoch += intent.kind == CHANGE
            self.posts.append(self._post(intent, counter + len(self.posts), epoch))
        self._send()

    def _needless(self, intent: Intent) -> bool:
        """A change that somebody else has made already."""
        if intent.kind != CHANGE:
            return False
        return address_of(intent.invite) in self.group.members if intent.invite else not self.group.stale

    def _is_next(self) -> bool:
        """Who changes the key after somebody left: the first by address; the others if it takes too long."""
        return min(self.group.members) == self.address or self.network.env.now > self._stale_since + 3 * self.timeout

    _stale_since = 0.0

    def _post(self, intent: Intent, counter: int, epoch: int) -> Post:
        body = b""
        if intent.kind == TALK:
            body = lock(self.keys[epoch], self.group.session, epoch, self.address, counter, intent.plain)
        elif intent.kind == CHANGE:
            publics = {*self.group.members.values(), *([intent.invite] if intent.invite else [])}
            body = make_change(publics, fresh_key())
        post = Post(self.group.session, intent.kind, counter, epoch, len(self.log), self.tip, body).signed(self.key)
        self.made[post.digest] = intent
        return post

    def _send(self) -> None:
        for post in self.posts:
            self.network.broadcast(self.address, post, self.registry.term.relays)

    def _tick(self) -> None:
        """Until it has left: ask for what is new, send again what waits."""
        if not (self.left and self.address not in self.group.members):
            if self.group.stale and not self.posts:
                self._make()
            self._send()
            self.fetch()
            self.network.after(self.timeout, self._tick)

    # what it hears

    def hear(self, message: Any, sender: bytes) -> None:
        """Entries and terms."""
        if isinstance(message, Begun):
            self._send()
        else:
            super().hear(message, sender)

    def followed(self, sealed: Sealed) -> None:
        """Read what can be read; make again what waits."""
        post = sealed.entry.post
        try:
            if post.kind == CHANGE:
                self._take_key(post)
            elif post.kind == LEAVE:
                self._stale_since = self.network.env.now
                self.left = self.left or post.author == self.address
            elif post.epoch in self.keys:
                self._read(sealed)
        except Refused as error:
            self.complaints.append(str(error))
        if intent := self.made.pop(post.digest, None):
            self.outbox = [other for other in self.outbox if other is not intent]
            self.posts = [other for other in self.posts if other.digest != post.digest]
        if post.kind != TALK or not self.posts:
            self._make()

    def _take_key(self, post: Post) -> None:
        key = open_change(post.body, self.key)
        if key is not None:
            self.keys[post.epoch] = key

    def _read(self, sealed: Sealed) -> None:
        post = sealed.entry.post
        plain = unlock(self.keys[post.epoch], post)
        kind, rest = plain[:1], plain[1:]
        if kind == FILE:
            size = int.from_bytes(rest[:NAME], "big")
            name, rest = rest[NAME : NAME + size].decode(errors="replace"), rest[NAME + size :]
            self.said.append(Said(sealed.entry.number, post.author, rest, name))
        else:
            self.said.append(Said(sealed.entry.number, post.author, rest))
