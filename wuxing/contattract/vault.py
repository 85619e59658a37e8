# SPDX-License-Identifier: MIT
"""The landlords' side: seats drawn by the contract, sealed samples, the daily challenge and its message (CNT-11).

A group of 1,024 MB cannot be kept here, so every seat keeps a sample of its replica, 8 leaves of real bytes, sealed for
this landlord and group. The block hash that the contract checks asks for leaves of it, the members check each other and
sign one message (wuxing/contattract/proof.py). Who passed is what the bytes say.
"""

from __future__ import annotations

from typing import Any

from wuxing.contattract import sealing
from wuxing.contattract.agents import Landlord
from wuxing.contattract.keys import Key
from wuxing.contattract.proof import NOBODY, Challenge, GroupMessage, Prover, group_message, replica
from wuxing.contattract.world import World
from wuxing.engine import Revert
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.typed_data import domain_of

SAMPLE = 8 * sealing.LEAF
"""Bytes of a replica that are kept here."""
KEPT_FREE = 2
"""Every so many-th group is without leased data: its sample is filler."""


class Vault:
    """Groups with their members, and the landlords' daily work."""

    def __init__(self, world: World) -> None:
        self.world, self.proofs, self.carrier = world, world.cnt.proofs, world.carrier
        self.terms = world.settings.params
        self.domain = domain_of(self.proofs)
        self.members: dict[int, list[str]] = {}
        self.landlords = {landlord.account.address: landlord for landlord in world.landlords}
        self.nodes = {address: Prover(Key(bytes(x.account.key))) for address, x in self.landlords.items()}
        self.last: dict[int, GroupMessage] = {}
        """The last message of each group."""

    # seats

    def join(self, landlord: Landlord, seats: int) -> None:
        """Bonds, and takes the seats that the contract draws."""
        engine, address = self.world.engine, landlord.account.address
        self.carrier.send(self.proofs.join, seats, sender=landlord.account)
        engine.mine(2)
        for _ in range(seats):
            group = self.proofs.drawn(landlord.account)
            members = self.members.setdefault(group, [])
            self.carrier.send(self.proofs.assign, landlord.account, members, sender=self.world.keeper)
            if ZERO_ADDRESS in members:
                members[members.index(ZERO_ADDRESS)] = address
            else:
                members.append(address)
            self.nodes[address].store[group] = self._sealed(landlord, group)
            landlord.seats += 1
        landlord.inside = True

    def sample(self, group: int) -> bytes | None:
        """A group's data, as much of it as is kept here: the cabinets' own records; None for free space."""
        if group % KEPT_FREE:
            return None
        data = b"".join(self.world.archive)
        return (data * (SAMPLE // len(data) + 1))[group : group + SAMPLE] if data else None

    def _sealed(self, landlord: Landlord, group: int) -> bytes:
        """What a landlord keeps of a group: its sealed sample. A liar keeps the first half of it, to save disk."""
        node = self.nodes[landlord.account.address].key.address
        data = self.sample(group)
        sealed = replica(domain_of(self.proofs), node, group, data, SAMPLE)
        return sealed[: SAMPLE // 2] + bytes(SAMPLE // 2) if landlord.sort == "lying" else sealed

    def leave(self, landlord: Landlord) -> None:
        """Gives all seats back."""
        for group in self._groups_of(landlord):
            self.carrier.send(self.proofs.leave, group, self.members[group], sender=landlord.account)
            self._empty(group, landlord)
        landlord.inside = False

    def expel(self, landlord: Landlord) -> None:
        """Sends a banned landlord away from all its groups."""
        for group in self._groups_of(landlord):
            args = (group, landlord.account, self.members[group])
            self.carrier.send(self.proofs.expel, *args, sender=self.world.keeper)
            self._empty(group, landlord)
        landlord.inside = False

    def _groups_of(self, landlord: Landlord) -> list[int]:
        return [group for group, members in self.members.items() if landlord.account.address in members]

    def _empty(self, group: int, landlord: Landlord) -> None:
        members, address = self.members[group], landlord.account.address
        members[members.index(address)] = ZERO_ADDRESS
        del self.nodes[address].store[group]
        landlord.seats -= 1

    # the daily challenge

    def epoch(self, group: int) -> int:
        """The next epoch in which a group is met."""
        p, engine = self.terms, self.world.engine
        used = self.last[group].told.epoch + 1 if group in self.last else 0
        first = max(-(-engine.block_number // p.epoch_blocks), used)
        return first + -(first + group) % p.round_epochs

    def challenge(self, group: int) -> Challenge:
        """Lets blocks pass until a group is met, and returns what it is asked."""
        engine: Any = self.world.engine
        epoch = self.epoch(group)
        block = epoch * self.terms.epoch_blocks
        engine.mine(max(0, block + 1 - engine.block_number))
        members = tuple(bytes.fromhex(a[2:]) for a in self.members[group])
        return Challenge(self.domain, group, epoch, engine.block_hash(block), members, SAMPLE, self.terms.challenges)

    def work(self, day: int) -> tuple[int, int]:
        """A day's challenges, group by group as their epochs come; MB of replicas that passed and that failed."""
        passed = failed = 0
        for group in sorted(self.members, key=self.epoch):
            good, bad = self._meet(group, day)
            passed, failed = passed + good, failed + bad
        return passed * self.terms.group_chunks, failed * self.terms.group_chunks

    def _meet(self, group: int, day: int) -> tuple[int, int]:
        there = [address for address in self.members[group] if address != ZERO_ADDRESS]
        if not there:
            return 0, 0
        challenge = self.challenge(group)
        nodes = [self.nodes[address] for address in there if self.landlords[address].works(day)]
        message = group_message(challenge, nodes, self.sample(group))
        reason = "too few of its members are there"
        if message is not None:
            try:
                self.carrier.send(self.proofs.prove, *message.arguments, sender=self.world.keeper)
            except Revert as error:
                reason, message = error.reason, None
        if message is None:
            self.world.record.add("failed_groups", day=day, group=group, reason=reason)
            return 0, len(there)
        self.last[group] = message
        passed = message.passed.bit_count()
        return passed, len(challenge.members) - challenge.members.count(NOBODY) - passed
