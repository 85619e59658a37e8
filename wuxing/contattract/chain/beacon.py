# SPDX-License-Identifier: MIT
"""What the main chain knows after each block (CNT-21): deposits and finality, who sits where, the shards' blocks.

A period begins when a checkpoint became final. That checkpoint's block hash, which is work, shuffles the validators of
its own pool and deals them to the shards; the first `shard_seats` of a hand are the committee, the others stand by.
Everything about a period follows from the final checkpoint alone, so no fork of the main chain can seat two committees.

A shard's block is anchored with its committee's certificate. The hash of the block that anchors it draws a second
committee, the police, from those who do not sit in the shard; it does the block again and gives a verdict:

    good      receipts of the block may be credited, once anchor and verdict are final
    bad       the block breaks a rule: it is struck out, who signed it is convicted, the police take the seats
    missing   nobody could get the block: it is struck out, nobody is convicted, the police take the seats

A shard whose hand is large enough is marked at a turn of periods, if a bit of the seed says so; another part of the
seed says by which bit of the accounts' hashes. It ends with a `last` block, and when that is good and final, its two
children take its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from eth_hash.auto import keccak

from wuxing.contattract.chain.casper import (
    Checkpoint,
    Evidence,
    Finality,
    Join,
    Leave,
    Pool,
    Vote,
    Withdraw,
    offender,
)
from wuxing.contattract.chain.pbft import Certificate, Committee
from wuxing.contattract.chain.pow import NO_HASH, Block
from wuxing.contattract.chain.shard import Credit, Domain, ShardHeader
from wuxing.contattract.params import Params
from wuxing.refused import Refused

GOOD, BAD, MISSING = b"good", b"bad", b"missing"
FIRST = 1
"""The shard of genesis; the children of shard i are 2 i and 2 i + 1."""


@dataclass(frozen=True)
class Anchor:
    """A shard's block comes to the main chain."""

    header: ShardHeader
    certificate: Certificate

    @property
    def encoded(self) -> bytes:
        """Its bytes."""
        return self.header.encoded + self.certificate.encoded


@dataclass(frozen=True)
class Verdict:
    """What the police found about an anchored block; a signature of each that found it."""

    shard: int
    height: int
    found: bytes
    signatures: tuple[bytes, ...]

    @property
    def encoded(self) -> bytes:
        """Its bytes."""
        head = self.shard.to_bytes(8, "big") + self.height.to_bytes(8, "big")
        return head + self.found + b"".join(self.signatures)


@dataclass(frozen=True)
class Anchored:
    """A shard's block on the main chain, at which height there, and who checks it."""

    header: ShardHeader
    certificate: Certificate
    number: int
    police: Committee


@dataclass(frozen=True)
class ShardView:
    """What the main chain knows of a shard. `checked` is the height up to which blocks were found good."""

    domain: Domain
    start: int = 0
    parent: bytes = NO_HASH
    headers: dict[int, Anchored] = field(default_factory=dict)
    checked: int = 0
    committees: tuple[Committee, ...] = ()
    banned: frozenset[bytes] = frozenset()
    splits_at: int | None = None
    closed: bool = False

    @property
    def height(self) -> int:
        """Of the last anchored block."""
        return self.start + len(self.headers)

    @property
    def head(self) -> bytes:
        """Hash of the last anchored block."""
        return self.headers[self.height].header.hash if self.headers else self.parent

    @property
    def is_done(self) -> bool:
        """Whether its last block is anchored and found good."""
        return bool(self.headers) and self.headers[self.height].header.last and self.checked == self.height

    def committee(self, context: bytes) -> Committee | None:
        """One of its committees."""
        return next((c for c in self.committees if c.context == context), None)


def draw(seed: bytes, nodes: Iterable[bytes]) -> list[bytes]:
    """The nodes in the order that the seed gives them."""
    return sorted(nodes, key=lambda node: keccak(seed + node))


