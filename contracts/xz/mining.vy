# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title The rules of mining
@notice How much a position mines, burns and melts (XZ-7 to XZ-13): pure arithmetic over the numbers of the economy. XZMine
        keeps the positions and the money. wuxing/xz/model.py is the same in Python, to the wei. Output and shares are
        rounded down, gas and melt up.
@custom:contract-name mining
@license MIT
"""

from contracts.common import log2
from contracts.xz import position

# the numbers of the economy, see params/xz.toml
struct Terms:
    nominal: uint256
    daily_output: uint256
    unit_time: uint256
    node_share: uint256
    minimum_stake: uint256
    phase_ends: uint256[4]
    phase_stake: uint256[4]
    phase_gas: uint256[4]
    # nominal wei that melt for one wei of output: numerators and denominators by phase
    melt_numerator: uint256[4]
    melt_denominator: uint256[4]
    exit_lock: uint256
    reporter_share: uint256

struct Accrual:
    # whole units paid
    units: uint256
    # wei
    output: uint256
    # wei of the fee balance
    burned: uint256
    # nominal wei
    melted: uint256
    # whether the fee balance cannot pay the coming day
    stopped: bool
    # whether the life is at its end
    used_up: bool

_BPS: constant(uint256) = 10_000

# the numbers of the economy
TERMS: immutable(Terms)


@deploy
def __init__(terms_: Terms):
    """
    @dev Fixes the numbers; reverts for some that the packed words or the rules cannot hold.
    """
    assert 0 < terms_.nominal and terms_.nominal < 1 << 77, "Mine: nominal out of range"
    assert 0 < terms_.daily_output and terms_.daily_output <= terms_.nominal, "Mine: output out of range"
    assert terms_.phase_ends[3] < 1 << 96 and terms_.unit_time > 0, "Mine: cap or unit out of range"
    assert terms_.node_share <= _BPS and terms_.reporter_share <= _BPS, "Mine: share above 100%"
    assert terms_.phase_stake[0] == 0, "Mine: phase 0 has no stake"
    start: uint256 = 0
    for phase: uint256 in range(4):
        # one day crosses at most one boundary
        assert terms_.phase_ends[phase] >= start + terms_.daily_output, "Mine: phase below one day"
        assert terms_.phase_gas[phase] <= _BPS, "Mine: gas above 100%"
        assert terms_.phase_stake[phase] < 1 << 74, "Mine: stake out of range"
        assert 0 < terms_.melt_denominator[phase] and terms_.melt_denominator[phase] < 1 << 64, "Mine: melt out of range"
        assert 0 < terms_.melt_numerator[phase] and terms_.melt_numerator[phase] < 1 << 64, "Mine: melt out of range"
        start = terms_.phase_ends[phase]
    TERMS = terms_


@internal
@view
def _phase(minted: uint256) -> uint256:
    """
    @dev XZ-13. 4 once everything is mined.
    """
    if minted >= TERMS.phase_ends[1]:
        if minted >= TERMS.phase_ends[2]:
            return 4 if minted >= TERMS.phase_ends[3] else 3
        return 2
    return 1 if minted >= TERMS.phase_ends[0] else 0


@internal
@view
def _rate(stake: uint256, phase_: uint256) -> uint256:
    """
    @dev XZ-11: 138 * log2(1 + stake / required), 138 at most, rounded down.
    """
    if phase_ > 3:
        return 0
    required: uint256 = TERMS.phase_stake[phase_]
    if stake >= required:
        return TERMS.daily_output
    # daily output is below 2**77 and the logarithm at most 2**128
    return unsafe_mul(TERMS.daily_output, log2._one_plus(stake, required)) >> 128


@internal
@view
def _gas(output: uint256, phase_: uint256) -> uint256:
    """
    @dev XZ-10, rounded up.
    """
    # output is at most the cap (96 bits), the rate at most 10,000
    return unsafe_div(unsafe_add(unsafe_mul(output, TERMS.phase_gas[phase_]), _BPS - 1), _BPS)


@internal
@view
def _melt(output: uint256, phase_: uint256) -> uint256:
    """
    @dev XZ-7, XZ-12, rounded up.
    """
    denominator: uint256 = TERMS.melt_denominator[phase_]
    # output has 96 bits at most and both parts of the ratio 64
    return unsafe_div(
        unsafe_add(unsafe_mul(output, TERMS.melt_numerator[phase_]), unsafe_sub(denominator, 1)), denominator
    )


@internal
@view
def _most_output(life: uint256, phase_: uint256) -> uint256:
    """
    @dev XZ-12: output that uses up a life (nominal wei), rounded down.
    """
    # a life has 77 bits at most, the ratio's parts 64
    return unsafe_div(unsafe_mul(life, TERMS.melt_denominator[phase_]), TERMS.melt_numerator[phase_])


@internal
@view
def _accrue(p: position.Position, minted: uint256, now: uint256) -> Accrual:
    """
    @dev XZ-7: what the whole units since the clock come to, when the mine has minted `minted` and `now` is counted in
         seconds from its genesis. wuxing/xz/model.py `Mine.accrue`, line for line.
    """
    done: Accrual = empty(Accrual)
    if p.clock == 0 or p.stopped:
        return done
    left: uint256 = (now - p.clock) // TERMS.unit_time
    if left == 0:
        return done
    fee: uint256 = p.fee
    total: uint256 = minted
    rate_: uint256 = 0
    # three boundaries and the end of the cap, each with a run of days and a day of its own before it, and the last run
    for _: uint256 in range(12):
        phase_: uint256 = self._phase(total)
        rate_ = self._rate(p.stake, phase_)
        if rate_ == 0:
            done.units += left
            break
        life: uint256 = TERMS.nominal - p.melted - done.melted
        gas: uint256 = self._gas(rate_, phase_)
        # full days until the phase, the life or the fee ends
        most: uint256 = min((TERMS.phase_ends[phase_] - total) // rate_, self._most_output(life, phase_) // rate_)
        if gas > 0:
            most = min(most, fee // gas)
        days: uint256 = min(left, most)
        if days > 0:
            output: uint256 = days * rate_
            left -= days
            fee -= days * gas
            total += output
            done.units += days
            done.output += output
            done.burned += days * gas
            done.melted += self._melt(output, phase_)
            done.used_up = done.melted + p.melted >= TERMS.nominal
            if left == 0 and days < most and not done.used_up:
                # one more such day would have fitted: the fee pays the coming day
                return done
            if done.used_up or left == 0:
                break
            continue
        output: uint256 = 0
        burned: uint256 = 0
        melted: uint256 = 0
        used_up: bool = False
        output, burned, melted, used_up = self._special_day(p.stake, total, life)
        if burned > fee:
            done.stopped = True
            break
        left -= 1
        fee -= burned
        total += output
        done.units += 1
        done.output += output
        done.burned += burned
        done.melted += melted
        done.used_up = used_up
        if used_up or left == 0:
            break
    if not done.used_up and not done.stopped:
        after: position.Position = p
        after.melted = p.melted + done.melted
        done.stopped = fee < self._day_gas(after, total)
    return done


@internal
@view
def _special_day(stake: uint256, minted: uint256, life: uint256) -> (uint256, uint256, uint256, bool):
    """
    @dev One day that may cross a phase's end (XZ-13) or use up the life (XZ-12), or be like any other.
    @return Output, gas, melt, whether the life is used up.
    """
    phase_: uint256 = self._phase(minted)
    rate_: uint256 = self._rate(stake, phase_)
    most: uint256 = self._most_output(life, phase_)
    first: uint256 = min(rate_, min(TERMS.phase_ends[phase_] - minted, most))
    burned: uint256 = self._gas(first, phase_)
    if first == most:
        return first, burned, life, True
    melted: uint256 = min(self._melt(first, phase_), life)
    if first == rate_ or phase_ == 3:
        return first, burned, melted, melted == life
    rest: uint256 = life - melted
    second: uint256 = self._rate(stake, phase_ + 1) * (rate_ - first) // rate_
    most = self._most_output(rest, phase_ + 1)
    used_up: bool = second >= most
    second = min(second, most)
    burned += self._gas(second, phase_ + 1)
    melted += rest if used_up else min(self._melt(second, phase_ + 1), rest)
    return first + second, burned, melted, used_up


@internal
@view
def _day_gas(p: position.Position, minted: uint256) -> uint256:
    """
    @dev XZ-10: what the coming day would burn; nothing once all is mined.
    """
    phase_: uint256 = self._phase(minted)
    rate_: uint256 = self._rate(p.stake, phase_)
    if rate_ == 0:
        return 0
    life: uint256 = TERMS.nominal - p.melted
    if minted + rate_ <= TERMS.phase_ends[phase_] and rate_ <= self._most_output(life, phase_):
        return self._gas(rate_, phase_)
    return self._special_day(p.stake, minted, life)[1]


@internal
@view
def _node_share(output: uint256) -> uint256:
    """
    @dev XZ-8, rounded down.
    """
    # output is at most the cap, < 2^91, the share at most _BPS, which is not zero
    return unsafe_div(unsafe_mul(output, TERMS.node_share), _BPS)
