# SPDX-License-Identifier: MIT
"""Gas of what ZOS's actors do: `python -m benchmarks.zos`. Exact: intrinsic gas, calldata and refunds included.

Steady state: a miner who has harvested daily for two hundred days, so that its ring of days has been round once and
every slot that it keeps changing has a value.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from benchmarks.meter import Figure, figure, measure
from benchmarks.peers import vesting_peers
from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.suite import plan

ZOS = 10**18
DAY = 86_400
FUNDS = 1_000_000 * ZOS
DAYS = 200
BUCKETS = 10
CONTRACTS = ("token", "mine", "vesting", "budgets")


def build() -> Any:
    """ZOS two hundred days after launch; no snapshot is held. About two seconds."""
    engine = TitanoboaEngine()
    owner, miner, other, delegator, guardian = (engine.account(i) for i in range(5))
    made = plan(engine, "zos", "paper", owner, {"guardian": guardian.address})
    zos = made.deploy(CONTRACTS)
    for account in (owner, miner, other, delegator):
        zos.budgets.spend(1, account, FUNDS, "to stake", sender=owner)
        zos.token.approve(zos.mine, 2**256 - 1, sender=account)
    zos.token.approve(zos.vesting, 2**256 - 1, sender=owner)
    zos.mine.stake(0, 1_000 * ZOS, sender=miner)
    zos.mine.stake(1, 1_000 * ZOS, sender=other)
    zos.mine.delegate(other, 1_000 * ZOS, sender=delegator)
    start = (engine.time // DAY + 1) * DAY
    for day in range(DAYS):
        engine.time = start + day * DAY + DAY // 2
        zos.mine.harvest(miner, sender=miner)
        if day:
            zos.mine.claim(miner, sender=miner)
    for _ in range(2):
        engine.advance(DAY)
        zos.mine.delegate(other, 10 * ZOS, sender=delegator)
        zos.mine.harvest(other, sender=other)
        zos.mine.harvest_delegation(delegator, other, sender=delegator)
        zos.mine.harvest(miner, sender=miner)
    zos.vesting.create(other, ZOS, 0, engine.time, True, sender=owner)
    engine.advance(DAY)
    return SimpleNamespace(engine=engine, zos=zos, owner=owner, miner=miner, other=other, delegator=delegator)


def run() -> list[Figure]:
    """All figures, in this order."""
    w = build()
    zos, engine = w.zos, w.engine
    figures = []

    def add(name: str, method: Any, *args: Any, sender: Any, bound: int | None = None, ratio: bool = False) -> int:
        measured, _ = measure(method, *args, sender=sender)
        most = measured.limit * 12 // 10 if ratio else bound
        figures.append(figure(name, measured, bound=most))
        return measured.gas

    add("ZOS stake", zos.mine.stake, 0, 1_234 * ZOS, sender=w.miner, bound=58_000)
    add("ZOS harvest", zos.mine.harvest, w.miner, sender=w.miner, ratio=True)
    add("ZOS delegate more", zos.mine.delegate, w.other, 100 * ZOS, sender=w.delegator)
    engine.advance(DAY)
    add("ZOS harvest a delegation", zos.mine.harvest_delegation, w.delegator, w.other, sender=w.delegator)
    add("ZOS unstake a part", zos.mine.unstake, 100 * ZOS, sender=w.miner)
    engine.time = (engine.time // DAY + 1) * DAY + DAY // 2
    zos.mine.claim(w.miner, sender=w.other)
    engine.advance(DAY)
    add("ZOS claim after a day", zos.mine.claim, w.miner, sender=w.other, bound=50_000)
    spans = []
    for days in (BUCKETS, 2 * BUCKETS):
        engine.advance(days * DAY)
        spans.append(measure(zos.mine.claim, w.miner, sender=w.other)[0])
    each = -(-(spans[1].gas - spans[0].gas) // BUCKETS)
    figures.append(
        Figure("ZOS claim, each further day", each, 2_100, "a slot of the ring read; two days share one", 2_300)
    )
    add("ZOS transfer", zos.token.transfer, w.other, 1_234 * ZOS, sender=w.miner, bound=34_600)
    terms = (w.other, 1_234 * ZOS, 0, engine.time, True)
    add("vesting, create a grant", zos.vesting.create, *terms, sender=w.owner, bound=120_000)
    zos.vesting.claim(3, sender=w.other)
    engine.advance(400 * DAY)
    add("vesting, claim a tranche", zos.vesting.claim, 3, sender=w.miner)
    return figures


if __name__ == "__main__":
    for line in run():
        print(f"{line.name:36} {line.gas:>8,}  limit {line.limit:>8,}  bound {line.bound or '-'}")
    for name, found in vesting_peers().items():
        for peer in found:
            print(f"{name:36} {peer.gas:>8,}  {peer.name}")
