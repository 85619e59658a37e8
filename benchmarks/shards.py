# SPDX-License-Identifier: MIT
"""Shards' throughput: transfers a second with 1, 2 and 4 shards, and what one node does for it.

Nodes of different shards work beside each other, here all run in one process. So the figure is transfers divided by
the processor time of the busiest node: what it spends on its messages, its blocks and its signatures. Its limit is
the check of one signature for each transfer that a node's shard executes; the rest is agreement and state.

Half of the payments in the row "any recipient" of two shards, three quarters with four, cross to another shard, whose
nodes credit a receipt with a Merkle path instead of checking a signature. The second committee's work is not in it.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

from rich.table import Table

from benchmarks import speed
from benchmarks.speed import Speed
from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.chain.pbft import Replica
from wuxing.contattract.chain.shard import Transfer
from wuxing.contattract.chain.sharded import ShardedChain
from wuxing.contattract.keys import Key
from wuxing.contattract.params import Params
from wuxing.params import load

SEATS, ACCOUNTS, BLOCKS, IN_BLOCK = 4, 800, 6, 100


@dataclass(frozen=True)
class Throughput:
    """Of some shards: transfers a second, and what a node receives and sends for a block."""

    shards: int
    local: bool
    per_second: float
    messages: float


def _params(shards: int) -> Params:
    return replace(
        load("contattract", "reconciled"),
        pow_difficulty=1,
        casper_epoch=3,
        shard_seats=SEATS,
        police_seats=SEATS,
        shard_split=2 * SEATS if shards > 1 else 1000,
        shard_block=10 * IN_BLOCK,
    )


def _grown(shards: int, users: list[Key]) -> ShardedChain:
    """A chain that has split into so many shards and will not split again."""
    nodes = [Key.from_seed(f"node {i}") for i in range(2 * SEATS * max(1, shards // 2))]
    chain = ShardedChain(_params(shards), nodes, {user.address: 10**20 for user in users}, seed=shards)
    while len(chain.shards) < shards:
        chain.step()
    return chain


@contextmanager
def _timed() -> Iterator[dict[bytes, float]]:
    """Seconds of processor time by node: what beginning a round and each message that arrives make it do."""
    spent: dict[bytes, float] = defaultdict(float)
    hear, start = PeerNetwork.deliver, Replica.begin

    def deliver(network: PeerNetwork, sender: bytes, to: bytes, message: object) -> None:
        before = time.process_time()
        hear(network, sender, to, message)
        spent[to] += time.process_time() - before

    def begin(replica: Replica) -> None:
        before = time.process_time()
        start(replica)
        spent[replica.address] += time.process_time() - before

    with patch.object(PeerNetwork, "deliver", deliver), patch.object(Replica, "begin", begin):
        yield spent


def measure(shards: int, local: bool) -> Throughput:
    """Some full blocks in every shard, then what is in flight arrives."""
    users = [Key.from_seed(f"user {i}") for i in range(ACCOUNTS)]
    chain, chance = _grown(shards, users), random.Random(shards)
    homes = {user.address: chain.shard_of(user.address) for user in users}
    by_shard = {shard: [user for user in users if homes[user.address] == shard] for shard in chain.shards}
    for shard, members in by_shard.items():
        nonces = dict.fromkeys((user.address for user in members), 0)
        for _ in range(BLOCKS * IN_BLOCK):
            sender = chance.choice(members)
            to = chance.choice(members if local else users)
            chain.pending[shard].append(Transfer.sign(sender, to.address, 1, nonces[sender.address]))
            nonces[sender.address] += 1
    chain.params = replace(chain.params, shard_block=IN_BLOCK)
    chain.teams, blocks = {}, 0
    heights = {shard: chain.lines[shard].height - chain.lines[shard].start for shard in chain.shards}
    with _timed() as spent:
        while any(chain.pending[shard] for shard in chain.shards):
            for shard in chain.shards:
                blocks += chain.round(shard) is not None
        sent = sum(sum(team.network.sent.values()) for team in chain.teams.values())
        while chain.flight:
            chain.mine()
            for shard in chain.shards:
                if chain.waiting(shard):
                    chain.round(shard)
    made = [made for shard, before in heights.items() for made in chain.lines[shard].made[before:]]
    done = sum(len(one.block.transfers) for one in made)
    return Throughput(shards, local, done / max(spent.values()), sent / blocks / SEATS)


def _checks(count: int = 5_000) -> float:
    """Signatures of transfers checked in a second of processor time, as the rows are."""
    key = Key.from_seed("signer")
    transfers = [Transfer.sign(key, key.address, 1, nonce) for nonce in range(count)]
    start = time.process_time()
    for transfer in transfers:
        assert transfer.sender == key.address
    return count / (time.process_time() - start)


def run() -> tuple[list[Speed], list[Throughput]]:
    """Local payments and any, with 1, 2 and 4 shards."""
    limit = _checks()
    found = [measure(shards, True) for shards in (1, 2, 4)] + [measure(shards, False) for shards in (2, 4)]
    rows = [
        Speed(
            f"Transfers, {t.shards} shard{'s' * (t.shards > 1)}, {'own' if t.local else 'any'} recipient",
            t.per_second,
            t.shards * limit,
            "a signature check each",
            found[0].per_second,
            "one shard",
        )
        for t in found
    ]
    return rows, found


def show(result: tuple[list[Speed], list[Throughput]]) -> None:
    """The tables in the terminal."""
    rows, found = result
    speed.show(f"Shards of {SEATS}, by the time of the busiest node", rows)
    table = Table(
        title="PBFT messages", caption="a block: a proposal, a prepare and a commit of everybody to everybody"
    )
    for column in ("shards", "sent by a node for a block", "limit"):
        table.add_column(column, justify="right")
    for one in found:
        table.add_row(str(one.shards), f"{one.messages:.2f}", f"{(SEATS - 1) * (2 + 1 / SEATS):.2f}")
    speed.console().print(table)
