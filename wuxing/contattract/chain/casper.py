# SPDX-License-Identifier: MIT
"""The Casper deposit pool and the finality of checkpoints (CNT-21): it qualifies who may sit in a shard.

A validator joins with a deposit and a waiting time, leaves with a delay, and gets its deposit back after an unbonding
time in which it can still be convicted. Every `epoch` blocks of the main chain make a checkpoint; validators sign
votes "from this justified checkpoint to that one". Two thirds of the deposits justify the target; a checkpoint whose
direct successor is justified from it is final. Who votes changes only when a checkpoint became final (a dynasty), and a
link needs two thirds of this dynasty and of the one before, so that a change of validators cannot undo finality.

What a vote may not be, and what two signatures prove: two targets in one epoch, or one vote around another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from eth_hash.auto import keccak

from wuxing.contattract.keys import Key, signer
from wuxing.contattract.params import Params
from wuxing.refused import Refused

NEVER = 1 << 62
"""A dynasty or time that does not come."""


# --- what validators sign


@dataclass(frozen=True)
class Checkpoint:
    """A block at a multiple of the epoch; `epoch` counts them."""

    epoch: int
    hash: bytes

    @property
    def encoded(self) -> bytes:
        """40 bytes."""
        return self.epoch.to_bytes(8, "big") + self.hash


@dataclass(frozen=True)
class Vote:
    """A signed link from a justified checkpoint to a later one."""

    source: Checkpoint
    target: Checkpoint
    signature: bytes

    @classmethod
    def cast(cls, source: Checkpoint, target: Checkpoint, key: Key) -> Vote:
        """Sign a link."""
        return cls(source, target, key.sign(_link(source, target)))

    @cached_property
    def validator(self) -> bytes:
        """Who signed. `Refused` if nobody did."""
        return signer(_link(self.source, self.target), self.signature)

    @property
    def encoded(self) -> bytes:
        """What a block carries."""
        return self.source.encoded + self.target.encoded + self.signature


def _link(source: Checkpoint, target: Checkpoint) -> bytes:
    return keccak(b"CNT vote" + source.encoded + target.encoded)


@dataclass(frozen=True)
class Join:
    """A signed wish to enter with a deposit in wei."""

    amount: int
    signature: bytes

    @classmethod
    def sign(cls, amount: int, key: Key) -> Join:
        """Sign it."""
        return cls(amount, key.sign(keccak(b"CNT join" + amount.to_bytes(32, "big"))))

    @cached_property
    def validator(self) -> bytes:
        """Who wants to enter."""
        return signer(keccak(b"CNT join" + self.amount.to_bytes(32, "big")), self.signature)

    @property
    def encoded(self) -> bytes:
        """What a block carries."""
        return self.amount.to_bytes(32, "big") + self.signature


@dataclass(frozen=True)
class Leave:
    """A signed wish to go. A validator enters once, so it leaves once."""

    signature: bytes

    @classmethod
    def sign(cls, key: Key) -> Leave:
        """Sign it."""
        return cls(key.sign(keccak(b"CNT leave")))

    @cached_property
    def validator(self) -> bytes:
        """Who wants to go."""
        return signer(keccak(b"CNT leave"), self.signature)

    @property
    def encoded(self) -> bytes:
        """What a block carries."""
        return self.signature


@dataclass(frozen=True)
class Withdraw:
    """Pays out what is due to a validator; anybody may ask for it."""

    validator: bytes

    @property
    def encoded(self) -> bytes:
        """What a block carries."""
        return b"withdraw" + self.validator


@dataclass(frozen=True)
class Evidence:
    """Two votes of one validator that contradict each other."""

    first: Vote
    second: Vote

    @property
    def encoded(self) -> bytes:
        """What a block carries."""
        return self.first.encoded + self.second.encoded


def offender(evidence: Evidence) -> bytes:
    """Whom the two votes convict. `Refused` if they do not contradict each other or have two signers."""
    a, b = evidence.first, evidence.second
    if (a.source, a.target) == (b.source, b.target):
        raise Refused("Casper: expected two different votes")
    double = a.target.epoch == b.target.epoch
    if not (double or surrounds(a, b) or surrounds(b, a)):
        raise Refused("Casper: expected two targets in one epoch, or one vote around the other")
    if a.validator != b.validator:
        raise Refused("Casper: expected one signer of both votes")
    return a.validator


def surrounds(outer: Vote, inner: Vote) -> bool:
    """Whether a vote begins before another and ends after it."""
    return outer.source.epoch < inner.source.epoch and inner.target.epoch < outer.target.epoch


# --- the pool


@dataclass(frozen=True)
class Validator:
    """A deposit in wei, and its life: times in seconds, `start` and `end` in dynasties."""

    deposit: int
    joined: int
    start: int = NEVER
    leaving: int = NEVER
    end: int = NEVER
    ended: int = NEVER

    def votes_in(self, dynasty: int) -> bool:
        """Whether it has a vote in a dynasty."""
        return self.start <= dynasty < self.end


@dataclass(frozen=True)
class Slash:
    """A conviction: when, what the convicted had, what all voters had."""

    time: int
    deposit: int
    total: int


@dataclass
class Pool:
    """Everybody's deposits. Wei paid in = held + burned + paid out, always."""

    params: Params
    dynasty: int = 0
    validators: dict[bytes, Validator] = field(default_factory=dict)
    gone: frozenset[bytes] = frozenset()
    slashes: dict[bytes, Slash] = field(default_factory=dict)
    burned: int = 0
    paid: int = 0

    @classmethod
    def founded(cls, params: Params, founders: dict[bytes, int]) -> Pool:
        """The pool of genesis: founders vote from the first dynasty on."""
        return cls(params, validators={who: Validator(wei, 0, start=0) for who, wei in founders.items()})

    def copy(self) -> Pool:
        """Another pool with the same content."""
        return replace(self, validators=dict(self.validators), slashes=dict(self.slashes))

    @property
    def held(self) -> int:
        """Wei of all deposits."""
        return sum(v.deposit for v in self.validators.values())

    def active(self, dynasty: int | None = None) -> dict[bytes, int]:
        """Deposit of each that votes in a dynasty, the present one if not said."""
        now = self.dynasty if dynasty is None else dynasty
        return {who: v.deposit for who, v in self.validators.items() if v.votes_in(now)}

    def _known(self, who: bytes) -> Validator:
        if who not in self.validators:
            raise Refused(f"Casper: expected a validator, got 0x{who.hex()}")
        return self.validators[who]

    def join(self, who: bytes, amount: int, time: int) -> None:
        """A deposit comes in; it votes after the waiting time, from a later dynasty on."""
        if amount < self.params.casper_deposit:
            raise Refused(f"Casper: expected a deposit of at least {self.params.casper_deposit} wei, got {amount}")
        if who in self.validators or who in self.gone:
            raise Refused("Casper: expected a key that was never in the pool")
        self.validators[who] = Validator(amount, time)

    def leave(self, who: bytes, time: int) -> None:
        """It wants to go: its vote ends after the delay."""
        validator = self._known(who)
        if validator.leaving < NEVER:
            raise Refused("Casper: expected a validator that is not leaving already")
        self.validators[who] = replace(validator, leaving=time)

    def turn(self, time: int) -> None:
        """A checkpoint became final: the next dynasty. Those who waited long enough come in or go out with the next."""
        self.dynasty += 1
        for who, v in self.validators.items():
            if v.start == NEVER and v.leaving == NEVER and v.joined + self.params.casper_join_delay <= time:
                self.validators[who] = replace(v, start=self.dynasty + 1)
            elif v.end == NEVER and v.leaving + self.params.casper_exit_delay <= time:
                self.validators[who] = replace(v, end=self.dynasty + 1, ended=time)

    def withdraw(self, who: bytes, time: int) -> int:
        """Pay a validator out after the unbonding time, less what it was convicted of. Gives the wei paid."""
        v = self._known(who)
        if v.ended + self.params.casper_unbonding > time:
            raise Refused(f"Casper: expected the unbonding time of {self.params.casper_unbonding} s to be over")
        lost = min(v.deposit, self.still_owed(who))
        del self.validators[who]
        self.gone |= {who}
        self.burned += lost
        self.paid += v.deposit - lost
        return v.deposit - lost

    def slash(self, who: bytes, time: int) -> None:
        """Convicted: a part burns at once, the vote ends, the rest of the penalty follows at the withdrawal."""
        validator = self._known(who)
        if who in self.slashes:
            raise Refused("Casper: expected a validator that was not convicted yet")
        total = sum(self.active().values())
        lost = int(validator.deposit * self.params.casper_slash_least)
        self.slashes[who] = Slash(time, validator.deposit, total)
        self.burned += lost
        self.validators[who] = replace(
            validator,
            deposit=validator.deposit - lost,
            leaving=min(validator.leaving, time),
            end=min(validator.end, self.dynasty + 1),
            ended=time,
        )

    def penalty(self, who: bytes) -> Fraction:
        """The share that a conviction takes in the end: a multiple of the deposits convicted about the same time."""
        mine = self.slashes[who]
        window = self.params.casper_unbonding
        together = sum(s.deposit for s in self.slashes.values() if abs(s.time - mine.time) <= window)
        share = self.params.casper_slash_multiple * Fraction(together, max(mine.total, 1))
        return min(Fraction(1), max(self.params.casper_slash_least, share))

    def still_owed(self, who: bytes) -> int:
        """Wei of the penalty that did not burn at once."""
        if who not in self.slashes:
            return 0
        mine = self.slashes[who]
        return int(mine.deposit * self.penalty(who)) - int(mine.deposit * self.params.casper_slash_least)

    def leak(self, absent: set[bytes], epochs: int) -> None:
        """Those who did not vote lose a little, more the longer nothing has become final."""
        for who in absent:
            v = self.validators[who]
            lost = v.deposit * epochs // self.params.casper_leak
            self.validators[who] = replace(v, deposit=v.deposit - min(lost, v.deposit))
            self.burned += min(lost, v.deposit)


