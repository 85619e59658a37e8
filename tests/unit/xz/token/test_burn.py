# SPDX-License-Identifier: MIT
"""XZ.burn and burnFrom (XZ-1)."""

from wuxing.engine.base import ZERO_ADDRESS


def test_burn__own_coins__lowers_the_supply(funded, miner):
    receipt = funded.burn(10**19, sender=miner)
    (event,) = receipt.named("Transfer")
    assert event.args == {"from": miner.address, "to": ZERO_ADDRESS, "amount": 10**19}
    assert funded.totalSupply() == funded.balanceOf(miner) == 9 * 10**19


def test_burn__more_than_held__reverts(funded, engine, miner, attacker):
    with engine.reverts("InsufficientBalance"):
        funded.burn(10**20 + 1, sender=miner)
    with engine.reverts("InsufficientBalance"):
        funded.burn(1, sender=attacker)


def test_burnFrom__within_the_allowance__spends_it(funded, engine, miner, other_miner):
    funded.approve(other_miner, 10, sender=miner)
    funded.burnFrom(miner, 7, sender=other_miner)
    assert (funded.allowance(miner, other_miner), funded.totalSupply()) == (3, 10**20 - 7)
    with engine.reverts("InsufficientAllowance"):
        funded.burnFrom(miner, 4, sender=other_miner)


def test_burnFrom__without_allowance__reverts_for_anyone_the_mine_included(funded, engine, miner, keeper, attacker):
    for account in (keeper, attacker):
        with engine.reverts("InsufficientAllowance"):
            funded.burnFrom(miner, 1, sender=account)
