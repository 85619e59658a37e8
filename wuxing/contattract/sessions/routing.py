# SPDX-License-Identifier: MIT
"""Relays of a session (CNT-22): who they are, how they put members' posts into one sequence, who follows whom.

The main chain's registry names the relays: of those who offer themselves, the first by keccak256(block hash, session,
node id). One is the executor, it gives the numbers; the others are watchers. An entry needs the signatures of all of
them, so no two entries get one number while a single relay is honest. A relay that is silent, or an executor that
leaves a post out or alters it, is accused; when a majority of the relays accuse the same one, the registry begins the
next term without it and draws a replacement. Accusers stop signing in the old term and show the last entry that they
signed; it comes first in the new term, so nothing is lost and nothing comes twice.

What is assumed: a majority of a term's relays is honest, and the executor and a watcher do not lie together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from eth_hash.auto import keccak

from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.keys import Key, signer
from wuxing.contattract.params import Params
from wuxing.contattract.sessions.group import Group, Post
from wuxing.contattract.sessions.session_log import START, Entry, LogStore, Sealed, Term
from wuxing.refused import Refused

REGISTRY = keccak(b"CNT session registry")[-20:]
"""Where the main chain is reached in a session's network."""


def choose(session: bytes, block_hash: bytes, offers: Iterable[bytes], count: int) -> tuple[bytes, ...]:
    """The relays among those who offer themselves, the executor first. `Refused` if there are too few."""
    order = sorted(set(offers), key=lambda node: keccak(block_hash + session + node))
    if len(order) < count:
        raise Refused(f"Session: expected at least {count} relays to choose from, got {len(order)}")
    return tuple(order[:count])


# --- messages


@dataclass(frozen=True)
class Proposed:
    """The executor's next entry."""

    entry: Entry
    term: int
    signature: bytes


@dataclass(frozen=True)
class Countersigned:
    """A watcher agrees; it shows to what, so that an executor that tells watchers two things is found out."""

    proposed: Proposed
    signature: bytes


@dataclass(frozen=True)
class Accusation:
    """A relay gives up on another: its last sealed entry, and the one that it signed since, if any."""

    term: int
    accused: bytes
    last: Sealed | None
    carry: Proposed | None
    signature: bytes = b""

    @property
    def digest(self) -> bytes:
        """What the accuser signs."""
        shown = [self.last.entry.hash if self.last else START, self.carry.entry.hash if self.carry else START]
        return keccak(b"CNT accuse" + self.term.to_bytes(8, "big") + self.accused + b"".join(shown))


@dataclass(frozen=True)
class Begun:
    """The registry: a term begins, with this entry first."""

    term: Term
    height: int
    carry: Entry | None


@dataclass(frozen=True)
class Missing:
    """Asks for the entries from a number on."""

    number: int


# --- the main chain's part


@dataclass
class Registry:
    """What the main chain keeps of a session: its first members, its terms. `randomness` gives the last block hash."""

    session: bytes
    publics: tuple[bytes, ...]
    offers: frozenset[bytes]
    params: Params
    randomness: Callable[[], bytes]
    network: PeerNetwork
    terms: dict[int, Term] = field(default_factory=dict)
    accusations: dict[bytes, Accusation] = field(default_factory=dict)
    dropped: frozenset[bytes] = frozenset()
    begun: Begun | None = None
    address: bytes = REGISTRY

    def __post_init__(self) -> None:
        self.terms[0] = Term(0, choose(self.session, self.randomness(), self.offers, self.params.relays))
        self.network.join(self)

    @property
    def term(self) -> Term:
        """The present one."""
        return self.terms[max(self.terms)]

    def receive(self, message: Any, sender: bytes) -> None:
        """A relay's accusation."""
        if isinstance(message, Accusation):
            try:
                self.accuse(message)
            except Refused:
                return

    def accuse(self, accusation: Accusation) -> None:
        """Count an accusation, a relay's last one; a majority against one relay ends the term.

        Never with fewer relays than before: where nobody is free, the relays' next accusation after an offer ends it.
        """
        term = self.term
        who = signer(accusation.digest, accusation.signature)
        if accusation.term != term.number or who not in term.relays or accusation.accused not in term.relays:
            raise Refused("Session: expected an accusation by one relay of this term of another")
        if accusation.last:
            accusation.last.verify(self.terms[accusation.last.term])
        carry = accusation.carry
        if carry and signer(carry.entry.digest(term.number), carry.signature) != term.executor:
            raise Refused("Session: expected an entry that the executor proposed")
        self.accusations[who] = accusation
        same = {voter: a for voter, a in self.accusations.items() if a.accused == accusation.accused != voter}
        free = self.offers - self.dropped - set(term.relays)
        if len(same) >= term.majority and free:
            self._begin(term, accusation.accused, free, list(same.values()))

    def _begin(self, old: Term, accused: bytes, free: frozenset[bytes], shown: list[Accusation]) -> None:
        self.dropped |= {accused}
        stay = tuple(relay for relay in old.relays if relay != accused)
        new = choose(self.session, self.randomness(), free, 1)
        term = self.terms[old.number + 1] = Term(old.number + 1, stay + new)
        height = max((a.last.entry.number for a in shown if a.last), default=0)
        carried = [a.carry.entry for a in shown if a.carry and a.carry.entry.number == height + 1]
        self.begun = Begun(term, height, min(carried, key=lambda entry: entry.hash, default=None))
        self.accusations = {}
        self.network.broadcast(self.address, self.begun, list(self.network.nodes))


