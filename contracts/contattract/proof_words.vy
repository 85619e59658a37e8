# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of the storage proofs
@notice Widths (bits, from the lowest). Landlord = bond 96, unlock 40, draw 40, among 24, seats 24, pending 8, banned 24.
        Group = time 40, epoch 40, passed 32, before 32, seen 32, absent 32, backed 1, backed_before 1, count 6. Seat =
        place 8, since 40. Totals = groups 24, seats 40. Packing reverts when a value does not fit, so that no field can
        run into another. Bit i of a map stands for seat i of the group.
@custom:contract-name proof_words
@license MIT
"""

struct Landlord:
    # wei held
    bond: uint256
    # second from which what is free of it may be taken
    unlock: uint256
    # block whose hash draws the pending seats
    draw: uint256
    # groups among which they are drawn
    among: uint256
    # seats in groups
    seats: uint256
    # seats not yet drawn
    pending: uint256
    # first UTC day (since 1970) on which it may join again; 0: it was never banned
    banned: uint256

struct Group:
    # second of the last message
    time: uint256
    # epoch of the last message
    epoch: uint256
    # who passed on the day of the last message
    passed: uint256
    # who passed the day before that and not again
    before: uint256
    # who passed in the last message's absence period
    seen: uint256
    # who did not pass in the whole period before that
    absent: uint256
    # whether the group's MB count since the day of the last message
    backed: bool
    # whether they count since the day before that
    backed_before: bool
    # members
    count: uint256

struct Seat:
    # number of the seat in its group
    place: uint256
    # second since which it is taken
    since: uint256

struct Totals:
    # groups that exist
    groups: uint256
    # seats taken or pending
    seats: uint256

_M32: constant(uint256) = (1 << 32) - 1
_M40: constant(uint256) = (1 << 40) - 1


@internal
@pure
def _pack_landlord(a: Landlord) -> uint256:
    """
    @dev A landlord as one word.
    """
    fits: bool = (a.bond >> 96) | (a.unlock >> 40) | (a.draw >> 40) | (a.among >> 24) | (a.seats >> 24) == 0
    assert fits and (a.pending >> 8) | (a.banned >> 24) == 0, "Proofs: out of range"
    return (
        a.bond
        | (a.unlock << 96)
        | (a.draw << 136)
        | (a.among << 176)
        | (a.seats << 200)
        | (a.pending << 224)
        | (a.banned << 232)
    )


@internal
@pure
def _landlord(word: uint256) -> Landlord:
    """
    @dev The landlord in a word.
    """
    return Landlord(
        bond=word & ((1 << 96) - 1),
        unlock=(word >> 96) & _M40,
        draw=(word >> 136) & _M40,
        among=(word >> 176) & ((1 << 24) - 1),
        seats=(word >> 200) & ((1 << 24) - 1),
        pending=(word >> 224) & 255,
        banned=word >> 232,
    )


@internal
@pure
def _pack_group(g: Group) -> uint256:
    """
    @dev A group as one word.
    """
    fits: bool = (g.time >> 40) | (g.epoch >> 40) | ((g.passed | g.before | g.seen | g.absent) >> 32) == 0
    assert fits and g.count >> 6 == 0, "Proofs: out of range"
    return (
        g.time
        | (g.epoch << 40)
        | (g.passed << 80)
        | (g.before << 112)
        | (g.seen << 144)
        | (g.absent << 176)
        | (convert(g.backed, uint256) << 208)
        | (convert(g.backed_before, uint256) << 209)
        | (g.count << 210)
    )


@internal
@pure
def _group(word: uint256) -> Group:
    """
    @dev The group in a word.
    """
    return Group(
        time=word & _M40,
        epoch=(word >> 40) & _M40,
        passed=(word >> 80) & _M32,
        before=(word >> 112) & _M32,
        seen=(word >> 144) & _M32,
        absent=(word >> 176) & _M32,
        backed=(word >> 208) & 1 == 1,
        backed_before=(word >> 209) & 1 == 1,
        count=(word >> 210) & 63,
    )


@internal
@pure
def _pack_seat(s: Seat) -> uint256:
    """
    @dev A taken seat as one word, which is not zero: nobody sits down at second 0.
    """
    assert s.since > 0 and (s.place >> 8) | (s.since >> 40) == 0, "Proofs: out of range"
    return s.place | (s.since << 8)


@internal
@pure
def _seat(word: uint256) -> Seat:
    """
    @dev The seat in a word.
    """
    return Seat(place=word & 255, since=word >> 8)


@internal
@pure
def _pack_totals(t: Totals) -> uint256:
    """
    @dev The totals as one word.
    """
    assert (t.groups >> 24) | (t.seats >> 40) == 0, "Proofs: out of range"
    return t.groups | (t.seats << 24)


@internal
@pure
def _totals(word: uint256) -> Totals:
    """
    @dev The totals in a word.
    """
    return Totals(groups=word & ((1 << 24) - 1), seats=word >> 24)


@internal
@pure
def _ones(map: uint256) -> uint256:
    """
    @dev How many of the lowest 32 bits are set: pairs, fours and bytes are added up side by side (masks 0x55555555,
         0x33333333, 0x0f0f0f0f; 0x01010101 adds the bytes up).
    """
    # no sum runs out of its field, and the subtraction not below zero
    n: uint256 = unsafe_sub(map, (map >> 1) & 1431655765)
    n = unsafe_add(n & 858993459, (n >> 2) & 858993459)
    n = unsafe_add(n, n >> 4) & 252645135
    return (unsafe_mul(n, 16843009) >> 24) & 255
