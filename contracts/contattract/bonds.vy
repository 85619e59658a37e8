# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Bonds of landlords
@notice CNT-11: what a landlord has bonded, what of it no seat needs and is paid back, and what a draw costs in vain.
        CNT-18: how it follows an account that moved.
@custom:contract-name bonds
@license MIT
"""

from contracts.contattract import proof_rules as rules
from contracts.contattract import proof_words as words

uses: rules

interface Token:
    def approve(spender: address, amount: uint256) -> bool: nonpayable
    def transfer(to: address, amount: uint256) -> bool: nonpayable

interface Disk:
    def donate(amount: uint256): nonpayable

interface Recovery:
    def frozen(account: address) -> bool: view
    def successor(account: address) -> address: view

# landlord -> its word (proof_words._pack_landlord)
_landlords: HashMap[address, uint256]
# groups and seats that there are (proof_words._pack_totals)
_totals: uint256

event Fined:
    landlord: indexed(address)
    seats: uint256
    penalty: uint256

event Withdrawn:
    landlord: indexed(address)
    amount: uint256

event Followed:
    old: indexed(address)
    to: indexed(address)


@external
def cancel(landlord: address):
    """
    @notice CNT-11: ends a draw that nobody carried out while its block's hash was known; a part of the bond goes to the
            pool. Anybody.
    """
    a: words.Landlord = words._landlord(self._landlords[landlord])
    assert a.pending > 0, "Proofs: no draw is pending"
    assert block.number > a.draw + rules.HASHES, "Proofs: draw has not expired"
    self._landlords[landlord] = words._pack_landlord(self._without_draw(a))
    self._fine(landlord, a.pending)


@external
def withdraw() -> uint256:
    """
    @notice CNT-11: pays the caller what is free of its bond, once the lock since its last leaving has passed.
    @return Wei paid.
    """
    assert not staticcall Recovery(rules.recovery).frozen(msg.sender), "Proofs: account is frozen"
    a: words.Landlord = words._landlord(self._landlords[msg.sender])
    assert block.timestamp >= a.unlock, "Proofs: bond is locked"
    amount: uint256 = self._free(a)
    assert amount > 0, "Proofs: nothing to withdraw"
    a.bond -= amount
    self._landlords[msg.sender] = words._pack_landlord(a)
    log Withdrawn(landlord=msg.sender, amount=amount)
    extcall Token(rules.token).transfer(msg.sender, amount)
    return amount


@external
def follow(old: address):
    """
    @notice CNT-18: an account that moved takes its bond along; its seats with `follow_seat`. A draw is carried out, or
            cancelled, first: its hash would draw another group for another account. Anybody; where the successor is a
            landlord already only itself, as another's lock would burden it. A ban stays where it is, and the seats of a
            banned landlord are taken (`expel`), not moved.
    """
    to: address = self._successor(old)
    a: words.Landlord = words._landlord(self._landlords[old])
    assert a.pending == 0, "Proofs: a draw is pending"
    assert a.bond + a.seats > 0, "Proofs: nothing to follow"
    assert a.seats == 0 or a.banned <= block.timestamp // rules.DAY, "Proofs: landlord is banned"
    word: uint256 = self._landlords[to]
    assert word == 0 or msg.sender == to, "Proofs: only the successor"
    b: words.Landlord = words._landlord(word)
    b.bond += a.bond
    b.seats += a.seats
    b.unlock = max(a.unlock, b.unlock)
    kept: words.Landlord = empty(words.Landlord)
    kept.banned = a.banned
    self._landlords[old] = words._pack_landlord(kept)
    self._landlords[to] = words._pack_landlord(b)
    log Followed(old=old, to=to)


# views


@external
@view
def totals() -> words.Totals:
    """
    @notice Groups that exist, and seats taken or pending.
    """
    return words._totals(self._totals)


@external
@view
def landlord(account: address) -> words.Landlord:
    """
    @notice A landlord's bond, seats and draw.
    """
    return words._landlord(self._landlords[account])


@external
@view
def free_bond(account: address) -> uint256:
    """
    @notice Wei of a bond that no seat needs; `withdraw` pays them once the lock has passed.
    """
    return self._free(words._landlord(self._landlords[account]))


@external
@view
def is_banned(account: address) -> bool:
    """
    @notice Whether a landlord may neither join nor keep its seats.
    """
    return words._landlord(self._landlords[account]).banned > block.timestamp // rules.DAY


# inside


@internal
@view
def _free(a: words.Landlord) -> uint256:
    """
    @dev What of a bond no seat needs.
    """
    return a.bond - min(a.bond, (a.seats + a.pending) * rules.TERMS.bond)


@internal
@view
def _successor(old: address) -> address:
    """
    @dev Where an account moved; reverts for one that did not.
    """
    to: address = staticcall Recovery(rules.recovery).successor(old)
    assert to != empty(address), "Proofs: account has not moved"
    return to


@internal
def _without_draw(a: words.Landlord) -> words.Landlord:
    """
    @dev A landlord after its draw is dropped; what was bonded for it is free after the lock.
    """
    after: words.Landlord = a
    if a.pending > 0:
        totals: words.Totals = words._totals(self._totals)
        totals.seats -= a.pending
        self._totals = words._pack_totals(totals)
        after.pending = 0
        after.unlock = max(a.unlock, block.timestamp + rules.TERMS.lock)
    return after


@internal
def _fine(landlord: address, seats: uint256):
    """
    @dev Takes the price of another draw of so many seats off a bond.
    """
    a: words.Landlord = words._landlord(self._landlords[landlord])
    penalty: uint256 = min(a.bond, seats * rules.TERMS.bond * rules.TERMS.penalty // rules.BPS)
    a.bond -= penalty
    self._landlords[landlord] = words._pack_landlord(a)
    log Fined(landlord=landlord, seats=seats, penalty=penalty)
    self._donate(penalty)


@internal
def _donate(amount: uint256):
    """
    @dev Gives to the disk's pool.
    """
    if amount > 0:
        extcall Token(rules.token).approve(rules.disk, amount)
        extcall Disk(rules.disk).donate(amount)
