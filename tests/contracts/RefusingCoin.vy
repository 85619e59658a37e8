# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title A stablecoin that refuses addresses
@notice For tests: as the large ones do by a blacklist, this coin moves nothing to or from an address that is refused.
@license MIT
"""

decimals: public(constant(uint8)) = 18

# account -> what it has
balanceOf: public(HashMap[address, uint256])
# owner -> spender -> what it may move
allowance: public(HashMap[address, HashMap[address, uint256]])
# who is refused
refused: public(HashMap[address, bool])


@external
def mint(to: address, amount: uint256):
    """
    @notice Makes coins. Anybody may.
    """
    self.balanceOf[to] += amount


@external
def refuse(account: address, refused: bool):
    """
    @notice Refuses an account from now on, or no longer. Anybody may.
    """
    self.refused[account] = refused


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Lets a spender move the caller's coins.
    """
    self.allowance[msg.sender][spender] = amount
    return True


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Moves the caller's coins.
    """
    self._move(msg.sender, to, amount)
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves coins out of an allowance.
    """
    self.allowance[owner][msg.sender] -= amount
    self._move(owner, to, amount)
    return True


@internal
def _move(owner: address, to: address, amount: uint256):
    assert not self.refused[owner] and not self.refused[to], "Coin: account is refused"
    self.balanceOf[owner] -= amount
    self.balanceOf[to] += amount
