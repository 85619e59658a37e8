# SPDX-License-Identifier: MIT
"""The landlords' side: seats drawn by the contract, sealed samples, the daily challenge and its message (CNT-11).

Each seat of a group keeps its own sealed replica. A group of 1,024 MB cannot be kept here, so every seat keeps a sample
of it, as real bytes (16 leaves): sealed by wuxing/contattract/sealing.py for this landlord and group, asked for by the
block hash that the contract checks, and compared by the others with what it must be. Who passed is what the bytes say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coincurve import PrivateKey

from wuxing import merkle
from wuxing.contattract import sealing
from wuxing.contattract.agents import Landlord
from wuxing.engine import Revert
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.xz.signing import Domain, Message, domain_of

if TYPE_CHECKING:
    from wuxing.contattract.scenario import World

SAMPLE = 16
"""Leaves of a sample."""
FREE = bytes(32)
"""Data root of a group without leased data."""
_MESSAGE = {
    "group": "uint256", "epoch": "uint256", "blockHash": "bytes32", "passed": "uint256", "sealedRoots": "bytes32",
    "dataRoot": "bytes32",
}  # fmt: skip


@dataclass
class Seat:
    """One replica: whose it is, the leaves it ought to have, and those it has."""

    landlord: Landlord
    right: list[bytes]
    kept: list[bytes]
    root: bytes

    def answers(self, group: int, block_hash: bytes, count: int) -> bool:
        """Whether the leaves that a hash asks for are there, sealed for this landlord."""
        node = bytes.fromhex(self.landlord.account.address[2:])
        places = [sealing.challenged(node, group, block_hash, SAMPLE, k) for k in range(count)]
        return all(self.kept[place] == self.right[place] for place in places)


def compact(key: PrivateKey, digest: bytes) -> bytes:
    """A signature in 64 bytes (EIP-2098)."""
    r, s, parity = (part := key.sign_recoverable(digest, hasher=None))[:32], part[32:64], part[64]
    return r + (int.from_bytes(s, "big") | parity << 255).to_bytes(32, "big")


class Vault:
    """Groups with their members, and the landlords' daily work."""

    def __init__(self, world: World) -> None:
        self.world, self.proofs, self.carrier = world, world.cnt.proofs, world.carrier
        self.terms = world.settings.params
        self.members: dict[int, list[str]] = {}
        self.seats: dict[tuple[int, str], Seat] = {}
        self.landlords = {landlord.account.address: landlord for landlord in world.landlords}
        self.last: dict[int, tuple[Any, int, list[str]]] = {}
        """The last message of each group: what it told, who passed, and the members then."""
        self._epochs: dict[int, int] = {}
        self._keys = {address: PrivateKey(bytes(x.account.key)) for address, x in self.landlords.items()}
        self.domain: Domain = domain_of(self.proofs)

    # seats

    def join(self, landlord: Landlord, seats: int) -> None:
        """Bonds, and takes the seats that the contract draws."""
        engine = self.world.engine
        self.carrier.send(self.proofs.join, seats, sender=landlord.account)
        engine.mine(2)
        for _ in range(seats):
            group = self.proofs.drawn(landlord.account)
            members = self.members.setdefault(group, [])
            self.carrier.send(self.proofs.assign, landlord.account, members, sender=self.world.keeper)
            address = landlord.account.address
            if ZERO_ADDRESS in members:
                members[members.index(ZERO_ADDRESS)] = address
            else:
                members.append(address)
            self.seats[group, address] = self._seal(landlord, group)
            landlord.seats += 1
        landlord.inside = True

    def _seal(self, landlord: Landlord, group: int) -> Seat:
        """Seals the group's sample. A liar keeps the tree and the first half of the leaves, and saves the rest."""
        node, size = bytes.fromhex(landlord.account.address[2:]), SAMPLE * sealing.LEAF
        data = self.world.sample(group, size)
        right = sealing.leaves_of(sealing.seal(node, group, data) if data else sealing.filler(node, group, size))
        kept = right[: SAMPLE // 2] + [bytes(sealing.LEAF)] * (SAMPLE // 2) if landlord.sort == "lying" else right
        return Seat(landlord, right, kept, merkle.Tree.of(right).root)

    def leave(self, landlord: Landlord) -> None:
        """Gives all seats back."""
        for group, members in self.members.items():
            if landlord.account.address in members:
                self.carrier.send(self.proofs.leave, group, members, sender=landlord.account)
                self._empty(group, landlord)
        landlord.inside = False

    def expel(self, landlord: Landlord) -> None:
        """Sends a banned landlord away from all its groups."""
        for group, members in self.members.items():
            if landlord.account.address in members:
                self.carrier.send(self.proofs.expel, group, landlord.account, members, sender=self.world.keeper)
                self._empty(group, landlord)
        landlord.inside = False

    def _empty(self, group: int, landlord: Landlord) -> None:
        members, address = self.members[group], landlord.account.address
        members[members.index(address)] = ZERO_ADDRESS
        del self.seats[group, address]
        landlord.seats -= 1

    # the daily challenge

    def epoch(self, group: int) -> int:
        """The next epoch in which a group is met."""
        p, engine = self.terms, self.world.engine
        first = max(-(-engine.block_number // p.epoch_blocks), self._epochs.get(group, 0) + 1)
        return first + -(first + group) % p.round_epochs

    def message(self, group: int, told: tuple[int, bytes, bytes, bytes], passed: int) -> bytes:
        """The digest that members of a group sign together."""
        epoch, block_hash, sealed_roots, data_root = told
        values = (group, epoch, block_hash, passed, sealed_roots, data_root)
        return self.domain.digest(Message("GroupMessage", _MESSAGE, dict(zip(_MESSAGE, values, strict=True))))

    def work(self, day: int) -> tuple[int, int]:
        """A day's challenges, group by group as their epochs come; MB of replicas that passed and that failed."""
        passed = failed = 0
        for group in sorted(self.members, key=self.epoch):
            good, bad = self._meet(group, day)
            passed, failed = passed + good, failed + bad
        return passed * self.terms.group_chunks, failed * self.terms.group_chunks

    def _meet(self, group: int, day: int) -> tuple[int, int]:
        engine: Any = self.world.engine
        members, p = self.members[group], self.terms
        there = [place for place, address in enumerate(members) if address != ZERO_ADDRESS]
        epoch = self.epoch(group)
        block = epoch * p.epoch_blocks
        engine.mine(max(0, block + 1 - engine.block_number))
        block_hash = engine.block_hash(block)
        up = [place for place in there if self.landlords[members[place]].works(day)]
        good = [place for place in up if self.seats[group, members[place]].answers(group, block_hash, p.challenges)]
        passed = sum(1 << place for place in good)
        honest = [place for place in up if self.landlords[members[place]].sort != "lying"]
        signers = sum(1 << place for place in honest)
        told = (epoch, block_hash, self.sealed_roots(group), self.world.data_root(group))
        try:
            self.prove(group, told, passed, signers)
        except Revert as error:
            self.world.record.add("failed_groups", day=day, group=group, reason=error.reason)
            good = []
        else:
            self._epochs[group] = epoch
            self.last[group] = told, passed, list(members)
        return len(good), len(there) - len(good)

    def sealed_roots(self, group: int) -> bytes:
        """The root over the members' sealed roots, by seat."""
        roots = [self.seats[group, a].root if a != ZERO_ADDRESS else FREE for a in self.members[group]]
        return merkle.Tree.of(roots).root

    def prove(self, group: int, told: tuple[int, bytes, bytes, bytes], passed: int, signers: int) -> None:
        """Brings a group's message, signed by these seats. Raises Revert."""
        members, digest = self.members[group], self.message(group, told, passed)
        signed = [self._keys[members[i]] for i in range(len(members)) if signers >> i & 1]
        signatures = b"".join(compact(key, digest) for key in signed)
        self.carrier.send(
            self.proofs.prove, group, told, passed, signers, members, signatures, sender=self.world.keeper
        )

    def vote(self, landlord: Landlord, digest: bytes) -> bytes:
        """A landlord's own signature of a group message."""
        return compact(self._keys[landlord.account.address], digest)
