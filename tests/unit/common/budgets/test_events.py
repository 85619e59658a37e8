# SPDX-License-Identifier: MIT
"""Events of Budgets and of the factory that creates it (ZOS-3)."""

from __future__ import annotations

from tests.events import emitted
from wuxing.engine import artifact
from wuxing.engine.base import ZERO_ADDRESS, initcode

SALT = b"e" * 32


def test_budgets__created_and_spent__event_each(engine, owner, miner):
    with engine.anchor():
        coin = engine.deploy("DevStablecoin", owner, 18, sender=owner)
        factory = engine.deploy("Deployer", owner, sender=owner)
        where = factory.addressOf(SALT)
        minted = coin.mint(where, 60, sender=owner)
        emitted(minted, "DevStablecoin.Transfer", {"from": ZERO_ADDRESS}, to=where, amount=60)
        receipt = factory.create(SALT, initcode(artifact("Budgets"), owner, coin, [10, 50]), sender=owner)
        emitted(receipt, "Deployer.Created", salt=SALT, created=where)
        budgets = engine.at("Budgets", where)
        moves = [(e.previous_owner, e.new_owner) for e in receipt.named("OwnershipTransferred")]
        assert moves[-1] == (moves[0][1], owner.address) and moves[0][0] == ZERO_ADDRESS
        spent = budgets.spend(1, miner, 7, "a school", sender=owner)
        emitted(spent, "Budgets.Spent", budget=1, to=miner, amount=7, purpose="a school")
        moved = budgets.transfer_ownership(miner, sender=owner)
        emitted(moved, "Budgets.OwnershipTransferred", previous_owner=owner, new_owner=miner)
