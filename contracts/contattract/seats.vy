# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Seats in groups
@notice CNT-11: how a landlord comes to its seats and loses them. CNT-18: how a seat follows an account that moved.
        Draw: seats are drawn by the hash of the block after the joining one; anybody carries a draw out. A draw that
        expires, or is ended by a ban, costs a part of the bond, and so does a seat that is emptied within a period of
        absence, in whichever way; locked bond backs no new seat. So a landlord who dislikes its group does not get another
        at no price.
        Members of a group: their list is kept as a hash and comes with each call; a seat keeps its number, an empty one
        is the zero address and is given to the next who is drawn.
@custom:contract-name seats
@license AGPL-3.0-only
"""

from contracts.common import guarded
from contracts.contattract import bonds
from contracts.contattract import proof_rules as rules
from contracts.contattract import proof_words as words

uses: bonds
uses: guarded
uses: rules

interface Token:
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Disk:
    def strike(landlord: address, today: uint256, yesterday: uint256): nonpayable
    def unback(today: uint256, yesterday: uint256): nonpayable

interface Recovery:
    def frozen(account: address) -> bool: view

# most seats in one join
JOINS: constant(uint256) = 16
# groups that a draw tries before it takes the next younger one
TRIES: constant(uint256) = 8

# group -> its word (proof_words._pack_group)
_groups: HashMap[uint256, uint256]
# group -> keccak256(abi.encode(members)); zero: never had one
members_hash: public(HashMap[uint256, bytes32])
# group -> landlord -> seat (proof_words._pack_seat); zero: no member
_seats: HashMap[uint256, HashMap[address, uint256]]

event Joined:
    landlord: indexed(address)
    seats: uint256
    draw: uint256

event Seated:
    group: indexed(uint256)
    landlord: indexed(address)
    seat: uint256

event Unseated:
    group: indexed(uint256)
    landlord: indexed(address)
    seat: uint256


@external
def join(seats: uint256):
    """
    @notice CNT-11: bonds for seats, out of what is free and no longer locked of the caller's bond and then out of its
            allowance. The groups are drawn by the hash of the next block, among the first that the seats of now fill;
            anybody carries that out with `assign`.
    @param seats 1 to 16, each `terms().mb` MB.
    """
    guarded._check_open()
    assert 0 < seats and seats <= JOINS, "Proofs: expected 1 to 16 seats"
    a: words.Landlord = words._landlord(bonds._landlords[msg.sender])
    assert a.banned <= block.timestamp // rules.DAY, "Proofs: landlord is banned"
    assert a.pending == 0, "Proofs: a draw is pending"
    needed: uint256 = (a.seats + seats) * rules.TERMS.bond
    backing: uint256 = a.bond
    if block.timestamp < a.unlock:
        backing = min(backing, a.seats * rules.TERMS.bond)
    due: uint256 = needed - min(needed, backing)
    totals: words.Totals = words._totals(bonds._totals)
    totals.seats += seats
    a.bond += due
    a.pending = seats
    a.draw = block.number + 1
    # by the seats of now, so that groups which others emptied take nobody; a landlord needs a group for each seat
    a.among = max((totals.seats + rules.TERMS.fill - 1) // rules.TERMS.fill, a.seats + seats)
    bonds._landlords[msg.sender] = words._pack_landlord(a)
    bonds._totals = words._pack_totals(totals)
    log Joined(landlord=msg.sender, seats=seats, draw=a.draw)
    if due > 0:
        extcall Token(rules.token).transferFrom(msg.sender, self, due)


@external
def assign(landlord: address, members: DynArray[address, rules.SEATS]) -> uint256:
    """
    @notice CNT-11: seats a landlord in the group that was drawn for it, one seat a call. Anybody.
    @param landlord Whose draw. @param members The members of the group `drawn(landlord)`, empty for a new group.
    @return The group.
    """
    a: words.Landlord = words._landlord(bonds._landlords[landlord])
    group: uint256 = self._drawn(landlord, a)
    self._check_members(group, members)
    g: words.Group = words._group(self._groups[group])
    place: uint256 = len(members)
    list: DynArray[address, rules.SEATS] = members
    for seat: uint256 in range(len(members), bound=rules.SEATS):
        if members[seat] == empty(address):
            place = seat
            break
    if place == len(members):
        list.append(landlord)
    else:
        list[place] = landlord
    g.count += 1
    totals: words.Totals = words._totals(bonds._totals)
    if group >= totals.groups:
        totals.groups = group + 1
        bonds._totals = words._pack_totals(totals)
    a.pending -= 1
    a.seats += 1
    bonds._landlords[landlord] = words._pack_landlord(a)
    self._groups[group] = words._pack_group(g)
    self._seats[group][landlord] = words._pack_seat(words.Seat(place=place, since=block.timestamp))
    self.members_hash[group] = keccak256(abi_encode(list))
    log Seated(group=group, landlord=landlord, seat=place)
    return group


@external
def leave(group: uint256, members: DynArray[address, rules.SEATS]):
    """
    @notice CNT-11: gives the caller's seat in a group back. Its bond is free once the lock has passed; within a period of
            absence since it sat down a part goes to the pool.
    """
    assert not staticcall Recovery(rules.recovery).frozen(msg.sender), "Proofs: account is frozen"
    self._unseat(group, msg.sender, msg.sender, members)


@external
def expel(group: uint256, landlord: address, members: DynArray[address, rules.SEATS]):
    """
    @notice CNT-11: takes the seat of a member that is banned, or that passed nothing for a whole period. Anybody. One that
            sat down within a period of absence pays as for leaving.
    """
    seat: words.Seat = words._seat(self._seats[group][landlord])
    banned: bool = words._landlord(bonds._landlords[landlord]).banned > block.timestamp // rules.DAY
    absent: bool = (words._group(self._groups[group]).absent >> seat.place) & 1 == 1
    assert banned or (absent and seat.since + rules.TERMS.absence <= block.timestamp), "Proofs: not to be sent away"
    self._unseat(group, landlord, landlord, members)


@external
def follow_seat(group: uint256, old: address, members: DynArray[address, rules.SEATS]):
    """
    @notice CNT-18: the successor takes a seat over, once its account has followed; it seals the replica for its own id.
            Where it sits in the group already the seat is given back, as by leaving. Anybody.
    """
    to: address = bonds._successor(old)
    assert words._landlord(bonds._landlords[old]).seats == 0, "Proofs: follow the account first"
    # what the old account passed is on its successor's account from now on; nothing to follow there is no fault
    moved: bool = raw_call(rules.disk, abi_encode(old, method_id=method_id("follow(address)")), revert_on_failure=False)
    if self._seats[group][to] != 0:
        self._unseat(group, old, to, members)
        return
    self._check_members(group, members)
    seat: words.Seat = self._seat(group, old)
    list: DynArray[address, rules.SEATS] = members
    list[seat.place] = to
    seat.since = block.timestamp
    self._seats[group][old] = 0
    self._seats[group][to] = words._pack_seat(seat)
    self.members_hash[group] = keccak256(abi_encode(list))
    log Unseated(group=group, landlord=old, seat=seat.place)
    log Seated(group=group, landlord=to, seat=seat.place)


# views


@external
@view
def group(number: uint256) -> words.Group:
    """
    @notice A group as of its last message.
    """
    return words._group(self._groups[number])


@external
@view
def seat(number: uint256, account: address) -> words.Seat:
    """
    @notice A member's seat in a group; `since` 0 for who is none.
    """
    return words._seat(self._seats[number][account])


@external
@view
def drawn(account: address) -> uint256:
    """
    @notice The group in which `assign` will seat the landlord next. Reverts as `assign` does.
    """
    return self._drawn(account, words._landlord(bonds._landlords[account]))


# inside


@internal
@view
def _drawn(landlord: address, a: words.Landlord) -> uint256:
    """
    @dev The group of a landlord's next seat: the first with room, and without it, of 8 that the draw names; else the
         first of 8 that were opened after it joined; else a new one. The draw depends on nothing after the joining but
         that block's hash.
    """
    assert a.pending > 0, "Proofs: no draw is pending"
    assert block.number > a.draw, "Proofs: draw is not known yet"
    assert block.number <= a.draw + rules.HASHES, "Proofs: draw has expired"
    seed: bytes32 = blockhash(a.draw)
    for k: uint256 in range(TRIES):
        number: uint256 = convert(keccak256(abi_encode(seed, landlord, a.pending, k)), uint256) % a.among
        if self._has_room(number, landlord):
            return number
    groups: uint256 = words._totals(bonds._totals).groups
    for k: uint256 in range(TRIES):
        number: uint256 = a.among + k
        if number >= groups or self._has_room(number, landlord):
            return min(number, groups)
    return groups


@internal
@view
def _has_room(number: uint256, landlord: address) -> bool:
    """
    @dev Whether a group has a free seat, and the landlord none in it.
    """
    return (
        self._seats[number][landlord] == 0 and words._group(self._groups[number]).count < rules.TERMS.size
    )


@internal
@view
def _check_members(number: uint256, members: DynArray[address, rules.SEATS]):
    """
    @dev Reverts unless these are the group's seats.
    """
    kept: bytes32 = self.members_hash[number]
    if kept == empty(bytes32):
        assert len(members) == 0, "Proofs: wrong members"
    else:
        assert keccak256(abi_encode(members)) == kept, "Proofs: wrong members"


@internal
@view
def _seat(number: uint256, landlord: address) -> words.Seat:
    """
    @dev A member's seat; reverts for who is none.
    """
    word: uint256 = self._seats[number][landlord]
    assert word != 0, "Proofs: not a member"
    return words._seat(word)


@internal
def _unseat(number: uint256, landlord: address, account: address, members: DynArray[address, rules.SEATS]):
    """
    @dev Empties a seat: what its holder passed is struck off at once, and the group's MB where too few are left. Within a
         period of absence since its holder sat down this costs the price of a draw.
    @param number The group. @param landlord Whose seat. @param account Whose bond and passes: itself, or its successor.
    """
    self._check_members(number, members)
    seat: words.Seat = self._seat(number, landlord)
    list: DynArray[address, rules.SEATS] = members
    list[seat.place] = empty(address)
    g: words.Group = words._group(self._groups[number])
    bit: uint256 = 1 << seat.place
    age: uint256 = block.timestamp // rules.DAY - g.time // rules.DAY
    today: uint256 = 0
    yesterday: uint256 = 0
    if g.passed & bit != 0 and age <= 1:
        if age == 0:
            today = rules.TERMS.mb
        else:
            yesterday = rules.TERMS.mb
    elif g.before & bit != 0 and age == 0:
        yesterday = rules.TERMS.mb
    g.passed &= ~bit
    g.before &= ~bit
    g.seen &= ~bit
    g.absent &= ~bit
    g.count -= 1
    lost_today: uint256 = 0
    lost_yesterday: uint256 = 0
    if age <= 1 and g.backed and words._ones(g.passed) < rules.TERMS.replicas:
        g.backed = False
        if age == 0:
            lost_today = rules.TERMS.mb
        else:
            lost_yesterday = rules.TERMS.mb
    elif age == 0 and g.backed_before and words._ones(g.passed | g.before) < rules.TERMS.replicas:
        g.backed_before = False
        lost_yesterday = rules.TERMS.mb

    a: words.Landlord = words._landlord(bonds._landlords[account])
    a.seats -= 1
    a.unlock = max(a.unlock, block.timestamp + rules.TERMS.lock)
    totals: words.Totals = words._totals(bonds._totals)
    totals.seats -= 1
    bonds._totals = words._pack_totals(totals)
    bonds._landlords[account] = words._pack_landlord(a)
    self._groups[number] = words._pack_group(g)
    self._seats[number][landlord] = 0
    self.members_hash[number] = keccak256(abi_encode(list))
    log Unseated(group=number, landlord=landlord, seat=seat.place)
    if today + yesterday > 0:
        extcall Disk(rules.disk).strike(account, today, yesterday)
    if lost_today + lost_yesterday > 0:
        extcall Disk(rules.disk).unback(lost_today, lost_yesterday)
    if block.timestamp < seat.since + rules.TERMS.absence:
        bonds._fine(account, 1)
