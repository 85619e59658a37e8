# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title LeaseRights: who may read and write a lease besides its holder
@notice What it is for: the holder of leased space lets other addresses read or write it, for a time, or for pay by
        the day (CNT-10). Nodes of the disk and other contracts ask `can_read` and `can_write`.
        Who may do what: a lease's holder gives and takes back rights and names prices; anybody buys at the price
        named, and the holder is paid at once. What was given ends when the lease is handed on; what was bought runs
        to its end, whoever holds the lease, and cannot be taken back from here. But no right outlives the lease: a
        holder who grows it brings its end nearer, and with it the end of what was sold, without a refund; a renewal
        brings what is left of it back.
        Invariants (docs/security.md, CNT-R): nobody has access to a lease that does not run; a buyer never pays more
        than it said; this contract holds no CNT.
        How it is stopped: not at all; it has no owner, and an ended or reclaimed lease ends all rights to it.
        No reentrancy lock: the contracts called (CNT, the disk, Recovery) are fixed and call nobody back.
@license MIT
"""

from contracts.contattract import disk_words
from contracts.contattract import rights_words as words

interface Token:
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Disk:
    def lease_of(lease: uint256) -> disk_words.Lease: view

interface Recovery:
    def frozen(account: address) -> bool: view

_DAY: constant(uint256) = 86_400

# CNT
token: public(immutable(address))
# the world disk
disk: public(immutable(address))
# who knows of accounts that move
recovery: public(immutable(address))

# lease -> account -> rights_words._pack_access
_access: HashMap[uint256, HashMap[address, uint256]]
# lease -> rights_words._pack_offer
_offers: HashMap[uint256, uint256]

event Given:
    lease: indexed(uint256)
    account: indexed(address)
    read_until: uint256
    write_until: uint256

event Offered:
    lease: indexed(uint256)
    read_price: uint256
    write_price: uint256

event Bought:
    lease: indexed(uint256)
    account: indexed(address)
    write: bool
    until: uint256
    cost: uint256


@deploy
def __init__(token_: address, disk_: address, recovery_: address):
    """
    @notice Fixes whom it asks.
    @param token_ CNT. @param disk_ The world disk. @param recovery_ Knows of accounts that move.
    """
    assert token_ != empty(address) and disk_ != empty(address) and recovery_ != empty(address), "Rights: zero address"
    token = token_
    disk = disk_
    recovery = recovery_


# reading


@external
@view
def can_read(lease: uint256, account: address) -> bool:
    """
    @notice CNT-9, CNT-10: whether an account may read a lease now.
    """
    l: disk_words.Lease = staticcall Disk(disk).lease_of(lease)
    if l.expiry * _DAY <= block.timestamp:
        return False
    a: words.Access = words._access(self._access[lease][account])
    return (
        account == l.holder or a.bought_read > block.timestamp or (a.epoch == l.epoch and a.read > block.timestamp)
    )


@external
@view
def can_write(lease: uint256, account: address) -> bool:
    """
    @notice CNT-9, CNT-10: whether an account may write a lease now.
    """
    l: disk_words.Lease = staticcall Disk(disk).lease_of(lease)
    if l.expiry * _DAY <= block.timestamp:
        return False
    a: words.Access = words._access(self._access[lease][account])
    return (
        account == l.holder or a.bought_write > block.timestamp or (a.epoch == l.epoch and a.write > block.timestamp)
    )


@external
@view
def access_of(lease: uint256, account: address) -> words.Access:
    """
    @notice What was given to an account and bought by it, ended or not.
    """
    return words._access(self._access[lease][account])


@external
@view
def offer_of(lease: uint256) -> words.Offer:
    """
    @notice CNT-10: wei for a day of reading and of writing; 0: not for sale.
    """
    return self._offer(lease, (staticcall Disk(disk).lease_of(lease)).epoch)


# giving


@external
def give(lease: uint256, account: address, read_until: uint256, write_until: uint256):
    """
    @notice CNT-10: lets an account read and write the caller's lease for a time; replaces what the holder gave it
            before.
    @param lease Its number. @param account To whom. @param read_until Second at which reading ends; 0 takes it back.
    @param write_until Second at which writing ends; 0 takes it back.
    """
    l: disk_words.Lease = self._held(lease)
    assert account != empty(address), "Rights: zero address"
    a: words.Access = words._access(self._access[lease][account])
    a.read = read_until
    a.write = write_until
    a.epoch = l.epoch
    self._access[lease][account] = words._pack_access(a)
    log Given(lease=lease, account=account, read_until=read_until, write_until=write_until)


@external
def offer(lease: uint256, read_price: uint256, write_price: uint256):
    """
    @notice CNT-10: names what a day of reading and of writing costs, in wei; 0 is not for sale. Only the lease's
            holder.
    """
    l: disk_words.Lease = self._held(lease)
    self._offers[lease] = words._pack_offer(words.Offer(read=read_price, write=write_price, epoch=l.epoch))
    log Offered(lease=lease, read_price=read_price, write_price=write_price)


# buying


@external
def buy(lease: uint256, write: bool, term_days: uint256, max_cost: uint256, deadline: uint256) -> uint256:
    """
    @notice CNT-10: buys days of reading, or of writing, from the holder, who is paid at once; the caller has
            approved the cost. They follow what it bought before, and end before the lease does.
    @param lease Its number. @param write Writing, or else reading. @param term_days How many. @param max_cost Wei at most.
    @param deadline Last second for it.
    @return What it cost, in wei.
    """
    assert block.timestamp <= deadline, "Rights: too late"
    assert term_days > 0, "Rights: days is zero"
    l: disk_words.Lease = staticcall Disk(disk).lease_of(lease)
    assert l.expiry * _DAY > block.timestamp, "Rights: lease has ended"
    assert not staticcall Recovery(recovery).frozen(l.holder), "Rights: account is frozen"
    o: words.Offer = self._offer(lease, l.epoch)
    price: uint256 = o.write if write else o.read
    assert price > 0, "Rights: not for sale"
    a: words.Access = words._access(self._access[lease][msg.sender])
    until: uint256 = max(a.bought_write if write else a.bought_read, block.timestamp) + term_days * _DAY
    assert until <= l.expiry * _DAY, "Rights: beyond the lease"
    cost: uint256 = price * term_days
    assert cost <= max_cost, "Rights: dearer than the maximum"
    if write:
        a.bought_write = until
    else:
        a.bought_read = until
    self._access[lease][msg.sender] = words._pack_access(a)
    log Bought(lease=lease, account=msg.sender, write=write, until=until, cost=cost)
    extcall Token(token).transferFrom(msg.sender, l.holder, cost)
    return cost


# inside


@internal
@view
def _held(lease: uint256) -> disk_words.Lease:
    """
    @dev A running lease of the caller's.
    """
    l: disk_words.Lease = staticcall Disk(disk).lease_of(lease)
    assert l.holder == msg.sender, "Rights: not the holder"
    assert l.expiry * _DAY > block.timestamp, "Rights: lease has ended"
    assert not staticcall Recovery(recovery).frozen(msg.sender), "Rights: account is frozen"
    return l


@internal
@view
def _offer(lease: uint256, epoch: uint256) -> words.Offer:
    """
    @dev What is on offer in an epoch of a lease.
    """
    o: words.Offer = words._offer(self._offers[lease])
    return o if o.epoch == epoch else empty(words.Offer)
