# SPDX-License-Identifier: MIT
"""Attacks on main chain, pool and shards (the paper's 5.2.2 and 6.1.4) with their measured outcome (CNT-21).

Each function runs a native chain, or a committee of it, with attackers in it and returns an `Outcome`. Honest nodes
play by the rules throughout; what they are fooled into is counted, not assumed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import Any

from eth_hash.auto import keccak

from wuxing.contattract.chain.beacon import BAD, MISSING, Anchor, draw
from wuxing.contattract.chain.casper import Evidence, Vote
from wuxing.contattract.chain.pbft import COMMIT, PREPARE, Ballot, Certificate, Proposal, Replica, ViewChange
from wuxing.contattract.chain.pow import body_root
from wuxing.contattract.chain.shard import Receipt, Transfer, build
from wuxing.contattract.chain.sharded import ShardedChain, ShardReplica
from wuxing.contattract.keys import Key
from wuxing.contattract.params import Params
from wuxing.params import load

COIN = 10**18
ACCOUNTS = 40


@dataclass(frozen=True)
class Outcome:
    """What an attack came to.

    `blocks` were made where the attack took place, of `expected`. `forged` wei were made from nothing, `kept` of them
    were believed in the end. `burned` wei of deposits it cost the attackers. `forks` heights have two decided blocks.
    """

    attack: str
    attackers: int
    nodes: int
    blocks: int
    expected: int
    forks: int
    forged: int
    kept: int
    burned: int
    did: str
    got: str

    @property
    def harmless(self) -> bool:
        """Whether nothing forged was believed and nothing decided twice."""
        return self.kept == 0 and self.forks == 0


def small(params: Params | None = None) -> Params:
    """Committees of seven and short epochs: what a run of seconds can show."""
    return replace(
        params or load("contattract", "reconciled"),
        pow_difficulty=2,
        casper_epoch=4,
        shard_seats=7,
        police_seats=7,
        shard_split=14,
        shard_block=20,
        pbft_timeout=500,
    )


def users() -> list[Key]:
    """Accounts with 100 CNT each."""
    return [Key.from_seed(f"account {i}") for i in range(ACCOUNTS)]


def native(nodes: int, seed: int, params: Params | None = None) -> ShardedChain:
    """A chain of honest nodes."""
    founders = [Key.from_seed(f"founder {i}") for i in range(nodes)]
    return ShardedChain(params or small(), founders, {user.address: 100 * COIN for user in users()}, seed)


def split(nodes: int, seed: int) -> ShardedChain:
    """A chain that has split."""
    chain = native(nodes, seed)
    for _ in range(100):
        if len(chain.shards) > 1:
            return chain
        chain.step()
    raise RuntimeError("expected a split within 100 blocks")


# --- one shard bribed


class Bribed(Replica):
    """Signs whatever its own people propose, in every view, and forges a block for each half when it leads."""

    gang: frozenset[bytes] = frozenset()

    def lead(self, wishes: tuple[ViewChange, ...]) -> None:
        """Two blocks for one height, one to each half of the honest; both to the gang."""
        app: Any = self.app
        honest = app.propose(self.height)
        made = build(app.header(self.height), app.state, honest.credits, honest.transfers[:-1])[0]
        others = [member for member in self.committee.members if member not in self.gang]
        for value, half in ((honest, others[::2]), (made, others[1::2])):
            for member in (*half, *self.gang):
                self.network.send(self.address, member, self.proposal(value, wishes))

    def take(self, message: object, sender: bytes) -> None:
        """Prepare and commit to anything the gang proposes."""
        if isinstance(message, Proposal) and message.height == self.height and sender in self.gang:
            for phase in (PREPARE, COMMIT):
                digest = self.committee.digest(phase, message.height, message.view, message.value.hash)
                ballot = Ballot(phase, message.height, message.view, message.value.hash, self.key.sign(digest))
                self.network.broadcast(self.address, ballot, self.committee.members)
        super().take(message, sender)


def bribed_third(bribed: int = 2, seed: int = 0, rounds: int = 14, steps: int = 30) -> Outcome:
    """Of a committee of seven, `bribed` tell each half of the others another block and sign both.

    Two (f) come to nothing. Three (f + 1) fork the shard when they lead; the main chain anchors one branch, and honest
    members on the other give theirs up: a block that only a shard has decided is not final.
    """
    chain = native(20, seed)
    committee = chain.final.shards[1].committees[-1]
    gang = frozenset(committee.members[:bribed])
    kind = type("Gang", (Bribed,), {"gang": gang})
    chain.kinds = dict.fromkeys(gang, kind)
    team = chain.team(1)
    accounts = users()
    for number in range(rounds):
        user = accounts[number % ACCOUNTS]
        for nonce in range(2):
            chain.submit(Transfer.sign(user, accounts[-1].address, COIN, chain.nonce(user.address) + nonce))
        chain.round(1)
    decided: dict[int, set[bytes]] = {}
    for replica in team.replicas:
        for height, found in replica.log.items() if replica.address not in gang else ():
            decided.setdefault(height, set()).add(found.value.hash)
    forks = sum(len(found) > 1 for found in decided.values())
    made = chain.lines[1].height
    for _ in range(steps):
        chain.step()
    after = chain.lines[1].height - made
    return Outcome(
        f"{bribed} of 7 bribed", bribed, 7, made, rounds, forks, 0, chain.total - chain.supply, 0,
        did="told each half of the others another block and signed both",
        got=f"{forks} heights decided twice; {after} blocks in {steps} more, with other seats",
    )  # fmt: skip


def forge(chain: ShardedChain, shard: int, amount: int, to: bytes, hidden: bool) -> tuple[Anchor, Receipt]:
    """A captured committee's block with a receipt for money that nobody paid; its anchor, signed by all its seats."""
    line, committee = chain.lines[shard], chain.final.shards[shard].committees[-1]
    app = ShardReplica(chain, line, committee)
    height = line.height + 1
    receipt = Receipt(shard, height, 0, to, amount)
    block = build(app.header(height), line.state, [], [])[0]
    block = replace(block, header=replace(block.header, receipts_root=body_root([receipt])))
    if not hidden:
        chain.bodies[block.hash] = block
    digest = committee.digest(COMMIT, height, 0, block.hash)
    signatures = tuple(chain.nodes[who].sign(digest) for who in committee.members)
    return Anchor(block.header, Certificate(height, 0, block.hash, signatures)), receipt


