# SPDX-License-Identifier: MIT
"""Gas of what Contattract's actors do: `python -m benchmarks.contattract`. Exact: intrinsic gas, calldata, refunds.

Steady state: leases end on every day of the next year, landlords have passed daily, and every slot that a move keeps
changing has a value.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from benchmarks import evidence, mail, proofs
from benchmarks.meter import Figure, figure, measure
from benchmarks.peers import Peer
from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.suite import plan

CNT = 10**18
DAY = 86_400
MB = 100_000
ANY = 2**256 - 1
CONTRACTS = ("token", "vesting", "budgets", "recovery", "disk")


def build_disk() -> Any:
    """A disk of 100,000 MB with leases that end on every day of a year; no snapshot is held."""
    engine = TitanoboaEngine()
    owner, tenant, other, landlord, proofs = (engine.account(i) for i in range(5))
    made = plan(engine, "contattract", "paper", owner, {"proofs": proofs.address})
    system = made.deploy(CONTRACTS)
    engine.time = system.params.launch + 30 * DAY
    for account in (tenant, other, landlord):
        system.budgets.spend(0, account, 1_000_000 * CNT, "to lease", sender=owner)
        system.token.approve(system.disk, ANY, sender=account)
    world = SimpleNamespace(engine=engine, system=system, owner=owner, tenant=tenant, other=other)
    world.landlord, world.proofs, world.passed = landlord, proofs, False
    pass_day(world)
    system.disk.donate(100_000 * CNT, sender=tenant)
    for days in range(1, 366):
        system.disk.lease(10, days, ANY, ANY, [], sender=tenant)
    for _ in range(3):
        engine.advance(DAY)
        pass_day(world)
        system.disk.collect(sender=owner)
        system.disk.claim(landlord, sender=owner)
    return world


def pass_day(world: Any) -> None:
    """Both landlords pass for the whole disk, once a day."""
    landlords = [world.landlord.address, world.other.address]
    again = 0b11 if world.passed else 0
    world.system.disk.record_pass(landlords, again, MB, True, world.passed, sender=world.proofs)
    world.passed = True


def disk() -> list[Figure]:
    """Leases, rent and the passing of time (CNT-7, CNT-8)."""
    w = build_disk()
    engine, contract = w.engine, w.system.disk
    figures = []

    def add(name: str, method: Any, *args: Any, sender: Any, bound: int | None = None, ratio: bool = False) -> int:
        measured, _ = measure(method, *args, sender=sender)
        most = measured.limit * 12 // 10 if ratio else bound
        figures.append(figure(name, measured, bound=most))
        return measured.gas

    add("disk, lease", contract.lease, 10, 100, ANY, ANY, [], sender=w.tenant)
    add("disk, renew a lease", contract.renew, 50, 30, 10 * CNT, engine.time, sender=w.tenant, ratio=True)
    add("disk, resize a lease", contract.resize, 60, 9, 0, ANY, [], sender=w.tenant)
    add("disk, claim rent", contract.claim, w.landlord, sender=w.landlord, ratio=True)
    engine.time = (engine.time // DAY + 1) * DAY - 1
    contract.poke(1, sender=w.other)
    engine.hold(engine.time // DAY * DAY)
    add("disk, a day's segment", contract.poke, 1, sender=w.other)
    engine.advance(DAY // 2)
    pass_day(w)
    engine.advance(370 * DAY)
    spans = [measure(contract.poke, most, sender=w.other)[0] for most in (2, 61, 122)]
    each = -(-(spans[2].gas - spans[1].gas) // 61)
    figures.append(Figure("disk, a day of silence", each, 2_100 // 6, "a sixth of a slot read", None))
    rest, _ = measure(contract.poke, 366, sender=w.other)
    year = sum(span.gas for span in spans) + rest.gas
    figures.append(Figure("disk, a year of silence in 4 pokes", year, 4 * rest.limit, "four pokes", None))
    return figures


def run() -> list[Figure]:
    """All figures, in this order."""
    return [*disk(), *proofs.run(), *mail.figures(), *evidence.figures()]


FARCASTER = Peer("Farcaster's rent, which keeps no expiry (published figure, not run)", 48_479)
"""What renting a unit of Farcaster's storage is said to cost: a figure that this project was given to compare with."""


def peers() -> dict[str, list[Peer]]:
    """The like elsewhere."""
    return {"disk, renew a lease": [mail.ENS, FARCASTER], **mail.peers()}


if __name__ == "__main__":
    for line in run():
        print(
            f"{line.name:36} {line.gas:>8,}  limit {line.limit:>8,}  bound {line.bound or '-'}  {line.note}"
        )
