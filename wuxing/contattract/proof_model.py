# SPDX-License-Identifier: MIT
"""The storage proofs as plain integers: the executable specification of StorageProofs.vy (CNT-11).

Times in seconds, days in UTC days since 1970, amounts in wei. A move that the rules forbid raises Refused with the
contract's revert reason, and changes nothing. Maps are integers: bit i is seat i. `told_disk` is what the disk hears.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from eth_abi import encode
from eth_hash.auto import keccak

from wuxing import merkle
from wuxing.contattract import sealing
from wuxing.contattract.params import BPS, Params
from wuxing.refused import Refused

DAY = 86_400
ZERO = "0x" + "00" * 20
FOREVER = (1 << 24) - 1
HASHES = 256
"""Blocks whose hash the EVM remembers."""
JOINS = 16
TRIES = 8
MB_LEAVES = sealing.CHUNK // sealing.LEAF


class Attestation(NamedTuple):
    """What a group's message says beside who passed."""

    epoch: int
    block_hash: bytes
    sealed_roots: bytes
    data_root: bytes


@dataclass(frozen=True)
class Block:
    """Where a move happens: its number, its second, and the hashes of earlier blocks by number."""

    number: int
    time: int
    hash_of: Callable[[int], bytes]

    @property
    def day(self) -> int:
        """UTC days since 1970."""
        return self.time // DAY


@dataclass
class Landlord:
    """As proof_words.Landlord."""

    bond: int = 0
    unlock: int = 0
    draw: int = 0
    among: int = 0
    seats: int = 0
    pending: int = 0
    banned: int = 0


@dataclass
class Group:
    """As proof_words.Group, with its seats (ZERO: empty) and what its last message attested."""

    time: int = 0
    epoch: int = 0
    passed: int = 0
    before: int = 0
    seen: int = 0
    absent: int = 0
    backed: bool = False
    backed_before: bool = False
    members: list[str] = field(default_factory=list)
    since: dict[str, int] = field(default_factory=dict)
    told: Attestation | None = None

    @property
    def count(self) -> int:
        """Members."""
        return len(self.since)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise Refused(f"Proofs: {what}")


def leaf(index: int, data_hash: bytes) -> bytes:
    """The leaf of data with this hash at a place: `merkle.leaf` for who has only the hash."""
    return keccak(keccak(encode(["uint256", "bytes32"], [index, data_hash])))


def challenge(landlord: str, group: int, block_hash: bytes, leaves: int, k: int) -> int:
    """CNT-11: the k-th leaf that a block hash asks a landlord for; `sealing.challenged` with the group as chunk."""
    return sealing.challenged(bytes.fromhex(landlord[2:]), group, block_hash, leaves, k)


