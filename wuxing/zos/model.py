# SPDX-License-Identifier: MIT
"""The economics of ZOS as plain Python: the executable specification of ZOSMine.vy, to the wei.

Amounts are integers in wei, weights whole hundredths, an index is reward per weight times 2^72. Rounding favours the
contract: shares are rounded down, so what is allotted never exceeds what is emitted. By how much less: each time the
pool is reckoned at most weight / 2^72 + 1 wei, each time an account is settled at most 2 wei.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from wuxing.emission import emitted
from wuxing.refused import Refused
from wuxing.unlock import Line
from wuxing.zos.params import BPS, Params

WAD = 10**18
SCALE = 72


@dataclass
class Miner:
    """What an account has staked itself, and as an operator. `index` is the pool's up to which it is paid."""

    stake: int = 0
    kind: int = 0
    commission: int = 0
    index: int = 0
    owed: int = 0
    delegated: int = 0
    delegators_index: int = 0
    more: bool = False
    """Whether it may be owed or delegated something."""


@dataclass
class Delegation:
    """What one delegates to another. `index` is the operator's up to which it is paid."""

    amount: int = 0
    index: int = 0
    owed: int = 0


@dataclass
class Mine:
    """The mine of ZOS (ZOS-4 … ZOS-6)."""

    params: Params
    launch: int
    index: int = 0
    last: int = 0
    weight: int = 0
    paused: bool = False
    node_harvested: int = 0
    minted: int = 0
    harvested: int = 0
    held: int = 0
    """Stakes and delegations that the mine holds."""
    miners: dict[str, Miner] = field(default_factory=lambda: defaultdict(Miner))
    delegations: dict[tuple[str, str], Delegation] = field(default_factory=lambda: defaultdict(Delegation))
    lines: dict[str, Line] = field(default_factory=lambda: defaultdict(Line))

    def __post_init__(self) -> None:
        self.last = self.launch

    # rules, one function each

    def emitted(self, now: int) -> int:
        """ZOS-4: what has come out."""
        return emitted(now - self.launch, self.params.mined, self.params.halving_period)

    def nodes_part(self, amount: int) -> int:
        """ZOS-6: what of an emission is the foundation's nodes'."""
        return amount * self.params.node_share // BPS

    def index_at(self, now: int) -> int:
        """ZOS-6: reward per weight. Emission while nobody stakes belongs to nobody."""
        if now <= self.last or self.weight == 0:
            return self.index
        before, after = self.emitted(self.last), self.emitted(now)
        fresh = after - before - (self.nodes_part(after) - self.nodes_part(before))
        return self.index + (fresh << SCALE) // self.weight

    def reward(self, miner: Miner, index: int) -> tuple[int, int]:
        """ZOS-6: what a miner earns up to an index with its commission, and by how much its delegators' index rises."""
        if miner.stake == 0:
            return 0, 0
        rise = (index - miner.index) * self.params.weights[miner.kind]
        own = miner.stake * rise >> SCALE
        if miner.delegated == 0:
            return own, 0
        theirs = rise * (BPS - miner.commission) // BPS
        return own + (miner.delegated * (rise - theirs) >> SCALE), theirs

    def pending(self, account: str, now: int) -> int:
        """What `harvest` would bring."""
        miner = self.miners[account]
        return miner.owed + self.reward(miner, self.index_at(now))[0]

    def pending_delegation(self, delegator: str, operator: str, now: int) -> int:
        """What `harvest_delegation` would bring."""
        miner, delegation = self.miners[operator], self.delegations[delegator, operator]
        index = miner.delegators_index + self.reward(miner, self.index_at(now))[1]
        return delegation.owed + (delegation.amount * (index - delegation.index) >> SCALE)

    def pending_nodes(self, now: int) -> int:
        """What `harvest_nodes` would bring."""
        return self.nodes_part(self.emitted(now)) - self.node_harvested

    # moves

    def stake(self, account: str, kind: int, amount: int, now: int) -> None:
        """ZOS-6: stakes, or adds to a stake of the same class."""
        self._check_open(now)
        if not 0 <= kind < len(self.params.weights):
            raise Refused("Mine: unknown class")
        if amount == 0:
            raise Refused("Mine: amount is zero")
        miner = self.miners[account]
        if miner.stake and miner.kind != kind:
            raise Refused("Mine: of another class")
        if miner.stake + amount < self.params.minimums[kind]:
            raise Refused("Mine: below the class's minimum")
        if miner.stake and not miner.more:
            # what it has earned stays in its index, averaged over the greater stake
            self._reckon(now)
            miner.index = self.index - miner.stake * (self.index - miner.index) // (miner.stake + amount)
        else:
            self._settle(miner, now)
        if miner.stake == 0:
            miner.kind = kind
            self.weight += miner.delegated * self.params.weights[kind]
        miner.stake += amount
        self.weight += amount * self.params.weights[kind]
        self.held += amount

    def move(self, account: str, kind: int, now: int) -> None:
        """ZOS-6: moves a stake, and what is delegated to it, to another class."""
        self._check_open(now)
        if not 0 <= kind < len(self.params.weights):
            raise Refused("Mine: unknown class")
        miner = self.miners[account]
        if miner.stake == 0:
            raise Refused("Mine: not staked")
        if miner.kind == kind:
            raise Refused("Mine: of this class already")
        if miner.stake < self.params.minimums[kind]:
            raise Refused("Mine: below the class's minimum")
        self._settle(miner, now)
        counted = miner.stake + miner.delegated
        self.weight += counted * (self.params.weights[kind] - self.params.weights[miner.kind])
        miner.kind = kind

    def set_commission(self, account: str, commission: int, now: int) -> None:
        """ZOS-6: what an operator takes from now on."""
        self._check_open(now)
        if commission > self.params.most_commission:
            raise Refused("Mine: commission over the bound")
        miner = self.miners[account]
        if miner.stake == 0:
            raise Refused("Mine: not staked")
        self._settle(miner, now)
        miner.commission = commission

    def delegate(self, account: str, operator: str, amount: int, now: int) -> None:
        """ZOS-6: delegates to a miner."""
        self._check_open(now)
        if operator == account:
            raise Refused("Mine: delegate to another")
        if amount == 0:
            raise Refused("Mine: amount is zero")
        miner, delegation = self.miners[operator], self.delegations[account, operator]
        if miner.stake == 0:
            raise Refused("Mine: nobody mines there")
        if delegation.amount + amount < self.params.minimum_delegation:
            raise Refused("Mine: below the minimum")
        self._settle(miner, now)
        self._settle_delegation(delegation, miner)
        delegation.amount += amount
        miner.delegated += amount
        miner.more = True
        self.weight += amount * self.params.weights[miner.kind]
        self.held += amount

    def unstake(self, account: str, amount: int, now: int) -> None:
        """ZOS-6: takes stake back."""
        miner = self.miners[account]
        if amount == 0:
            raise Refused("Mine: amount is zero")
        if amount > miner.stake:
            raise Refused("Mine: more than the stake")
        if amount != miner.stake and miner.stake - amount < self.params.minimums[miner.kind]:
            raise Refused("Mine: below the class's minimum")
        self._settle(miner, now)
        miner.stake -= amount
        self.weight -= amount * self.params.weights[miner.kind]
        if miner.stake == 0:
            self.weight -= miner.delegated * self.params.weights[miner.kind]
        self.held -= amount

    def undelegate(self, account: str, operator: str, amount: int, now: int) -> None:
        """ZOS-6: takes a delegation back."""
        miner, delegation = self.miners[operator], self.delegations[account, operator]
        if amount == 0:
            raise Refused("Mine: amount is zero")
        if amount > delegation.amount:
            raise Refused("Mine: more than the delegation")
        if amount != delegation.amount and delegation.amount - amount < self.params.minimum_delegation:
            raise Refused("Mine: below the minimum")
        self._settle(miner, now)
        self._settle_delegation(delegation, miner)
        delegation.amount -= amount
        miner.delegated -= amount
        miner.more = True
        if miner.stake:
            self.weight -= amount * self.params.weights[miner.kind]
        self.held -= amount

    def harvest(self, account: str, now: int) -> int:
        """ZOS-5: 40% of what an account has mined at once, 60% into its line; all of it."""
        miner = self.miners[account]
        amount = self.pending(account, now)
        if amount == 0:
            raise Refused("Mine: nothing to harvest")
        self._settle(miner, now)
        miner.owed, miner.more = 0, miner.delegated > 0
        return self._pay(account, amount, now)

    def harvest_delegation(self, account: str, operator: str, now: int) -> int:
        """ZOS-5: the same for a delegation."""
        miner, delegation = self.miners[operator], self.delegations[account, operator]
        amount = self.pending_delegation(account, operator, now)
        if amount == 0:
            raise Refused("Mine: nothing to harvest")
        self._settle(miner, now)
        self._settle_delegation(delegation, miner)
        delegation.owed = 0
        return self._pay(account, amount, now)

    def harvest_nodes(self, payee: str, now: int) -> int:
        """ZOS-5, ZOS-6: the same for the foundation's nodes."""
        amount = self.pending_nodes(now)
        if amount == 0:
            raise Refused("Mine: nothing to harvest")
        self.node_harvested += amount
        return self._pay(payee, amount, now)

    def claim(self, account: str, now: int) -> int:
        """ZOS-5: what an account's line has released; the amount."""
        if now < self.launch:
            raise Refused("Mine: not launched")
        amount = self.lines[account].take(now)
        if amount == 0:
            raise Refused("Mine: nothing to claim")
        self.minted += amount
        return amount

    # inside

    def _check_open(self, now: int) -> None:
        if now < self.launch:
            raise Refused("Mine: not launched")
        if self.paused:
            raise Refused("Mine: entries are paused")

    def _reckon(self, now: int) -> None:
        self.index, self.last = self.index_at(now), max(now, self.last)

    def _settle(self, miner: Miner, now: int) -> None:
        self._reckon(now)
        own, rise = self.reward(miner, self.index)
        miner.owed += own
        miner.more = miner.more or own > 0
        miner.delegators_index += rise
        miner.index = self.index

    def _settle_delegation(self, delegation: Delegation, operator: Miner) -> None:
        delegation.owed += delegation.amount * (operator.delegators_index - delegation.index) >> SCALE
        delegation.index = operator.delegators_index

    def _pay(self, account: str, amount: int, now: int) -> int:
        paid = amount * self.params.instant // BPS
        if amount > paid:
            self.lines[account].push(amount - paid, now)
        self.minted += paid
        self.harvested += amount
        return amount
