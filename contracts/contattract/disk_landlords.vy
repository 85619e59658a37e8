# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Landlords' accounts on the world disk
@notice Who is verified for how many MB, what each landlord earned by them from the pool and of the storage miners' vesting,
        and its payment (CNT-2, CNT-3, CNT-7, CNT-11). An account is paid by the growth of the world's index, so that a
        claim costs the same however long it waited.
@custom:contract-name disk_landlords
@license AGPL-3.0-only
"""

from contracts.common import vesting_words
from contracts.contattract import disk_words as words
from contracts.contattract import disk_world as world

uses: world

interface Vesting:
    def grant_of(grant: uint256) -> (vesting_words.Grant, uint256, uint256): view
    def claimable(grant: uint256) -> uint256: view
    def claim(grant: uint256) -> uint256: nonpayable

# landlords in one call
_GROUP: constant(uint256) = 32
# moves of moves through which passes are looked for
_MOVES: constant(uint256) = 16

# where the storage miners' share vests, and the number of its grant
vesting: public(immutable(address))
grant: public(immutable(uint256))
# who says which landlords are verified
proofs: public(immutable(address))
# a day's part of what has vested for landlords: one in so many
spread_days: public(immutable(uint256))

# UTC day of the last collection
collected: public(uint256)
# landlord -> disk_words._pack_account
_accounts: HashMap[address, uint256]

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
def __init__(vesting_: address, grant_: uint256, proofs_: address, spread_days_: uint256):
    """
    @notice Fixes who proves and what is spread. See WorldDisk.
    """
    assert vesting_ != empty(address) and proofs_ != empty(address), "Disk: zero address"
    assert spread_days_ > 0, "Disk: spread is zero"
    vesting = vesting_
    grant = grant_
    proofs = proofs_
    spread_days = spread_days_


# reading


@external
@view
def pending(landlord: address) -> uint256:
    """
    @notice What `claim` would pay now, in wei.
    """
    w: world.World = world._advanced(world.SEGMENTS)
    a: words.Account = self._rolled(words._account(self._accounts[landlord]), w)
    return self._owed(a, w.index)


@external
@view
def verified(landlord: address) -> (uint256, uint256):
    """
    @notice MB of a landlord's passes of today and of yesterday that count now.
    """
    w: world.World = world._advanced(world.SEGMENTS)
    a: words.Account = self._rolled(words._account(self._accounts[landlord]), w)
    return a.today, a.yesterday


# who is verified


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
    w: world.World = world._widened(world._now())
    for i: uint256 in range(len(landlords), bound=_GROUP):
        who: address = landlords[i]
        a: words.Account = self._rolled(words._account(self._accounts[who]), w)
        if (again >> i) & 1 == 1:
            if a.yesterday < mb:
                who, a = self._followed(who, 0, mb, w)
            a.yesterday -= mb
            w.yesterday -= mb
        else:
            # debts count modulo 2^256, of which MASK is kept: only differences to the index count
            a.debt = unsafe_add(a.debt, unsafe_mul(mb, w.index))
        a.today += mb
        w.today += mb
        self._accounts[who] = words._pack_account(a)
        log Passed(landlord=who, mb=mb)
    if backed and backed_before:
        w.aged -= mb
    elif backed:
        w.space += mb
    world._write(w)


@external
def strike(landlord: address, today: uint256, yesterday: uint256):
    """
    @notice CNT-11: takes MB passed today and yesterday off a landlord at once; what it has earned stays. Only
            `proofs`.
    """
    assert msg.sender == proofs, "Disk: only the proofs"
    w: world.World = world._now()
    who: address = empty(address)
    a: words.Account = empty(words.Account)
    who, a = self._followed(landlord, today, yesterday, w)
    a.today -= today
    a.yesterday -= yesterday
    w.today -= today
    w.yesterday -= yesterday
    # modulo, as every debt
    a.debt = unsafe_sub(a.debt, unsafe_mul(today + yesterday, w.index))
    self._accounts[who] = words._pack_account(a)
    world._write(w)
    log Struck(landlord=who, mb=today + yesterday)


@external
def unback(today: uint256, yesterday: uint256):
    """
    @notice CNT-3: takes MB backed today and yesterday off the space at once. Only `proofs`.
    """
    assert msg.sender == proofs, "Disk: only the proofs"
    w: world.World = world._widened(world._now())
    w.space -= today + yesterday
    w.aged -= yesterday
    assert w.aged <= w.space, "Disk: more than is backed"
    world._write(w)


# what landlords earn


@external
def collect() -> uint256:
    """
    @notice CNT-2: gives a day's part of what has vested for the storage miners to the landlords verified now, by verified
            MB. Anybody may, once on each UTC day; it waits while nobody is verified. Only a part, so that who is
            verified alone on one day does not take what vested over months.
    @return Wei given.
    """
    w: world.World = world._widened(world._now())
    today: uint256 = block.timestamp // world.DAY
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
    world._write(w)
    log Collected(amount=amount)
    return amount


@external
def claim(landlord: address) -> uint256:
    """
    @notice CNT-7: pays a landlord its rent and its part of the vesting. Anybody may; the cost is the same however
            long ago the last claim was.
    @return Wei paid; reverts where nothing is due.
    """
    world._check_free(landlord)
    w: world.World = world._now()
    a: words.Account = self._rolled(words._account(self._accounts[landlord]), w)
    owed: uint256 = self._owed(a, w.index)
    assert owed > 0, "Disk: nothing to claim"
    # modulo, as every debt
    a.debt = unsafe_add(a.debt, owed << words.SCALE)
    self._accounts[landlord] = words._pack_account(a)
    world._write(w)
    log Claimed(landlord=landlord, amount=owed)
    extcall world.Token(world.token).transfer(landlord, owed)
    return owed


@external
def follow(old: address):
    """
    @notice CNT-18: what a landlord's account earned and its passes go to its successor. Anybody may.
    """
    to: address = staticcall world.Recovery(world.recovery).successor(old)
    assert to != empty(address), "Disk: account has not moved"
    w: world.World = world._now()
    a: words.Account = self._rolled(words._account(self._accounts[old]), w)
    b: words.Account = self._rolled(words._account(self._accounts[to]), w)
    b.today += a.today
    b.yesterday += a.yesterday
    # modulo, as every debt
    b.debt = unsafe_add(b.debt, a.debt)
    self._accounts[old] = 0
    self._accounts[to] = words._pack_account(b)
    world._write(w)
    log Followed(old=old, to=to)


# inside


@internal
@view
def _rolled(a_: words.Account, w: world.World) -> words.Account:
    """
    @dev A landlord's account as of the world's day: passes that lapsed are taken off at the index of that time.
    """
    a: words.Account = a_
    today: uint256 = w.last // world.DAY
    if a.day < today:
        if a.yesterday > 0:
            # modulo, as every debt
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
def _followed(landlord: address, today: uint256, yesterday: uint256, w: world.World) -> (address, words.Account):
    """
    @dev CNT-18: who has passes of a landlord by now, and that account: where it moved, its passes may have followed.
    """
    who: address = landlord
    a: words.Account = self._rolled(words._account(self._accounts[who]), w)
    for i: uint256 in range(_MOVES):
        if a.today >= today and a.yesterday >= yesterday:
            break
        who = staticcall world.Recovery(world.recovery).successor(who)
        a = self._rolled(words._account(self._accounts[who]), w)
    return who, a


@internal
@view
def _index_when(day: uint256, w: world.World) -> uint256:
    """
    @dev The index when a day began, on which somebody was verified.
    """
    before: uint256 = words._pool(world._pool).last // world.DAY
    for i: uint256 in range(2):
        if day == before + 1 + i:
            return w.marks[i] & words.MASK
    return words._mark(world._marks[day // 2], day)


@internal
@pure
def _owed(a: words.Account, index: uint256) -> uint256:
    """
    @dev What a rolled account is owed, in wei.
    """
    # modulo, as every debt: the difference is what is owed
    return (unsafe_sub(unsafe_mul(a.today + a.yesterday, index), a.debt) & words.MASK) >> words.SCALE