class Proofs:
    """StorageProofs.vy. Without Recovery's moves, which the unit tests show."""

    def __init__(self, params: Params) -> None:
        self.params = params
        self.bond = params.bond_per_mb * params.group_chunks
        self.landlords: dict[str, Landlord] = {}
        self.groups: dict[int, Group] = {}
        self.opened = self.seats = 0
        self.paused = False
        self.told_disk: list[tuple] = []
        """Calls of the disk: ("pass", landlords, again, backed, backed_before), ("strike", …), ("unback", …)."""
        self.donated = self.paid = 0
        self.held = 0

    def landlord(self, account: str) -> Landlord:
        """A copy of a landlord's word."""
        return replace(self.landlords.get(account, Landlord()))

    def group(self, number: int) -> Group:
        """The group, made when it is first asked for."""
        return self.groups.setdefault(number, Group())

    def free(self, account: str) -> int:
        """CNT-11: what of a bond no seat needs."""
        a = self.landlord(account)
        return max(0, a.bond - (a.seats + a.pending) * self.bond)

    # landlords

    def join(self, account: str, seats: int, block: Block) -> None:
        """CNT-11: bonds for seats, which the next block's hash draws."""
        if self.paused:
            raise Refused("Guarded: entries are paused")
        _require(0 < seats <= JOINS, "expected 1 to 16 seats")
        a = self.landlord(account)
        _require(a.banned <= block.day, "landlord is banned")
        _require(a.pending == 0, "a draw is pending")
        locked = block.time < a.unlock
        due = max(0, (a.seats + seats) * self.bond - (min(a.bond, a.seats * self.bond) if locked else a.bond))
        self.seats += seats
        a.bond += due
        self.held += due
        a.pending, a.draw = seats, block.number + 1
        a.among = max(-(-self.seats // self.params.group_fill), a.seats + seats)
        self.landlords[account] = a

    def drawn(self, account: str, block: Block) -> int:
        """CNT-11: the group of a landlord's next seat."""
        a = self.landlord(account)
        _require(a.pending > 0, "no draw is pending")
        _require(block.number > a.draw, "draw is not known yet")
        _require(block.number <= a.draw + HASHES, "draw has expired")
        seed = block.hash_of(a.draw)
        for k in range(TRIES):
            word = keccak(encode(["bytes32", "address", "uint256", "uint256"], [seed, account, a.pending, k]))
            if self._has_room(number := int.from_bytes(word, "big") % a.among, account):
                return number
        for number in range(a.among, a.among + TRIES):
            if number >= self.opened or self._has_room(number, account):
                return min(number, self.opened)
        return self.opened

    def _has_room(self, number: int, account: str) -> bool:
        group = self.group(number)
        return account not in group.since and group.count < self.params.group_size

    def assign(self, account: str, members: Sequence[str], block: Block) -> int:
        """CNT-11: seats a landlord in the group drawn for it; the first empty seat, or a new one."""
        number = self.drawn(account, block)
        group = self.group(number)
        self._check_members(group, members)
        place = group.members.index(ZERO) if ZERO in group.members else len(group.members)
        group.members[place : place + 1] = [account]
        group.since[account] = block.time
        self.opened = max(self.opened, number + 1)
        a = self.landlord(account)
        a.pending, a.seats = a.pending - 1, a.seats + 1
        self.landlords[account] = a
        return number

    def cancel(self, account: str, block: Block) -> None:
        """CNT-11: ends a draw that expired; a part of the bond goes to the pool."""
        a = self.landlord(account)
        _require(a.pending > 0, "no draw is pending")
        _require(block.number > a.draw + HASHES, "draw has not expired")
        pending = a.pending
        self.landlords[account] = self._without_draw(a, block)
        self._fine(account, pending)

    def leave(self, number: int, account: str, members: Sequence[str], block: Block) -> None:
        """CNT-11: gives a seat back; too early costs a part of its bond."""
        self._unseat(number, account, members, block)

    def expel(self, number: int, account: str, members: Sequence[str], block: Block) -> None:
        """CNT-11: takes the seat of a member that is banned, or absent for a whole period."""
        group = self.group(number)
        banned = self.landlord(account).banned > block.day
        place = group.members.index(account) if account in group.since else 0
        long = group.since.get(account, 0) + self.params.absence <= block.time
        _require(banned or (group.absent >> place & 1 == 1 and long), "not to be sent away")
        self._unseat(number, account, members, block)

    def withdraw(self, account: str, block: Block) -> int:
        """CNT-11: pays what is free of a bond, after the lock."""
        a = self.landlord(account)
        _require(block.time >= a.unlock, "bond is locked")
        amount = self.free(account)
        _require(amount > 0, "nothing to withdraw")
        a.bond -= amount
        self.landlords[account] = a
        self.held -= amount
        self.paid += amount
        return amount

    # proofs

    def prove(
        self,
        number: int,
        told: Attestation,
        passed: int,
        signers: int,
        members: Sequence[str],
        signed_by: Sequence[str],
        block: Block,
    ) -> None:
        """CNT-11: a group's message of the day. `signed_by`: whose the signatures are, in their order.

        Who left since it was signed does not count; the message does.
        """
        p, group = self.params, self.group(number)
        day = group.time // DAY
        _require(day < block.day, "group proved today")
        _require(told.epoch > group.epoch, "epoch was used")
        self._check_challenge(number, told, block)
        self._check_members(group, members)
        _require(group.count >= p.replicas, "group is too small")
        _require(3 * signers.bit_count() >= 2 * group.count, "under two thirds")
        _require(len(signed_by) == signers.bit_count(), "wrong number of signatures")
        _require((passed | signers) >> len(members) == 0, "no such seat")
        yesterday = day + 1 == block.day
        before = group.passed if yesterday else 0
        landlords: list[str] = []
        again, signatures = 0, iter(signed_by)
        for seat, member in enumerate(members):
            if member == ZERO:
                _require(signers >> seat & 1 == 0, "no such seat")
                passed &= ~(1 << seat)
                continue
            if signers >> seat & 1:
                _require(next(signatures) == member, "wrong signature")
            if passed >> seat & 1:
                again |= (before >> seat & 1) << len(landlords)
                landlords.append(member)
        _require(passed != 0, "nobody passed")
        period, last = block.time // p.absence, group.time // p.absence
        if period == last:
            group.seen |= passed
            group.absent &= ~passed
        else:
            occupied = sum(1 << seat for seat, member in enumerate(members) if member != ZERO)
            group.absent = occupied & ~(group.seen | passed) if period == last + 1 else 0
            group.seen = passed
        backed = passed.bit_count() >= p.replicas
        backed_before = yesterday and group.backed
        group.time, group.epoch, group.told = block.time, told.epoch, told
        group.passed, group.before = passed, before & ~passed
        group.backed, group.backed_before = backed, backed_before and not backed
        self.told_disk.append(("pass", landlords, again, backed, backed and backed_before))

    def prove_self(
        self,
        number: int,
        account: str,
        told: Attestation,
        sealed_root: bytes,
        root_path: Sequence[bytes],
        leaves: Sequence[bytes],
        paths: Sequence[Sequence[bytes]],
        block: Block,
    ) -> None:
        """CNT-11: counts a member that today's message left out, by the challenged leaves of its attested replica."""
        p, group = self.params, self.group(number)
        _require(group.time // DAY == block.day, "no message today")
        place = self._check_attested(group, account, told, sealed_root, root_path)
        _require(group.since[account] < group.time, "sat down after the message")
        _require(group.passed >> place & 1 == 0, "passed already")
        _require(self.landlord(account).banned <= block.day, "landlord is banned")
        _require(len(leaves) == len(paths) == p.challenges, "wrong number of leaves")
        for k, (data, path) in enumerate(zip(leaves, paths, strict=True)):
            _require(len(data) == sealing.LEAF, "wrong leaf size")
            index = challenge(account, number, told.block_hash, p.group_chunks * MB_LEAVES, k)
            _require(merkle.verify(sealed_root, merkle.leaf(index, data), path), "leaf is not sealed there")
        again = group.before >> place & 1
        group.passed |= 1 << place
        group.before &= ~(1 << place)
        group.seen |= 1 << place
        group.absent &= ~(1 << place)
        backs = not group.backed and group.passed.bit_count() >= p.replicas
        moves = backs and group.backed_before
        if backs:
            group.backed, group.backed_before = True, False
        self.told_disk.append(("pass", [account], again, backs, moves))

    # evidence

    def slash(self, account: str, block: Block) -> int:
        """CNT-11: evidence holds: the bond is lost, the landlord banned for ever. Returns the reporter's wei."""
        a = self.landlord(account)
        _require(a.bond > 0, "no bond to lose")
        reward = a.bond * self.params.reporter_share // BPS
        rest = a.bond - reward
        a = self._without_draw(a, block)
        a.bond, a.banned = 0, FOREVER
        self.landlords[account] = a
        self.held -= reward
        self._donate(rest)
        return reward

    def ban(self, account: str, block: Block) -> None:
        """CNT-12: bad service costs the places for a time, and a draw its price."""
        a = self.landlord(account)
        pending, a = a.pending, self._without_draw(a, block)
        a.banned = max(a.banned, block.day + self.params.ban // DAY)
        self.landlords[account] = a
        self._fine(account, pending)

    # inside

    def _check_members(self, group: Group, members: Sequence[str]) -> None:
        _require(list(members) == group.members, "wrong members")

    def _check_challenge(self, number: int, told: Attestation, block: Block) -> None:
        drawn = told.epoch * self.params.epoch_blocks
        _require((told.epoch + number) % self.params.round_epochs == 0, "not this group's epoch")
        _require(drawn < block.number, "challenge is not known yet")
        _require(block.number <= drawn + self.params.answer_blocks, "challenge is stale")
        _require(block.hash_of(drawn) == told.block_hash, "wrong block hash")

    def _check_attested(
        self, group: Group, account: str, told: Attestation, sealed_root: bytes, root_path: Sequence[bytes]
    ) -> int:
        _require(account in group.since, "not a member")
        place = group.members.index(account)
        _require(told == group.told, "not what the group signed")
        attested = merkle.verify(told.sealed_roots, merkle.leaf(place, sealed_root), root_path)
        _require(attested, "root is not attested")
        return place

    def _fine(self, account: str, seats: int) -> None:
        a = self.landlord(account)
        penalty = min(a.bond, seats * self.bond * self.params.draw_penalty // BPS)
        a.bond -= penalty
        self.landlords[account] = a
        self._donate(penalty)

    def _without_draw(self, a: Landlord, block: Block) -> Landlord:
        if a.pending:
            self.seats -= a.pending
            a.pending, a.unlock = 0, max(a.unlock, block.time + self.params.bond_lock)
        return a

    def _unseat(self, number: int, account: str, members: Sequence[str], block: Block) -> None:
        p, group = self.params, self.group(number)
        self._check_members(group, members)
        _require(account in group.since, "not a member")
        place = group.members.index(account)
        age = block.day - group.time // DAY
        passed, before = group.passed >> place & 1, group.before >> place & 1
        today = passed if age == 0 else 0
        yesterday = passed if age == 1 else before & ~passed if age == 0 else 0
        for name in ("passed", "before", "seen", "absent"):
            setattr(group, name, getattr(group, name) & ~(1 << place))
        lost = [0, 0]
        if age <= 1 and group.backed and group.passed.bit_count() < p.replicas:
            group.backed = False
            lost[age] = 1
        elif age == 0 and group.backed_before and (group.passed | group.before).bit_count() < p.replicas:
            group.backed_before = False
            lost[1] = 1
        group.members[place] = ZERO
        early = block.time < group.since.pop(account) + p.absence
        a = self.landlord(account)
        a.seats -= 1
        a.unlock = max(a.unlock, block.time + p.bond_lock)
        self.landlords[account] = a
        self.seats -= 1
        if today or yesterday:
            self.told_disk.append(("strike", account, today * p.group_chunks, yesterday * p.group_chunks))
        if any(lost):
            self.told_disk.append(("unback", lost[0] * p.group_chunks, lost[1] * p.group_chunks))
        if early:
            self._fine(account, 1)

    def _donate(self, amount: int) -> None:
        self.held -= amount
        self.donated += amount
