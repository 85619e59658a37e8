# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title DataHires: data agents hired for CNT in escrow (CNT-12)
@notice A landlord offers to serve as data agent for a rate; a user hires it for a time and escrows the fee. When the time is
        over the user reports the quality of the service, 0 to 100, within a window; without a report it counts as full pay
        and says nothing of quality.
        Pay: a cut of the fee goes to the disk's pool; of the rest the agent gets a floor and the quality's share of what is
        above it; what it does not get goes to the pool too, never back to the user, who so has nothing from a bad report.
        Reputation: reports weighed by the fees paid; weight halves with time (in a line within each half-life). Who falls
        below the bound, with enough weight, is banned by StorageProofs: it loses its places for a time.
        Hiring oneself: good reports weigh what was paid, and the cut of that is lost. The cut is chosen so that making good
        for a bad report costs more than the floor that it left: docs/contattract.md.

        Who may do what: anybody hires, an agent sets its own rate, the user reports, anybody settles
        when the window is over; the guardian pauses new hires. The owner has no power over hires.
        Invariants: the contract holds the fees of all open hires and what is owed, exactly; a hire is paid out once; a
        report comes after the end and not after the window; a ban needs the weight.
        How it is stopped: a pause stops `hire`. Reports, settling and withdrawing cannot be stopped.
        No reentrancy lock: the contracts called (CNT, WorldDisk, StorageProofs, Recovery) are fixed and call nobody back;
        state is written first.
