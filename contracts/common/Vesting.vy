# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Vesting: the one way to vest in the house
@notice What it is for: grants of one coin that are earned along a curve. Curves are registered once and shared: rising
        dates with the share that each brings, all at the date (tranches: 20/30/50) or in a straight line up to it
        (linear; by year at a falling rate). Rules ZOS-3, ZZM-2, CNT-2.
        Who may do what: the owner registers curves, grants out of its own coins, and revokes grants that were made
        revocable; anybody claims for anybody, always to the beneficiary; the guardian pauses new grants.
        Invariants (docs/security.md, ZOS-INV): what is earned never falls, and nothing is earned before its time; the
        last date brings exactly the amount; a revocation returns only what is not yet earned; the contract holds what
        it owes.
        How it is stopped: a pause stops `register` and `create`; claims and revocations cannot be stopped. Nothing else
        can be changed.
        No reentrancy lock: the only contract called is the coin, and every word is written before it is called.
@license AGPL-3.0-only
"""

from contracts.common import guarded
from contracts.common import vesting_words

initializes: guarded

exports: guarded.__interface__

interface Token:
    def balanceOf(account: address) -> uint256: view
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

struct Schedule:
    # seconds from a grant's start, rising
    offsets: DynArray[uint256, vesting_words.POINTS]
    # what each date brings, in billionths, a billion together
    shares: DynArray[uint256, vesting_words.POINTS]
    # in a straight line up to each date, or all at the date
    linear: bool

struct Terms:
    # who is paid
    beneficiary: address
    # in the coin's smallest unit
    amount: uint256
    # number of the curve
    schedule: uint256
    # second from which its dates count
    start: uint256
    # whether the owner may take back what is not yet earned
    revocable: bool

# shares add up to this
WHOLE: public(constant(uint256)) = vesting_words.WHOLE

# the coin
token: public(immutable(address))

# grants made 128 bits, curves registered 128 bits; both count from 0
_counts: uint256
# curve -> its words (vesting_words._curve)
_curves: HashMap[uint256, HashMap[uint256, uint256]]
# grant -> terms (vesting_words._pack)
_grants: HashMap[uint256, uint256]
# grant -> amount and claimed (vesting_words._amounts)
_paid: HashMap[uint256, uint256]

event Registered:
    schedule: indexed(uint256)
    offsets: DynArray[uint256, vesting_words.POINTS]
    shares: DynArray[uint256, vesting_words.POINTS]
    linear: bool

event Granted:
    grant: indexed(uint256)
    beneficiary: indexed(address)
    amount: uint256
    schedule: uint256
    start: uint256
    revocable: bool

event Claimed:
    grant: indexed(uint256)
    beneficiary: indexed(address)
    amount: uint256

event Revoked:
    grant: indexed(uint256)
    earned: uint256
    returned: uint256


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    schedules_: DynArray[Schedule, 8],
    genesis: DynArray[Terms, 32],
):
    """
    @notice Registers curves and makes the grants of the genesis, which the coin has minted to this contract already:
            nobody has to be trusted with them in between.
    @param owner Registers, grants, revokes; the timelock in the end.
    @param guardian May pause new grants.
    @param token_ The coin. @param schedules_ The first curves, numbered from 0. @param genesis The first grants.
    """
    guarded.__init__(owner, guardian)
    assert token_ != empty(address), "Vesting: zero address"
    token = token_
    for s: Schedule in schedules_:
        self._register(s)
    total: uint256 = 0
    for g: Terms in genesis:
        self._grant(g)
        total += g.amount
    if total > 0:
        assert staticcall Token(token_).balanceOf(self) >= total, "Vesting: genesis is not paid in"


# reading


@external
@view
def grants() -> uint256:
    """
    @notice Grants made so far; they are numbered from 0.
    """
    return self._counts & ((1 << 128) - 1)


@external
@view
def schedules() -> uint256:
    """
    @notice Curves registered so far; they are numbered from 0.
    """
    return self._counts >> 128


@external
@view
def curve_of(schedule: uint256) -> Schedule:
    """
    @notice A curve as it was registered.
    """
    assert schedule < self._counts >> 128, "Vesting: unknown schedule"
    s: Schedule = Schedule(offsets=[], shares=[], linear=False)
    reached: uint256 = 0
    for w: uint256 in range(vesting_words.WORDS):
        word: uint256 = self._curves[schedule][w]
        for i: uint256 in range(4):
            offset: uint256 = 0
            share: uint256 = 0
            offset, share, s.linear = vesting_words._point(word, i)
            s.offsets.append(offset)
            s.shares.append(share - reached)
            reached = share
            if share == vesting_words.WHOLE:
                return s
    return s


@external
@view
def grant_of(grant: uint256) -> (vesting_words.Grant, uint256, uint256):
    """
    @notice A grant's terms, its amount (what was earned, once it is revoked) and what of it was claimed.
    """
    assert grant < self._counts & ((1 << 128) - 1), "Vesting: unknown grant"
    amount: uint256 = 0
    claimed: uint256 = 0
    amount, claimed = vesting_words._read_amounts(self._paid[grant])
    return vesting_words._unpack(self._grants[grant]), amount, claimed


@external
@view
def earned(grant: uint256, time: uint256) -> uint256:
    """
    @notice What a grant has brought by a time (s), claimed or not, as things stand now.
    """
    assert grant < self._counts & ((1 << 128) - 1), "Vesting: unknown grant"
    amount: uint256 = vesting_words._read_amounts(self._paid[grant])[0]
    return self._earned(vesting_words._unpack(self._grants[grant]), amount, time)


@external
@view
def claimable(grant: uint256) -> uint256:
    """
    @notice What `claim` would pay now.
    """
    assert grant < self._counts & ((1 << 128) - 1), "Vesting: unknown grant"
    amount: uint256 = 0
    claimed: uint256 = 0
    amount, claimed = vesting_words._read_amounts(self._paid[grant])
    return self._earned(vesting_words._unpack(self._grants[grant]), amount, block.timestamp) - claimed


# entries


@external
def register(schedule: Schedule) -> uint256:
    """
    @notice Registers a curve for good. Only the owner.
    @param schedule Dates (s from the start, rising), what each brings (billionths, a billion together), linear or not.
    @return Its number.
    """
    guarded._check_owner()
    guarded._check_open()
    return self._register(schedule)


@external
def create(beneficiary: address, amount: uint256, schedule: uint256, start: uint256, revocable: bool) -> uint256:
    """
    @notice Makes a grant out of the caller's coins, which it has approved. Only the owner.
    @param beneficiary Who is paid. @param amount In the coin's smallest unit. @param schedule Number of a curve.
    @param start Second from which its dates count; may have passed.
    @param revocable Whether the owner may take back what is not yet earned.
    @return The grant's number.
    """
    guarded._check_owner()
    guarded._check_open()
    grant: uint256 = self._grant(
        Terms(beneficiary=beneficiary, amount=amount, schedule=schedule, start=start, revocable=revocable)
    )
    assert extcall Token(token).transferFrom(msg.sender, self, amount, default_return_value=True)
    return grant


# paying and revoking


@external
def claim(grant: uint256) -> uint256:
    """
    @notice Pays a grant's beneficiary what is earned and not yet claimed. Anybody may.
    @return What was paid; reverts where nothing is due.
    """
    g: vesting_words.Grant = vesting_words._unpack(self._grants[grant])
    # a grant without a beneficiary was never made: one slot less to read than the count
    assert g.beneficiary != empty(address), "Vesting: unknown grant"
    assert block.timestamp >= g.start, "Vesting: not begun"
    amount: uint256 = 0
    claimed: uint256 = 0
    amount, claimed = vesting_words._read_amounts(self._paid[grant])
    due: uint256 = self._earned(g, amount, block.timestamp) - claimed
    assert due > 0, "Vesting: nothing to claim"
    self._paid[grant] = vesting_words._amounts(amount, claimed + due)
    log Claimed(grant=grant, beneficiary=g.beneficiary, amount=due)
    assert extcall Token(token).transfer(g.beneficiary, due, default_return_value=True)
    return due


@external
def revoke(grant: uint256) -> uint256:
    """
    @notice Ends a revocable grant: what is earned stays the beneficiary's, the rest goes back to the owner. Only the
            owner.
    @return What went back.
    """
    guarded._check_owner()
    assert grant < self._counts & ((1 << 128) - 1), "Vesting: unknown grant"
    g: vesting_words.Grant = vesting_words._unpack(self._grants[grant])
    assert g.revocable, "Vesting: not revocable"
    assert not g.revoked, "Vesting: already revoked"
    amount: uint256 = 0
    claimed: uint256 = 0
    amount, claimed = vesting_words._read_amounts(self._paid[grant])
    kept: uint256 = self._earned(g, amount, block.timestamp)
    g.revoked = True
    self._grants[grant] = vesting_words._pack(g)
    self._paid[grant] = vesting_words._amounts(kept, claimed)
    log Revoked(grant=grant, earned=kept, returned=amount - kept)
    if amount > kept:
        assert extcall Token(token).transfer(msg.sender, amount - kept, default_return_value=True)
    return amount - kept


# inside


@internal
def _register(s: Schedule) -> uint256:
    """
    @dev Stores a curve.
    """
    counts: uint256 = self._counts
    schedule: uint256 = counts >> 128
    words: DynArray[uint256, vesting_words.WORDS] = vesting_words._curve(s.offsets, s.shares, s.linear)
    for i: uint256 in range(len(words), bound=vesting_words.WORDS):
        self._curves[schedule][i] = words[i]
    self._counts = counts + (1 << 128)
    log Registered(schedule=schedule, offsets=s.offsets, shares=s.shares, linear=s.linear)
    return schedule


@internal
def _grant(t: Terms) -> uint256:
    """
    @dev Stores a grant; its coins are the caller's concern.
    """
    assert t.beneficiary != empty(address) and t.beneficiary != self, "Vesting: no beneficiary"
    assert t.amount > 0, "Vesting: amount is zero"
    counts: uint256 = self._counts
    assert t.schedule < counts >> 128, "Vesting: unknown schedule"
    assert t.start > 0, "Vesting: start out of range"
    grant: uint256 = counts & ((1 << 128) - 1)
    self._counts = counts + 1
    self._grants[grant] = vesting_words._pack(
        vesting_words.Grant(
            beneficiary=t.beneficiary, start=t.start, schedule=t.schedule, revocable=t.revocable, revoked=False
        )
    )
    self._paid[grant] = vesting_words._amounts(t.amount, 0)
    log Granted(
        grant=grant,
        beneficiary=t.beneficiary,
        amount=t.amount,
        schedule=t.schedule,
        start=t.start,
        revocable=t.revocable,
    )
    return grant


@internal
@view
def _earned(g: vesting_words.Grant, amount: uint256, time: uint256) -> uint256:
    """
    @dev What a grant has brought by a time, rounded down.
    """
    if g.revoked:
        return amount
    if time < g.start:
        return 0
    elapsed: uint256 = time - g.start
    offset: uint256 = 0
    share: uint256 = 0
    for w: uint256 in range(vesting_words.WORDS):
        word: uint256 = self._curves[g.schedule][w]
        for i: uint256 in range(4):
            next_offset: uint256 = 0
            next_share: uint256 = 0
            linear: bool = False
            next_offset, next_share, linear = vesting_words._point(word, i)
            if elapsed < next_offset:
                if linear:
                    return vesting_words._between(amount, elapsed, offset, share, next_offset, next_share)
                return amount * share // vesting_words.WHOLE
            if next_share == vesting_words.WHOLE:
                return amount
            offset = next_offset
            share = next_share
    return amount
