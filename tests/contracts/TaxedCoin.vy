# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title A coin of which one unit gets lost in every transfer
@notice For tests: contracts that count what they are told, and not what arrives, would owe more than they hold.
@license MIT
"""

# account -> what it has
balanceOf: public(HashMap[address, uint256])


@external
def mint(to: address, amount: uint256):
    """
    @notice Makes coins. Anybody may, and everybody may move everybody's.
    """
    self.balanceOf[to] += amount


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves coins, one of which gets lost.
    """
    self.balanceOf[owner] -= amount
    self.balanceOf[to] += amount - 1
    return True
