# SPDX-License-Identifier: MIT
"""Budgets, as it is made: what it says it holds is there (ZOS-3)."""

from __future__ import annotations

import pytest
from eth_utils import keccak

from wuxing.engine import artifact
from wuxing.engine.base import ZERO_ADDRESS, initcode

SALT = b"b" * 32
DEPLOYMENT_FAILED = keccak(text="DeploymentFailed()")[:4].hex()
"""Solady's CREATE3 says so; no ABI of ours declares it."""


@pytest.fixture
def coin(engine, owner):
    """A coin of which there is none yet."""
    with engine.anchor():
        yield engine.deploy("DevStablecoin", owner, 18, sender=owner)


def test_constructor__paid_in_before__its_budgets_by_number(engine, coin, owner):
    """ZOS-3: each its own; what is more than all of them belongs to none."""
    factory = engine.deploy("Deployer", owner, sender=owner)
    coin.mint(factory.addressOf(SALT), 61, sender=owner)
    factory.create(SALT, initcode(artifact("Budgets"), owner, coin, [10, 50]), sender=owner)
    budgets = engine.at("Budgets", factory.addressOf(SALT))
    assert (budgets.budgets(), budgets.left(0), budgets.left(1), budgets.left(2)) == (2, 10, 50, 0)
    assert budgets.owner() == owner.address and budgets.token() == coin.address
    budgets.spend(0, owner, 10, "all of the first", sender=owner)
    with engine.reverts("Budgets: more than is left"):
        budgets.spend(0, owner, 1, "one of the other's", sender=owner)
    assert budgets.left(1) == 50 and coin.balanceOf(budgets) == 51


def test_constructor__a_unit_less_than_is_promised__is_not_made(engine, coin, owner):
    factory = engine.deploy("Deployer", owner, sender=owner)
    coin.mint(factory.addressOf(SALT), 59, sender=owner)
    with engine.reverts(DEPLOYMENT_FAILED):
        factory.create(SALT, initcode(artifact("Budgets"), owner, coin, [10, 50]), sender=owner)
    with engine.reverts("Budgets: not paid in"):
        engine.deploy("Budgets", owner, coin, [1], sender=owner)


def test_constructor__zero__refused(engine, coin, owner):
    for arguments, says in (
        ((ZERO_ADDRESS, coin, []), "Budgets: zero address"),
        ((owner, ZERO_ADDRESS, []), "Budgets: zero address"),
        ((owner, coin, [0]), "Budgets: amount is zero"),
    ):
        with engine.reverts(says):
            engine.deploy("Budgets", *arguments, sender=owner)
