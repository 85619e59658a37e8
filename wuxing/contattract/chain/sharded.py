# SPDX-License-Identifier: MIT
"""The native chain as a whole (CNT-21): a main chain, a pool of nodes, shards that make blocks beside each other.

One `ShardedChain` is what honest nodes know together: the main chain that they follow, every shard's blocks that are
valid and were decided, the receipts in flight. Committees run PBFT with real messages in a network of their own; a
shard follows what is final on the main chain for who decides, for credits and for splits.

Money: what the accounts of living shards hold, and what is in flight between them, is the genesis' total at every step.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wuxing.contattract.chain.beacon import (
    BAD,
    FIRST,
    GOOD,
    MISSING,
    Anchor,
    Beacon,
    ShardView,
    Verdict,
    justified,
    process,
    take,
)
from wuxing.contattract.chain.casper import Checkpoint, Vote
from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.chain.pbft import COMMIT, Certificate, Committee, Replica
from wuxing.contattract.chain.pow import NO_HASH, Block, Chain, Item, Reorg, Work, seal
from wuxing.contattract.chain.shard import (
    Credit,
    Receipt,
    ShardBlock,
    ShardHeader,
    State,
    Transfer,
    assemble,
    credits_for,
    replay,
)
from wuxing.contattract.keys import Key
from wuxing.contattract.params import Params
from wuxing.refused import Refused

PATIENCE = 30
"""A round of a committee ends after this many of its first waiting times."""


@dataclass(frozen=True)
class Made:
    """A decided block of a shard, valid, with the state after it and what it sent away."""

    block: ShardBlock
    certificate: Certificate
    state: State
    receipts: tuple[Receipt, ...]


@dataclass
class Line:
    """A shard's decided blocks from its first one on; `base` is the state before it."""

    shard: int
    start: int
    parent: bytes
    base: State
    made: list[Made]

    @property
    def height(self) -> int:
        """Of the last block."""
        return self.start + len(self.made)

    @property
    def tip(self) -> bytes:
        """Hash of the last block."""
        return self.made[-1].block.hash if self.made else self.parent

    @property
    def state(self) -> State:
        """After the last block."""
        return self.made[-1].state if self.made else self.base

    def before(self, height: int) -> tuple[bytes, State]:
        """Hash and state of the block before a height."""
        if height == self.start + 1:
            return self.parent, self.base
        return self.made[height - self.start - 2].block.hash, self.made[height - self.start - 2].state


class ShardReplica:
    """What one member of a committee decides for: it does every block itself on its own copy of the state."""

    def __init__(self, chain: ShardedChain, line: Line, committee: Committee) -> None:
        self.chain, self.shard, self.committee = chain, line.shard, committee
        self.tip, self.height, self.state = line.tip, line.height, line.state.copy()
        self.done: dict[bytes, tuple[State, list[Receipt]]] = {}

    def header(self, height: int) -> ShardHeader:
        """What the next header must say, but for its roots."""
        last = self.chain.final.shards[self.shard].splits_at is not None
        return ShardHeader(self.shard, height, self.tip, self.committee.context, NO_HASH, NO_HASH, last=last)

    def propose(self, height: int) -> ShardBlock:
        """As many credits and transfers as fit, each valid after those before it."""
        after = self.state.copy()
        credits: list[Credit] = []
        transfers: list[Transfer] = []
        receipts: list[Receipt] = []
        room = self.chain.params.shard_block
        for credit in self.chain.waiting(self.shard)[:room]:
            after.credit(credit.receipt)
            credits.append(credit)
        for transfer in self.chain.pending[self.shard]:
            if len(credits) + len(transfers) >= room:
                break
            try:
                leaves = after.pay(transfer)
            except Refused:
                continue
            transfers.append(transfer)
            if leaves:
                receipts.append(Receipt(self.shard, height, len(receipts), transfer.to, transfer.amount))
        block = assemble(self.header(height), after, receipts, credits, transfers)
        self.done[block.hash] = after, receipts
        return block

    def check(self, height: int, value: ShardBlock) -> None:
        """`Refused` unless the block follows, its credits are final, and its roots come out."""
        wanted, got = self.header(height), value.header
        bare = replace(got, state_root=NO_HASH, body_root=NO_HASH, receipts_root=wanted.receipts_root)
        if bare != wanted:
            raise Refused("Shard: expected a block after the last one, by this committee")
        if len(value.credits) + len(value.transfers) > self.chain.params.shard_block:
            raise Refused(f"Shard: expected at most {self.chain.params.shard_block} items in a block")
        for credit in value.credits:
            self.chain.final.creditable(credit)
        if value.hash not in self.done:
            self.done[value.hash] = replay(self.state, value)

    def commit(self, height: int, value: ShardBlock, certificate: Certificate) -> None:
        """Go on from the decided block."""
        self.state, receipts = self.done[value.hash]
        self.tip, self.height, self.done = value.hash, height, {}
        self.chain.decided(Made(value, certificate, self.state, tuple(receipts)))


