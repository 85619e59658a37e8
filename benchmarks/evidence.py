# SPDX-License-Identifier: MIT
"""Gas of recovery, notices, attestations and the examples (CNT-17 … CNT-19, CNT-24): `python -m benchmarks.evidence`.

Exact: intrinsic gas, calldata and refunds included. Steady state: accounts have guardians, balances and notices.
What is made anew (an approval, a statement, an order) is a new slot.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from eth_utils import keccak

from benchmarks.meter import Figure, figure, measure
from wuxing.contattract.signing import approval, signed_by, views
from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.suite import plan

CNT = 10**18
CONTRACTS = (
    "token", "vesting", "budgets", "recovery", "notices", "attachments", "attestations", "stamps", "shop",
    "advertisements",
)  # fmt: skip
TOPIC = b"fee pool low".ljust(32, b"\0")
BODY = b"NFTXZ 12: less than 4 XZ left in the fee pool. Mining stops when it cannot pay a day."
DIGEST = keccak(b"a statement")


def build() -> Any:
    """An account with three guardians, and everybody's CNT allowed; no snapshot is held."""
    engine = TitanoboaEngine()
    owner, account, other, new = (engine.account(i) for i in range(4))
    made = plan(engine, "contattract", "paper", owner)
    s = made.deploy(CONTRACTS)
    guardians = sorted((engine.account(i) for i in range(4, 7)), key=lambda a: int(a.address, 16))
    for who in (account, other, new):
        s.budgets.spend(0, who, 10_000 * CNT, "to spend", sender=owner)
        for spender in (s.recovery, s.shop, s.advertisements):
            s.token.approve(spender, 2**256 - 1, sender=who)
        s.recovery.deposit(who, 10 * CNT, sender=who)
        s.shop.order(owner, guardians[0], CNT, CNT, DIGEST, DIGEST, sender=who)
    s.recovery.set_guardians([g.address for g in guardians], 2, sender=account)
    s.notices.opt_in(owner, TOPIC, sender=account)
    s.notices.notify(account, TOPIC, BODY, sender=owner)
    engine.advance(s.params.recovery_delay)
    return SimpleNamespace(engine=engine, s=s, owner=owner, account=account, other=other, new=new, guardians=guardians)


def figures() -> list[Figure]:
    """All figures, in this order."""
    w = build()
    s, engine, found = w.s, w.engine, list[Figure]()

    def add(name: str, method: Any, *args: Any, sender: Any, percent: int = 0) -> None:
        measured, _ = measure(method, *args, sender=sender)
        found.append(figure(name, measured, bound=measured.limit * percent // 100 if percent else None))

    r, account = s.recovery, w.account
    add("recovery, deposit", r.deposit, account, CNT, sender=account)
    add("recovery, withdraw", r.withdraw, CNT, sender=account)
    add("recovery, accept", r.accept, account, sender=w.new)
    add("recovery, first approval", r.approve, account, w.new, sender=w.guardians[0])
    add("recovery, approval that starts a move", r.approve, account, w.new, sender=w.guardians[1])
    add("recovery, cancel", r.cancel, sender=account)
    r.accept(account, sender=w.new)
    deadline = engine.time + 10**6
    said = approval(account.address, w.new.address, r.turn(account), deadline)
    signed = [signed_by(g, r, said) for g in w.guardians[:2]]
    add("recovery, move by two signatures", r.approve_signed, account, w.new, deadline, signed, sender=w.other)
    engine.advance(s.params.recovery_delay)
    add("recovery, execute", r.execute, account, sender=w.other)
    add("recovery, follow", r.follow, account, sender=w.other)
    add("notices, notify (88 bytes)", s.notices.notify, account, TOPIC, BODY, sender=w.owner, percent=120)
    add("attestations, publish", s.attestations.publish, TOPIC, DIGEST, sender=w.other, percent=120)
    commitment = s.stamps.commitment_of(DIGEST, w.other, DIGEST)
    add("stamps, commit", s.stamps.commit, commitment, sender=w.other, percent=120)
    add("stamps, reveal", s.stamps.reveal, DIGEST, DIGEST, sender=w.other, percent=120)
    code = b"\1" * 32
    seller, carrier = w.owner, w.new
    add("shop, order", s.shop.order, seller, carrier, CNT, CNT, DIGEST, keccak(code), sender=w.other)
    number = s.shop.count()
    add("shop, take", s.shop.take, number, sender=carrier)
    add("shop, deliver", s.shop.deliver, number, code, sender=carrier)
    add("shop, confirm", s.shop.confirm, number, sender=w.other)
    campaign = s.advertisements.open(w.owner, 3, 10**6, DIGEST, sender=w.other).value
    words = [signed_by(w.owner, s.advertisements, views(campaign, w.new.address, n)) for n in (1, 2)]
    s.advertisements.claim(campaign, w.new, 1, words[0], sender=w.new)
    add("advertisements, claim", s.advertisements.claim, campaign, w.new, 2, words[1], sender=w.new)
    return found


if __name__ == "__main__":
    for line in figures():
        print(
            f"{line.name:42} {line.gas:>8,}  limit {line.limit:>8,}  bound {line.bound or '-'}  {line.note}"
        )
