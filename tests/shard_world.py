# SPDX-License-Identifier: MIT
"""A small native chain for tests: committees of four, an epoch of three blocks, twelve users with 100 CNT each."""

from __future__ import annotations

from dataclasses import replace

from wuxing.contattract.chain.shard import (
    Transfer,
)
from wuxing.contattract.chain.sharded import ShardedChain
from wuxing.contattract.keys import Key
from wuxing.params import load

PARAMS = replace(
    load("contattract", "reconciled"),
    pow_difficulty=2,
    casper_epoch=3,
    shard_seats=4,
    police_seats=4,
    shard_split=8,
    shard_block=5,
    pbft_timeout=500,
)
COIN = 10**18
USERS = [Key.from_seed(f"user {i}") for i in range(12)]
NAMES = [user.address for user in USERS]


def native(nodes=9, seed=0, params=PARAMS, **options) -> ShardedChain:
    founders = [Key.from_seed(f"node {i}") for i in range(nodes)]
    return ShardedChain(params, founders, dict.fromkeys(NAMES, 100 * COIN), seed, **options)


def doubled(network) -> None:
    """Every message arrives a second time, up to two seconds later: after others that were sent after it."""
    deliver = network.deliver

    def twice(sender, to, message):
        deliver(sender, to, message)
        network.after(network.random.uniform(0, 2), deliver, sender, to, message)

    network.deliver = twice


def pay(chain, sender, to, amount=COIN, nonce=None):
    nonce = chain.nonce(USERS[sender].address) if nonce is None else nonce
    transfer = Transfer.sign(USERS[sender], NAMES[to], amount, nonce)
    chain.submit(transfer)
    return transfer


def run(chain, steps):
    for _ in range(steps):
        chain.step()
        assert chain.total == chain.supply


def split(nodes=9, seed=0, **options) -> ShardedChain:
    """A chain that has split once at least."""
    chain = native(nodes, seed, **options)
    for _ in range(60):
        chain.step()
        if len(chain.shards) > 1:
            return chain
    raise AssertionError("expected a split within 60 steps")


def overtaken(chain, target) -> bool:
    """Others mine empty blocks beside a block until it is off the chain; not if finality forbids it."""
    block, most = target.parent, chain.chain.head.number - target.number + 20
    for _ in range(most):
        block = chain.mine([], on=block)
        if not chain.chain.holds(target):
            return True
    return False


def aligned(chain) -> None:
    """Steps to a block after which nothing is justified until the next checkpoint has passed."""
    while chain.chain.head.number % PARAMS.casper_epoch != 1:
        run(chain, 1)


def arrived(chain) -> None:
    """Steps until nothing is in flight."""
    for _ in range(60):
        if not chain.flight:
            return
        run(chain, 1)
    raise AssertionError("expected everything to arrive within 60 blocks")


def across(chain) -> tuple[int, int]:
    """Two users in different shards."""
    first = chain.shard_of(NAMES[0])
    return 0, next(i for i, name in enumerate(NAMES) if chain.shard_of(name) != first)


def recomputed(chain) -> int:
    """All money, from states and blocks alone: balances, and receipts emitted and not credited anywhere."""
    states = [chain.lines[number].state for number in chain.shards]
    credited = {receipt for state in states for receipt in state.credited}
    emitted = [r for line in chain.lines.values() for made in line.made for r in made.receipts]
    return sum(s.total for s in states) + sum(r.amount for r in emitted if r.id not in credited)