@dataclass
class Team:
    """A committee at work."""

    committee: Committee
    network: PeerNetwork
    replicas: list[Replica]
    apps: list[ShardReplica]


class ShardedChain:
    """`balances` are the genesis' accounts in wei, `founders` the keys of the first validators.

    `kinds` says which nodes run another replica than the honest one, `corrupt` which find every block good as police,
    `offline` which do nothing. `latency` in seconds and `loss` are of the committees' networks.
    """

    def __init__(
        self,
        params: Params,
        founders: list[Key],
        balances: Mapping[bytes, int],
        seed: int = 0,
        latency: tuple[float, float] = (0.02, 0.12),
        loss: float = 0.0,
    ) -> None:
        self.params, self.seed, self.latency, self.loss = params, seed, latency, loss
        self.random = random.Random(f"{seed} main chain")
        self.nodes = {key.address: key for key in founders}
        start = Beacon.founded(params, {key.address: params.casper_deposit for key in founders})
        work = Work(params.pow_period, params.pow_retarget, params.pow_difficulty)
        self.chain: Chain[Beacon] = Chain(work, start, process, justified)
        self.lines = {FIRST: Line(FIRST, 0, NO_HASH, State.founded(balances), [])}
        self.pending: dict[int, list[Transfer]] = {FIRST: []}
        self.flight: dict[bytes, Credit] = {}
        self.bodies: dict[bytes, ShardBlock] = {}
        self.queue: list[Item] = []
        self.kinds: dict[bytes, type[Replica]] = {}
        self.corrupt: set[bytes] = set()
        self.offline: set[bytes] = set()
        self.teams: dict[int, Team] = {}
        self.votes: dict[bytes, Vote] = {}
        self.supply = sum(balances.values())

    # what is known

    @property
    def beacon(self) -> Beacon:
        """The main chain's state at its head."""
        return self.chain.head.state

    @property
    def final(self) -> Beacon:
        """The main chain's state at its last final checkpoint."""
        return self.chain.final.state

    @property
    def shards(self) -> list[int]:
        """The shards that make blocks."""
        return self.final.living

    def shard_of(self, address: bytes) -> int:
        """Where an account lives."""
        return next(number for number in self.shards if self.final.shards[number].domain.holds(address))

    def balance(self, address: bytes) -> int:
        """Wei of an account."""
        return self.lines[self.shard_of(address)].state.balances.get(address, 0)

    def nonce(self, address: bytes) -> int:
        """Transfers that an account has made."""
        return self.lines[self.shard_of(address)].state.nonces.get(address, 0)

    @property
    def total(self) -> int:
        """Wei of all accounts and in flight."""
        held = sum(self.lines[number].state.total for number in self.shards)
        return held + sum(credit.receipt.amount for credit in self.flight.values())

    def waiting(self, shard: int) -> list[Credit]:
        """Receipts that a shard may credit now."""
        found = []
        for credit in self.flight.values():
            if self.final.shards[shard].domain.holds(credit.receipt.to):
                try:
                    self.final.creditable(credit)
                except Refused:
                    continue
                found.append(credit)
        return found

    # transfers and shards' blocks

    def submit(self, transfer: Transfer) -> None:
        """Hand in a transfer. `Refused` if it can never be valid; one that cannot be paid yet waits."""
        shard = self.shard_of(transfer.sender)
        if transfer.amount <= 0:
            raise Refused(f"Shard: expected an amount of at least 1 wei, got {transfer.amount}")
        if transfer.nonce < self.nonce(transfer.sender):
            raise Refused(f"Shard: expected nonce {self.nonce(transfer.sender)} or later, got {transfer.nonce}")
        self.pending[shard].append(transfer)

    def decided(self, made: Made) -> None:
        """A committee decided on a block: the first member to say so moves the shard on."""
        header = made.block.header
        line = self.lines[header.shard]
        self.bodies[made.block.hash] = made.block
        if header.height == line.height + 1 and header.parent == line.tip:
            self._extend(line, made)

    def _extend(self, line: Line, made: Made) -> None:
        line.made.append(made)
        for credit in made.block.credits:
            del self.flight[credit.receipt.id]
        self.flight |= {credit.receipt.id: credit for credit in credits_for(made.receipts)}
        sent = set(made.block.transfers)
        self.pending[line.shard] = [t for t in self.pending[line.shard] if t not in sent]

    def _undo(self, line: Line, height: int) -> None:
        """Take decided blocks from a height on back; their transfers wait again."""
        while line.height >= height:
            made = line.made.pop()
            for receipt in made.receipts:
                self.flight.pop(receipt.id, None)
            self.flight |= {credit.receipt.id: credit for credit in made.block.credits}
            self.pending[line.shard] = [*made.block.transfers, *self.pending[line.shard]]

    def round(self, shard: int) -> Made | None:
        """A shard's committee decides on one block; None if it does not come to it, or the shard has ended."""
        self._follow(shard)
        line, team = self.lines[shard], self.team(shard)
        if line.made and line.made[-1].block.header.last:
            return None
        height = line.height + 1
        for replica in team.replicas:
            if replica.height == height:
                replica.begin()
        limit = PATIENCE * self.params.pbft_timeout / 1000
        team.network.run(limit, lambda: all(r.height > height for r in team.replicas if type(r) is Replica))
        return line.made[-1] if line.height == height else None

    def team(self, shard: int) -> Team:
        """The shard's committee at work; a new one copies the shard's state first."""
        committee, line = self.final.shards[shard].committees[-1], self.lines[shard]
        team = self.teams.get(shard)
        if team is None or team.committee != committee or all(app.tip != line.tip for app in team.apps):
            network = PeerNetwork(
                f"{self.seed} {shard} {committee.context.hex()} {line.height}", self.latency, self.loss
            )
            team = self.teams[shard] = Team(committee, network, [], [])
            for address in committee.members:
                if address not in self.offline:
                    app = ShardReplica(self, line, committee)
                    kind = self.kinds.get(address, Replica)
                    timeout = self.params.pbft_timeout / 1000
                    team.replicas.append(
                        kind(self.nodes[address], committee, app, network, timeout, height=line.height + 1)
                    )
                    team.apps.append(app)
        return team

    def _follow(self, shard: int) -> None:
        """Give up decided blocks of a banned committee, and take an anchored block that is valid instead of another."""
        view, line = self.final.shards[shard], self.lines[shard]
        for height in range(max(view.checked, line.start) + 1, line.height + 1):
            if line.made[height - line.start - 1].block.header.committee in view.banned:
                self._undo(line, height)
                break
        for height, anchored in view.headers.items():
            parent, state = line.before(height) if height <= line.height + 1 else (NO_HASH, line.base)
            body = self.bodies.get(anchored.header.hash)
            known = height <= line.height and line.made[height - line.start - 1].block.hash == anchored.header.hash
            if known:
                continue
            if body is None or anchored.header.parent != parent:
                break
            try:
                after, receipts = replay(state, body)
            except Refused:
                break
            self._undo(line, height)
            self._extend(line, Made(body, anchored.certificate, after, tuple(receipts)))

    def _grow(self) -> None:
        """Children of a shard that ended inherit its state and its waiting transfers."""
        for number, view in self.final.shards.items():
            if number not in self.lines:
                parent = self.lines[number // 2]
                self.lines[number] = Line(number, view.start, view.parent, parent.state.split(view.domain), [])
                self.pending[number] = [t for t in self.pending[number // 2] if view.domain.holds(t.sender)]

    # the main chain

    def vote(self) -> list[Vote]:
        """The honest validators' votes for this epoch's checkpoint: one in an epoch, none around another."""
        finality, pool = self.beacon.finality, self.beacon.pool
        if finality.current.epoch == 0:
            return []
        voters = {*pool.active(), *pool.active(pool.dynasty - 1)} - self.offline - finality.voted
        return [vote for who in sorted(voters) if (vote := self._vote(who, finality.source, finality.current))]

    def _vote(self, who: bytes, source: Checkpoint, target: Checkpoint) -> Vote | None:
        last = self.votes.get(who)
        if last and (last.source, last.target) == (source, target):
            return last
        if last and (target.epoch <= last.target.epoch or source.epoch < last.source.epoch):
            return None
        self.votes[who] = Vote.cast(source, target, self.nodes[who])
        return self.votes[who]

    def anchors(self) -> list[Anchor]:
        """Decided blocks that the main chain does not have yet."""
        found = []
        for number in self.beacon.living:
            line, view = self.lines.get(number), self.beacon.shards[number]
            for made in line.made[view.height - line.start :] if line else ():
                found.append(Anchor(made.block.header, made.certificate))
        return found

    def verdicts(self) -> list[Verdict]:
        """What the police say about the next unchecked block of each shard, where a quorum agrees."""
        found = []
        for number in self.beacon.living:
            view = self.beacon.shards[number]
            if view.checked + 1 in view.headers and (verdict := self.judge(number, view)):
                found.append(verdict)
        return found

    def judge(self, shard: int, view: ShardView) -> Verdict | None:
        """Ask every police member; a corrupt one finds everything good."""
        height = view.checked + 1
        anchored = view.headers[height]
        honest = self.examine(shard, anchored.header)
        signed: dict[bytes, list[bytes]] = {GOOD: [], BAD: [], MISSING: []}
        for who in anchored.police.members:
            found = GOOD if who in self.corrupt else honest
            if who not in self.offline and found:
                context = replace(anchored.police, context=anchored.police.context + found)
                signed[found].append(self.nodes[who].sign(context.digest(COMMIT, height, 0, anchored.header.hash)))
        for found, signatures in signed.items():
            if len(signatures) >= anchored.police.quorum:
                return Verdict(shard, height, found, tuple(signatures))
        return None

    def examine(self, shard: int, header: ShardHeader) -> bytes | None:
        """What an honest node finds: it does the block again. None while it waits for what is not final yet."""
        body, line = self.bodies.get(header.hash), self.lines.get(shard)
        if line is None:
            return None
        if body is None:
            return MISSING
        try:
            for credit in body.credits:
                self.final.creditable(credit)
            parent, state = line.before(header.height)
            if parent != header.parent:
                return None
            replay(state, body)
        except Refused:
            return BAD
        return GOOD

    def mine(self, body: list[Item] | None = None, on: Block[Beacon] | None = None) -> Block[Beacon]:
        """A miner finds a block with all that is valid after `on` (the head), or with `body`; the chain takes it."""
        parent = on or self.chain.head
        time = parent.header.time + max(1, round(self.random.expovariate(1 / self.params.pow_period)))
        items = self._choose(parent, time) if body is None else body
        header = seal(self.chain.prepare(self.miner, time, items, parent))
        block = self.chain.add(header, items)
        self._settle()
        return block

    @property
    def miner(self) -> bytes:
        """Who is paid for the next block: mining is open to all, one name is enough here."""
        return next(iter(self.nodes))

    def _choose(self, parent: Block[Beacon], time: int) -> list[Item]:
        """Of all that could be included, what the rules take, in one order."""
        header = self.chain.prepare(self.miner, time, (), parent)
        bare = Block(header, (), parent, 0, parent.state)
        trial = process(parent.state, bare).copy()
        chosen: list[Item] = []
        candidates: list[Item] = [*self.vote(), *self.verdicts(), *self.anchors(), *self.queue]
        for item in candidates:
            try:
                take(trial, item, bare)
            except Refused:
                continue
            chosen.append(item)
        return chosen

    def _settle(self) -> None:
        """What the head calls final is final for good."""
        final = self.beacon.finality.final
        height = final.epoch * self.params.casper_epoch
        if height > self.chain.final.number:
            self.chain.finalise(self.chain.at(height))
            self._grow()

    @property
    def reorgs(self) -> list[Reorg]:
        """Reorganisations of the main chain so far."""
        return self.chain.reorgs

    def step(self) -> Block[Beacon]:
        """Every shard decides on a block, then the main chain has one."""
        for shard in self.shards:
            self.round(shard)
        return self.mine()
