# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of the world disk
@notice Widths (bits, from the lowest): pool = wei 90, MB-seconds sold 66, last 34, live MB 40, paused 1, subsidised
        1.
        Reach = index 120, MB verified today 46, yesterday 46, space 40. Rest = space of yesterday 40, expired 40,
        oldest day 24, leases made 40, vesting spread 96. Lease = holder 160, MB 40, expiry day 24, times transferred
        32. Account = MB passed today 40, yesterday 40, day 24, debt 120. Subsidy = wei 96, begin 40, end 40. Days:
        six counts of MB in a word, 40 bits each. Marks: two indexes in a word, 120 bits each.
        Packing reverts when a value does not fit, so that no field can run into another. Index and debt are numbers
        modulo 2^120: only their differences mean anything, and what anybody is owed stays far below.
@custom:contract-name disk_words
@license MIT
"""

struct Pool:
    # wei (M)
    pool: uint256
    # MB-seconds sold and not yet consumed (B)
    sold: uint256
    # second up to which all is reckoned
    last: uint256
    # MB under leases that run
    live: uint256
    # whether entries are stopped
    paused: bool
    # whether a subsidy has not come in whole
    subsidised: bool

struct Reach:
    # wei per verified MB so far, times 2^24, modulo 2^120
    index: uint256
    # MB of passes made today
    today: uint256
    # MB of passes made yesterday
    yesterday: uint256
    # MB of the world disk (W)
    space: uint256

struct Rest:
    # MB of the world disk that are backed from yesterday alone
    aged: uint256
    # MB of leases that ended and are not reclaimed
    expired: uint256
    # no lease that ended before this day is left
    oldest: uint256
    # leases made so far
    count: uint256
    # wei of the vesting grant given to landlords
    spread: uint256

struct Lease:
    # to whom it belongs
    holder: address
    # its size
    mb: uint256
    # it ends when this day (UTC, since 1970) begins
    expiry: uint256
    # how often it was handed on
    epoch: uint256

struct Account:
    # MB passed on `day`
    today: uint256
    # MB passed the day before
    yesterday: uint256
    # day (UTC, since 1970) of the last change
    day: uint256
    # what the index says of its MB, less what it is owed; times 2^24, modulo 2^120
    debt: uint256

struct Subsidy:
    # wei that come in all
    amount: uint256
    # second at which it begins
    begin: uint256
    # second at which all of it has come
    end: uint256

# an index counts in 1 / 2^24
SCALE: constant(uint256) = 24
# indexes and debts are modulo this, plus one
MASK: constant(uint256) = (1 << 120) - 1
# days in a word of counts
DAYS: constant(uint256) = 6
_MB: constant(uint256) = (1 << 40) - 1
_V: constant(uint256) = (1 << 46) - 1
_WEI: constant(uint256) = (1 << 90) - 1
PAUSED: constant(uint256) = 1 << 230


@internal
@pure
def _pack_pool(p: Pool) -> uint256:
    """
    @dev The pool as one word.
    """
    assert (p.pool >> 90) | (p.sold >> 66) | (p.last >> 34) | (p.live >> 40) == 0, "Disk: out of range"
    return (
        p.pool
        | (p.sold << 90)
        | (p.last << 156)
        | (p.live << 190)
        | (convert(p.paused, uint256) << 230)
        | (convert(p.subsidised, uint256) << 231)
    )


@internal
@pure
def _pool(word: uint256) -> Pool:
    """
    @dev The pool in a word.
    """
    return Pool(
        pool=word & _WEI,
        sold=(word >> 90) & ((1 << 66) - 1),
        last=(word >> 156) & ((1 << 34) - 1),
        live=(word >> 190) & _MB,
        paused=(word >> 230) & 1 == 1,
        subsidised=(word >> 231) & 1 == 1,
    )


@internal
@pure
def _pack_reach(r: Reach) -> uint256:
    """
    @dev What is verified, as one word.
    """
    assert (r.today >> 46) | (r.yesterday >> 46) | (r.space >> 40) == 0, "Disk: out of range"
    return (r.index & MASK) | (r.today << 120) | (r.yesterday << 166) | (r.space << 212)


@internal
@pure
def _reach(word: uint256) -> Reach:
    """
    @dev What is verified, in a word.
    """
    return Reach(
        index=word & MASK, today=(word >> 120) & _V, yesterday=(word >> 166) & _V, space=(word >> 212) & _MB
    )


@internal
@pure
def _pack_rest(r: Rest) -> uint256:
    """
    @dev The rest of the disk's numbers as one word.
    """
    assert (
        (r.aged >> 40) | (r.expired >> 40) | (r.oldest >> 24) | (r.count >> 40) | (r.spread >> 96) == 0
    ), "Disk: out of range"
    return r.aged | (r.expired << 40) | (r.oldest << 80) | (r.count << 104) | (r.spread << 144)


@internal
@pure
def _rest(word: uint256) -> Rest:
    """
    @dev The rest of the disk's numbers in a word.
    """
    return Rest(
        aged=word & _MB,
        expired=(word >> 40) & _MB,
        oldest=(word >> 80) & ((1 << 24) - 1),
        count=(word >> 104) & _MB,
        spread=(word >> 144) & ((1 << 96) - 1),
    )


@internal
@pure
def _pack_lease(l: Lease) -> uint256:
    """
    @dev A lease as one word.
    """
    assert (l.mb >> 40) | (l.expiry >> 24) | (l.epoch >> 32) == 0, "Disk: out of range"
    return convert(l.holder, uint256) | (l.mb << 160) | (l.expiry << 200) | (l.epoch << 224)


@internal
@pure
def _lease(word: uint256) -> Lease:
    """
    @dev The lease in a word.
    """
    return Lease(
        holder=convert(word & ((1 << 160) - 1), address),
        mb=(word >> 160) & _MB,
        expiry=(word >> 200) & ((1 << 24) - 1),
        epoch=word >> 224,
    )


@internal
@pure
def _pack_account(a: Account) -> uint256:
    """
    @dev A landlord's account as one word.
    """
    assert (a.today >> 40) | (a.yesterday >> 40) | (a.day >> 24) == 0, "Disk: out of range"
    return a.today | (a.yesterday << 40) | (a.day << 80) | ((a.debt & MASK) << 104)


@internal
@pure
def _account(word: uint256) -> Account:
    """
    @dev The landlord's account in a word.
    """
    return Account(
        today=word & _MB, yesterday=(word >> 40) & _MB, day=(word >> 80) & ((1 << 24) - 1), debt=(word >> 104) & MASK
    )


@internal
@pure
def _pack_subsidy(s: Subsidy) -> uint256:
    """
    @dev A subsidy as one word.
    """
    assert (s.amount >> 96) | (s.begin >> 40) | (s.end >> 40) == 0, "Disk: out of range"
    return s.amount | (s.begin << 96) | (s.end << 136)


@internal
@pure
def _subsidy(word: uint256) -> Subsidy:
    """
    @dev The subsidy in a word.
    """
    return Subsidy(
        amount=word & ((1 << 96) - 1), begin=(word >> 96) & ((1 << 40) - 1), end=(word >> 136) & ((1 << 40) - 1)
    )


@internal
@pure
def _on(word: uint256, day: uint256) -> uint256:
    """
    @dev The count of a day in its word of days.
    """
    return (word >> (40 * (day % DAYS))) & _MB


@internal
@pure
def _changed(word: uint256, day: uint256, mb: uint256) -> uint256:
    """
    @dev A word of days in which a day counts so many MB.
    """
    assert mb >> 40 == 0, "Disk: out of range"
    bits: uint256 = 40 * (day % DAYS)
    return (word & ~(_MB << bits)) | (mb << bits)


@internal
@pure
def _mark(word: uint256, day: uint256) -> uint256:
    """
    @dev The index kept for a day in its word of marks.
    """
    return (word >> (120 * (day % 2))) & MASK


@internal
@pure
def _marked(word: uint256, day: uint256, index: uint256) -> uint256:
    """
    @dev A word of marks in which a day has this index.
    """
    bits: uint256 = 120 * (day % 2)
    return (word & ~(MASK << bits)) | ((index & MASK) << bits)
