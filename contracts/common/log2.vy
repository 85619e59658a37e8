# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Logarithm to base 2
@notice log2 of 18-decimal numbers within 2 units of the 18th decimal, and of ratios within 2**-70.
        With c = sqrt(2) and t = (m - c) / (m + c), log2(m) = 1/2 + 2/ln(2) * artanh(t) for 1 <= m < 2, where
        |t| <= 0.172; artanh(t)/t is a polynomial of degree 9 in t**2, fitted by Chebyshev's method with an
        error below 2**-72. wuxing/log2.py is the same computation in Python, digit for digit.
@custom:contract-name log2
@license MIT
"""

# sqrt(2) * 2**127
_SQRT2: constant(uint256) = 240615969168004511545033772477625056927
# log2(10**18) * 2**128
_LOG2_WAD: constant(int256) = 20347083987649839336132182201385174281629
# floor(log2(y)) of 0 < y < 16 in two bits each: 0xffffaa50
_SMALL_LOG2: constant(uint256) = 4294945360
# 1/2 in units of 2**-128
_HALF: constant(uint256) = 1 << 127


@internal
@pure
def _fraction(m: uint256) -> uint256:
    """
    @dev log2(m / 2**127) in units of 2**-128, for 2**127 <= m < 2**128 (the caller's duty).
    """
    above: bool = m >= _SQRT2
    # |m - c|, below 2**127, and m + c, below 2**129: neither can wrap
    distance: uint256 = unsafe_sub(m, _SQRT2) if above else unsafe_sub(_SQRT2, m)
    t: uint256 = unsafe_div(distance << 128, unsafe_add(m, _SQRT2))
    # t < 0.172 * 2**128 and the partial sums stay below 3 * 2**128, so that no product reaches 2**256
    u: uint256 = unsafe_mul(t, t) >> 128
    p: uint256 = 59122520357018669165382285863511342230
    p = unsafe_add(unsafe_mul(p, u) >> 128, 57277927920939953244574238705164996609)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 65473245758046966299732272226972872815)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 75526367304170453277459461033305741877)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 89258856097530039826245078184640752813)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 109094151798938122056141930041563053505)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 140263909502678262296962469531031444359)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 196369473303518246442501409226502574192)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 327282455505864377503323062282024574151)
    p = unsafe_add(unsafe_mul(p, u) >> 128, 981847366517593131492688778407551382582)
    y: uint256 = unsafe_mul(p, t) >> 128
    # y <= 1/2: neither the sum passes 1 nor the difference 0
    return unsafe_add(_HALF, y) if above else unsafe_sub(_HALF, y)


@internal
@pure
def _one_plus(numerator: uint256, denominator: uint256) -> uint256:
    """
    @dev log2(1 + numerator / denominator) in units of 2**-128, for numerator < denominator < 2**128
         (the caller's duty).
    """
    # numerator * 2**127 fits 255 bits; the quotient is below 2**127
    return self._fraction(unsafe_add(1 << 127, unsafe_div(numerator << 127, denominator)))


@internal
@pure
def _log2(x: uint256) -> int256:
    """
    @dev log2(x / 10**18) with 18 decimals, rounded down. Error below 2 units. Reverts for 0.
    """
    assert x != 0, "log2: zero has no logarithm"
    # e = floor(log2(x)), halving what is left of the bits; the last four are read off a table
    e: uint256 = convert(x >= 1 << 128, uint256) << 7
    e |= convert(x >> e >= 1 << 64, uint256) << 6
    e |= convert(x >> e >= 1 << 32, uint256) << 5
    e |= convert(x >> e >= 1 << 16, uint256) << 4
    e |= convert(x >> e >= 1 << 8, uint256) << 3
    e |= convert(x >> e >= 1 << 4, uint256) << 2
    # floor(log2(y)) for 0 < y < 16, two bits each, at bit 2y; y < 2**4, so the doubling stays below 2**5
    e |= (_SMALL_LOG2 >> ((x >> e) << 1)) & 3
    # the highest bit goes to 255, then to 127; e is at most 255
    m: uint256 = (x << unsafe_sub(255, e)) >> 128
    # e < 2**8 and the fraction below 2**128: 137 bits, times 10**18 (60 bits), fits
    raw: int256 = unsafe_sub(convert(unsafe_add(e << 128, self._fraction(m)), int256), _LOG2_WAD)
    return unsafe_mul(raw, 10**18) >> 128