# --- what relays and members both do: follow the log


class Follower:
    """Keeps a verified copy of the log. `complaints` says what it was shown that cannot be."""

    def __init__(self, key: Key, registry: Registry) -> None:
        self.key, self.address = key, key.address
        self.registry, self.network = registry, registry.network
        self.timeout = registry.params.relay_timeout / 1000
        self.group = Group.founded(registry.session, registry.publics)
        self.log: list[Sealed] = []
        self.early: dict[int, Sealed] = {}
        self.complaints: list[str] = []
        self.network.join(self)

    @property
    def tip(self) -> bytes:
        """Hash of the last entry."""
        return self.log[-1].entry.hash if self.log else START

    def take(self, sealed: Sealed) -> None:
        """The next entry of the log. `Refused` if it is not; one from later waits until those before it came."""
        number = sealed.entry.number
        if sealed.term not in self.registry.terms:
            raise Refused(f"Session: expected an entry of a term that began, got {sealed.term}")
        sealed.verify(self.registry.terms[sealed.term])
        if number <= len(self.log):
            if number < 1 or self.log[number - 1].entry.hash != sealed.entry.hash:
                raise Refused(f"Session: expected one entry {number}, got two")
            return
        if number > len(self.log) + 1:
            self.early[number] = sealed
            self.fetch()
            return
        self._follows(sealed.entry)
        self.group.apply(sealed.entry.post)
        self.log.append(sealed)
        self.followed(sealed)
        if early := self.early.pop(number + 1, None):
            self.take(early)

    def _follows(self, entry: Entry) -> None:
        """`Refused` unless the entry goes on from the log, and its author has seen this log and no other."""
        if (entry.session, entry.number, entry.parent) != (self.group.session, len(self.log) + 1, self.tip):
            raise Refused("Session: expected the entry after the last one")
        post = entry.post
        seen = START if post.seen == 0 else self.log[post.seen - 1].entry.hash if post.seen <= len(self.log) else b""
        if post.tip != seen:
            raise Refused("Session: expected a post by an author who has seen this log")
        self.group.check(post)

    def fetch(self) -> None:
        """Ask the relays for what is missing."""
        self.network.broadcast(self.address, Missing(len(self.log) + 1), self.registry.term.relays)

    def followed(self, sealed: Sealed) -> None:
        """The log went on."""

    def receive(self, message: Any, sender: bytes) -> None:
        """Take a message; what cannot be is kept as a complaint."""
        try:
            self.hear(message, sender)
        except Refused as error:
            self.complaints.append(str(error))

    def hear(self, message: Any, sender: bytes) -> None:
        """As `receive`, but says what is wrong."""
        if isinstance(message, Sealed):
            self.take(message)


# --- a relay


