# SPDX-License-Identifier: MIT
"""Practical Byzantine fault tolerance in one committee (CNT-21): pre-prepare, prepare, commit, view change.

n members, of which f = (n − 1) / 3, rounded down, may do anything. A quorum is more than (n + f) / 2 members: any two
quorums share an honest one, and the honest ones alone are one. Values are decided height after height:

    proposal   the leader of the view sends a value
    prepare    a member found it valid; a quorum of these means that no other value can be prepared in this view
    commit     a member saw that quorum; a quorum of commits decides, and its signatures are the certificate
    view       who waited too long asks for the next leader and shows what it had prepared; the new leader shows a
    change     quorum of such wishes and must propose the value prepared in the highest view, if there is one

A member that is behind is sent the decision with its certificate. What a value is, and what makes it valid, is the
application's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from eth_hash.auto import keccak

from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.keys import Key, signer
from wuxing.refused import Refused

PREPARE, COMMIT = b"prepare", b"commit"
SLOWEST = 6
"""The waiting time of a view doubles this often at most."""
AHEAD = 8
"""Messages of later heights that are kept of each sender."""


class Value(Protocol):
    """What is decided on."""

    @property
    def hash(self) -> bytes:
        """Its digest."""


class Application(Protocol):
    """What a replica decides for."""

    def propose(self, height: int) -> Value:
        """A value to propose."""

    def check(self, height: int, value: Any) -> None:
        """`Refused` unless the value is valid at this height."""

    def commit(self, height: int, value: Any, certificate: Certificate) -> None:
        """It was decided."""


@dataclass(frozen=True)
class Committee:
    """The members in the order in which they lead, and what their signatures are for (shard and period)."""

    context: bytes
    members: tuple[bytes, ...]

    @property
    def faults(self) -> int:
        """How many members may be faulty: f."""
        return max(0, len(self.members) - 1) // 3

    @property
    def quorum(self) -> int:
        """How many make a decision."""
        return (len(self.members) + self.faults) // 2 + 1

    def leader(self, height: int, view: int) -> bytes:
        """Who proposes."""
        return self.members[(height + view) % len(self.members)]

    def digest(self, kind: bytes, height: int, view: int, content: bytes) -> bytes:
        """What a member signs."""
        return keccak(b"PBFT " + kind + self.context + height.to_bytes(8, "big") + view.to_bytes(8, "big") + content)


# --- messages


@dataclass(frozen=True)
class Ballot:
    """A member's prepare or commit."""

    phase: bytes
    height: int
    view: int
    value: bytes
    signature: bytes


@dataclass(frozen=True)
class Prepared:
    """A value with a quorum of prepares in a view."""

    view: int
    value: Any
    ballots: tuple[Ballot, ...]


@dataclass(frozen=True)
class ViewChange:
    """A member's wish for a view, with what it had prepared."""

    height: int
    view: int
    prepared: Prepared | None
    signature: bytes

    @cached_property
    def content(self) -> bytes:
        """What is signed beside height and view."""
        p = self.prepared
        return b"" if p is None else p.view.to_bytes(8, "big") + p.value.hash


@dataclass(frozen=True)
class Proposal:
    """A leader's value; after view 0 with the wishes that made it the leader."""

    height: int
    view: int
    value: Any
    wishes: tuple[ViewChange, ...]
    signature: bytes


@dataclass(frozen=True)
class Fetch:
    """Asks for what was decided at a height."""

    height: int


@dataclass(frozen=True)
class Certificate:
    """A quorum of commits: anybody who knows the committee can check the decision."""

    height: int
    view: int
    value: bytes
    signatures: tuple[bytes, ...]

    @property
    def encoded(self) -> bytes:
        """Its bytes."""
        return self.height.to_bytes(8, "big") + self.view.to_bytes(8, "big") + self.value + b"".join(self.signatures)

    def verify(self, committee: Committee) -> frozenset[bytes]:
        """Who signed. `Refused` unless a quorum of the committee did."""
        digest = committee.digest(COMMIT, self.height, self.view, self.value)
        signers = frozenset(signer(digest, signature) for signature in self.signatures)
        valid = signers & frozenset(committee.members)
        if len(valid) < committee.quorum:
            raise Refused(f"PBFT: expected signatures of {committee.quorum} members, got {len(valid)}")
        return valid


@dataclass(frozen=True)
class Decided:
    """A decision for a member that is behind."""

    value: Any
    certificate: Certificate


# --- a member


