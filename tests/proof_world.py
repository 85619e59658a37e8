# SPDX-License-Identifier: MIT
"""Landlords with nodes, seated in groups of Contattract, for tests of its storage proofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from eth_utils import to_canonical_address

from wuxing.contattract import sealing
from wuxing.contattract.keys import Key
from wuxing.contattract.proof import Challenge, GroupMessage, Prover, View, aggregate, replica
from wuxing.contattract.proof_model import ZERO, Attestation
from wuxing.engine import Engine
from wuxing.params import load
from wuxing.suite import System
from wuxing.typed_data import domain_of

CNT = 10**18
DAY = 86_400
FIRST_ACCOUNT = 30
"""The engine's accounts from here on are landlords'."""


def paper(engine: Engine) -> Any:
    """The set `paper`; on a network with rounds of 6 epochs instead of 180.

    A node makes each of a round's 3,600 blocks, which takes an Anvil 20 seconds and titanoboa no time. Six epochs are
    120 blocks: a challenge of the round before is stale after 100 there too.
    """
    params = load("contattract", "paper")
    return replace(params, round_epochs=6) if engine.name == "ape" else params


def data_of(group: int) -> bytes:
    """A MB that tenants wrote, the same in every run."""
    return bytes((i * 31 + group) % 251 for i in range(4_096)) * 256


class Landlords:
    """A system of Contattract, its landlords (engine accounts with keys), and what their nodes store."""

    def __init__(self, system: System, owner: Any) -> None:
        self.system, self.owner = system, owner
        self.engine: Any = system.token.engine
        self.proofs, self.disk, self.params = system.proofs, system.disk, system.params
        self.bond = system.params.bond_per_mb * system.params.group_chunks
        self.nodes: dict[str, Prover] = {}
        self.accounts: dict[str, Any] = {}
        self.members: dict[int, list[str]] = {}

    def fund(self, *accounts: Any, amount: int = 1_000 * CNT) -> None:
        """CNT for landlords, allowed to the proofs; also their nodes."""
        for account in accounts:
            self.system.budgets.spend(0, account, amount, "bonds", sender=self.owner)
            self.system.token.approve(self.proofs, 2**255, sender=account)
            self.accounts[account.address] = account
            self.nodes[account.address] = Prover(Key(bytes(account.key)))

    def new(self, count: int) -> list[Any]:
        """More landlords with CNT."""
        start = FIRST_ACCOUNT + len(self.accounts)
        made = [self.engine.account(start + i) for i in range(count)]
        self.fund(*made)
        return made

    def seat(self, account: Any, by: Any = None) -> int:
        """Carries the next draw of a landlord out; returns the group."""
        group = self.proofs.drawn(account)
        members = self.members.setdefault(group, [])
        assert self.proofs.assign(account, members, sender=by or account).value == group
        place = members.index(ZERO) if ZERO in members else len(members)
        members[place : place + 1] = [account.address]
        return group

    def join(self, account: Any, seats: int = 1) -> list[int]:
        """A landlord joins and is seated; returns its new groups."""
        self.proofs.join(seats, sender=account)
        self.engine.mine(1)
        return [self.seat(account) for _ in range(seats)]

    def group_of(self, count: int, data: bytes | None = None) -> list[Any]:
        """Landlords who all sit in group 0 and store it (`data` None: free space)."""
        made = self.new(count)
        for account in made:
            assert self.join(account) == [0]
        self.store(0, made, data)
        return made

    def store(self, group: int, accounts: Sequence[Any], data: bytes | None) -> None:
        """Gives nodes their sealed replicas."""
        for account in accounts:
            node = to_canonical_address(account.address)
            self.nodes[account.address].store[group] = replica(domain_of(self.proofs), node, group, data)

    def leave(self, account: Any, group: int) -> None:
        """A member gives its seat back."""
        self.proofs.leave(group, self.members[group], sender=account)
        self.vacated(group, account)

    def vacated(self, group: int, account: Any) -> None:
        """Notes that a seat is empty now."""
        members = self.members[group]
        members[members.index(account.address)] = ZERO

    def next_epoch(self, group: int, more: int = 0) -> Challenge:
        """Lets blocks pass (an hour at most) until the group is met the next time, and `more` blocks."""
        p, engine = self.params, self.engine
        epoch = -(-engine.block_number // p.epoch_blocks)
        epoch += -(epoch + group) % p.round_epochs
        engine.mine(epoch * p.epoch_blocks + 1 + more - engine.block_number)
        return self.challenge(group, epoch)

    def challenge(self, group: int, epoch: int) -> Challenge:
        """The challenge of an epoch whose block's hash is known."""
        members = tuple(to_canonical_address(m) for m in self.members[group])
        block_hash = self.engine.block_hash(epoch * self.params.epoch_blocks)
        leaves = self.params.challenges
        return Challenge(domain_of(self.proofs), group, epoch, block_hash, members, sealing.CHUNK, leaves)

    def message(
        self,
        challenge: Challenge,
        data: bytes | None,
        *,
        signers: Sequence[Any] | None = None,
        without: Sequence[Any] = (),
        told: Attestation | None = None,
        passed: int | None = None,
    ) -> GroupMessage:
        """The message of a challenge: of all members that store the group, but for who is left out (`without`).

        `signers` sign it (default: who answered); `told` and `passed` replace what they find.
        """
        view = View(challenge, data)
        left_out = {to_canonical_address(account.address) for account in without}
        nodes = [self.nodes[m] for m in self.members[challenge.group] if m != ZERO]
        answers = [a for n in nodes if (a := n.answer(challenge, view.told.data_root))]
        found = view.passed(a for a in answers if a.node not in left_out) if passed is None else passed
        told = told or view.told
        who = {a.node for a in answers} if signers is None else {to_canonical_address(s.address) for s in signers}
        votes = {n.key.address: n.sign(challenge, told, found) for n in nodes if n.key.address in who}
        made = aggregate(challenge, told, found, votes)
        assert made, "fewer than two thirds"
        return made

    def prove(self, group: int, data: bytes | None, sender: Any = None, **how: Any) -> tuple[Challenge, GroupMessage]:
        """A day's challenge and message of a group, carried."""
        challenge = self.next_epoch(group)
        message = self.message(challenge, data, **how)
        self.proofs.prove(*message.arguments, sender=sender or self.owner)
        return challenge, message

    def next_day(self) -> None:
        """To the noon of the next day."""
        self.engine.time = (self.engine.time // DAY + 1) * DAY + DAY // 2
