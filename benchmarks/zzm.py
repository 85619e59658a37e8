# SPDX-License-Identifier: MIT
"""Gas of what ZZM's actors do: `python -m benchmarks.zzm`. Exact: intrinsic gas, calldata and refunds included."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from benchmarks.meter import Figure, figure, measure
from wuxing import devmarket
from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.handover import handover
from wuxing.suite import plan
from wuxing.zzm.params import ZZM
from wuxing.zzm.treasury import TEST_KEYS, sign, transfer, treasury

USD = 10**18
NOTE = b"\x07" * 32


def build() -> Any:
    """ZZM a hundred days after launch, with a market and a project at work; no snapshot is held."""
    engine = TitanoboaEngine()
    deployer = engine.account(0)
    made = plan(engine, "zzm", "paper", deployer, {"guardian": engine.account(2).address})
    made.steps += handover(made)
    made.deploy()
    zzm, team = made.system, engine.account(50)
    engine.time = zzm.params.launch + 100 * 86_400
    holder = engine.account(40)
    zzm.vesting.claim(0, sender=deployer)
    zzm.stablecoin.mint(holder, 100_000 * USD, sender=deployer)
    devmarket.add_liquidity(zzm, holder, 1_000_000 * ZZM, 100_000 * USD)
    zzm.token.transfer(team, ZZM, sender=holder)
    for _ in range(2):
        zzm.reserve.register(1_000_000 * ZZM, 3_000, NOTE, sender=team)
    zzm.reserve.release(1, 500_000 * ZZM, sender=zzm.timelock)
    zzm.reserve.start(1, sender=team)
    zzm.stablecoin.mint(team, 10_000 * USD, sender=deployer)
    zzm.stablecoin.approve(zzm.reserve, 10_000 * USD, sender=team)
    zzm.reserve.deposit(1, 5_000 * USD, sender=team)
    zzm.reserve.buy_back(1, 1_000 * USD, 1, sender=team)
    engine.advance(zzm.params.buyback_interval)
    return SimpleNamespace(engine=engine, zzm=zzm, team=team, holder=holder, deployer=deployer)


def run() -> list[Figure]:
    """All figures, in this order."""
    w = build()
    zzm, reserve = w.zzm, w.zzm.reserve
    safe, keys = treasury(zzm), [w.engine.account(i) for i in TEST_KEYS]
    zzm.bitcoin.mint(safe, 10**8, sender=w.deployer)
    zzm.bitcoin.mint(w.team, 1, sender=w.deployer)
    figures = []

    def add(name: str, method: Any, *args: Any, sender: Any, bound: int | None = None, note: str = "") -> None:
        measured, _ = measure(method, *args, sender=sender)
        figures.append(figure(name, measured, note, bound=bound))

    add("ZZM transfer", zzm.token.transfer, w.team, ZZM, sender=w.holder, bound=34_600)
    add("ZZM register", reserve.register, 1_000_000 * ZZM, 3_000, NOTE, sender=w.team)
    add("ZZM release", reserve.release, 2, 1_000 * ZZM, sender=zzm.timelock, note="the call of the timelock alone")
    add("ZZM deposit", reserve.deposit, 1, 1_000 * USD, sender=w.team)
    add("ZZM buy back", reserve.buy_back, 1, 1_000 * USD, 1, sender=w.team, note="Uniswap's swap is not ours")
    payment = transfer(zzm.bitcoin, w.team, 10**6)
    signed = sign(keys, payment.digest(safe))
    safe.nonce()
    w.engine.advance(86_400)
    zzm.vesting.claim(0, sender=w.deployer)
    w.engine.advance(86_400)
    add("vesting, claim a day of a line", zzm.vesting.claim, 0, sender=w.deployer, bound=50_000)
    add("treasury payment, five signatures", safe.execTransaction, *payment._call(), signed, sender=w.team)
    return figures


if __name__ == "__main__":
    for line in run():
        print(f"{line.name:36} {line.gas:>8,}  bound {line.bound or '-'}")
