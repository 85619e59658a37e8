# SPDX-License-Identifier: MIT
"""The economics of XZ as plain Python: the executable specification of XZMine.vy, to the wei.

Amounts are integers in wei. A token's life is kept as what has melted, in units of its nominal value: a fresh
token has `nominal` (151,110 XZ in wei) to melt, and in the reconciled set one wei of output melts one unit.
Rounding favours the contract: output, shares and life left are rounded down, melt and gas up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from wuxing.log2 import one_plus
from wuxing.refused import Refused
from wuxing.xz.params import BPS, Params

WAD = 10**18
MOST_STAKE = (1 << 74) - 1
MOST_FEE = (1 << 73) - 1
"""What a position's packed word holds (contracts/xz/position.vy): 18,889 XZ and 9,444 XZ."""


@dataclass
class Position:
    """What one NFTXZ has at the mine. `clock` is the last unit boundary, None while it is not staked."""

    owner: str
    node: int = 1
    stake: int = 0
    fee: int = 0
    melted: int = 0
    clock: int | None = None
    stopped: bool = False
    burned: bool = False


@dataclass
class Accrual:
    """What a settlement yields: whole units paid, output and burned gas in wei, melt in nominal units."""

    units: int = 0
    output: int = 0
    burned: int = 0
    melted: int = 0
    stopped: bool = False
    used_up: bool = False


@dataclass
class Exit:
    """A stake on its way out."""

    amount: int
    unlocks_at: int


@dataclass
class Totals:
    """What has happened to one token so far, in wei."""

    miner: int = 0
    node: int = 0
    burned: int = 0


