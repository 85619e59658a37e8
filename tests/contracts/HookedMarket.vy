# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title A coin and its market that call back, and give what they like
@notice For tests: a contract that calls others has to hold against one that calls it from within, or that gives less
        than it was asked for.
@license MIT
"""

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable

decimals: public(constant(uint8)) = 18

# account -> what it has
balanceOf: public(HashMap[address, uint256])
# what the market gives of the other coin
gift: public(uint256)
# calls back that were tried, and those that went through
tried: public(uint256)
entered: public(uint256)
# whom it calls back, once, and with what
_target: address
_data: Bytes[1024]


@external
def mint(to: address, amount: uint256):
    """
    @notice Makes coins. Anybody may, and everybody may move everybody's.
    """
    self.balanceOf[to] += amount


@external
def prepare(gift: uint256, target: address, data: Bytes[1024]):
    """
    @notice Says what the market gives, and what the next of its functions calls.
    """
    self.gift = gift
    self._target = target
    self._data = data


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Allows nothing, since everything is allowed.
    """
    self._call_back()
    return True


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Moves the caller's coins.
    """
    return self._move(msg.sender, to, amount)


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves coins.
    """
    return self._move(owner, to, amount)


@external
def swapExactTokensForTokens(
    amount: uint256, least: uint256, path: DynArray[address, 2], to: address, deadline: uint256
) -> (uint256, uint256, uint256, uint256):
    """
    @notice Takes coins, gives what it was told to, and says that it was what one asked for.
    @return Two amounts, encoded as the array that routers return: titanoboa's traces cannot decode arrays.
    """
    self._move(msg.sender, self, amount)
    assert extcall Token(path[1]).transfer(to, self.gift)
    return 32, 2, amount, least


@internal
def _move(owner: address, to: address, amount: uint256) -> bool:
    self._call_back()
    self.balanceOf[owner] -= amount
    self.balanceOf[to] += amount
    return True


@internal
def _call_back():
    target: address = self._target
    if target == empty(address):
        return
    self._target = empty(address)
    self.tried += 1
    if raw_call(target, self._data, revert_on_failure=False):
        self.entered += 1
