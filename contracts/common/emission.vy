# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Emission that halves, by the second
@notice Half of what is left comes out evenly in each period (ZOS-4: 800 M and two years: 200, 200, 100, 100, 50 … a
        year). Exact to the wei: what is not yet emitted is `total / 2^k × (1 - dt / (2 × period))` after `k` whole
        periods and `dt` seconds, rounded up, so that emission is rounded down and never reaches the total.
@custom:contract-name emission
@license MIT
"""

# halvings after which less than a wei is left of any amount below 2**96
_LAST: constant(uint256) = 128


@internal
@pure
def _emitted(elapsed: uint256, total: uint256, period: uint256) -> uint256:
    """
    @dev What has come out `elapsed` seconds after the launch; total below 2**96, period below 2**32 and not zero.
    """
    halvings: uint256 = min(elapsed // period, _LAST)
    # at most 2**96 × 2**33, and 2**33 × 2**128: nothing here can overflow
    left: uint256 = unsafe_mul(total, unsafe_sub(unsafe_mul(2, period), elapsed % period))
    divisor: uint256 = unsafe_mul(2, period) << halvings
    # what is left is at most the total, rounded up too
    return unsafe_sub(total, unsafe_div(unsafe_sub(unsafe_add(left, divisor), 1), divisor))