@dataclass
class Beacon:
    """The state of the main chain."""

    params: Params
    pool: Pool
    finality: Finality
    shards: dict[int, ShardView] = field(default_factory=dict)
    hands: dict[int, tuple[bytes, ...]] = field(default_factory=dict)
    """Who was dealt to a living shard in this period."""
    period: Checkpoint | None = None

    @classmethod
    def founded(cls, params: Params, founders: dict[bytes, int]) -> Beacon:
        """Genesis: one shard with all accounts, its committee drawn with no seed but the shard's number."""
        nothing = Checkpoint(0, NO_HASH)
        state = cls(params, Pool.founded(params, founders), Finality.founded(nothing), {FIRST: ShardView(Domain())})
        state.deal(nothing, founders)
        return state

    def copy(self) -> Beacon:
        """Another state with the same content; views and tables inside are replaced, never changed."""
        return replace(self, pool=self.pool.copy(), shards=dict(self.shards))

    @property
    def living(self) -> list[int]:
        """Shards that make blocks, in the order of their numbers."""
        return sorted(number for number, view in self.shards.items() if not view.closed)

    # periods

    def open_epoch(self, block: Block[Beacon]) -> None:
        """A checkpoint: absent voters lose a little; if another one became final, a new period begins."""
        epoch = block.number // self.params.casper_epoch
        if epoch > 1:
            absent = set(self.pool.active()) - self.finality.voted
            self.pool.leak(absent, epoch - 1 - self.finality.final.epoch)
        self.finality = self.finality.opened(Checkpoint(epoch, block.hash))
        self.redraw(block)
        final = self.finality.final
        if final != self.period:
            self.pool.turn(block.header.time)
            self.turn(final, block.back(final.epoch * self.params.casper_epoch).state)

    def turn(self, final: Checkpoint, then: Beacon) -> None:
        """A period begins: shards that ended give way to their children, nodes are dealt, large shards are marked."""
        for number in then.living:
            view = then.shards[number]
            if view.is_done and view.splits_at is not None and not self.shards[number].closed:
                self.shards[number] = replace(self.shards[number], closed=True)
                for child, domain in zip((2 * number, 2 * number + 1), view.domain.halves(view.splits_at), strict=True):
                    self.shards[child] = ShardView(domain, view.height, view.head, checked=view.height)
        self.deal(final, then.pool.active())
        for number, hand in self.hands.items():
            view, coin = self.shards[number], keccak(final.hash + b"split" + number.to_bytes(8, "big"))
            if len(hand) >= self.params.shard_split and view.splits_at is None and coin[0] & 1:
                self.shards[number] = replace(view, splits_at=_unused_bit(view.domain, coin))

    def deal(self, seed: Checkpoint, nodes: Iterable[bytes]) -> None:
        """Give every shard a hand of nodes and a committee."""
        order, living = draw(seed.hash, nodes), self.living
        self.period = seed
        self.hands = {number: tuple(order[i :: len(living)]) for i, number in enumerate(living)}
        for number, hand in self.hands.items():
            context = keccak(seed.encoded + number.to_bytes(8, "big"))
            committee = Committee(context, hand[: self.params.shard_seats])
            view = self.shards[number]
            self.shards[number] = replace(view, committees=(*view.committees, committee))

    # shards' blocks

    def anchor(self, anchor: Anchor, block: Block[Beacon]) -> None:
        """Take a shard's next block. `Refused` unless a committee in office decided on it."""
        header, certificate = anchor.header, anchor.certificate
        view = self._living(header.shard)
        if (header.height, header.parent) != (view.height + 1, view.head):
            raise Refused(f"Beacon: expected the block after height {view.height} of shard {header.shard}")
        committee = view.committee(header.committee)
        if committee is None or header.committee in view.banned:
            raise Refused("Beacon: expected a committee of the shard that is not banned")
        if view.headers and self._terms(view, header.committee) < self._terms(view, self._last(view).committee):
            raise Refused("Beacon: expected no committee before that of the parent")
        if (view.splits_at is None and header.last) or (view.headers and self._last(view).last):
            raise Refused("Beacon: expected a last block only of a shard that splits, and none after it")
        if (certificate.height, certificate.value) != (header.height, header.hash):
            raise Refused("Beacon: expected a certificate of this block")
        certificate.verify(committee)
        police = self.police(block.hash, header, committee)
        headers = view.headers | {header.height: Anchored(header, certificate, block.number, police)}
        self.shards[header.shard] = replace(view, headers=headers)

    def redraw(self, block: Block[Beacon]) -> None:
        """Blocks that waited an epoch for a verdict get other police: a split jury must not stop a shard."""
        for number in self.living:
            view = self.shards[number]
            for height in range(view.checked + 1, view.height + 1):
                waiting = view.headers[height]
                committee = view.committee(waiting.header.committee)
                if committee and block.number - waiting.number >= self.params.casper_epoch:
                    fresh = replace(waiting, police=self.police(block.hash, waiting.header, committee))
                    view = replace(view, headers=view.headers | {height: fresh})
            self.shards[number] = view

    def _living(self, shard: int) -> ShardView:
        view = self.shards.get(shard)
        if view is None or view.closed:
            raise Refused(f"Beacon: expected one of the shards {self.living}, got {shard}")
        return view

    @staticmethod
    def _terms(view: ShardView, context: bytes) -> int:
        return [committee.context for committee in view.committees].index(context)

    @staticmethod
    def _last(view: ShardView) -> ShardHeader:
        return view.headers[view.height].header

    def police(self, seed: bytes, header: ShardHeader, committee: Committee) -> Committee:
        """The second committee: drawn with the anchoring block's hash from those who did not decide."""
        context = keccak(seed + header.hash)
        others = [node for node in self.pool.active() if node not in committee.members]
        if len(others) < self.params.police_seats:
            others = list(self.pool.active())
        return Committee(context, tuple(draw(context, others)[: self.params.police_seats]))

    def judge(self, verdict: Verdict, time: int) -> None:
        """Take the police's verdict on the next unchecked block of a shard."""
        view = self._living(verdict.shard)
        if verdict.height != view.checked + 1 or verdict.height not in view.headers:
            raise Refused(f"Beacon: expected a verdict on height {view.checked + 1}, got {verdict.height}")
        if verdict.found not in (GOOD, BAD, MISSING):
            raise Refused(f"Beacon: expected good, bad or missing, got {verdict.found!r}")
        block = view.headers[verdict.height]
        shown = Certificate(verdict.height, 0, block.header.hash, verdict.signatures)
        found_by(verdict.found, shown, block.police)
        if verdict.found == GOOD:
            self.shards[verdict.shard] = replace(view, checked=verdict.height)
            return
        seats = block.header.committee
        committees = view.committees
        if committees[-1].context == seats:
            committees = (*committees, block.police)
        self.shards[verdict.shard] = replace(
            view,
            headers={height: kept for height, kept in view.headers.items() if height < verdict.height},
            committees=committees,
            banned=view.banned | {seats},
        )
        convicted = view.committee(seats)
        if verdict.found == BAD and convicted:
            for who in sorted(block.certificate.verify(convicted)):
                if who in self.pool.validators and who not in self.pool.slashes:
                    self.pool.slash(who, time)

    # what other shards may rely on, once this state is final

    def creditable(self, credit: Credit) -> None:
        """`Refused` unless the receipt is of a block that was anchored and found good."""
        receipt = credit.receipt
        view = self.shards.get(receipt.shard)
        if view is None or receipt.height not in view.headers:
            raise Refused("Beacon: expected a receipt of an anchored block")
        if receipt.height > view.checked:
            raise Refused("Beacon: expected a receipt that the police found good")
        if not credit.is_under(view.headers[receipt.height].header.receipts_root):
            raise Refused("Beacon: expected a receipt under its block's root")


