# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title World: what the disk counts, and its pool, through time
@notice The numbers of the world disk as of a second, and how they come forward: in segments that end when a UTC day
        begins, each of which consumes what was sold, pays landlords from the pool, and ends with the leases and passes
        that lapse then (CNT-4, CNT-7). Here also what joins the pool, donations and the subsidy (CNT-6), and the pause
        of new sales. Leases and landlords' accounts are disk_leases.vy and disk_landlords.vy.
@custom:contract-name disk_world
@license AGPL-3.0-only
"""

from contracts.common import roles
from contracts.contattract import disk_words as words
from contracts.contattract import rent

uses: roles

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Recovery:
    def frozen(account: address) -> bool: view
    def successor(account: address) -> address: view

# all that the disk counts, as of `last`
struct World:
    # wei (M)
    pool: uint256
    # MB-seconds sold and not yet consumed (B)
    sold: uint256
    # second up to which all is reckoned
    last: uint256
    # MB under leases that run
    live: uint256
    # MB of the world disk (W)
    space: uint256
    # MB of it backed from yesterday alone
    aged: uint256
    # MB of leases that ended and are not reclaimed
    expired: uint256
    # MB of passes made today
    today: uint256
    # MB of passes made yesterday
    yesterday: uint256
    # wei per verified MB so far, times 2^24, modulo 2^120
    index: uint256
    # no lease that ended before this day is left
    oldest: uint256
    # leases made so far
    count: uint256
    # wei of the vesting grant given to landlords
    spread: uint256
    # wei paid to landlords on the way to here
    rent: uint256
    # index when the day after the last reckoning began, and the day after that; 0 and 0 where nobody was verified
    marks: uint256[2]
    paused: bool
    subsidised: bool
    # whether aged, expired, oldest, count and spread are read: most moves within a day do without
    wide: bool

DAY: constant(uint256) = 86_400
# segments in one call
SEGMENTS: public(constant(uint256)) = 366

# CNT
token: public(immutable(address))
# who knows of accounts that move
recovery: public(immutable(address))
# 365 c days in seconds, times 10^18
span: public(immutable(uint256))
# whether rent is what tenants paid for what they use of the curve, or the price of the next MB
by_curve: public(immutable(bool))

# disk_words._pack_pool
_pool: uint256
# disk_words._pack_reach
_reach: uint256
# disk_words._pack_rest
_rest: uint256
# disk_words._pack_subsidy
_subsidy: uint256
# day / 6 -> MB of leases that end when each day begins, less reclaimed ones
_days: HashMap[uint256, uint256]
# day / 2 -> index when each day began
_marks: HashMap[uint256, uint256]

event Rent:
    amount: uint256

event Donated:
    donor: indexed(address)
    amount: uint256

event Subsidised:
    amount: uint256
    begin: uint256
    end: uint256


@deploy
def __init__(token_: address, recovery_: address, c: uint256, by_curve_: bool):
    """
    @notice An empty disk, from now on. See WorldDisk.
    """
    assert token_ != empty(address) and recovery_ != empty(address), "Disk: zero address"
    assert c >= 10**16 and c <= 10**19, "Disk: c out of range"
    token = token_
    recovery = recovery_
    span = c * rent.YEAR
    by_curve = by_curve_
    w: World = empty(World)
    w.last = block.timestamp
    w.oldest = block.timestamp // DAY
    w.wide = True
    self._write(w)


# reading


@external
@view
def world() -> World:
    """
    @notice All that the disk counts, reckoned to now (after more than 366 days of silence: as far as one poke gets).
    """
    return self._widened(self._advanced(SEGMENTS))


@external
@view
def subsidy() -> words.Subsidy:
    """
    @notice CNT-6: the last subsidy: wei, its first and last second.
    """
    return words._subsidy(self._subsidy)


@external
@view
def paused() -> bool:
    """
    @notice Whether new sales are stopped.
    """
    return self._pool & words.PAUSED != 0


# the pool


@external
def poke(most: uint256) -> uint256:
    """
    @notice CNT-7: brings the disk forward by so many segments at most (a segment ends when a day begins, or now),
            never more than 366. Anybody may.
    @return The second up to which all is reckoned.
    """
    w: World = self._advanced(most)
    self._write(w)
    return w.last


@external
def donate(amount: uint256):
    """
    @notice CNT-6: adds to the pool. The caller has approved the amount. @param amount Wei.
    """
    assert amount > 0, "Disk: amount is zero"
    w: World = self._now()
    w.pool += amount
    self._write(w)
    log Donated(donor=msg.sender, amount=amount)
    extcall Token(token).transferFrom(msg.sender, self, amount)


@external
def subsidise(amount: uint256, begin: uint256, end: uint256):
    """
    @notice CNT-6: pays in a subsidy that joins the pool by the second between two times. Only the owner, who has
            approved the amount; one at a time.
    @param amount Wei. @param begin Not before now. @param end After it, at most 100 years.
    """
    roles._check_owner()
    w: World = self._now()
    assert not w.paused, "Disk: sales are paused"
    assert not w.subsidised, "Disk: a subsidy is under way"
    assert amount > 0, "Disk: amount is zero"
    assert begin >= block.timestamp and end > begin and end - begin <= 100 * rent.YEAR, "Disk: times out of order"
    w.subsidised = True
    self._subsidy = words._pack_subsidy(words.Subsidy(amount=amount, begin=begin, end=end))
    self._write(w)
    log Subsidised(amount=amount, begin=begin, end=end)
    extcall Token(token).transferFrom(msg.sender, self, amount)


# the pause


@external
def pause():
    """
    @notice Stops new sales (lease, growing, new subsidies). The guardian or the owner.
    """
    roles._check_guardian()
    self._pool |= words.PAUSED
    log roles.Paused(by=msg.sender)


@external
def unpause():
    """
    @notice Lets new sales in again. Only the owner.
    """
    roles._check_owner()
    self._pool &= ~words.PAUSED
    log roles.Unpaused(by=msg.sender)


# time


@internal
@view
def _advanced(most: uint256) -> World:
    """
    @dev CNT-7: the world brought forward by at most so many segments, and never more than 366.
    """
    p: words.Pool = words._pool(self._pool)
    r: words.Reach = words._reach(self._reach)
    w: World = World(
        pool=p.pool,
        sold=p.sold,
        last=p.last,
        live=p.live,
        space=r.space,
        aged=0,
        expired=0,
        today=r.today,
        yesterday=r.yesterday,
        index=r.index,
        oldest=0,
        count=0,
        spread=0,
        rent=0,
        marks=[0, 0],
        paused=p.paused,
        subsidised=p.subsidised,
        wide=False,
    )
    s: words.Subsidy = empty(words.Subsidy)
    if w.subsidised:
        s = words._subsidy(self._subsidy)
    days: uint256 = 0
    days_of: uint256 = max_value(uint256)
    crossed: uint256 = 0
    for i: uint256 in range(SEGMENTS):
        if w.last == block.timestamp or i == most:
            break
        # the clock's second is before 2^34 (packing it says so), nothing here can wrap
        day: uint256 = unsafe_add(unsafe_div(w.last, DAY), 1)
        boundary: uint256 = unsafe_mul(day, DAY)
        end: uint256 = block.timestamp
        # a disk of which nothing is left has no days to count
        if (w.live | w.space | w.today | w.yesterday) != 0:
            end = min(boundary, block.timestamp)
        used: uint256 = unsafe_mul(w.live, unsafe_sub(end, w.last))
        verified_: uint256 = unsafe_add(w.today, w.yesterday)
        if used > 0:
            if verified_ > 0:
                pay: uint256 = 0
                if by_curve:
                    pay = rent._pay_by_curve(
                        w.pool, used, w.sold, w.space, w.live, unsafe_sub(end, w.last), span
                    )
                else:
                    free: uint256 = unsafe_sub(w.space, w.live) if w.space > w.live else 0
                    pay = rent._pay(w.pool, used, w.sold, free, span)
                # used <= sold, so pay <= pool
                w.pool = unsafe_sub(w.pool, pay)
                w.index = unsafe_add(w.index, unsafe_div(pay << words.SCALE, verified_))
                w.rent = unsafe_add(w.rent, pay)
            w.sold -= used
        if w.subsidised:
            w.pool += self._come(s, end) - self._come(s, w.last)
            w.subsidised = end < s.end
        w.last = end
        if end == boundary:
            if not w.wide:
                w = self._widened(w)
            if days_of != unsafe_div(day, words.DAYS):
                days_of = unsafe_div(day, words.DAYS)
                days = self._days[days_of]
            ending: uint256 = words._on(days, day)
            if w.expired == 0:
                w.oldest = day
            w.live -= ending
            w.expired += ending
            # passes and backing of the day before yesterday lapse; where nobody is verified no mark is needed
            if crossed < 2 and verified_ > 0:
                w.marks[crossed] = (1 << 120) | (w.index & words.MASK)
            crossed = unsafe_add(crossed, 1)
            w.yesterday = w.today
            w.today = 0
            w.space = unsafe_sub(w.space, w.aged)
            w.aged = w.space
    return w


@internal
@view
def _widened(w_: World) -> World:
    """
    @dev The world with all its numbers read.
    """
    w: World = w_
    if not w.wide:
        r: words.Rest = words._rest(self._rest)
        w.aged = r.aged
        w.expired = r.expired
        w.oldest = r.oldest
        w.count = r.count
        w.spread = r.spread
        w.wide = True
    return w


@internal
@view
def _now() -> World:
    """
    @dev The world as of now.
    """
    w: World = self._advanced(SEGMENTS)
    assert w.last == block.timestamp, "Disk: poke first"
    return w


@internal
@pure
def _come(s: words.Subsidy, time: uint256) -> uint256:
    """
    @dev CNT-6: wei of a subsidy that have come by a time, rounded down.
    """
    if time <= s.begin:
        return 0
    if time >= s.end:
        return s.amount
    return s.amount * (time - s.begin) // (s.end - s.begin)


@internal
def _write(w: World):
    """
    @dev Stores the world.
    """
    if w.marks[0] != 0:
        day: uint256 = words._pool(self._pool).last // DAY
        for i: uint256 in range(2):
            # a count of days
            day = unsafe_add(day, 1)
            if w.marks[i] != 0:
                self._marks[day // 2] = words._marked(self._marks[day // 2], day, w.marks[i])
    self._pool = words._pack_pool(
        words.Pool(
            pool=w.pool, sold=w.sold, last=w.last, live=w.live, paused=w.paused, subsidised=w.subsidised
        )
    )
    self._reach = words._pack_reach(
        words.Reach(index=w.index, today=w.today, yesterday=w.yesterday, space=w.space)
    )
    if w.wide:
        self._rest = words._pack_rest(
            words.Rest(aged=w.aged, expired=w.expired, oldest=w.oldest, count=w.count, spread=w.spread)
        )
    if w.rent > 0:
        log Rent(amount=w.rent)


# accounts that move


@internal
@view
def _check_free(account: address):
    """
    @dev CNT-18: nothing leaves an account of which a move is under way.
    """
    assert not staticcall Recovery(recovery).frozen(account), "Disk: account is frozen"
