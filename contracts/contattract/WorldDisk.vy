# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title WorldDisk: lease space, pay landlords
@notice What it is for: space of the world disk is leased for up to a year at a price that rises without bound as it
        runs out (CNT-5, CNT-8); a pool pays landlords for what is used (CNT-6, CNT-7); leases end on UTC days, wait
        to be renewed and are reclaimed when their space is needed (CNT-9); they can be resized and handed on
        (CNT-10).
        Landlords are paid by verified MB, and share the storage miners' vesting in the same way.
        Who may do what: anybody leases, renews any lease, donates, pokes, claims for a landlord (always to it); the
        holder resizes and hands on; `proofs` alone says who is verified; the owner pays in subsidies; the guardian
        pauses new sales.
        Invariants (docs/security.md, CNT-R): the contract holds the pool, the subsidy to come and what it owes; live,
        blank and expired MB are the space while it covers them; a live lease is never reclaimed; a cost is never
        below the curve; what was paid out never exceeds what came in.
        How it is stopped: a pause stops `lease`, growing, and new subsidies. Renewals, shrinking, handing on,
        claims, pokes and proofs cannot be stopped.
        No reentrancy lock: CNT, Vesting and Recovery are fixed and call nobody back, and CNT moves last.
@license AGPL-3.0-only
"""

from contracts.common import roles
from contracts.common import vesting_words
from contracts.contattract import disk_words as words
from contracts.contattract import rent

initializes: roles

exports: roles.__interface__

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Vesting:
    def grant_of(grant: uint256) -> (vesting_words.Grant, uint256, uint256): view
    def claimable(grant: uint256) -> uint256: view
    def claim(grant: uint256) -> uint256: nonpayable

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

_DAY: constant(uint256) = 86_400
# segments in one call
SEGMENTS: public(constant(uint256)) = 366
# expired leases that one purchase reclaims at most
BATCH: public(constant(uint256)) = 128
# landlords in one call
_GROUP: constant(uint256) = 32
# moves of moves through which passes are looked for
_MOVES: constant(uint256) = 16
# words of days looked through for the next expired lease: 24 years
_SCAN: constant(uint256) = 1_464

# CNT
token: public(immutable(address))
# where the storage miners' share vests, and the number of its grant
vesting: public(immutable(address))
grant: public(immutable(uint256))
# who says which landlords are verified
proofs: public(immutable(address))
# who knows of accounts that move
recovery: public(immutable(address))
# days of a lease at most
longest: public(immutable(uint256))
# 365 c days in seconds, times 10^18
span: public(immutable(uint256))
# whether rent is what tenants paid for what they use of the curve, or the price of the next MB
by_curve: public(immutable(bool))
# a day's part of what has vested for landlords: one in so many
spread_days: public(immutable(uint256))

# disk_words._pack_pool
_pool: uint256
# disk_words._pack_reach
_reach: uint256
# disk_words._pack_rest
_rest: uint256
# disk_words._pack_subsidy
_subsidy: uint256
# lease -> disk_words._pack_lease; empty once reclaimed
_leases: HashMap[uint256, uint256]
# day / 6 -> MB of leases that end when each day begins, less reclaimed ones
_days: HashMap[uint256, uint256]
# day / 2 -> index when each day began
_marks: HashMap[uint256, uint256]
# UTC day of the last collection
collected: public(uint256)
# landlord -> disk_words._pack_account
_accounts: HashMap[address, uint256]

event Leased:
    lease: indexed(uint256)
    holder: indexed(address)
    mb: uint256
    expiry: uint256
    cost: uint256

event Renewed:
    lease: indexed(uint256)
    expiry: uint256
    cost: uint256

event Resized:
    lease: indexed(uint256)
    mb: uint256
    expiry: uint256
    cost: uint256

event Reclaimed:
    lease: indexed(uint256)
    mb: uint256

event Transferred:
    lease: indexed(uint256)
    holder: indexed(address)
    to: indexed(address)

event Rent:
    amount: uint256

event Donated:
    donor: indexed(address)
    amount: uint256

event Subsidised:
    amount: uint256
    begin: uint256
    end: uint256

event Passed:
    landlord: indexed(address)
    mb: uint256

event Struck:
    landlord: indexed(address)
    mb: uint256

event Collected:
    amount: uint256

event Claimed:
    landlord: indexed(address)
    amount: uint256

event Followed:
    old: indexed(address)
    to: indexed(address)


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    vesting_: address,
    grant_: uint256,
    proofs_: address,
    recovery_: address,
    c: uint256,
    longest_: uint256,
    by_curve_: bool,
    spread_days_: uint256,
):
    """
    @notice Fixes the numbers for good.
    @param owner Pays in subsidies; the timelock in the end. @param guardian May pause new sales.
    @param token_ CNT. @param vesting_ Where the storage miners' share vests. @param grant_ Its number there.
    @param proofs_ Says which landlords are verified. @param recovery_ Knows of accounts that move.
    @param c The curve's constant, 18 decimals: 0.01 to 10. @param longest_ Days of a lease at most.
    @param by_curve_ CNT-7: whether rent is what tenants paid for what they use of the curve, or the price of the next MB.
    @param spread_days_ CNT-2: a collection gives one in so many of what has vested; not 0.
    """
    roles.__init__(owner, guardian)
    assert token_ != empty(address) and vesting_ != empty(address), "Disk: zero address"
    assert proofs_ != empty(address) and recovery_ != empty(address), "Disk: zero address"
    assert c >= 10**16 and c <= 10**19, "Disk: c out of range"
    assert longest_ > 0 and longest_ <= 365, "Disk: longest lease out of range"
    token = token_
    vesting = vesting_
    grant = grant_
    proofs = proofs_
    recovery = recovery_
    longest = longest_
    span = c * rent.YEAR
    by_curve = by_curve_
    assert spread_days_ > 0, "Disk: spread is zero"
    spread_days = spread_days_
    w: World = empty(World)
    w.last = block.timestamp
    w.oldest = block.timestamp // _DAY
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
def lease_of(lease: uint256) -> words.Lease:
    """
    @notice A lease: holder, MB, the day (UTC, since 1970) on which it ends, how often it was handed on. Empty where
            there is none or where it was reclaimed.
    """
    return words._lease(self._leases[lease])


@external
@view
def is_live(lease: uint256) -> bool:
    """
    @notice CNT-9: whether a lease gives access now.
    """
    return words._lease(self._leases[lease]).expiry * _DAY > block.timestamp


@external
@view
def expiring(day: uint256) -> uint256:
    """
    @notice MB of leases that end when a day (UTC, since 1970) begins; of those that ended, what is not reclaimed.
    """
    return words._on(self._days[day // words.DAYS], day)


@external
@view
def subsidy() -> words.Subsidy:
    """
    @notice CNT-6: the last subsidy: wei, its first and last second.
    """
    return words._subsidy(self._subsidy)


@external
@view
def quote_lease(mb: uint256, days: uint256) -> uint256:
    """
    @notice CNT-5: what `lease` would cost now, in wei; reverts as it would.
    """
    w: World = self._now()
    return self._lease_cost(w, mb, self._first_expiry(days))


@external
@view
def quote_renew(lease: uint256, days: uint256) -> uint256:
    """
    @notice CNT-5, CNT-9: what `renew` would cost now, in wei; reverts as it would.
    """
    return self._renewal(self._now(), self._existing(lease), days)[0]


@external
@view
def quote_resize(lease: uint256, mb: uint256) -> (uint256, uint256):
    """
    @notice CNT-8: what `resize` would cost now, in wei, and the day on which the lease would end; reverts as it
            would.
    """
    return self._resizing(self._now(), self._existing(lease), mb)


@external
@view
def pending(landlord: address) -> uint256:
    """
    @notice What `claim` would pay now, in wei.
    """
    w: World = self._advanced(SEGMENTS)
    a: words.Account = self._rolled(words._account(self._accounts[landlord]), w)
    return self._owed(a, w.index)


@external
@view
def verified(landlord: address) -> (uint256, uint256):
    """
    @notice MB of a landlord's passes of today and of yesterday that count now.
    """
    w: World = self._advanced(SEGMENTS)
    a: words.Account = self._rolled(words._account(self._accounts[landlord]), w)
    return a.today, a.yesterday


# leases


@external
def lease(
    mb: uint256, days: uint256, max_cost: uint256, deadline: uint256, reclaim: DynArray[uint256, BATCH]
) -> uint256:
    """
    @notice CNT-8: leases space to the caller, who has approved the cost. It ends when a UTC day begins: the next
            one, plus days.
    @param mb Size, at least 1. @param days 1 to 365. @param max_cost Wei at most. @param deadline Last second for it.
    @param reclaim CNT-9: expired leases, the earliest first, that make room where blank space does not suffice; no
           more are reclaimed than needed. More than a batch: lease in parts, which costs the same.
    @return The lease's number.
    """
    w: World = self._widened(self._sold_to(deadline))
    assert not w.paused, "Disk: sales are paused"
    expiry: uint256 = self._first_expiry(days)
    cost: uint256 = self._lease_cost(w, mb, expiry)
    assert cost <= max_cost, "Disk: dearer than the maximum"
    w = self._reclaim(w, mb, reclaim)
    w.live += mb
    w.pool += cost
    w.sold += mb * (expiry * _DAY - block.timestamp)
    id: uint256 = w.count
    w.count += 1
    self._add(expiry, mb)
    self._leases[id] = words._pack_lease(words.Lease(holder=msg.sender, mb=mb, expiry=expiry, epoch=0))
    self._write(w)
    log Leased(lease=id, holder=msg.sender, mb=mb, expiry=expiry, cost=cost)
    extcall Token(token).transferFrom(msg.sender, self, cost)
    return id


@external
def renew(lease: uint256, days: uint256, max_cost: uint256, deadline: uint256) -> uint256:
    """
    @notice CNT-8, CNT-9: prolongs a lease; the caller, who may be anybody, has approved the cost. A live lease goes
            on for so many days more. One that ended and is not reclaimed begins again, until the next day boundary
            plus the days, and the days missed are paid too.
    @param lease Its number. @param days 1 to 365. @param max_cost Wei at most. @param deadline Last second for it.
    @return What it cost, in wei.
    """
    w: World = self._sold_to(deadline)
    l: words.Lease = self._existing(lease)
    cost: uint256 = 0
    expiry: uint256 = 0
    cost, expiry = self._renewal(w, l, days)
    assert cost <= max_cost, "Disk: dearer than the maximum"
    begin: uint256 = l.expiry * _DAY
    if begin <= block.timestamp:
        begin = block.timestamp
        w = self._widened(w)
        w.live += l.mb
        w.expired -= l.mb
    w.pool += cost
    w.sold += l.mb * (expiry * _DAY - begin)
    self._shift(l.expiry, l.mb, expiry, l.mb)
    l.expiry = expiry
    self._leases[lease] = words._pack_lease(l)
    self._write(w)
    log Renewed(lease=lease, expiry=expiry, cost=cost)
    extcall Token(token).transferFrom(msg.sender, self, cost)
    return cost


@external
def resize(
    lease: uint256, mb: uint256, max_cost: uint256, deadline: uint256, reclaim: DynArray[uint256, BATCH]
) -> uint256:
    """
    @notice CNT-8: changes the size of the caller's live lease. The MB-days left are conserved: the end moves down to
            a day boundary, not beyond a new lease's; what does not fit is given up. Growing takes free MB and pays
            for them until the new end, less what the days given up cost at least, or the price of size could be
            evaded.
    @param lease Its number. @param mb New size, at least 1. @param max_cost Wei at most. @param deadline Last
           second for it. @param reclaim As in `lease`.
    @return What it cost, in wei.
    """
    w: World = self._sold_to(deadline)
    l: words.Lease = self._existing(lease)
    assert l.holder == msg.sender, "Disk: not the holder"
    self._check_free(msg.sender)
    cost: uint256 = 0
    expiry: uint256 = 0
    cost, expiry = self._resizing(w, l, mb)
    assert cost <= max_cost, "Disk: dearer than the maximum"
    if mb > l.mb:
        assert not w.paused, "Disk: sales are paused"
        w = self._reclaim(self._widened(w), mb - l.mb, reclaim)
    w.live = w.live + mb - l.mb
    w.pool += cost
    w.sold = w.sold + mb * (expiry * _DAY - block.timestamp) - l.mb * (l.expiry * _DAY - block.timestamp)
    self._shift(l.expiry, l.mb, expiry, mb)
    l.mb = mb
    l.expiry = expiry
    self._leases[lease] = words._pack_lease(l)
    self._write(w)
    log Resized(lease=lease, mb=mb, expiry=expiry, cost=cost)
    if cost > 0:
        extcall Token(token).transferFrom(msg.sender, self, cost)
    return cost


@external
def transfer(lease: uint256, to: address):
    """
    @notice CNT-10: hands a lease on, live or expired. Only its holder. Rights that it gave to others end.
    """
    l: words.Lease = self._existing(lease)
    assert l.holder == msg.sender, "Disk: not the holder"
    assert to != empty(address), "Disk: zero address"
    self._check_free(msg.sender)
    self._hand_on(lease, l, to)


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


# landlords


@external
def record_pass(landlords: DynArray[address, _GROUP], again: uint256, mb: uint256, backed: bool, backed_before: bool):
    """
    @notice CNT-3, CNT-11: these landlords passed for a group of so many MB. A pass counts at once and lapses when
            the day after tomorrow begins. Only `proofs`.
    @param again Bit i: landlord i's pass of yesterday for this group still counts and moves to today.
    @param mb Size of the group. @param backed Enough passed: the group counts in the space until the same time.
    @param backed_before It counts from yesterday already.
    """
    assert msg.sender == proofs, "Disk: only the proofs"
    w: World = self._widened(self._now())
    for i: uint256 in range(len(landlords), bound=_GROUP):
        who: address = landlords[i]
        a: words.Account = self._rolled(words._account(self._accounts[who]), w)
        if (again >> i) & 1 == 1:
            if a.yesterday < mb:
                who, a = self._followed(who, 0, mb, w)
            a.yesterday -= mb
            w.yesterday -= mb
        else:
            a.debt = unsafe_add(a.debt, unsafe_mul(mb, w.index))
        a.today += mb
        w.today += mb
        self._accounts[who] = words._pack_account(a)
        log Passed(landlord=who, mb=mb)
    if backed and backed_before:
        w.aged -= mb
    elif backed:
        w.space += mb
    self._write(w)


@external
def strike(landlord: address, today: uint256, yesterday: uint256):
    """
    @notice CNT-11: takes MB passed today and yesterday off a landlord at once; what it has earned stays. Only
            `proofs`.
    """
    assert msg.sender == proofs, "Disk: only the proofs"
    w: World = self._now()
    who: address = empty(address)
    a: words.Account = empty(words.Account)
    who, a = self._followed(landlord, today, yesterday, w)
    a.today -= today
    a.yesterday -= yesterday
    w.today -= today
    w.yesterday -= yesterday
    a.debt = unsafe_sub(a.debt, unsafe_mul(today + yesterday, w.index))
    self._accounts[who] = words._pack_account(a)
    self._write(w)
    log Struck(landlord=who, mb=today + yesterday)


@external
def unback(today: uint256, yesterday: uint256):
    """
    @notice CNT-3: takes MB backed today and yesterday off the space at once. Only `proofs`.
    """
    assert msg.sender == proofs, "Disk: only the proofs"
    w: World = self._widened(self._now())
    w.space -= today + yesterday
    w.aged -= yesterday
    assert w.aged <= w.space, "Disk: more than is backed"
    self._write(w)


@external
def collect() -> uint256:
    """
    @notice CNT-2: gives a day's part of what has vested for the storage miners to the landlords verified now, by verified
            MB. Anybody may, once on each UTC day; it waits while nobody is verified. Only a part, so that who is
            verified alone on one day does not take what vested over months.
    @return Wei given.
    """
    w: World = self._widened(self._now())
    today: uint256 = block.timestamp // _DAY
    assert self.collected < today, "Disk: collected today"
    counted: uint256 = w.today + w.yesterday
    assert counted > 0, "Disk: nobody is verified"
    if staticcall Vesting(vesting).claimable(grant) > 0:
        extcall Vesting(vesting).claim(grant)
    # anybody may claim for this contract: what arrived counts, not what was claimed here
    arrived: uint256 = (staticcall Vesting(vesting).grant_of(grant))[2]
    amount: uint256 = (arrived - w.spread) // spread_days
    assert amount > 0, "Disk: nothing to collect"
    self.collected = today
    w.spread += amount
    w.index = unsafe_add(w.index, (amount << words.SCALE) // counted)
    self._write(w)
    log Collected(amount=amount)
    return amount


@external
def claim(landlord: address) -> uint256:
    """
    @notice CNT-7: pays a landlord its rent and its part of the vesting. Anybody may; the cost is the same however
            long ago the last claim was.
    @return Wei paid; reverts where nothing is due.
    """
    self._check_free(landlord)
    w: World = self._now()
    a: words.Account = self._rolled(words._account(self._accounts[landlord]), w)
    owed: uint256 = self._owed(a, w.index)
    assert owed > 0, "Disk: nothing to claim"
    a.debt = unsafe_add(a.debt, owed << words.SCALE)
    self._accounts[landlord] = words._pack_account(a)
    self._write(w)
    log Claimed(landlord=landlord, amount=owed)
    extcall Token(token).transfer(landlord, owed)
    return owed


# accounts that moved


@external
def follow(old: address):
    """
    @notice CNT-18: what a landlord's account earned and its passes go to its successor. Anybody may.
    """
    to: address = staticcall Recovery(recovery).successor(old)
    assert to != empty(address), "Disk: account has not moved"
    w: World = self._now()
    a: words.Account = self._rolled(words._account(self._accounts[old]), w)
    b: words.Account = self._rolled(words._account(self._accounts[to]), w)
    b.today += a.today
    b.yesterday += a.yesterday
    b.debt = unsafe_add(b.debt, a.debt)
    self._accounts[old] = 0
    self._accounts[to] = words._pack_account(b)
    self._write(w)
    log Followed(old=old, to=to)


@external
def follow_leases(leases: DynArray[uint256, BATCH]):
    """
    @notice CNT-18: leases of accounts that moved go to their successors. Anybody may.
    """
    for id: uint256 in leases:
        l: words.Lease = self._existing(id)
        to: address = staticcall Recovery(recovery).successor(l.holder)
        assert to != empty(address), "Disk: account has not moved"
        self._hand_on(id, l, to)


# roles


@external
@view
def paused() -> bool:
    """
    @notice Whether new sales are stopped.
    """
    return self._pool & words.PAUSED != 0


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
        day: uint256 = unsafe_add(unsafe_div(w.last, _DAY), 1)
        boundary: uint256 = unsafe_mul(day, _DAY)
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
@view
def _now() -> World:
    """
    @dev The world as of now.
    """
    w: World = self._advanced(SEGMENTS)
    assert w.last == block.timestamp, "Disk: poke first"
    return w


@internal
@view
def _sold_to(deadline: uint256) -> World:
    """
    @dev The world as of now for a purchase that is still wanted.
    """
    assert block.timestamp <= deadline, "Disk: too late"
    return self._now()


@internal
def _write(w: World):
    """
    @dev Stores the world.
    """
    if w.marks[0] != 0:
        day: uint256 = words._pool(self._pool).last // _DAY
        for i: uint256 in range(2):
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


# prices


@internal
@view
def _first_expiry(days: uint256) -> uint256:
    """
    @dev CNT-8: the day on which a lease ends that begins now: the next boundary, plus days.
    """
    assert days > 0, "Disk: lease of 0 days"
    assert days <= longest, "Disk: longer than a lease may be"
    return (block.timestamp + _DAY - 1) // _DAY + days


@internal
@pure
def _free(w: World, own: uint256) -> uint256:
    """
    @dev Free MB, with a lease's own counted as free; none unless something is free without it.
    """
    assert w.space > w.live, "Disk: no free space"
    assert w.pool > 0, "Disk: the pool is empty"
    return unsafe_add(unsafe_sub(w.space, w.live), own)


@internal
@view
def _lease_cost(w: World, mb: uint256, expiry: uint256) -> uint256:
    """
    @dev CNT-5: the cost of so many MB from now to the beginning of a day.
    """
    assert mb > 0, "Disk: lease of 0 MB"
    free: uint256 = self._free(w, 0)
    assert mb < free, "Disk: more than the free MB"
    return rent._cost(w.pool, rent._exponent(rent._log(free, mb), expiry * _DAY - block.timestamp, span))


@internal
@view
def _renewal(w: World, l: words.Lease, days: uint256) -> (uint256, uint256):
    """
    @dev CNT-8, CNT-9: cost and end of a lease that is prolonged. A live lease's MB count as free, as if it were
         given back and taken for longer, so that time in parts costs what it costs at once. An expired lease pays
         for all days since its end in one.
    """
    live: bool = l.expiry * _DAY > block.timestamp
    expiry: uint256 = self._first_expiry(days)
    if live:
        expiry = l.expiry + days
        assert expiry <= self._first_expiry(longest), "Disk: longer than a lease may be"
    free: uint256 = self._free(w, l.mb if live else 0)
    assert l.mb < free, "Disk: more than the free MB"
    return rent._cost(w.pool, rent._exponent(rent._log(free, l.mb), (expiry - l.expiry) * _DAY, span)), expiry


@internal
@view
def _resizing(w: World, l: words.Lease, mb: uint256) -> (uint256, uint256):
    """
    @dev CNT-8: cost and end of a live lease that is resized. Growing pays for the MB that come, on top of all others,
            less the length given up as cheap as it may have been.
    """
    assert l.expiry * _DAY > block.timestamp, "Disk: lease has ended"
    assert mb > 0, "Disk: lease of 0 MB"
    assert mb != l.mb, "Disk: of this size already"
    left: uint256 = l.expiry * _DAY - block.timestamp
    expiry: uint256 = min((block.timestamp + l.mb * left // mb) // _DAY, self._first_expiry(longest))
    assert expiry * _DAY > block.timestamp, "Disk: less than a day would be left"
    if mb < l.mb:
        return 0, expiry
    free: uint256 = self._free(w, l.mb)
    assert mb < free, "Disk: more than the free MB"
    fresh: uint256 = expiry * _DAY - block.timestamp
    # at the price of an empty disk: others may have pushed the price up since, and end before it does
    less: uint256 = rent._least(rent._exponent(rent._log(w.space, l.mb), left - fresh, span))
    more: uint256 = rent._exponent(rent._log(free - l.mb, mb - l.mb), fresh, span)
    return rent._cost(w.pool, more - less) if more > less else 0, expiry


# leases inside


@internal
@view
def _existing(lease: uint256) -> words.Lease:
    """
    @dev A lease that is not reclaimed.
    """
    word: uint256 = self._leases[lease]
    assert word != 0, "Disk: no such lease"
    return words._lease(word)


@internal
@view
def _check_free(account: address):
    """
    @dev CNT-18: nothing leaves an account of which a move is under way.
    """
    assert not staticcall Recovery(recovery).frozen(account), "Disk: account is frozen"


@internal
def _hand_on(lease: uint256, l: words.Lease, to: address):
    """
    @dev Gives a lease to another.
    """
    log Transferred(lease=lease, holder=l.holder, to=to)
    self._leases[lease] = words._pack_lease(
        words.Lease(holder=to, mb=l.mb, expiry=l.expiry, epoch=l.epoch + 1)
    )


@internal
def _add(day: uint256, mb: uint256):
    """
    @dev So many MB more end on a day.
    """
    word: uint256 = self._days[day // words.DAYS]
    self._days[day // words.DAYS] = words._changed(word, day, words._on(word, day) + mb)


@internal
def _shift(old: uint256, old_mb: uint256, new: uint256, new_mb: uint256):
    """
    @dev MB that ended on one day end on another.
    """
    word: uint256 = self._days[old // words.DAYS]
    word = words._changed(word, old, words._on(word, old) - old_mb)
    if old // words.DAYS != new // words.DAYS:
        self._days[old // words.DAYS] = word
        word = self._days[new // words.DAYS]
    self._days[new // words.DAYS] = words._changed(word, new, words._on(word, new) + new_mb)


@internal
def _reclaim(w_: World, mb: uint256, leases: DynArray[uint256, BATCH]) -> World:
    """
    @dev CNT-9: makes room for so many MB: blank ones first, then leases that ended, the earliest first.
    """
    w: World = w_
    for id: uint256 in leases:
        if w.live + w.expired + mb <= w.space:
            break
        held: uint256 = self._leases[id]
        if held == 0:
            # somebody else reclaimed it first: no reason to fail
            continue
        l: words.Lease = words._lease(held)
        if l.expiry * _DAY > block.timestamp:
            # its holder renewed it first
            continue
        w.oldest = self._oldest(w.oldest)
        assert l.expiry == w.oldest, "Disk: not the earliest expired"
        self._leases[id] = 0
        w.expired -= l.mb
        word: uint256 = self._days[l.expiry // words.DAYS]
        self._days[l.expiry // words.DAYS] = words._changed(word, l.expiry, words._on(word, l.expiry) - l.mb)
        log Reclaimed(lease=id, mb=l.mb)
    assert w.live + w.expired + mb <= w.space, "Disk: name more expired leases"
    return w


@internal
@view
def _oldest(begin: uint256) -> uint256:
    """
    @dev The first day from one on with MB in it.
    """
    day: uint256 = begin
    for j: uint256 in range(_SCAN):
        word: uint256 = self._days[day // words.DAYS] >> (40 * (day % words.DAYS))
        if word != 0:
            for i: uint256 in range(words.DAYS):
                if word & ((1 << 40) - 1) != 0:
                    break
                word >>= 40
                day += 1
            return day
        day = (day // words.DAYS + 1) * words.DAYS
    return day


# landlords inside


@internal
@view
def _rolled(a_: words.Account, w: World) -> words.Account:
    """
    @dev A landlord's account as of the world's day: passes that lapsed are taken off at the index of that time.
    """
    a: words.Account = a_
    today: uint256 = w.last // _DAY
    if a.day < today:
        if a.yesterday > 0:
            a.debt = unsafe_sub(a.debt, unsafe_mul(a.yesterday, self._index_when(a.day + 1, w)))
        a.yesterday = a.today
        a.today = 0
        if a.day + 1 < today:
            if a.yesterday > 0:
                a.debt = unsafe_sub(a.debt, unsafe_mul(a.yesterday, self._index_when(a.day + 2, w)))
            a.yesterday = 0
        a.day = today
    a.debt &= words.MASK
    return a


@internal
@view
def _followed(landlord: address, today: uint256, yesterday: uint256, w: World) -> (address, words.Account):
    """
    @dev CNT-18: who has passes of a landlord by now, and that account: where it moved, its passes may have followed.
    """
    who: address = landlord
    a: words.Account = self._rolled(words._account(self._accounts[who]), w)
    for i: uint256 in range(_MOVES):
        if a.today >= today and a.yesterday >= yesterday:
            break
        who = staticcall Recovery(recovery).successor(who)
        a = self._rolled(words._account(self._accounts[who]), w)
    return who, a


@internal
@view
def _index_when(day: uint256, w: World) -> uint256:
    """
    @dev The index when a day began, on which somebody was verified.
    """
    before: uint256 = words._pool(self._pool).last // _DAY
    for i: uint256 in range(2):
        if day == before + 1 + i:
            return w.marks[i] & words.MASK
    return words._mark(self._marks[day // 2], day)


@internal
@pure
def _owed(a: words.Account, index: uint256) -> uint256:
    """
    @dev What a rolled account is owed, in wei.
    """
    return (unsafe_sub(unsafe_mul(a.today + a.yesterday, index), a.debt) & words.MASK) >> words.SCALE
