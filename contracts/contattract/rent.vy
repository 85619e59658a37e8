# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Rent: what space costs and what it pays (CNT-5, CNT-7)
@notice With f free MB, a pool of M wei and a span of 365 × c days, s MB for d days cost

            M × ((f / (f - s))^(d / span) - 1) = M × expm1(z),   z = ln(f / (f - s)) × d / span

        rounded up, and a segment in which C MB-days of B are consumed pays M × C / max(B, span × f), rounded down; or,
        by the curve, at most what tenants paid for what they use of it:

            min(M × y / (1 + y), M × C / B),   y = ln(W / (W - live)) × segment / span

        since y / (1 + y) <= 1 - exp(-y), and each lease of the segment has multiplied the pool by its part of exp(y).
        z and expm1 are in units of 2^-128. Each step is rounded up by more than its error, so a cost is never below
        the formula, and above it by less than 10^-15 of it and a wei (tests/unit/contattract/rent). Small arguments
        go through series, whose error is relative; the rest through the house's log2 and snekmate's exponential.
        wuxing/contattract/model.py says the same with mpmath.
@custom:contract-name rent
@license AGPL-3.0-only
"""

from contracts.common import log2
from snekmate.utils import math

_ONE: constant(uint256) = 1 << 128
_WAD: constant(uint256) = 10**18
# ln(2) × 2^120, rounded up
_LN2: constant(uint256) = 921350637599661305226344307672478455
# e^63 is more than all CNT
_MOST: constant(uint256) = 63 << 128
# below 1/16 the exponential is a series
_SMALL: constant(uint256) = 1 << 124
# seconds of a year
YEAR: constant(uint256) = 31_536_000


@internal
@pure
def _log(free: uint256, mb: uint256) -> uint256:
    """
    @dev ln(free / (free - mb)) in units of 2^-128, never below it, above it by less than 2^-59 of it.
         0 < mb < free < 2^41 (the caller's duty).
    """
    if mb << 10 <= free:
        # 2 artanh(t), t = mb / (2 free - mb) < 2^-10; t^9 / 9 and the rounding are below 2^-80 of it
        t: uint256 = unsafe_div(mb << 128, unsafe_sub(unsafe_mul(2, free), mb))
        u: uint256 = unsafe_mul(t, t) >> 128
        p: uint256 = unsafe_add(unsafe_mul(unsafe_div(_ONE, 7), u) >> 128, unsafe_div(_ONE, 5))
        p = unsafe_add(unsafe_mul(p, u) >> 128, unsafe_div(_ONE, 3))
        p = unsafe_add(unsafe_mul(unsafe_mul(p, u) >> 128, t) >> 128, t)
        return unsafe_add(unsafe_mul(2, p), unsafe_add(p >> 79, 16))
    rest: uint256 = unsafe_sub(free, mb)
    whole: uint256 = math._log2(unsafe_div(free, rest), False)
    # 2^127 <= m < 2^128, and the logarithm is below 41 × 2^128: no product reaches 2^256
    m: uint256 = unsafe_div(free << 127, rest << whole)
    binary: uint256 = unsafe_add(whole << 128, log2._fraction(m))
    # log2 is off by less than 2^-70; ln(1 + 2^-10) > 2^-10.1
    return unsafe_add(unsafe_mul(binary, _LN2) >> 120, 1 << 58)


@internal
@pure
def _exponent(logarithm: uint256, seconds: uint256, span: uint256) -> uint256:
    """
    @dev z of a logarithm, rounded up. The span is 365 c days in seconds, times 10^18; seconds < 2^34.
    """
    # the logarithm < 2^134, seconds < 2^34, 10^18 < 2^60
    return unsafe_add(unsafe_div(unsafe_mul(unsafe_mul(logarithm, seconds), _WAD), span), 1)


@internal
@pure
def _least(z: uint256) -> uint256:
    """
    @dev What z, which was rounded up, is at least; for what is taken off another.
    """
    # z >> 58 < 2^198, and less is taken off only where z is more
    less: uint256 = unsafe_add(z >> 58, 2)
    return unsafe_sub(z, less) if z > less else 0


@internal
@pure
def _cost(pool: uint256, z: uint256) -> uint256:
    """
    @dev CNT-5: pool × expm1(z) in wei, rounded up; reverts where it is more than all CNT. pool < 2^90.
    """
    assert z < _MOST, "Disk: price rises without bound"
    if z < _SMALL:
        # z (1 + z/2 (1 + z/3 (... (1 + z/11)))); z^11 / 12! and the rounding are below 2^-70 of it
        p: uint256 = _ONE
        for i: uint256 in range(10):
            p = unsafe_add(_ONE, unsafe_div(unsafe_mul(z, p) >> 128, unsafe_sub(11, i)))
        growth: uint256 = unsafe_mul(z, p) >> 128
        growth = unsafe_add(growth, unsafe_add(growth >> 70, 4))
        return unsafe_add(unsafe_mul(pool, growth) >> 128, 1)
    # z < 2^134: times 10^18 it is below 2^194
    wad: uint256 = unsafe_add(unsafe_mul(z, _WAD) >> 128, 1)
    power: uint256 = convert(math._wad_exp(convert(wad, int256)), uint256)
    power = unsafe_add(power, unsafe_add(power >> 70, 2))
    # pool < 2^90, power < 2^151
    return unsafe_add(unsafe_div(unsafe_mul(pool, unsafe_sub(power, _WAD)), _WAD), 1)


@internal
@pure
def _pay(pool: uint256, used: uint256, sold: uint256, free: uint256, span: uint256) -> uint256:
    """
    @dev CNT-7: what a segment pays in wei, rounded down. `used` (above zero) and `sold` in MB-seconds, used <= sold.
    """
    # pool < 2^90, used < 2^66, 10^18 < 2^60; span × free < 2^129
    return unsafe_div(
        unsafe_mul(unsafe_mul(pool, used), _WAD), max(unsafe_mul(sold, _WAD), unsafe_mul(span, free))
    )


@internal
@pure
def _pay_by_curve(
    pool: uint256, used: uint256, sold: uint256, space: uint256, live: uint256, seconds: uint256, span: uint256
) -> uint256:
    """
    @dev CNT-7, by the curve: what a segment pays in wei, rounded down. As `_pay`; seconds at most a day.
    """
    # used <= sold
    most: uint256 = unsafe_div(unsafe_mul(pool, used), sold)
    if live >= space:
        return most
    # never above the logarithm: `_log` is above it by less than 2^-59 of it
    logarithm: uint256 = self._log(space, live)
    logarithm = unsafe_sub(logarithm, unsafe_add(logarithm >> 58, 1))
    # as in `_exponent`, rounded down
    y: uint256 = unsafe_div(unsafe_mul(unsafe_mul(logarithm, seconds), _WAD), span)
    # pool < 2^90, y < 2^134
    return min(unsafe_div(unsafe_mul(pool, y), unsafe_add(_ONE, y)), most)
