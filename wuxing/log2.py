# SPDX-License-Identifier: MIT
"""log2 in fixed point, digit for digit what contracts/common/log2.vy computes.

With c = √2 and t = (m − c)/(m + c), log2(m) = 1/2 + 2/ln 2 · artanh(t) for 1 ≤ m < 2. artanh(t)/t is a polynomial
of degree 9 in t², Chebyshev-fitted on t² ≤ 0.0294 with an error of 1.5e-22.
"""

from __future__ import annotations

WAD = 10**18
_SQRT2 = 240615969168004511545033772477625056927
_LOG2_WAD = 20347083987649839336132182201385174281629
_HALF = 1 << 127
_COEFFICIENTS = (
    59122520357018669165382285863511342230,
    57277927920939953244574238705164996609,
    65473245758046966299732272226972872815,
    75526367304170453277459461033305741877,
    89258856097530039826245078184640752813,
    109094151798938122056141930041563053505,
    140263909502678262296962469531031444359,
    196369473303518246442501409226502574192,
    327282455505864377503323062282024574151,
    981847366517593131492688778407551382582,
)
"""Of 2/ln 2 · artanh(√u)/√u in u, highest power first, in units of 2⁻¹²⁸."""


def fraction(m: int) -> int:
    """log2(m / 2¹²⁷) in units of 2⁻¹²⁸, for 2¹²⁷ ≤ m < 2¹²⁸."""
    t = (abs(m - _SQRT2) << 128) // (m + _SQRT2)
    u = t * t >> 128
    p = 0
    for coefficient in _COEFFICIENTS:
        p = (p * u >> 128) + coefficient
    y = p * t >> 128
    return _HALF + y if m >= _SQRT2 else _HALF - y


def one_plus(numerator: int, denominator: int) -> int:
    """log2(1 + numerator/denominator) in units of 2⁻¹²⁸, for numerator < denominator."""
    return fraction((1 << 127) + (numerator << 127) // denominator)


def log2(x: int) -> int:
    """log2(x / 10¹⁸) with 18 decimals, rounded down; ValueError for x < 1."""
    if x < 1:
        raise ValueError(f"expected a positive number, got {x}")
    e = x.bit_length() - 1
    m = x << (127 - e) if e < 128 else x >> (e - 127)
    return ((e << 128) + fraction(m) - _LOG2_WAD) * WAD >> 128
