# SPDX-License-Identifier: MIT
"""XZ.mint (XZ-1)."""

from wuxing.engine.base import ZERO_ADDRESS

CAP = 10**21


def test_mint__by_the_mine__up_to_the_cap_and_no_wei_more(token, engine, keeper, miner):
    token.mint(miner, CAP - 1, sender=keeper)
    with engine.reverts("Token: above the cap"):
        token.mint(miner, 2, sender=keeper)
    receipt = token.mint(miner, 1, sender=keeper)
    (event,) = receipt.named("Transfer")
    assert event.args == {"from": ZERO_ADDRESS, "to": miner.address, "amount": 1}
    assert token.totalSupply() == token.balanceOf(miner) == CAP
    with engine.reverts("Token: above the cap"):
        token.mint(miner, 1, sender=keeper)


def test_mint__an_amount_that_would_overflow__reverts(funded, engine, keeper, miner):
    with engine.reverts("Token: above the cap"):
        funded.mint(miner, 2**256 - 1, sender=keeper)


def test_mint__not_the_mine__reverts(token, xz, engine, owner, miner, attacker):
    for account in (owner, miner, attacker):
        with engine.reverts("Token: not the mine"):
            token.mint(account, 1, sender=account)
        with engine.reverts("Token: not the mine"):
            xz.token.mint(account, 1, sender=account)


def test_mint__to_zero__reverts(token, engine, keeper):
    with engine.reverts("Token: to is zero"):
        token.mint(ZERO_ADDRESS, 1, sender=keeper)
