# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Unlock line: amounts that come out evenly over 180 days, in one bounded record per account
@notice ZOS-5. An amount that arrives belongs to the day that begins next (or now, on the second): from there it is
        released by the second over 180 days, so never before its exact time and less than a day after it. Amounts of
        one day share a bucket, and the record is a ring of 182 buckets, two in a word, whatever the history.
        What is released grows by `sum × seconds / 180 days`, where `sum` is what is in the line; the remainder of the
        division is kept, so every amount comes out exact to the wei.
        Widths (bits, from the lowest): record = last 40 (seconds), sum 96, remainder 24, released 96 (not yet taken);
        bucket = amount 96, day 32.
@custom:contract-name unlock_line
@license MIT
"""

struct Line:
    # second up to which it is reckoned
    last: uint256
    # wei on their way: those of buckets that have begun and not ended
    sum: uint256
    # what the division by 180 days left over
    remainder: uint256
    # wei released and not yet taken
    released: uint256

_DAY: constant(uint256) = 86_400
_DAYS: constant(uint256) = 180
_LENGTH: constant(uint256) = _DAYS * _DAY
# an even number above 180: when a bucket is used again, the one that it held has ended
_RING: constant(uint256) = 182
# day boundaries at which anything can happen: one beginning, 180 ends
_STEPS: constant(uint256) = 181
_AMOUNT: constant(uint256) = (1 << 96) - 1
_BUCKET: constant(uint256) = (1 << 128) - 1

# account -> record
_lines: HashMap[address, uint256]
# account -> ring, two buckets a word
_rings: HashMap[address, uint256[_RING // 2]]


@internal
def _push(account: address, amount: uint256, now: uint256):
    """
    @dev Puts an amount into an account's line.
    """
    assert amount <= _AMOUNT, "UnlockLine: amount above 2**96"
    line: Line = self._reckoned(account, now)
    day: uint256 = (now + _DAY - 1) // _DAY
    bits: uint256 = 128 * (day % 2)
    word: uint256 = self._rings[account][(day % _RING) // 2]
    bucket: uint256 = (word >> bits) & _BUCKET
    if bucket >> 96 == day:
        amount_: uint256 = (bucket & _AMOUNT) + amount
        assert amount_ <= _AMOUNT, "UnlockLine: amount above 2**96"
        bucket = amount_ | (day << 96)
    else:
        bucket = amount | (day << 96)
    self._rings[account][(day % _RING) // 2] = (word & ~(_BUCKET << bits)) | (bucket << bits)
    if day * _DAY == now:
        line.sum += amount
    self._lines[account] = self._pack(line)


@internal
def _take(account: address, now: uint256) -> uint256:
    """
    @dev Takes out what has been released by `now`.
    """
    line: Line = self._reckoned(account, now)
    amount: uint256 = line.released
    line.released = 0
    self._lines[account] = self._pack(line)
    return amount


@internal
@view
def _released(account: address, now: uint256) -> uint256:
    """
    @dev What `_take` would take.
    """
    return self._reckoned(account, now).released


@internal
@view
def _held(account: address, now: uint256) -> (uint256, uint256):
    """
    @dev What is released and not taken, and what is still to be released.
    """
    line: Line = self._reckoned(account, now)
    waiting: uint256 = 0
    if now % _DAY != 0:
        waiting = self._amount_of(account, now // _DAY + 1)
    left: uint256 = 0
    for i: uint256 in range(_DAYS):
        begun: uint256 = now // _DAY - i
        left += self._amount_of(account, begun) * (_LENGTH - (now - begun * _DAY))
    # released amounts are rounded down together, so what is left is rounded up together
    return line.released, waiting + (left + _LENGTH - 1) // _LENGTH


@internal
@view
def _amount_of(account: address, day: uint256) -> uint256:
    """
    @dev What is in the bucket of a day.
    """
    bucket: uint256 = (self._rings[account][(day % _RING) // 2] >> (128 * (day % 2))) & _BUCKET
    return bucket & _AMOUNT if bucket >> 96 == day else 0


@internal
@view
def _reckoned(account: address, now: uint256) -> Line:
    """
    @dev An account's record brought up to `now`, which is not before the last time (the caller's duty).
    """
    line: Line = self._unpack(self._lines[account])
    last: uint256 = line.last
    total: uint256 = line.sum
    # sum × seconds: at most 2**96 × 2**40
    gone: uint256 = line.remainder
    today: uint256 = now // _DAY
    day: uint256 = last // _DAY + 1
    if day <= today:
        # the day after the last reckoning is the only one that can begin something: every push reckons first
        boundary: uint256 = unsafe_mul(day, _DAY)
        # each factor was checked when it was packed
        gone = unsafe_add(gone, unsafe_mul(total, unsafe_sub(boundary, last)))
        last = boundary
        total = unsafe_add(total, self._amount_of(account, day))
        # a bucket ends once, after it began, so the sum is never below what ends
        old: uint256 = unsafe_sub(day, _DAYS)
        word: uint256 = self._rings[account][(old % _RING) // 2]
        for _: uint256 in range(_STEPS):
            bucket: uint256 = (word >> (128 * (old & 1))) & _BUCKET
            if bucket >> 96 == old:
                total = unsafe_sub(total, bucket & _AMOUNT)
            old = unsafe_add(old, 1)
            if total == 0 or unsafe_add(old, _DAYS) > today:
                break
            gone = unsafe_add(gone, unsafe_mul(total, _DAY))
            last = unsafe_add(last, _DAY)
            if old & 1 == 0:
                word = self._rings[account][(old % _RING) // 2]
    gone = unsafe_add(gone, unsafe_mul(total, unsafe_sub(now, last)))
    return Line(
        last=now,
        sum=total,
        remainder=gone % _LENGTH,
        released=unsafe_add(line.released, gone // _LENGTH),
    )


@internal
@pure
def _pack(line: Line) -> uint256:
    """
    @dev A record as one word.
    """
    assert (line.sum | line.released) <= _AMOUNT, "UnlockLine: amount above 2**96"
    assert line.last >> 40 == 0, "UnlockLine: time out of range"
    # the remainder is below 180 days, which fits 24 bits
    return line.last | (line.sum << 40) | (line.remainder << 136) | (line.released << 160)


@internal
@pure
def _unpack(word: uint256) -> Line:
    """
    @dev The record in a word.
    """
    return Line(
        last=word & ((1 << 40) - 1),
        sum=(word >> 40) & _AMOUNT,
        remainder=(word >> 136) & ((1 << 24) - 1),
        released=word >> 160,
    )