class Relay(Follower):
    """An honest relay. It keeps the log in a store, if it was given one."""

    def __init__(self, key: Key, registry: Registry, store: LogStore | None = None) -> None:
        super().__init__(key, registry)
        self.store = store
        self.posts: dict[bytes, Post] = {}
        self.waits: dict[bytes, tuple[float, int]] = {}
        """Since when a post could have been next, and the entry before which it should stand."""
        self.mine: Proposed | None = None
        """The entry that it signed after the last sealed one, and since when."""
        self.since = 0.0
        self.signatures: dict[bytes, dict[bytes, bytes]] = {}
        self.accused: dict[int, bytes] = {}
        self.changed = 0.0
        """When it accused somebody else the last time."""
        self.heard: dict[bytes, float] = {}
        self.begun: Begun | None = None
        self.network.after(self.timeout / 3, self._tick)

    @property
    def term(self) -> Term:
        """The present one."""
        return self.registry.term

    @property
    def seated(self) -> bool:
        """Whether it relays in this term and has not given up on it."""
        return self.address in self.term.relays and self.term.number not in self.accused

    @property
    def carry(self) -> Entry | None:
        """What must come first in this term, while it is not in the log."""
        first = self.begun.carry if self.begun else None
        return first if first and first.number > len(self.log) else None

    @property
    def behind(self) -> bool:
        """Whether the log is shorter than when the term began."""
        return self.begun is not None and len(self.log) < self.begun.height

    def hear(self, message: Any, sender: bytes) -> None:
        """Posts, entries, signatures, terms, questions."""
        self._turn()
        self.heard[sender] = self.network.env.now
        match message:
            case Post():
                if message.author in self.group.members:
                    self.posts.setdefault(message.digest, message)
                    self.propose()
            case Proposed():
                self.on_proposed(message)
            case Countersigned():
                self.on_countersigned(message)
            case Missing():
                for sealed in self.log[max(0, message.number - 1) :]:
                    self.network.send(self.address, sender, sealed)
            case Accusation():
                pass  # for the registry; here it says that the accuser is alive
            case _:
                super().hear(message, sender)

    def _turn(self) -> None:
        """A new term: forget what was signed in the last."""
        if self.begun is not self.registry.begun:
            self.begun = self.registry.begun
            self.mine, self.signatures, self.waits = None, {}, {}
            self.propose()

    def _tick(self) -> None:
        """Say again what may have been lost; accuse who is late."""
        self._turn()
        self.network.after(self.timeout / 3, self._tick)
        if self.address not in self.term.relays:
            return
        if self.behind:
            self.fetch()
        if self.term.number in self.accused:
            self.accuse(self._whom())
        elif self.mine:
            self._tick_entry(self.mine)
        else:
            self.propose()
        self._tick_posts()

    def _tick_entry(self, mine: Proposed) -> None:
        signed = self.signatures.setdefault(mine.entry.hash, {})
        silent = [relay for relay in self.term.relays if relay not in signed]
        if silent and self.network.env.now >= self.since + self.timeout:
            self.accuse(silent[0])
        else:
            again = mine if self.term.executor == self.address else self._agreed(mine)
            self.network.broadcast(self.address, again, self.term.relays)

    def _tick_posts(self) -> None:
        """Accuse an executor that makes no progress, or takes others' posts but leaves one out."""
        now, place = self.network.env.now, len(self.log) + len(self.posts)
        ready = {post.digest for post in self._admissible()}
        self.waits = {digest: self.waits.get(digest, (now, place)) for digest in ready}
        late = [least for since, least in self.waits.values() if now >= since + self.timeout]
        stuck = self.mine is None and now >= self.since + self.timeout
        if self.seated and not self.behind and any(stuck or len(self.log) > least for least in late):
            self.accuse(self.term.executor)

    # posts

    def _admissible(self) -> list[Post]:
        """The posts that may come next; what never can is forgotten."""
        found = []
        for digest, post in list(self.posts.items()):
            try:
                self._follows(Entry(self.group.session, len(self.log) + 1, self.tip, post))
                found.append(post)
            except Refused:
                if post.counter < self.group.counters.get(post.author, 0):
                    del self.posts[digest]
        return found

    def choose(self) -> Post | None:
        """What an executor puts next."""
        return next(iter(self._admissible()), None)

    def propose(self) -> None:
        """The executor gives the next number, one entry at a time."""
        if self.seated and self.term.executor == self.address and not self.mine and not self.behind:
            post = self.carry.post if self.carry else self.choose()
            if post is not None:
                self.put(Entry(self.group.session, len(self.log) + 1, self.tip, post))

    def put(self, entry: Entry) -> None:
        """Sign an entry and ask the watchers."""
        self._sign(Proposed(entry, self.term.number, self.key.sign(entry.digest(self.term.number))))
        self.network.broadcast(self.address, self.mine, self.term.relays)

    def _sign(self, proposed: Proposed) -> None:
        self.mine, self.since = proposed, self.network.env.now
        self._collect(proposed.entry.hash, self.term.executor, proposed.signature)
        self._collect(proposed.entry.hash, self.address, self.key.sign(proposed.entry.digest(proposed.term)))

    # entries

    def on_proposed(self, proposed: Proposed) -> None:
        """The executor's next entry, or one that it says again: agree."""
        if self._consider(proposed):
            self.network.broadcast(self.address, self._agreed(proposed), self.term.relays)
            self._seal()

    def on_countersigned(self, message: Countersigned) -> None:
        """Watchers tell everybody, so that any relay can seal, and what one was told all were told."""
        proposed, first = message.proposed, self.mine is None
        if self._consider(proposed):
            if first:
                self.network.broadcast(self.address, self._agreed(proposed), self.term.relays)
            who = signer(proposed.entry.digest(proposed.term), message.signature)
            self._collect(proposed.entry.hash, who, message.signature)
            self._seal()

    def _consider(self, proposed: Proposed) -> bool:
        """Sign the next entry, one for each number in a term; what may not be next accuses the executor.

        Whether this is the entry that was signed. `Refused` if it may not be next, or is not the executor's.
        """
        entry = proposed.entry
        if not self.seated or proposed.term != self.term.number or entry.number <= len(self.log):
            return False
        if signer(entry.digest(proposed.term), proposed.signature) != self.term.executor:
            raise Refused("Session: expected an entry proposed by the executor")
        if entry.number > len(self.log) + 1:
            self.fetch()
            return False
        try:
            if self.mine and self.mine.entry.hash != entry.hash:
                raise Refused("Session: expected one entry of a number in a term")
            if self.carry and self.carry.hash != entry.hash:
                raise Refused("Session: expected the entry that was carried over")
            self._follows(entry)
        except Refused:
            self.accuse(self.term.executor)
            raise
        if self.mine is None:
            self._sign(proposed)
        return True

    def _agreed(self, proposed: Proposed) -> Countersigned:
        return Countersigned(proposed, self.signatures[proposed.entry.hash][self.address])

    def _collect(self, hashed: bytes, who: bytes, signature: bytes) -> None:
        if who in self.term.relays:
            self.signatures.setdefault(hashed, {})[who] = signature

    def _seal(self) -> None:
        """With everybody's signature the entry is in the log."""
        if self.mine and self.seated:
            found = self.signatures[self.mine.entry.hash]
            if set(self.term.relays) <= set(found):
                signatures = tuple(found[relay] for relay in self.term.relays)
                self.take(Sealed(self.mine.entry, self.term.number, signatures))

    def followed(self, sealed: Sealed) -> None:
        """Keep it, tell the others, go on."""
        self.posts.pop(sealed.entry.post.digest, None)
        self.signatures.pop(sealed.entry.hash, None)
        self.since = self.network.env.now
        if self.mine and self.mine.entry.number <= sealed.entry.number:
            self.mine = None
        if self.address in self.term.relays:
            if self.store is not None:
                for kept in self.log[len(self.store) :]:
                    self.store.append(kept)
            relays, members = self.term.relays, {*self.group.members, sealed.entry.post.author}
            told = {*relays, *members} if self.term.executor == self.address else relays
            self.network.broadcast(self.address, sealed, sorted(told))
        self.propose()

    # terms

    def _whom(self) -> bytes:
        """The accused; where no majority accuses the same one, in turn the relay that was silent for longest."""
        if self.network.env.now < self.changed + self.timeout:
            return self.accused[self.term.number]
        others = [relay for relay in self.term.relays if relay != self.address]
        return min(others, key=lambda relay: self.heard.get(relay, 0.0))

    def accuse(self, relay: bytes) -> None:
        """Give up on a relay: sign nothing more in this term, show what was signed."""
        if self.accused.get(self.term.number) != relay:
            self.changed = self.network.env.now
        self.accused[self.term.number] = relay
        last = self.log[-1] if self.log else None
        accusation = Accusation(self.term.number, relay, last, self.mine)
        signed = replace(accusation, signature=self.key.sign(accusation.digest))
        self.network.broadcast(self.address, signed, [REGISTRY, *self.term.relays])
