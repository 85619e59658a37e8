# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Budgets: shares of a genesis that governance spends from
@notice What it is for: a coin's allocations that no rule locks (ZOS-3): each a budget of its own, spent by its purpose.
        Who may do what: the owner, which is the timelock once a deployment is finished, spends; nobody else does anything,
        and no budget can be spent for another.
        Invariants (docs/security.md, ZOS-INV): the contract holds what is left of all budgets; no budget is overspent.
        How it is stopped: a vote, or the timelock's delay; there is nothing to pause, since nobody enters.
        No reentrancy lock: the only contract called is the coin, after every word is written.
@license AGPL-3.0-only
"""

from snekmate.auth import ownable

initializes: ownable

exports: (ownable.owner, ownable.transfer_ownership)

interface Token:
    def balanceOf(account: address) -> uint256: view
    def transfer(to: address, amount: uint256) -> bool: nonpayable

# budgets at most
_MOST: constant(uint256) = 16

# the coin
token: public(immutable(address))
# budgets there are; they are numbered from 0
budgets: public(immutable(uint256))

# budget -> what is left of it, in the coin's smallest unit
left: public(HashMap[uint256, uint256])

event Spent:
    budget: indexed(uint256)
    to: indexed(address)
    amount: uint256
    purpose: String[128]


@deploy
def __init__(owner: address, token_: address, amounts: DynArray[uint256, _MOST]):
    """
    @notice Takes up what the coin has minted to this contract already.
    @param owner Spends; the timelock in the end.
    @param token_ The coin. @param amounts The budgets, in the coin's smallest unit.
    """
    assert owner != empty(address) and token_ != empty(address), "Budgets: zero address"
    ownable.__init__()
    ownable._transfer_ownership(owner)
    total: uint256 = 0
    for i: uint256 in range(len(amounts), bound=_MOST):
        assert amounts[i] > 0, "Budgets: amount is zero"
        self.left[i] = amounts[i]
        total += amounts[i]
    assert staticcall Token(token_).balanceOf(self) >= total, "Budgets: not paid in"
    token = token_
    budgets = len(amounts)


@external
def spend(budget: uint256, to: address, amount: uint256, purpose: String[128]):
    """
    @notice ZOS-3: spends from a budget. Only the owner.
    @param budget Its number. @param to Who receives. @param amount In the coin's smallest unit.
    @param purpose What for, in words, for the record.
    """
    ownable._check_owner()
    assert to != empty(address) and to != self, "Budgets: no receiver"
    assert amount > 0, "Budgets: amount is zero"
    assert amount <= self.left[budget], "Budgets: more than is left"
    self.left[budget] -= amount
    log Spent(budget=budget, to=to, amount=amount, purpose=purpose)
    assert extcall Token(token).transfer(to, amount, default_return_value=True)