class Replica:
    """An honest member. `timeout` in seconds is what it grants the first leader of a height."""

    def __init__(
        self, key: Key, committee: Committee, app: Application, network: PeerNetwork, timeout: float, height: int = 1
    ) -> None:
        self.key, self.committee, self.app, self.network, self.timeout = key, committee, app, network, timeout
        self.address = key.address
        self.height, self.view = height, 0
        self.log: dict[int, Decided] = {}
        self.later: list[tuple[Any, bytes]] = []
        self._clear()
        network.join(self)

    def _clear(self) -> None:
        """Nothing is known of this height yet."""
        self.view = 0
        self.timer = object()
        self.proposals: dict[int, Proposal] = {}
        self.ballots: dict[tuple[bytes, int, bytes], dict[bytes, Ballot]] = defaultdict(dict)
        self.wishes: dict[int, dict[bytes, ViewChange]] = defaultdict(dict)
        self.prepared: Prepared | None = None
        self.values: dict[bytes, Any] = {}

    # what it sends

    def _sign(self, kind: bytes, view: int, content: bytes) -> bytes:
        return self.key.sign(self.committee.digest(kind, self.height, view, content))

    def say(self, message: Any) -> None:
        """To all other members, and to itself at once."""
        self.network.broadcast(self.address, message, self.committee.members)
        self.receive(message, self.address)

    def begin(self) -> None:
        """Start on the current height: the leader proposes, the others wait for it."""
        self._wait()
        if self.committee.leader(self.height, self.view) == self.address:
            self.lead(())

    def lead(self, wishes: tuple[ViewChange, ...]) -> None:
        """Propose: what was prepared in the highest view, else something new."""
        if self.view in self.proposals:
            return
        bound = highest(wishes)
        value = bound.value if bound else self.app.propose(self.height)
        self.say(self.proposal(value, wishes))

    def proposal(self, value: Value, wishes: tuple[ViewChange, ...] = ()) -> Proposal:
        """A signed proposal for this view."""
        return Proposal(self.height, self.view, value, wishes, self._sign(b"propose", self.view, value.hash))

    def ballot(self, phase: bytes, value: bytes) -> Ballot:
        """A signed ballot in this view."""
        return Ballot(phase, self.height, self.view, value, self._sign(phase, self.view, value))

    def _wait(self) -> None:
        self.timer = timer = object()
        self.network.after(self.timeout * 2 ** min(self.view, SLOWEST), self._expired, timer)

    def _expired(self, timer: object) -> None:
        if timer is self.timer:
            self.ask(self.view + self._begun)

    @property
    def _begun(self) -> bool:
        """Whether a quorum came to this view. Until then nobody goes on alone, or others could never catch up."""
        there = {member for view, wishes in self.wishes.items() if view >= self.view for member in wishes}
        return self.view == 0 or self.view in self.proposals or len(there) >= self.committee.quorum

    def ask(self, view: int) -> None:
        """Give up on the leader: ask for a later view, or again for this one."""
        self.view = view
        self._wait()
        wish = ViewChange(self.height, view, self.prepared, b"")
        self.say(ViewChange(self.height, view, self.prepared, self._sign(b"view", view, wish.content)))

    # what it hears

    def receive(self, message: Any, sender: bytes) -> None:
        """Take a message; what breaks a rule is dropped."""
        try:
            self.take(message, sender)
        except Refused:
            return

    def take(self, message: Any, sender: bytes) -> None:
        """As `receive`, but says what is wrong."""
        if isinstance(message, Fetch):
            self._help(message.height, sender)
        elif isinstance(message, Decided):
            self._catch_up(message)
        elif message.height < self.height:
            if isinstance(message, ViewChange):
                self._help(message.height, sender)
        elif message.height > self.height:
            self._is_behind(message, sender)
        elif isinstance(message, Proposal):
            self.on_proposal(message)
        elif isinstance(message, Ballot):
            self.on_ballot(message)
        elif isinstance(message, ViewChange):
            self.on_view_change(message)

    def _help(self, height: int, sender: bytes) -> None:
        if height in self.log and sender != self.address:
            self.network.send(self.address, sender, self.log[height])

    def _is_behind(self, message: Any, sender: bytes) -> None:
        if sum(other == sender for _, other in self.later) < AHEAD:
            self.later.append((message, sender))
        self.network.send(self.address, sender, Fetch(self.height))

    def _catch_up(self, decided: Decided) -> None:
        if decided.certificate.height != self.height or decided.certificate.value != decided.value.hash:
            return
        decided.certificate.verify(self.committee)
        self.app.check(self.height, decided.value)
        self._decide(decided)

    def _member(self, kind: bytes, height: int, view: int, content: bytes, signature: bytes) -> bytes:
        """Who signed. `Refused` if no member did."""
        who = signer(self.committee.digest(kind, height, view, content), signature)
        if who not in self.committee.members:
            raise Refused("PBFT: expected a member of the committee")
        return who

    def on_proposal(self, proposal: Proposal) -> None:
        """Prepare it if its leader may propose it and the application finds it valid."""
        height, view, value = proposal.height, proposal.view, proposal.value
        who = self._member(b"propose", height, view, value.hash, proposal.signature)
        if who != self.committee.leader(height, view):
            raise Refused("PBFT: expected a proposal of the leader")
        if view < self.view or view in self.proposals:
            return
        self._justified(proposal)
        self.app.check(height, value)
        if view > self.view:
            self.view = view
            self._wait()
        self.proposals[view] = proposal
        self.values[value.hash] = value
        self.say(self.ballot(PREPARE, value.hash))
        self._count(view, value.hash)

    def _justified(self, proposal: Proposal) -> None:
        """After view 0 a leader shows a quorum of wishes, and proposes what they bind it to."""
        if proposal.view == 0:
            return
        wishes = proposal.wishes
        if any(wish.height != proposal.height or wish.view != proposal.view for wish in wishes):
            raise Refused("PBFT: expected wishes for this height and view")
        if len({self._wishing(wish) for wish in wishes}) < self.committee.quorum:
            raise Refused(f"PBFT: expected wishes of {self.committee.quorum} members")
        bound = highest(wishes)
        if bound and bound.value.hash != proposal.value.hash:
            raise Refused("PBFT: expected the value that was prepared in the highest view")

    def _wishing(self, wish: ViewChange) -> bytes:
        """Who wishes. `Refused` unless what it had prepared is shown with a quorum of prepares."""
        who = self._member(b"view", wish.height, wish.view, wish.content, wish.signature)
        shown = wish.prepared
        if shown is not None:
            if shown.view >= wish.view:
                raise Refused("PBFT: expected a value prepared in an earlier view")
            same = [b for b in shown.ballots if (b.phase, b.view, b.value) == (PREPARE, shown.view, shown.value.hash)]
            voters = {self._member(PREPARE, wish.height, b.view, b.value, b.signature) for b in same}
            if len(voters) < self.committee.quorum:
                raise Refused(f"PBFT: expected prepares of {self.committee.quorum} members")
        return who

    def on_ballot(self, ballot: Ballot) -> None:
        """Count a prepare or commit."""
        who = self._member(ballot.phase, ballot.height, ballot.view, ballot.value, ballot.signature)
        self.ballots[ballot.phase, ballot.view, ballot.value].setdefault(who, ballot)
        self._count(ballot.view, ballot.value)

    def _count(self, view: int, digest: bytes) -> None:
        """A quorum of prepares: commit. A quorum of commits: decide."""
        if digest not in self.values:
            return
        prepares = self.ballots[PREPARE, view, digest]
        fresh = self.prepared is None or self.prepared.view < view
        if fresh and view == self.view and view in self.proposals and len(prepares) >= self.committee.quorum:
            self.prepared = Prepared(view, self.values[digest], tuple(prepares.values()))
            self.say(self.ballot(COMMIT, digest))
        commits = self.ballots[COMMIT, view, digest]
        if len(commits) >= self.committee.quorum:
            signatures = tuple(ballot.signature for ballot in commits.values())
            self._decide(Decided(self.values[digest], Certificate(self.height, view, digest, signatures)))

    def on_view_change(self, wish: ViewChange) -> None:
        """Follow f + 1 members to their view; lead it with a quorum."""
        who = self._wishing(wish)
        if wish.view < self.view:
            return
        self.wishes[wish.view].setdefault(who, wish)
        ahead = {member: view for view in sorted(self.wishes) if view > self.view for member in self.wishes[view]}
        if len(ahead) > self.committee.faults:
            self.ask(min(ahead.values()))
            return
        mine = self.wishes[self.view]
        if self.committee.leader(self.height, self.view) == self.address and len(mine) >= self.committee.quorum:
            self.lead(tuple(mine.values()))

    def _decide(self, decided: Decided) -> None:
        height = self.height
        self.log[height] = decided
        self.height += 1
        self._clear()
        self.app.commit(height, decided.value, decided.certificate)
        later, self.later = self.later, []
        for message, sender in later:
            self.receive(message, sender)


def highest(wishes: Sequence[ViewChange]) -> Prepared | None:
    """What was prepared in the highest view that the wishes show."""
    shown = [wish.prepared for wish in wishes if wish.prepared]
    return max(shown, key=lambda prepared: prepared.view, default=None)
