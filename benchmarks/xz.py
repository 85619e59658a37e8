# SPDX-License-Identifier: MIT
"""Gas of what XZ's actors do, one small function a figure. Exact: intrinsic gas, calldata and refunds included.

`run()` measures all of ours in one world, in this order; every figure takes tokens of its own, so that none depends
on what another left behind except through the engine's clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from boa.vm.py_evm import deregister_raw_precompile
from eth_hash.auto import keccak

from benchmarks.meter import Figure, figure, measure
from benchmarks.world import DAY, FEE, FOREVER, STAKE, WAD, World, build
from wuxing.engine import precompiles
from wuxing.merkle import Tree
from wuxing.typed_data import domain_of
from wuxing.xz import clique, signing
from wuxing.xz.clique import Header

# the mine


def stake(w: World) -> Figure:
    """XZ-9: one token that has mined before."""
    measured, _ = measure(w.xz.mine.stake, w.idle.pop(), STAKE, FEE, sender=w.miner)
    return figure("stake", measured, bound=58_000)


def stake_batch(w: World) -> Figure:
    """XZ-9: 20 tokens in one call."""
    ids = [w.idle.pop(0) for _ in range(20)]
    measured, _ = measure(w.xz.mine.stake_batch, ids, STAKE, FEE, sender=w.miner)
    return figure("stake, 20 in one call, each", measured, per=20)


def settle(w: World) -> Figure:
    """XZ-7: one day's output, paid to miner and node, gas burned."""
    measured, _ = measure(w.xz.mine.settle, w.staked.pop(), sender=w.keeper)
    return figure("settle with payout", measured, bound=measured.limit * 12 // 10)


def settle_batch(w: World) -> Figure:
    """XZ-7: 50 tokens of one miner at one node."""
    ids = [w.staked.pop() for _ in range(50)]
    measured, receipt = measure(w.xz.mine.settle_batch, ids, sender=w.keeper)
    assert receipt.value == 50
    return figure("settle, 50 in one call, each", measured, "50 tokens of one owner and node", 50, 25_000)


def top_up(w: World) -> Figure:
    """XZ-7, XZ-10: settles a day, then adds stake and fee."""
    measured, _ = measure(w.xz.mine.top_up, w.staked.pop(), 100 * WAD, 10 * WAD, sender=w.miner)
    return figure("top up after a day", measured)


def exit_(w: World) -> Figure:
    """XZ-14: settles a day, returns the fee, queues the stake."""
    measured, _ = measure(w.xz.mine.exit, w.staked.pop(), sender=w.miner)
    return figure("exit after a day", measured)


def withdraw(w: World) -> Figure:
    """XZ-14: one queue entry that has unlocked."""
    w.engine.advance(w.xz.params.exit_lock)
    w.xz.mine.withdraw(w.miner, sender=w.keeper)
    w.xz.mine.exit(w.staked.pop(), sender=w.miner)
    w.engine.advance(w.xz.params.exit_lock)
    measured, _ = measure(w.xz.mine.withdraw, w.miner, sender=w.miner)
    return figure("withdraw one exit", measured)


def claim_node(w: World) -> Figure:
    """XZ-8: a node's share."""
    w.xz.mine.claim_node(1, sender=w.node)
    w.engine.advance(DAY)
    w.xz.mine.settle(w.staked[0], sender=w.keeper)
    measured, _ = measure(w.xz.mine.claim_node, 1, sender=w.node)
    return figure("claim a node's share", measured)


# tokens


def transfer(w: World) -> Figure:
    """XZ-1: between two holders."""
    measured, _ = measure(w.xz.token.transfer, w.buyer, 1_234 * WAD, sender=w.miner)
    return figure("XZ transfer", measured, bound=34_600)


def _signed_transfer(w: World, token_id: int) -> tuple[Any, ...]:
    nft = w.xz.nft
    message = signing.transfer(token_id, w.miner.address, w.buyer.address, nft.nonceOf(token_id), FOREVER)
    signature = w.chip(token_id).sign(domain_of(nft).digest(message))
    return w.miner, w.buyer, token_id, FOREVER, signature


def _returned_to_miner(w: World, token_id: int) -> None:
    """Sends a token to the buyer and back: nonce and both balances have values afterwards."""
    nft, domain = w.xz.nft, domain_of(w.xz.nft)
    for sender, receiver in ((w.miner, w.buyer), (w.buyer, w.miner)):
        message = signing.transfer(token_id, sender.address, receiver.address, nft.nonceOf(token_id), FOREVER)
        signature = w.chip(token_id).sign(domain.digest(message))
        nft.transferWithChip(sender, receiver, token_id, FOREVER, signature, sender=sender)


def _buyer_holds_one(w: World) -> None:
    if not w.xz.nft.balanceOf(w.buyer):
        w.xz.nft.transferWithChip(*_signed_transfer(w, w.idle.pop(0)), sender=w.miner)


def transfer_nft(w: World) -> Figure:
    """XZ-4: with a signature of a chip on secp256k1."""
    _buyer_holds_one(w)
    token_id = w.idle.pop(0)
    _returned_to_miner(w, token_id)
    measured, _ = measure(w.xz.nft.transferWithChip, *_signed_transfer(w, token_id), sender=w.miner)
    return figure("NFTXZ transfer with chip", measured, "3,000 of ecrecover not in the limit", bound=56_000)


def transfer_nft_p256(w: World) -> Figure:
    """XZ-4: with a signature on P-256, where the chain has the precompile."""
    _buyer_holds_one(w)
    token_id = w.idle.pop()
    _returned_to_miner(w, token_id)
    measured, _ = measure(w.xz.nft.transferWithChip, *_signed_transfer(w, token_id), sender=w.miner)
    return figure("NFTXZ transfer, P-256 precompile", measured, "6,900 of P256VERIFY not in the limit")


def transfer_nft_p256_fallback(w: World) -> Figure:
    """XZ-4: with a signature on P-256, verified by OpenZeppelin's Solidity."""
    _buyer_holds_one(w)
    token_id = w.idle.pop()
    _returned_to_miner(w, token_id)
    signed = _signed_transfer(w, token_id)
    deregister_raw_precompile(precompiles.P256_VERIFY)
    try:
        measured, _ = measure(w.xz.nft.transferWithChip, *signed, sender=w.miner)
    finally:
        precompiles.install()
    return figure("NFTXZ transfer, P-256 in Solidity", measured, "the curve's arithmetic is not in the limit")


def authorized_sale(w: World) -> list[Figure]:
    """XZ-4: the chip's word stored first, then a marketplace's ordinary transferFrom."""
    _buyer_holds_one(w)
    nft, token_id = w.xz.nft, w.idle.pop(0)
    _returned_to_miner(w, token_id)
    sender, receiver, _, deadline, signature = _signed_transfer(w, token_id)
    stored, _ = measure(nft.authorize, token_id, sender, receiver, deadline, signature, sender=w.keeper)
    used, _ = measure(nft.transferFrom, sender, receiver, token_id, sender=w.miner)
    return [figure("NFTXZ authorize", stored), figure("NFTXZ transferFrom, authorized", used)]


# cabinets and court


def report(w: World) -> Figure:
    """XZ-17: a round of seven signers; not the first."""
    feed, domain = w.xz.feed_xz_price, domain_of(w.xz.feed_xz_price)
    ids = w.staked[:7]

    def signed() -> tuple[Any, ...]:
        at, values = w.engine.time, [123_456_789 + i for i in range(7)]
        digests = [domain.digest(signing.report(at, i, value)) for i, value in zip(ids, values, strict=True)]
        return at, values, ids, [w.chip(i).sign(digest) for i, digest in zip(ids, digests, strict=True)]

    feed.report(*signed(), sender=w.keeper)
    measured, _ = measure(feed.report, *signed(), sender=w.keeper)
    return figure("feed report of 7 signers", measured, "7 × 3,000 of ecrecover not in the limit")


def append(w: World) -> Figure:
    """XZ-5: a batch of records; not the first."""
    log, domain, token_id = w.xz.log, domain_of(w.xz.log), w.staked[0]
    root = Tree.of(f"sale {i}".encode() for i in range(100)).root

    def signed() -> tuple[Any, ...]:
        batch, head, now = log.length(token_id), log.head(token_id), w.engine.time
        digest = domain.digest(signing.log_batch(token_id, batch, head, root, 100, now, now))
        return token_id, batch, root, 100, now, now, w.chip(token_id).sign(digest)

    log.append(*signed(), sender=w.keeper)
    measured, _ = measure(log.append, *signed(), sender=w.keeper)
    return figure("log append", measured, "3,000 of ecrecover not in the limit")


def verdict(w: World) -> Figure:
    """XZ-20: two raw sealed headers of one signer, who has a token staked and an exit in the queue."""
    key = bytes(w.signer.key)
    first = clique.seal(Header(parent_hash=keccak(b"parent"), number=5, time=15), key)
    second = clique.seal(replace(first, transactions_root=keccak(b"other")), key)
    court, ids = w.xz.court, [w.signers_token]
    measured, receipt = measure(court.reportDoubleSeal, first.raw, second.raw, ids, sender=w.keeper)
    assert receipt.value >= STAKE
    return figure("court verdict", measured, "2 × 3,000 of ecrecover and the RLP not in the limit")


OURS: tuple[Callable[[World], Figure | list[Figure]], ...] = (
    stake, stake_batch, settle, settle_batch, top_up, exit_, transfer, transfer_nft, transfer_nft_p256,
    transfer_nft_p256_fallback, authorized_sale, report, append, verdict, claim_node, withdraw,
)  # fmt: skip


def run() -> list[Figure]:
    """All figures of ours, in order."""
    w = build()
    made: list[Figure] = []
    for one in OURS:
        result = one(w)
        made += result if isinstance(result, list) else [result]
    return made