@custom:contract-name DataHires
@license AGPL-3.0-only
"""

from contracts.common import guarded
from contracts.contattract import hire_words as words
from contracts.contattract import holder

initializes: guarded

exports: guarded.__interface__

interface Token:
    def approve(spender: address, amount: uint256) -> bool: nonpayable
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Disk:
    def donate(amount: uint256): nonpayable

interface Proofs:
    def is_banned(account: address) -> bool: view
    def ban(landlord: address): nonpayable

interface Recovery:
    def successor(account: address) -> address: view

struct Terms:
    # of each fee, to the pool (bps)
    cut: uint256
    # of the rest, to the agent in any case (bps)
    floor: uint256
    # seconds of a hire at most
    longest: uint256
    # seconds for a report after the end
    window: uint256
    # quality below which an agent is banned, 1 to 100
    bound: uint256
    # wei of fees that reports must weigh for a ban
    weight: uint256
    # seconds in which a report's weight halves
    half_life: uint256

_BPS: constant(uint256) = 10_000
_DAY: constant(uint256) = 86_400
BEST: constant(uint256) = 100

# CNT
token: public(immutable(address))
# WorldDisk
disk: public(immutable(address))
# StorageProofs
proofs: public(immutable(address))
# Recovery
recovery: public(immutable(address))
# the numbers
TERMS: immutable(Terms)

# agent -> wei for a day; 0: not for hire
rate: public(HashMap[address, uint256])
# hire -> its words (hire_words._pack_hire), for good; no fee once paid out
_hires: HashMap[uint256, uint256[2]]
# hires so far
count: public(uint256)
# agent -> its reputation (hire_words._pack_reputation)
_reputations: HashMap[address, uint256]
# account -> wei to withdraw
owed: public(HashMap[address, uint256])

event RateSet:
    agent: indexed(address)
    rate: uint256

event Hired:
    hire: indexed(uint256)
    user: indexed(address)
    agent: indexed(address)
    fee: uint256
    end: uint256

event Reported:
    hire: indexed(uint256)
    agent: indexed(address)
    quality: uint256
    weight: uint256

event Settled:
    hire: indexed(uint256)
    agent: indexed(address)
    paid: uint256
    donated: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256

event Followed:
    old: indexed(address)
    to: indexed(address)


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    disk_: address,
    proofs_: address,
    recovery_: address,
    terms_: Terms,
):
    """
    @notice Fixes the rules for good.
    @param owner Unpauses; the timelock in the end. @param guardian May pause new hires.
    @param token_ CNT. @param disk_ WorldDisk. @param proofs_ StorageProofs. @param recovery_ Recovery.
    @param terms_ The numbers.
    """
    guarded.__init__(owner, guardian)
    assert token_ != empty(address) and disk_ != empty(address), "Hires: zero address"
    assert proofs_ != empty(address) and recovery_ != empty(address), "Hires: zero address"
    assert max(terms_.cut, terms_.floor) <= _BPS, "Hires: share above 100%"
    assert 0 < terms_.longest and terms_.longest >> 32 == 0, "Hires: longest out of range"
    assert 0 < terms_.window and terms_.window >> 32 == 0, "Hires: window out of range"
    assert 0 < terms_.half_life and terms_.half_life >> 32 == 0, "Hires: half-life out of range"
    assert 0 < terms_.bound and terms_.bound <= BEST, "Hires: bound out of range"
    assert 0 < terms_.weight and terms_.weight >> 90 == 0, "Hires: weight out of range"
    token = token_
    disk = disk_
    proofs = proofs_
    recovery = recovery_
    TERMS = terms_


@external
def set_rate(rate: uint256):
    """
    @notice CNT-12: what a day of the caller's service costs from now on. @param rate Wei; 0 for not for hire.
    """
    assert rate >> 90 == 0, "Hires: rate out of range"
    self.rate[msg.sender] = rate
    log RateSet(agent=msg.sender, rate=rate)


@external
def hire(agent: address, duration: uint256, max_fee: uint256) -> uint256:
    """
    @notice CNT-12: hires an agent from now on; the caller has approved the fee.
    @param agent Who serves. @param duration For how long. @param max_fee Wei at most.
    @return The hire's number.
    """
    guarded._check_open()
    rate: uint256 = self.rate[agent]
    assert rate > 0, "Hires: not for hire"
    assert agent != msg.sender, "Hires: hire another"
    assert not staticcall Proofs(proofs).is_banned(agent), "Hires: agent is banned"
    assert 0 < duration and duration <= TERMS.longest, "Hires: time out of range"
    fee: uint256 = (rate * duration + _DAY - 1) // _DAY
    assert fee <= max_fee, "Hires: dearer than the maximum"
    number: uint256 = self.count
    self.count = number + 1
    end: uint256 = block.timestamp + duration
    first: uint256 = 0
    second: uint256 = 0
    first, second = words._pack_hire(words.Hire(user=msg.sender, fee=fee, agent=agent, end=end))
    self._hires[number] = [first, second]
    log Hired(hire=number, user=msg.sender, agent=agent, fee=fee, end=end)
    extcall Token(token).transferFrom(msg.sender, self, fee)
    return number


@external
def report(number: uint256, quality: uint256):
    """
    @notice CNT-12: the user says how good the service was, once it is over, and the agent is paid by it. Only the user; where
            it moved, only the account that has its things now.
    @param number The hire. @param quality 0 to 100.
    """
    h: words.Hire = self._open_hire(number)
    assert msg.sender == holder._last(recovery, h.user), "Hires: not the user"
    assert quality <= BEST, "Hires: expected a quality of 0 to 100"
    assert block.timestamp >= h.end, "Hires: not over yet"
    assert block.timestamp <= h.end + TERMS.window, "Hires: too late to report"
    agent: address = self._agent(h.agent)
    r: words.Reputation = self._decayed(words._reputation(self._reputations[agent]))
    r.weight += h.fee
    r.score += h.fee * quality
    self._reputations[agent] = words._pack_reputation(r)
    log Reported(hire=number, agent=agent, quality=quality, weight=h.fee)
    self._settle(number, agent, h.fee, quality)
    if r.weight >= TERMS.weight and r.score < TERMS.bound * r.weight:
        extcall Proofs(proofs).ban(agent)
        if agent != h.agent:
            # a bond that did not follow keeps its places at the old account
            extcall Proofs(proofs).ban(h.agent)


@external
def settle(number: uint256):
    """
    @notice CNT-12: pays an agent in full when nobody reported in time. Anybody.
    """
    h: words.Hire = self._open_hire(number)
    assert block.timestamp > h.end + TERMS.window, "Hires: a report may still come"
    self._settle(number, self._agent(h.agent), h.fee, BEST)


@external
def withdraw() -> uint256:
    """
    @notice Pays the caller what it is owed. @return Wei paid.
    """
    assert not holder._is_frozen(recovery, msg.sender), "Hires: account is frozen"
    amount: uint256 = self.owed[msg.sender]
    assert amount > 0, "Hires: nothing to withdraw"
    self.owed[msg.sender] = 0
    log Withdrawn(account=msg.sender, amount=amount)
    extcall Token(token).transfer(msg.sender, amount)
    return amount


@external
def follow(old: address):
    """
    @notice CNT-18: what an account that moved is owed, its rate and its reputation go to its successor. Anybody. A worse
            name does not join the name that the successor made itself; it stays where it was.
    """
    to: address = staticcall Recovery(recovery).successor(old)
    assert to != empty(address), "Hires: account has not moved"
    a: words.Reputation = self._decayed(words._reputation(self._reputations[old]))
    b: words.Reputation = self._decayed(words._reputation(self._reputations[to]))
    if a.score * b.weight >= b.score * a.weight:
        b.weight += a.weight
        b.score += a.score
        self._reputations[old] = 0
        self._reputations[to] = words._pack_reputation(b)
    self.owed[to] += self.owed[old]
    self.owed[old] = 0
    if self.rate[to] == 0:
        self.rate[to] = self.rate[old]
    self.rate[old] = 0
    log Followed(old=old, to=to)


# views


@external
@view
def terms() -> Terms:
    """
    @notice The numbers.
    """
    return TERMS


@external
@view
def hire_of(number: uint256) -> words.Hire:
    """
    @notice A hire; one that is paid out has no fee any more, but is on record for who speaks of it (CNT-19).
    """
    return words._hire(self._hires[number][0], self._hires[number][1])


@external
@view
def reputation(agent: address) -> words.Reputation:
    """
    @notice An agent's reputation now: its average quality is score / weight.
    """
    return self._decayed(words._reputation(self._reputations[agent]))


# inside


@internal
@view
def _open_hire(number: uint256) -> words.Hire:
    """
    @dev A hire that is not paid out.
    """
    h: words.Hire = words._hire(self._hires[number][0], self._hires[number][1])
    assert h.fee > 0, "Hires: no such hire"
    return h


@internal
@view
def _agent(agent: address) -> address:
    """
    @dev Who is paid and judged: the agent, or where its account moved. One move: what that account has (a ban too)
         follows it, so that nobody escapes a report by a long line of moves.
    """
    to: address = staticcall Recovery(recovery).successor(agent)
    return agent if to == empty(address) else to


@internal
@view
def _decayed(r: words.Reputation) -> words.Reputation:
    """
    @dev A reputation as of now: halved for each whole half-life, and in a line within one.
    """
    age: uint256 = block.timestamp - r.last
    halvings: uint256 = min(age // TERMS.half_life, 128)
    left: uint256 = 2 * TERMS.half_life - age % TERMS.half_life
    return words.Reputation(
        weight=(r.weight >> halvings) * left // (2 * TERMS.half_life),
        score=(r.score >> halvings) * left // (2 * TERMS.half_life),
        last=block.timestamp,
    )


@internal
def _settle(number: uint256, agent: address, fee: uint256, quality: uint256):
    """
    @dev Pays a hire out; everything is rounded in the pool's favour.
    """
    rest: uint256 = fee - fee * TERMS.cut // _BPS
    paid: uint256 = rest * (TERMS.floor * BEST + (_BPS - TERMS.floor) * quality) // (_BPS * BEST)
    self._hires[number][0] = words._without_fee(self._hires[number][0])
    self.owed[agent] += paid
    log Settled(hire=number, agent=agent, paid=paid, donated=fee - paid)
    if fee > paid:
        extcall Token(token).approve(disk, fee - paid)
        extcall Disk(disk).donate(fee - paid)
