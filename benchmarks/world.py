# SPDX-License-Identifier: MIT
"""XZ in phase 1, mined for real: where gas is measured.

128 tokens of one miner mine phase 0 to its end in 860 days; then they leave the mine, and 80 of them stake again, so
that every slot that a steady economy keeps changing has a value already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from eth_utils import keccak

from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.suite import System, plan
from wuxing.xz.signing import P256, SECP256K1, Chip

WAD = 10**18
DAY = 86_400
FOREVER = 2**255
STAKE, FEE = 4_140 * WAD, 1_500 * WAD
TOKENS, BATCH, STAKED = 128, 64, 80
P256_TOKENS = (126, 127, 128)
CONTRACTS = ("token", "mine", "nft", "log", "feed_xz_price", "court")
"""What is deployed of XZ: measuring needs no market and no governance."""


@dataclass
class World:
    """The system, its actors, and the tokens still to be used by figures: `idle` ones and `staked` ones."""

    engine: TitanoboaEngine
    xz: System
    deployer: Any
    owner: Any
    registrar: Any
    miner: Any
    keeper: Any
    node: Any
    buyer: Any
    signer: Any
    idle: list[int] = field(default_factory=list)
    staked: list[int] = field(default_factory=list)
    signers_token: int = 0

    def chip(self, token_id: int) -> Chip:
        """The chip in a token's cabinet."""
        return Chip.from_seed(f"cabinet {token_id}", P256 if token_id in P256_TOKENS else SECP256K1)

    def mint(self, to: Any, token_id: int) -> None:
        """Onboards the cabinet whose token will have this number."""
        hardware = keccak(text=f"hardware {token_id}")
        chip = self.chip(token_id).address
        self.xz.nft.mint(to, hardware, 311_234_567, 1_214_567_890, chip, 1, sender=self.registrar)


def build() -> World:
    """Deploys and mines phase 0; about two seconds."""
    engine = TitanoboaEngine()
    deployer, owner, registrar, miner, keeper, node, buyer, guardian = (engine.account(i) for i in range(8))
    signer = engine.account(20)
    roles = {"owner": owner.address, "guardian": guardian.address, "registrar": registrar.address}
    made = plan(engine, "xz", "paper", deployer, roles)
    made.deploy(CONTRACTS)
    w = World(engine, made.system, deployer, owner, registrar, miner, keeper, node, buyer, signer)
    _mine_phase_0(w)
    _stake_again(w)
    return w


def _batches(ids: list[int]) -> list[list[int]]:
    return [ids[i : i + BATCH] for i in range(0, len(ids), BATCH)]


def _mine_phase_0(w: World) -> None:
    xz = w.xz
    xz.mine.add_node(w.node, sender=w.owner)
    xz.mine.invite(w.miner, True, sender=w.owner)
    ids = list(range(1, TOKENS + 1))
    for token_id in ids:
        w.mint(w.miner, token_id)
    for batch in _batches(ids):
        xz.mine.stake_batch(batch, 0, 0, sender=w.miner)
    w.engine.advance(860 * DAY)
    for batch in _batches(ids):
        xz.mine.settle_batch(batch, sender=w.miner)
        xz.mine.exit_batch(batch, sender=w.miner)
    if xz.mine.phase() != 1:
        raise RuntimeError(f"expected phase 1 after {TOKENS} tokens mined for 860 days, got {xz.mine.phase()}")


def _stake_again(w: World) -> None:
    xz, ids = w.xz, list(range(1, TOKENS + 1))
    xz.token.approve(xz.mine, FOREVER * 2 - 1, sender=w.miner)
    for holder in (w.keeper, w.buyer, w.signer):
        xz.token.transfer(holder, 20_000 * WAD, sender=w.miner)
    w.signers_token = TOKENS + 1
    w.mint(w.signer, w.signers_token)
    xz.token.approve(xz.mine, FOREVER * 2 - 1, sender=w.signer)
    for holder, token_id in ((w.miner, 1), (w.signer, w.signers_token)):
        # an exit queue that has been used
        xz.mine.stake(token_id, STAKE, FEE, sender=holder)
        xz.mine.exit(token_id, sender=holder)
    w.staked, w.idle = ids[:STAKED], ids[STAKED:]
    for batch in _batches(w.staked):
        xz.mine.stake_batch(batch, STAKE, FEE, sender=w.miner)
    xz.mine.stake(w.signers_token, STAKE, FEE, sender=w.signer)
    w.engine.advance(DAY)
    xz.mine.settle_batch(w.staked[:BATCH], sender=w.keeper)
    xz.mine.settle_batch(w.staked[BATCH:], sender=w.keeper)
    w.engine.advance(DAY)