# --- finality


@dataclass(frozen=True)
class Finality:
    """What a chain's votes have come to. `source` is what votes of this epoch must start from."""

    current: Checkpoint
    source: Checkpoint
    justified: Checkpoint
    final: Checkpoint
    voted: frozenset[bytes] = frozenset()

    @classmethod
    def founded(cls, genesis: Checkpoint) -> Finality:
        """Genesis is final."""
        return cls(genesis, genesis, genesis, genesis)

    def opened(self, checkpoint: Checkpoint) -> Finality:
        """The next epoch: votes go from the last justified checkpoint to this one."""
        return replace(self, current=checkpoint, source=self.justified, voted=frozenset())

    def counted(self, vote: Vote, pool: Pool) -> Finality:
        """The state after a vote. `Refused` if it is not this epoch's link, or the signer has no vote or had it."""
        if (vote.source, vote.target) != (self.source, self.current) or vote.source == vote.target:
            raise Refused("Casper: expected a vote from the justified checkpoint to this epoch's")
        who = vote.validator
        if who in self.voted:
            raise Refused("Casper: expected one vote of a validator in an epoch")
        if who not in pool.active() and who not in pool.active(pool.dynasty - 1):
            raise Refused("Casper: expected a validator of this dynasty or the last")
        now = replace(self, voted=self.voted | {who})
        if now.justified == now.current or not now.carried(pool):
            return now
        adjacent = now.source.epoch + 1 == now.current.epoch
        return replace(now, justified=now.current, final=now.source if adjacent else now.final)

    def carried(self, pool: Pool) -> bool:
        """Two thirds of the deposits of this dynasty, and of the one before."""
        return all(_two_thirds(pool.active(d), self.voted) for d in (pool.dynasty, max(0, pool.dynasty - 1)))


def _two_thirds(deposits: dict[bytes, int], voted: frozenset[bytes]) -> bool:
    total = sum(deposits.values())
    return total > 0 and 3 * sum(wei for who, wei in deposits.items() if who in voted) >= 2 * total
