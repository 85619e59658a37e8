# SPDX-License-Identifier: MIT
"""XZ.transfer and transferFrom (XZ-1)."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS

PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"


def test_transfer__within_the_balance__moves(funded, miner, other_miner):
    receipt = funded.transfer(other_miner, 10**18, sender=miner)
    assert receipt.value is True
    assert (funded.balanceOf(miner), funded.balanceOf(other_miner)) == (99 * 10**18, 10**18)
    assert funded.totalSupply() == 10**20


def test_transfer__to_oneself__changes_nothing(funded, miner):
    funded.transfer(miner, 10**20, sender=miner)
    assert funded.balanceOf(miner) == funded.totalSupply() == 10**20


def test_transfer__more_than_held__reverts(funded, engine, miner, other_miner):
    with engine.reverts("InsufficientBalance"):
        funded.transfer(other_miner, 10**20 + 1, sender=miner)


def test_transferFrom__within_the_allowance__spends_it(funded, engine, miner, other_miner, attacker):
    funded.approve(other_miner, 10, sender=miner)
    funded.transferFrom(miner, other_miner, 10, sender=other_miner)
    assert funded.balanceOf(other_miner) == 10
    with engine.reverts("InsufficientAllowance"):
        funded.transferFrom(miner, other_miner, 1, sender=other_miner)


@pytest.mark.parametrize("spender", ["0x" + "99" * 20, PERMIT2])
def test_transferFrom__without_approval__reverts_also_for_permit2(funded, engine, miner, spender):
    assert funded.allowance(miner, spender) == 0
    with engine.reverts("InsufficientAllowance"):
        funded.transferFrom(miner, spender, 1, sender=spender)


def test_transfer__to_zero__reverts(funded, engine, miner):
    with engine.reverts("Token: to is zero"):
        funded.transfer(ZERO_ADDRESS, 1, sender=miner)
    with engine.reverts("Token: to is zero"):
        funded.transferFrom(miner, ZERO_ADDRESS, 1, sender=miner)