def found_by(found: bytes, shown: Certificate, police: Committee) -> None:
    """`Refused` unless a quorum of the police signed that finding."""
    shown.verify(replace(police, context=police.context + found))


def _unused_bit(domain: Domain, coin: bytes) -> int:
    """A bit that the seed chooses among those that do not split the shard yet."""
    used = {bit for bit, _ in domain.bits}
    free = [bit for bit in range(256) if bit not in used]
    return free[int.from_bytes(coin[1:5], "big") % len(free)]


def process(before: Beacon, block: Block[Beacon]) -> Beacon:
    """The state after a block. `Refused` if an item in it breaks a rule."""
    opens = block.number % before.params.casper_epoch == 0
    if not opens and not block.body:
        return before
    state = before.copy()
    if opens:
        state.open_epoch(block)
    for item in block.body:
        take(state, item, block)
    return state


def justified(state: Beacon) -> int:
    """Which chain to follow before weight: the one with the latest justified checkpoint."""
    return state.finality.justified.epoch


def take(state: Beacon, item: object, block: Block[Beacon]) -> None:
    """One item of a block."""
    time = block.header.time
    match item:
        case Vote():
            state.finality = state.finality.counted(item, state.pool)
        case Anchor():
            state.anchor(item, block)
        case Verdict():
            state.judge(item, time)
        case Join():
            state.pool.join(item.validator, item.amount, time)
        case Leave():
            state.pool.leave(item.validator, time)
        case Withdraw():
            state.pool.withdraw(item.validator, time)
        case Evidence():
            state.pool.slash(offender(item), time)
        case _:
            raise Refused(f"Beacon: expected an item that the main chain knows, got {type(item).__name__}")
