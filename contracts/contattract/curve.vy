# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Curve: whether two numbers are a public key of secp256k1
@notice For contracts that take encryption keys: a point off the curve would let a sender's secret leak (invalid curve
        attacks), or seal what nobody can open. Keys come as both coordinates, so that no square root is needed.
@custom:contract-name curve
@license MIT
"""

# the field of secp256k1
P: constant(uint256) = max_value(uint256) - 2**32 - 976


@internal
@pure
def _is_on_curve(x: uint256, y: uint256) -> bool:
    """
    @dev y^2 = x^3 + 7 with both below p. The curve has prime order and no point with x = 0 or y = 0: every point on it is
         a public key.
    """
    if x >= P or y >= P:
        return False
    cube: uint256 = uint256_mulmod(uint256_mulmod(x, x, P), x, P)
    return uint256_mulmod(y, y, P) == uint256_addmod(cube, 7, P)
