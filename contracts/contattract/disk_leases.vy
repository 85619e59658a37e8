# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Leases of the world disk
@notice Space leased, prolonged, resized and handed on, its price, and how leases that ended make room for new ones (CNT-5,
        CNT-8, CNT-9, CNT-10).
@custom:contract-name disk_leases
@license AGPL-3.0-only
"""

from contracts.contattract import disk_words as words
from contracts.contattract import disk_world as world
from contracts.contattract import rent

uses: world

# expired leases that one purchase reclaims at most
BATCH: public(constant(uint256)) = 128
# words of days looked through for the next expired lease: 24 years
_SCAN: constant(uint256) = 1_464

# days of a lease at most
longest: public(immutable(uint256))

# lease -> disk_words._pack_lease; empty once reclaimed
_leases: HashMap[uint256, uint256]

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


@deploy
def __init__(longest_: uint256):
    """
    @notice Fixes the longest lease. See WorldDisk.
    """
    assert longest_ > 0 and longest_ <= 365, "Disk: longest lease out of range"
    longest = longest_


# reading


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
    return words._lease(self._leases[lease]).expiry * world.DAY > block.timestamp


@external
@view
def expiring(day: uint256) -> uint256:
    """
    @notice MB of leases that end when a day (UTC, since 1970) begins; of those that ended, what is not reclaimed.
    """
    return words._on(world._days[day // words.DAYS], day)


@external
@view
def quote_lease(mb: uint256, term_days: uint256) -> uint256:
    """
    @notice CNT-5: what `lease` would cost now, in wei; reverts as it would.
    """
    w: world.World = world._now()
    return self._lease_cost(w, mb, self._first_expiry(term_days))


@external
@view
def quote_renew(lease: uint256, term_days: uint256) -> uint256:
    """
    @notice CNT-5, CNT-9: what `renew` would cost now, in wei; reverts as it would.
    """
    return self._renewal(world._now(), self._existing(lease), term_days)[0]


@external
@view
def quote_resize(lease: uint256, mb: uint256) -> (uint256, uint256):
    """
    @notice CNT-8: what `resize` would cost now, in wei, and the day on which the lease would end; reverts as it
            would.
    """
    return self._resizing(world._now(), self._existing(lease), mb)


# leases


@external
def lease(
    mb: uint256, term_days: uint256, max_cost: uint256, deadline: uint256, reclaim: DynArray[uint256, BATCH]
) -> uint256:
    """
    @notice CNT-8: leases space to the caller, who has approved the cost. It ends when a UTC day begins: the next
            one, plus days.
    @param mb Size, at least 1. @param term_days 1 to 365. @param max_cost Wei at most. @param deadline Last second for it.
    @param reclaim CNT-9: expired leases, the earliest first, that make room where blank space does not suffice; no
           more are reclaimed than needed. More than a batch: lease in parts, which costs the same.
    @return The lease's number.
    """
    w: world.World = world._widened(self._sold_to(deadline))
    assert not w.paused, "Disk: sales are paused"
    expiry: uint256 = self._first_expiry(term_days)
    cost: uint256 = self._lease_cost(w, mb, expiry)
    assert cost <= max_cost, "Disk: dearer than the maximum"
    w = self._reclaim(w, mb, reclaim)
    w.live += mb
    w.pool += cost
    w.sold += mb * (expiry * world.DAY - block.timestamp)
    id: uint256 = w.count
    w.count += 1
    self._add(expiry, mb)
    self._leases[id] = words._pack_lease(words.Lease(holder=msg.sender, mb=mb, expiry=expiry, epoch=0))
    world._write(w)
    log Leased(lease=id, holder=msg.sender, mb=mb, expiry=expiry, cost=cost)
    extcall world.Token(world.token).transferFrom(msg.sender, self, cost)
    return id


@external
def renew(lease: uint256, term_days: uint256, max_cost: uint256, deadline: uint256) -> uint256:
    """
    @notice CNT-8, CNT-9: prolongs a lease; the caller, who may be anybody, has approved the cost. A live lease goes
            on for so many days more. One that ended and is not reclaimed begins again, until the next day boundary
            plus the days, and the days missed are paid too.
    @param lease Its number. @param term_days 1 to 365. @param max_cost Wei at most. @param deadline Last second for it.
    @return What it cost, in wei.
    """
    w: world.World = self._sold_to(deadline)
    l: words.Lease = self._existing(lease)
    cost: uint256 = 0
    expiry: uint256 = 0
    cost, expiry = self._renewal(w, l, term_days)
    assert cost <= max_cost, "Disk: dearer than the maximum"
    begin: uint256 = l.expiry * world.DAY
    if begin <= block.timestamp:
        begin = block.timestamp
        w = world._widened(w)
        w.live += l.mb
        w.expired -= l.mb
    w.pool += cost
    w.sold += l.mb * (expiry * world.DAY - begin)
    self._shift(l.expiry, l.mb, expiry, l.mb)
    l.expiry = expiry
    self._leases[lease] = words._pack_lease(l)
    world._write(w)
    log Renewed(lease=lease, expiry=expiry, cost=cost)
    extcall world.Token(world.token).transferFrom(msg.sender, self, cost)
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
    w: world.World = self._sold_to(deadline)
    l: words.Lease = self._existing(lease)
    assert l.holder == msg.sender, "Disk: not the holder"
    world._check_free(msg.sender)
    cost: uint256 = 0
    expiry: uint256 = 0
    cost, expiry = self._resizing(w, l, mb)
    assert cost <= max_cost, "Disk: dearer than the maximum"
    if mb > l.mb:
        assert not w.paused, "Disk: sales are paused"
        w = self._reclaim(world._widened(w), mb - l.mb, reclaim)
    w.live = w.live + mb - l.mb
    w.pool += cost
    w.sold = w.sold + mb * (expiry * world.DAY - block.timestamp) - l.mb * (l.expiry * world.DAY - block.timestamp)
    self._shift(l.expiry, l.mb, expiry, mb)
    l.mb = mb
    l.expiry = expiry
    self._leases[lease] = words._pack_lease(l)
    world._write(w)
    log Resized(lease=lease, mb=mb, expiry=expiry, cost=cost)
    if cost > 0:
        extcall world.Token(world.token).transferFrom(msg.sender, self, cost)
    return cost


@external
def transfer(lease: uint256, to: address):
    """
    @notice CNT-10: hands a lease on, live or expired. Only its holder. Rights that it gave to others end.
    """
    l: words.Lease = self._existing(lease)
    assert l.holder == msg.sender, "Disk: not the holder"
    assert to != empty(address), "Disk: zero address"
    world._check_free(msg.sender)
    self._hand_on(lease, l, to)


@external
def follow_leases(leases: DynArray[uint256, BATCH]):
    """
    @notice CNT-18: leases of accounts that moved go to their successors. Anybody may.
    """
    for id: uint256 in leases:
        l: words.Lease = self._existing(id)
        to: address = staticcall world.Recovery(world.recovery).successor(l.holder)
        assert to != empty(address), "Disk: account has not moved"
        self._hand_on(id, l, to)


# prices


@internal
@view
def _first_expiry(term_days: uint256) -> uint256:
    """
    @dev CNT-8: the day on which a lease ends that begins now: the next boundary, plus days.
    """
    assert term_days > 0, "Disk: lease of 0 days"
    assert term_days <= longest, "Disk: longer than a lease may be"
    return (block.timestamp + world.DAY - 1) // world.DAY + term_days


@internal
@pure
def _free(w: world.World, own: uint256) -> uint256:
    """
    @dev Free MB, with a lease's own counted as free; none unless something is free without it.
    """
    assert w.space > w.live, "Disk: no free space"
    assert w.pool > 0, "Disk: the pool is empty"
    # space > live, and own is a part of live
    return unsafe_add(unsafe_sub(w.space, w.live), own)


@internal
@view
def _lease_cost(w: world.World, mb: uint256, expiry: uint256) -> uint256:
    """
    @dev CNT-5: the cost of so many MB from now to the beginning of a day.
    """
    assert mb > 0, "Disk: lease of 0 MB"
    free: uint256 = self._free(w, 0)
    assert mb < free, "Disk: more than the free MB"
    return rent._cost(w.pool, rent._exponent(rent._log(free, mb), expiry * world.DAY - block.timestamp, world.span))


@internal
@view
def _renewal(w: world.World, l: words.Lease, term_days: uint256) -> (uint256, uint256):
    """
    @dev CNT-8, CNT-9: cost and end of a lease that is prolonged. A live lease's MB count as free, as if it were
         given back and taken for longer, so that time in parts costs what it costs at once. An expired lease pays
         for all days since its end in one.
    """
    live: bool = l.expiry * world.DAY > block.timestamp
    expiry: uint256 = self._first_expiry(term_days)
    if live:
        expiry = l.expiry + term_days
        assert expiry <= self._first_expiry(longest), "Disk: longer than a lease may be"
    free: uint256 = self._free(w, l.mb if live else 0)
    assert l.mb < free, "Disk: more than the free MB"
    return rent._cost(w.pool, rent._exponent(rent._log(free, l.mb), (expiry - l.expiry) * world.DAY, world.span)), expiry


@internal
@view
def _resizing(w: world.World, l: words.Lease, mb: uint256) -> (uint256, uint256):
    """
    @dev CNT-8: cost and end of a live lease that is resized. Growing pays for the MB that come, on top of all others,
            less the length given up as cheap as it may have been.
    """
    assert l.expiry * world.DAY > block.timestamp, "Disk: lease has ended"
    assert mb > 0, "Disk: lease of 0 MB"
    assert mb != l.mb, "Disk: of this size already"
    left: uint256 = l.expiry * world.DAY - block.timestamp
    expiry: uint256 = min((block.timestamp + l.mb * left // mb) // world.DAY, self._first_expiry(longest))
    assert expiry * world.DAY > block.timestamp, "Disk: less than a day would be left"
    if mb < l.mb:
        return 0, expiry
    free: uint256 = self._free(w, l.mb)
    assert mb < free, "Disk: more than the free MB"
    fresh: uint256 = expiry * world.DAY - block.timestamp
    # at the price of an empty disk: others may have pushed the price up since, and end before it does
    less: uint256 = rent._least(rent._exponent(rent._log(w.space, l.mb), left - fresh, world.span))
    more: uint256 = rent._exponent(rent._log(free - l.mb, mb - l.mb), fresh, world.span)
    return rent._cost(w.pool, more - less) if more > less else 0, expiry


# inside


@internal
@view
def _sold_to(deadline: uint256) -> world.World:
    """
    @dev The world as of now for a purchase that is still wanted.
    """
    assert block.timestamp <= deadline, "Disk: too late"
    return world._now()


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
    word: uint256 = world._days[day // words.DAYS]
    world._days[day // words.DAYS] = words._changed(word, day, words._on(word, day) + mb)


@internal
def _shift(old: uint256, old_mb: uint256, new: uint256, new_mb: uint256):
    """
    @dev MB that ended on one day end on another.
    """
    word: uint256 = world._days[old // words.DAYS]
    word = words._changed(word, old, words._on(word, old) - old_mb)
    if old // words.DAYS != new // words.DAYS:
        world._days[old // words.DAYS] = word
        word = world._days[new // words.DAYS]
    world._days[new // words.DAYS] = words._changed(word, new, words._on(word, new) + new_mb)


@internal
def _reclaim(w_: world.World, mb: uint256, leases: DynArray[uint256, BATCH]) -> world.World:
    """
    @dev CNT-9: makes room for so many MB: blank ones first, then leases that ended, the earliest first.
    """
    w: world.World = w_
    for id: uint256 in leases:
        if w.live + w.expired + mb <= w.space:
            break
        held: uint256 = self._leases[id]
        if held == 0:
            # somebody else reclaimed it first: no reason to fail
            continue
        l: words.Lease = words._lease(held)
        if l.expiry * world.DAY > block.timestamp:
            # its holder renewed it first
            continue
        w.oldest = self._oldest(w.oldest)
        assert l.expiry == w.oldest, "Disk: not the earliest expired"
        self._leases[id] = 0
        w.expired -= l.mb
        word: uint256 = world._days[l.expiry // words.DAYS]
        world._days[l.expiry // words.DAYS] = words._changed(word, l.expiry, words._on(word, l.expiry) - l.mb)
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
        word: uint256 = world._days[day // words.DAYS] >> (40 * (day % words.DAYS))
        if word != 0:
            for i: uint256 in range(words.DAYS):
                if word & ((1 << 40) - 1) != 0:
                    break
                word >>= 40
                day += 1
            return day
        day = (day // words.DAYS + 1) * words.DAYS
    return day
