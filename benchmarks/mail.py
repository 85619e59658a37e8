# SPDX-License-Identifier: MIT
"""Gas of mail (CNT-13 … CNT-16): `python -m benchmarks.mail`. Exact: intrinsic gas, calldata and refunds included.

Steady state: inboxes have messages, accounts have keys, names were registered before. A message is 1,023 bytes, most
that fit, random and none of them zero, as ciphertext is at its dearest.

The engine that measures does not apply EIP-7623. Where it is in force (Prague and later: Anvil too) a transaction costs
at least 21,000 + 10 for a zero byte of calldata and 40 for another: `floor` of each figure; a long message costs that.
"""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from eth_utils import keccak

from benchmarks.meter import INTRINSIC, Figure, figure, measure
from benchmarks.peers import Peer, Stage
from wuxing.contattract.post.content import Ciphertext, Manifest
from wuxing.contattract.post.letters import coordinates
from wuxing.contattract.signing import home_of, name_commitment
from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.suite import plan

CNT = 10**18
DAY = 86_400
CONTRACTS = ("token", "vesting", "budgets", "recovery", "disk", "names", "mail", "attachments")
BATCH = 20
ENS = Peer("ENS, a full renewal (published figure, not run)", 80_288)


def message() -> bytes:
    """The longest body, without a zero byte."""
    chance = random.Random(1)
    return bytes(chance.randrange(1, 256) for _ in range(1_023))


def floor(method: Any, *args: Any) -> int:
    """EIP-7623: the least that a transaction costs where it is in force."""
    data = method.encode(*args)
    return INTRINSIC + sum(40 if byte else 10 for byte in data)


def build() -> Any:
    """Names, mail and attachments in use; no snapshot is held."""
    engine = TitanoboaEngine()
    owner, sender, reader = (engine.account(i) for i in range(3))
    made = plan(engine, "contattract", "paper", owner)
    s = made.deploy(CONTRACTS)
    for account in (sender, reader):
        s.budgets.spend(0, account, 10_000 * CNT, "mail", sender=owner)
        for spender in (s.names, s.mail, s.attachments):
            s.token.approve(spender, 2**256 - 1, sender=account)
        s.mail.send(account, 0, b"first", CNT, sender=sender)
    s.mail.set_postage(CNT, sender=sender)
    s.attachments.order(reader, keccak(b""), CNT, *coordinates(keccak(b"k")), sender=sender)
    return SimpleNamespace(engine=engine, s=s, sender=sender, reader=reader)


def register(w: Any, text: bytes) -> tuple[Any, ...]:
    """Arguments of a registration that is committed to."""
    made = name_commitment(home_of(w.s.names), keccak(text), w.sender.address, keccak(text))
    w.s.names.commit(made, sender=w.sender)
    w.engine.advance(60)
    return (text, 365, 0, 0, keccak(text), b"")


def figures() -> list[Figure]:
    """All figures, in this order."""
    w = build()
    s, engine, found = w.s, w.engine, list[Figure]()

    def add(name: str, method: Any, *args: Any, sender: Any = w.sender, percent: int = 0, most: int = 0) -> None:
        least = floor(method, *args)
        measured, _ = measure(method, *args, sender=sender)
        bound = measured.limit * percent // 100 if percent else most or None
        note = f"at least {least:,} under EIP-7623" if least > measured.gas else ""
        found.append(figure(name, measured, note, bound=bound))

    s.names.set_key(*coordinates(keccak(b"1")), sender=w.sender)
    s.names.register(*register(w, b"first-name"), sender=w.sender)
    add("names, a new key version", s.names.set_key, *coordinates(keccak(b"2")))
    add("names, commit", s.names.commit, keccak(b"any"))
    add("names, register", s.names.register, *register(w, b"second-name"))
    engine.advance(200 * DAY)
    add("names, renew", s.names.renew, keccak(b"second-name"), 100, most=ENS.gas)
    body = message()
    add("mail, 1 KiB message", s.mail.send, w.reader, 1, body, 0, percent=115)
    add("mail, 100 byte message", s.mail.send, w.reader, 1, body[:100], 0)
    add("mail, 1 KiB message kept as code", s.mail.send_stored, w.reader, 1, body, 0)
    add("mail, 1 KiB message with postage", s.mail.send, w.reader, 1, body, CNT)
    numbers = [s.mail.send(w.reader, 1, b"one", CNT, sender=w.sender).value for _ in range(BATCH)]
    measured, _ = measure(s.mail.collect, w.reader, numbers, sender=w.reader)
    found.append(figure(f"mail, collect {BATCH} postages, each", measured, per=BATCH))
    content = message() * 64
    key = keccak(b"content key")
    promised, made = Manifest.of(content), Ciphertext.of(key, content)
    bad = Ciphertext((bytes(1_024), *made.leaves[1:]))
    add("attachment, order", s.attachments.order, w.reader, promised.root, CNT, *coordinates(keccak(b"k")))
    add("attachment, seal", s.attachments.seal, 2, bad.root, keccak(key), keccak(b"kept"), 1, sender=w.reader)
    add("attachment, confirm", s.attachments.confirm, 2)
    add("attachment, reveal", s.attachments.reveal, 2, promised.root, bad.root, key, sender=w.reader)
    evidence = (bad.leaves[0], bad.tree.proof(0), promised.digests[0], promised.tree.proof(0))
    add(
        "attachment, complain about a leaf of 64", s.attachments.complain, 2, promised.root, bad.root, key, 0, *evidence
    )
    return found


def peers() -> dict[str, list[Peer]]:
    """The like elsewhere."""
    stage = Stage.set_up()
    plain = stage.deploy("PlainMail")
    gas = stage.gas(plain.send, stage.buyer, 1, message(), sender=stage.holder)
    return {"mail, 1 KiB message": [Peer("an event alone, no state", gas)], "names, renew": [ENS]}


if __name__ == "__main__":
    for line in figures():
        print(
            f"{line.name:42} {line.gas:>8,}  limit {line.limit:>8,}  bound {line.bound or '-'}  {line.note}"
        )
    for name, others in peers().items():
        for peer in others:
            print(f"{name:42} {peer.gas:>8,}  {peer.name}")