def captured_shard(hidden: bool = False, police: int = 0, seed: int = 0, steps: int = 40) -> Outcome:
    """A whole committee forges a receipt of a million CNT; `police` of the seven who check it are bribed too.

    `hidden`: the block is withheld, so that nobody can check it (withheld receipts). Below a quorum of the police it is
    struck out and the police take the seats; only with a quorum of a random second committee as well is it believed.
    """
    chain = split(24, seed)
    shard, other = chain.shards[0], chain.shards[1]
    to = next(user.address for user in users() if chain.shard_of(user.address) == other)
    before = chain.lines[shard].height
    anchor, receipt = forge(chain, shard, 10**6 * COIN, to, hidden)
    chain.mine([anchor])
    chain.corrupt = set(chain.beacon.shards[shard].headers[receipt.height].police.members[:police])
    for _ in range(steps):
        chain.step()
    view = chain.beacon.shards[shard]
    believed = receipt.height <= view.checked and view.headers[receipt.height].header == anchor.header
    pool = chain.beacon.pool
    found = "good" if believed else (MISSING if hidden else BAD).decode() if view.banned else "nothing"
    return Outcome(
        f"captured shard{', block withheld' if hidden else ''}, {police} of 7 police bribed",
        7 + police, len(chain.nodes), chain.lines[shard].height - before, steps, 0, receipt.amount,
        receipt.amount if believed else 0, pool.burned + sum(pool.still_owed(who) for who in pool.slashes),
        did="signed a receipt that nobody paid for" + (" and kept the block to itself" if hidden else ""),
        got=f"found {found} by the police, {len(pool.slashes)} convicted",
    )  # fmt: skip


# --- seats


def captures(pool: int, bad: int, seats: int, most: int) -> float:
    """Hypergeometric limit: the chance that more than `most` of `seats` drawn from `pool` are among `bad`."""
    ways = sum(comb(bad, k) * comb(pool - bad, seats - k) for k in range(most + 1, min(bad, seats) + 1))
    return ways / comb(pool, seats)


@dataclass(frozen=True)
class Capture:
    """How often a drawn committee had more than f, and more than 2 f, attackers; beside the limits."""

    share: float
    draws: int
    stopped: float
    stopped_limit: float
    captured: float
    captured_limit: float


def sybil(share: float, pool: int = 400, seats: int = 100, draws: int = 2000, seed: int = 0) -> Capture:
    """Sybils with a share of the pool's seats hope for one committee: drawn as the main chain draws, with real seeds.

    Above f they stop a shard; with a quorum (more than 2 f) they decide alone. A thousand keys cost a thousand
    deposits, so the share is one of money; where they sit is the work's choice, anew each period.
    """
    nodes = [keccak(b"node" + i.to_bytes(4, "big"))[:20] for i in range(pool)]
    bad = set(nodes[: round(share * pool)])
    faults = (seats - 1) // 3
    quorum = (seats + faults) // 2 + 1
    stopped = captured = 0
    for number in range(draws):
        drawn = draw(keccak(f"{seed} block {number}".encode()), nodes)[:seats]
        count = sum(node in bad for node in drawn)
        stopped += count > faults
        captured += count >= quorum
    return Capture(
        share, draws, stopped / draws, captures(pool, len(bad), seats, faults), captured / draws,
        captures(pool, len(bad), seats, quorum - 1),
    )  # fmt: skip


# --- the main chain's past


