# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Exit queue: amounts that unlock later, first in first out
@notice Per account a line of amounts with their times. Amounts pushed in the same second share an entry. What is
        due leaves in one call, at most `_MOST` entries of it. A queue's word = head 48, tail 48, total 96 bits;
        an entry = amount 96, time 64.
@custom:contract-name exit_queue
@license MIT
"""

# entries that one withdrawal looks at, at most
_MOST: constant(uint256) = 128
_INDEX: constant(uint256) = (1 << 48) - 1
_AMOUNT: constant(uint256) = (1 << 96) - 1

# account -> head, tail and total of its line
_queues: HashMap[address, uint256]
# account -> index -> amount and time
_entries: HashMap[address, HashMap[uint256, uint256]]


@internal
def _push(account: address, amount: uint256, time: uint256):
    """
    @dev Adds an amount that unlocks at `time`; times must not fall from push to push (the caller's duty).
    """
    word: uint256 = self._queues[account]
    tail: uint256 = (word >> 48) & _INDEX
    total: uint256 = (word >> 96) + amount
    assert total <= _AMOUNT, "ExitQueue: amount out of range"
    if tail > word & _INDEX:
        last: uint256 = self._entries[account][tail - 1]
        if last >> 96 == time:
            # the total bounds the sum of amounts, so the entry's amount cannot run into its time
            self._entries[account][tail - 1] = last + amount
            self._queues[account] = (word & ((1 << 96) - 1)) | (total << 96)
            return
    self._entries[account][tail] = amount | (time << 96)
    self._queues[account] = (word & _INDEX) | ((tail + 1) << 48) | (total << 96)


@internal
def _pop_due(account: address, now: uint256) -> uint256:
    """
    @dev Takes out what has unlocked by `now`, up to 128 entries; returns the amount.
    """
    word: uint256 = self._queues[account]
    head: uint256 = word & _INDEX
    tail: uint256 = (word >> 48) & _INDEX
    amount: uint256 = 0
    for _: uint256 in range(_MOST):
        if head == tail:
            break
        entry: uint256 = self._entries[account][head]
        if entry >> 96 > now:
            break
        amount += entry & _AMOUNT
        self._entries[account][head] = 0
        head += 1
    self._queues[account] = head | (tail << 48) | (((word >> 96) - amount) << 96)
    return amount


@internal
def _clear(account: address) -> uint256:
    """
    @dev Takes out everything at once, unlocked or not; returns the amount.
    """
    word: uint256 = self._queues[account]
    tail: uint256 = (word >> 48) & _INDEX
    self._queues[account] = tail | (tail << 48)
    return word >> 96


@internal
@view
def _total(account: address) -> uint256:
    """
    @dev What an account has in the line.
    """
    return self._queues[account] >> 96


@internal
@view
def _due(account: address, now: uint256) -> uint256:
    """
    @dev What `_pop_due` would give.
    """
    word: uint256 = self._queues[account]
    head: uint256 = word & _INDEX
    tail: uint256 = (word >> 48) & _INDEX
    amount: uint256 = 0
    for _: uint256 in range(_MOST):
        if head == tail:
            break
        entry: uint256 = self._entries[account][head]
        if entry >> 96 > now:
            break
        amount += entry & _AMOUNT
        head += 1
    return amount
