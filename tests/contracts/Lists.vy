# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title A contract that returns a list and refuses it
@notice For tests of the engines: a revert after a call that returned a list keeps its reason.
@license MIT
"""

interface Numbers:
    def numbers() -> DynArray[uint256, 2]: view


@external
@view
def numbers() -> DynArray[uint256, 2]:
    """
    @notice Two numbers.
    """
    return [1, 2]


@external
def refuse():
    """
    @notice Asks itself for the numbers and reverts.
    """
    assert len(staticcall Numbers(self).numbers()) == 3, "Lists: too short"