def long_range(fresh: bool = False, seed: int = 0, steps: int = 40) -> Outcome:
    """Miners with more power than all others rewrite the chain from genesis on; no validator signs for them.

    A node that was there does not follow: its last final checkpoint is not on it. Nor does a newcomer (`fresh`) that
    sees both: the honest chain has justified checkpoints, the rewritten one none.
    """
    chain = native(12, seed, replace(small(), shard_split=99))
    for _ in range(steps):
        chain.step()
    head = chain.chain.head
    viewer = native(12, seed, chain.params) if fresh else chain
    if fresh:
        for block in chain.chain.line[1:]:
            viewer.chain.add(block.header, block.body)
    secret, blocks = viewer.chain.genesis, 0
    while secret.total <= 2 * head.total:
        secret, blocks = viewer.mine([], on=secret), blocks + 1
    moved = not viewer.chain.holds(viewer.chain.blocks[head.hash])
    return Outcome(
        f"long range, seen by {'a newcomer' if fresh else 'a node that was there'}", blocks, len(chain.nodes), blocks,
        head.number, int(moved), 0, 0, 0,
        did=f"mined {blocks} blocks from genesis on, twice the honest work",
        got="the head" if moved else "nothing",
    )  # fmt: skip


def old_keys(recent: bool, seed: int = 0, steps: int = 40) -> Outcome:
    """All founders' keys, sold after they withdrew, sign another history from genesis on; a newcomer sees it first.

    Nothing at stake any more, nothing to convict: the newcomer is fooled, unless it knows one `recent` final
    checkpoint from somebody (弱客观性, weak subjectivity).
    """
    params = replace(small(), shard_split=99)
    honest, forged = native(12, seed, params), native(12, seed + 1, params)
    for _ in range(steps):
        honest.step()
    for _ in range(2 * steps):
        forged.mine()
    viewer = native(12, seed, params).chain
    for block in (*forged.chain.line[1:], *honest.chain.line[1:]):
        viewer.add(block.header, block.body)
    if recent:
        viewer.finalise(viewer.blocks[honest.chain.final.hash])
    fooled = viewer.head.hash == forged.chain.head.hash
    return Outcome(
        f"long range with old keys, {'a recent checkpoint known' if recent else 'nothing known'}", 12, 12,
        forged.chain.head.number, honest.chain.head.number, int(fooled), 0, 0, 0,
        did="signed a longer history with keys that have left the pool",
        got="the newcomer" if fooled else "nothing",
    )  # fmt: skip


def double_spend(depth: int = 3, seed: int = 0) -> Outcome:
    """A payer sends money to another shard, then miners take the anchoring block off the main chain.

    The receipt was never credited, because nothing final had it; the debit stands in the payer's shard, and the next
    miner anchors it again. Below the last justified checkpoint no reorganisation is followed at all.
    """
    chain = split(24, seed)
    payer = users()[0]
    to = next(u.address for u in users() if chain.shard_of(u.address) != chain.shard_of(payer.address))
    held = chain.balance(to)
    while chain.chain.head.number % chain.params.casper_epoch != 1:
        chain.step()
    chain.submit(Transfer.sign(payer, to, 50 * COIN, 0))
    chain.step()
    anchored = chain.chain.head
    block = anchored.parent
    assert block
    for _ in range(depth):
        block = chain.mine([], on=block)
    gone = not chain.chain.holds(anchored)
    credited_early = chain.balance(to) - held
    chain.pending[chain.shard_of(payer.address)].append(Transfer.sign(payer, payer.address, 50 * COIN, 0))
    steps = 0
    while chain.flight and steps < 60:
        chain.step()
        steps += 1
    twice = max(0, chain.balance(to) - held - 50 * COIN) + max(0, chain.total - chain.supply)
    return Outcome(
        "double spend across shards in a reorganisation", depth, len(chain.nodes), steps, 60, 0,
        50 * COIN, twice + credited_early, 0,
        did=f"took the receipt's anchor off the main chain: {gone}",
        got=f"credited once, {steps} blocks later; {len(chain.chain.reorgs)} reorganisation",
    )  # fmt: skip


# --- votes


def nothing_at_stake(cheats: int = 4, nodes: int = 12, seed: int = 0) -> Outcome:
    """At a fork `cheats` validators vote for both sides. Whoever sees both votes has them convicted.

    A third of the deposits or more that do so lose everything; one alone a tenth, at least.
    """
    chain = native(nodes, seed, replace(small(), shard_split=99))
    for _ in range(13):
        chain.step()
    finality = chain.beacon.finality
    rng = random.Random(seed)
    guilty: Sequence[bytes] = rng.sample(sorted(chain.nodes), cheats)
    other = replace(finality.current, hash=keccak(b"other side"))
    for who in guilty:
        key = chain.nodes[who]
        votes = (Vote.cast(finality.source, point, key) for point in (finality.current, other))
        chain.queue.append(Evidence(*votes))
    for _ in range(30):
        chain.step()
    pool = chain.beacon.pool
    burned = pool.burned + sum(pool.still_owed(who) for who in pool.slashes)
    return Outcome(
        f"nothing at stake, {cheats} of {nodes}", cheats, nodes, chain.chain.head.number, 43, 0, 0, 0, burned,
        did="voted for both sides of a fork",
        got=f"{len(pool.slashes)} convicted, {burned / chain.params.casper_deposit:.1f} deposits lost",
    )  # fmt: skip
