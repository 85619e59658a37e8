# SPDX-License-Identifier: MIT
"""Gas of the storage proofs and the hires: `python -m benchmarks.proofs`. Exact: intrinsic gas, calldata, refunds.

Steady state: a full group of 32 landlords that passed every day, so that every word that a message changes has a value.
A message's limit is that of its words, logs and calldata and 3,000 gas for each signature, which is what the precompile
takes. One BLS12-381 signature instead would take 103,835 (two pairings) and 24,884 (a hash to the curve), 48 bytes of
calldata, and an addition of 375 for each key that is not the group's sum: 22 of 32 secp256k1 signatures take 66,000 and
22,528 for their calldata.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from eth_hash.auto import keccak

from benchmarks.meter import Figure, Measured, figure, measure
from wuxing.contattract import sealing
from wuxing.contattract.keys import Key
from wuxing.contattract.proof import (
    Challenge,
    Prover,
    View,
    aggregate,
    announcement,
    compact,
    contradiction,
    replica,
    self_proof,
)
from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.params import load
from wuxing.suite import plan
from wuxing.typed_data import domain_of

CNT = 10**18
DAY = 86_400
SIZE = 32
ECRECOVER = 3_000
CONTRACTS = ("token", "vesting", "budgets", "recovery", "disk", "proofs", "hires")


def build() -> Any:
    """A group of 32 that passed for three days; no snapshot is held."""
    engine = TitanoboaEngine()
    owner = engine.account(0)
    params = replace(load("contattract", "paper"), group_fill=SIZE)
    made = plan(engine, "contattract", "paper", owner, params=params)
    system = made.deploy(CONTRACTS)
    landlords = [engine.account(i) for i in range(1, SIZE + 2)]
    w = SimpleNamespace(engine=engine, system=system, owner=owner, landlords=landlords[:SIZE], members=[])
    w.late, w.proofs, w.params = landlords[SIZE], system.proofs, params
    w.nodes = [Prover(Key(bytes(account.key))) for account in w.landlords]
    for node in w.nodes:
        node.store[0] = replica(domain_of(w.proofs), node.key.address, 0, None)
    for account in landlords:
        system.budgets.spend(0, account, 10_000 * CNT, "bonds", sender=owner)
        for spender in (system.proofs, system.hires):
            system.token.approve(spender, 2**255, sender=account)
    for account in w.landlords:
        system.proofs.join(1, sender=account)
        engine.mine(1)
        system.proofs.assign(account, w.members, sender=owner)
        w.members.append(account.address)
    engine.advance(params.absence)
    for _ in range(3):
        w.proofs.prove(*_message(w).arguments, sender=owner)
    return w


def _message(w: Any, signers: int = SIZE, passed: int = 2**SIZE - 1) -> Any:
    """The next day's message, signed by the first members."""
    engine, blocks = w.engine, w.params.epoch_blocks
    engine.time = (engine.time // DAY + 1) * DAY + DAY // 2
    epoch = -(-engine.block_number // (blocks * w.params.round_epochs)) * w.params.round_epochs
    engine.mine(epoch * blocks + 1 - engine.block_number)
    members = tuple(node.key.address for node in w.nodes)
    challenge = Challenge(domain_of(w.proofs), 0, epoch, engine.block_hash(epoch * blocks), members)
    w.view = View(challenge, None)
    votes = {n.key.address: n.sign(challenge, w.view.told, passed) for n in w.nodes[:signers]}
    made = aggregate(challenge, w.view.told, passed, votes)
    assert made
    return made


def _with_signatures(measured: Measured, signers: int) -> Measured:
    return replace(measured, limit=measured.limit + signers * ECRECOVER)


def run() -> list[Figure]:
    """All figures, in this order (CNT-11, CNT-12)."""
    w = build()
    proofs, hires, engine, owner = w.proofs, w.system.hires, w.engine, w.owner
    figures = []
    for signers, who in ((22, "22 sign"), (SIZE, "all sign")):
        measured, _ = measure(proofs.prove, *_message(w, signers).arguments, sender=owner)
        note = f"{signers} × {ECRECOVER:,} of ecrecover in the limit; a word of the disk for each member"
        figures.append(figure(f"proof of 32 members, {who}", _with_signatures(measured, signers), note))
    proofs.prove(*_message(w, 22, 2**SIZE - 2).arguments, sender=owner)
    measured, _ = measure(proofs.prove_self, *self_proof(w.view, w.nodes[0]), sender=owner)
    figures.append(figure("proof, own after being left out", measured, "4 leaves of 4,096 bytes"))

    proofs.prove(*_message(w, 22, 2**SIZE - 3).arguments, sender=owner)
    given = w.nodes[1].answer(w.view.challenge, w.view.told.data_root)
    false = replace(given.leaves[0], leaf=bytes(sealing.LEAF))
    digest = w.view.challenge.answer_digest(given.sealed_root, given.data_root, 0, keccak(false.leaf))
    signatures = (compact(w.nodes[1].key.sign(digest)), *given.signatures[1:])
    evidence = contradiction(w.view, replace(given, leaves=(false, *given.leaves[1:]), signatures=signatures))
    assert evidence
    proofs.announce(announcement(owner, evidence[5]), sender=owner)
    measured, _ = measure(proofs.report_answer, *evidence, sender=owner)
    figures.append(figure("proof, report a false answer", measured, "the bond is split"))

    proofs.join(1, sender=w.late)
    engine.mine(1)
    proofs.assign(w.late, [], sender=owner)
    measured, _ = measure(proofs.join, 1, sender=w.late)
    figures.append(figure("proof, join with a seat more", measured))
    measured, _ = measure(proofs.leave, 0, w.members, sender=w.landlords[5])
    figures.append(figure("proof, leave a group of 32", measured, "a pass of today is struck"))

    agent, user = w.landlords[2], w.landlords[3]
    hires.set_rate(10 * CNT, sender=agent)
    for _ in range(2):
        number = hires.hire(agent, DAY, 2**255, sender=user).value
        engine.time = hires.hire_of(number)["end"]
        hires.report(number, 90, sender=user)
    measured, receipt = measure(hires.hire, agent, DAY, 2**255, sender=user)
    figures.append(figure("hire an agent", measured))
    engine.time = hires.hire_of(receipt.value)["end"]
    measured, _ = measure(hires.report, receipt.value, 90, sender=user)
    figures.append(figure("report on a hire", measured, "the agent is credited, the rest donated"))
    return figures


if __name__ == "__main__":
    for line in run():
        print(f"{line.name:36} {line.gas:>8,}  limit {line.limit:>8,}  {line.note}")