def ceil_div(numerator: int, denominator: int) -> int:
    """Division rounded up."""
    return -(-numerator // denominator)


@dataclass
class Mine:
    """The mine of XZ (XZ-7 … XZ-14, XZ-20) for any number of positions."""

    params: Params
    minted: int = 0
    invited: set[str] = field(default_factory=set)
    positions: dict[int, Position] = field(default_factory=dict)
    exits: dict[str, list[Exit]] = field(default_factory=dict)
    totals: dict[int, Totals] = field(default_factory=dict)
    node_balance: dict[int, int] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)
    burned: int = 0
    held: int = 0
    """XZ that the mine holds: stakes, fees, locked exits and nodes' shares."""

    # rules, one function each

    def phase(self, minted: int | None = None) -> int:
        """XZ-13: the phase in force; 4 once all is mined."""
        minted = self.minted if minted is None else minted
        return sum(minted >= end for end in self.params.phase_ends)

    def rate(self, stake: int, phase: int) -> int:
        """XZ-11: daily output in wei: 138 × log2(1 + stake / required), at most 138; phase 0 needs no stake."""
        p = self.params
        if phase >= len(p.phase_stake):
            return 0
        required = p.phase_stake[phase]
        if stake >= required:
            return p.daily_output
        return p.daily_output * one_plus(stake, required) >> 128

    def gas(self, output: int, phase: int) -> int:
        """XZ-10: what mining `output` burns of the fee balance."""
        return ceil_div(output * self.params.phase_gas[phase], BPS)

    def melt(self, output: int, phase: int) -> int:
        """XZ-7, XZ-12: what mining `output` melts, in nominal units."""
        ratio = self.params.melt_ratios[phase]
        return ceil_div(output * ratio.numerator, ratio.denominator)

    def most_output(self, life: int, phase: int) -> int:
        """XZ-12: the output that uses up `life` nominal units."""
        ratio = self.params.melt_ratios[phase]
        return life * ratio.denominator // ratio.numerator

    def accrue(self, position: Position, now: int) -> Accrual:
        """XZ-7: what the whole units since the position's clock come to.

        Whole days at one rate are taken at once. The day on which a phase ends is split at the boundary (XZ-13),
        the day on which the life ends is partial (XZ-12), and a day that the fee cannot pay stops the position
        before it (XZ-10).
        """
        done = Accrual()
        if position.clock is None or position.stopped:
            return done
        left = (now - position.clock) // self.params.unit_time
        if left == 0:
            return done
        fee, minted = position.fee, self.minted
        while left > 0:
            phase = self.phase(minted)
            life = self.params.nominal - position.melted - done.melted
            rate = self.rate(position.stake, phase)
            if rate == 0:
                done.units += left
                break
            room = self.params.phase_ends[phase] - minted
            gas = self.gas(rate, phase)
            most = self.most_output(life, phase)
            days = min(left, room // rate, most // rate)
            if gas > 0:
                days = min(days, fee // gas)
            if days > 0:
                output = days * rate
                left -= days
                fee -= days * gas
                minted += output
                done.units += days
                done.output += output
                done.burned += days * gas
                done.melted += self.melt(output, phase)
                done.used_up = done.melted + position.melted >= self.params.nominal
                if done.used_up or left == 0:
                    break
                continue
            # a day of its own: a boundary, the end of the life, or too small a fee
            output, burned, melted, used_up = self._special_day(position.stake, minted, life)
            if burned > fee:
                done.stopped = True
                break
            left -= 1
            fee -= burned
            minted += output
            done.units += 1
            done.output += output
            done.burned += burned
            done.melted += melted
            done.used_up = used_up
            if used_up:
                break
        if not done.used_up and not done.stopped:
            phase = self.phase(minted)
            rate = self.rate(position.stake, phase)
            done.stopped = rate > 0 and fee < self._next_day_gas(position.stake, minted, position.melted + done.melted)
        return done

    def _special_day(self, stake: int, minted: int, life: int) -> tuple[int, int, int, bool]:
        """One day that may cross a phase boundary or use up the life: output, gas, melt, used up."""
        phase = self.phase(minted)
        rate = self.rate(stake, phase)
        room = self.params.phase_ends[phase] - minted
        most = self.most_output(life, phase)
        first = min(rate, room, most)
        burned = self.gas(first, phase)
        if first == most:
            return first, burned, life, True
        melted = min(self.melt(first, phase), life)
        if first == rate or phase + 1 == len(self.params.phase_stake):
            return first, burned, melted, melted == life
        life -= melted
        second = self.rate(stake, phase + 1) * (rate - first) // rate
        most = self.most_output(life, phase + 1)
        used_up = second >= most
        second = min(second, most)
        burned += self.gas(second, phase + 1)
        melted += life if used_up else min(self.melt(second, phase + 1), life)
        return first + second, burned, melted, used_up

    def _next_day_gas(self, stake: int, minted: int, melted: int) -> int:
        """What the coming day would burn; nothing once all is mined."""
        if self.phase(minted) == len(self.params.phase_stake):
            return 0
        return self._special_day(stake, minted, self.params.nominal - melted)[1]

    # moves

    def position(self, token: int) -> Position:
        """The position of a token; Refused where there is none."""
        if token not in self.positions:
            raise Refused("NFTXZ: unknown token")
        return self.positions[token]

    def add_token(self, token: int, owner: str, node: int = 1) -> None:
        """A freshly minted NFTXZ (XZ-2)."""
        self.positions[token] = Position(owner, node)
        self.totals[token] = Totals()

    def life(self, token: int) -> int:
        """XZ-3: 1e18 for a whole life, rounded down."""
        return (self.params.nominal - self.positions[token].melted) * WAD // self.params.nominal

    @property
    def total_life(self) -> int:
        """XZ-3: effective supply in T, 1e18 each, rounded down."""
        units = sum(self.params.nominal - p.melted for p in self.positions.values())
        return units * WAD // self.params.nominal

    def stake(self, token: int, stake: int, fee: int, now: int) -> None:
        """XZ-9, XZ-10: locks the token and starts its clock."""
        position = self.position(token)
        if position.clock is not None:
            raise Refused("Mine: already staked")
        phase = self.phase()
        if phase == len(self.params.phase_stake):
            raise Refused("Mine: all is mined")
        if phase == 0 and position.owner not in self.invited:
            raise Refused("Mine: phase 0 is by invitation")
        if phase > 0 and stake < self.params.minimum_stake:
            raise Refused("Mine: stake below 1 XZ")
        if fee < self._next_day_gas(stake, self.minted, position.melted):
            raise Refused("Mine: fee below one day")
        self._check_fits(stake, fee)
        position.stake, position.fee, position.clock, position.stopped = stake, fee, now, False
        self.held += stake + fee

    @staticmethod
    def _check_fits(stake: int, fee: int) -> None:
        if stake > MOST_STAKE:
            raise Refused("Mine: stake above 18,889 XZ")
        if fee > MOST_FEE:
            raise Refused("Mine: fee above 9,444 XZ")

    def settle(self, token: int, now: int) -> Accrual:
        """XZ-7: pays the whole units; Refused before the first one and for a stopped position."""
        position = self.position(token)
        if position.clock is None:
            raise Refused("Mine: not staked")
        if position.stopped:
            raise Refused("Mine: stopped, top up the fee")
        if (now - position.clock) // self.params.unit_time == 0:
            raise Refused("Mine: no whole unit yet")
        return self._settle(token, now)

    def _settle(self, token: int, now: int) -> Accrual:
        position, totals = self.position(token), self.totals[token]
        done = self.accrue(position, now)
        assert position.clock is not None
        position.clock += done.units * self.params.unit_time
        position.fee -= done.burned
        position.melted += done.melted
        position.stopped = position.stopped or done.stopped
        self.minted += done.output
        node = done.output * self.params.node_share // BPS
        totals.miner += done.output - node
        totals.node += node
        totals.burned += done.burned
        self.paid[position.owner] = self.paid.get(position.owner, 0) + done.output - node
        self.node_balance[position.node] = self.node_balance.get(position.node, 0) + node
        self.burned += done.burned
        self.held += node - done.burned
        if done.used_up:
            self._end(position, now)
            position.burned = True
        return done

    def top_up(self, token: int, stake: int, fee: int, now: int) -> Accrual:
        """XZ-7, XZ-10: settles, adds to stake and fee; a stopped position starts again now."""
        position = self.position(token)
        if position.clock is None:
            raise Refused("Mine: not staked")
        if stake == 0 and fee == 0:
            raise Refused("Mine: nothing to add")
        ahead = self.accrue(position, now)
        if ahead.used_up:
            raise Refused("Mine: token is used up")
        if position.stopped or ahead.stopped:
            day = self._next_day_gas(position.stake + stake, self.minted + ahead.output, position.melted + ahead.melted)
            if position.fee - ahead.burned + fee < day:
                raise Refused("Mine: fee below one day")
        self._check_fits(position.stake + stake, position.fee - ahead.burned + fee)
        done = self._settle(token, now)
        position.stake += stake
        position.fee += fee
        self.held += stake + fee
        if position.stopped:
            position.clock, position.stopped = now, False
        return done

    def exit(self, token: int, now: int) -> Accrual:
        """XZ-14: settles, gives the token and the unspent fee back, and queues the stake for 180 days."""
        position = self.position(token)
        if position.clock is None:
            raise Refused("Mine: not staked")
        done = self._settle(token, now)
        if not position.burned:
            self._end(position, now)
        return done

    def _end(self, position: Position, now: int) -> None:
        if position.stake > 0:
            self.exits.setdefault(position.owner, []).append(Exit(position.stake, now + self.params.exit_lock))
        self.paid[position.owner] = self.paid.get(position.owner, 0) + position.fee
        self.held -= position.fee
        position.stake, position.fee, position.clock, position.stopped = 0, 0, None, False

    def withdraw(self, owner: str, now: int) -> int:
        """XZ-14: everything that is due, in wei."""
        queue = self.exits.get(owner, [])
        due = [e for e in queue if e.unlocks_at <= now]
        amount = sum(e.amount for e in due)
        if amount == 0:
            raise Refused("Mine: nothing unlocked yet")
        self.exits[owner] = queue[len(due) :]
        self.held -= amount
        self.paid[owner] = self.paid.get(owner, 0) + amount
        return amount

    def forfeit(self, owner: str, tokens: list[int], now: int) -> tuple[int, int]:
        """XZ-20: takes stakes and queued exits of a double signer: what is burned, and the reporter's share."""
        taken = 0
        for token in tokens:
            position = self.position(token)
            if position.owner != owner or position.clock is None:
                continue
            self._settle(token, now)
            if not position.burned:
                taken += position.stake
                position.stake = 0
                self._end(position, now)
        taken += sum(e.amount for e in self.exits.pop(owner, []))
        reward = taken * self.params.reporter_share // BPS
        self.held -= taken
        self.burned += taken - reward
        return taken - reward, reward


def exact_rate(params: Params, stake: int, phase: int) -> Fraction | None:
    """XZ-11 where it is rational: at full stake and in phase 0; None elsewhere."""
    return Fraction(params.daily_output) if stake >= params.phase_stake[phase] else None
