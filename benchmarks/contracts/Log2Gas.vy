# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a logarithm costs: ours, and snekmate's natural one
@notice Each function gives the result and the gas between two readings of the meter, the call of an internal function
        included; `identity` is the same around a function that does nothing.
@license AGPL-3.0-only
"""

from snekmate.utils import math

from contracts.common import log2


@external
@view
def identity(x: uint256) -> (int256, uint256):
    """
    @notice The meter itself.
    """
    before: uint256 = msg.gas
    y: int256 = self._identity(x)
    return y, before - msg.gas


@external
@view
def log2_wad(x: uint256) -> (int256, uint256):
    """
    @notice contracts/common/log2.vy, 18 decimals.
    """
    before: uint256 = msg.gas
    y: int256 = log2._log2(x)
    return y, before - msg.gas


@external
@view
def ratio(numerator: uint256, denominator: uint256) -> (uint256, uint256):
    """
    @notice What the mine uses: log2(1 + numerator / denominator) in units of 2**-128.
    """
    before: uint256 = msg.gas
    y: uint256 = log2._one_plus(numerator, denominator)
    return y, before - msg.gas


@external
@view
def snekmate_ln(x: uint256) -> (int256, uint256):
    """
    @notice snekmate's math._wad_ln.
    """
    signed: int256 = convert(x, int256)
    before: uint256 = msg.gas
    y: int256 = math._wad_ln(signed)
    return y, before - msg.gas


@internal
@pure
def _identity(x: uint256) -> int256:
    return convert(x, int256)
