# SPDX-License-Identifier: MIT
"""Reserve, as it is made: what is paid out at genesis and what stays (ZZM-2)."""

import pytest
from eth_utils import keccak

from wuxing.engine import artifact
from wuxing.engine.base import ZERO_ADDRESS, initcode
from wuxing.zzm.deployment import REWARDS
from wuxing.zzm.params import ZZM

DEPLOYMENT_FAILED = keccak(text="DeploymentFailed()")[:4].hex()
"""Solady's CREATE3 says so; no ABI of ours declares it."""


def test_constructor__genesis__shares_left_and_the_project_share_is_frozen(zzm):
    """ZZM-2: 50/25/20/5 of 200,000,000."""
    assert zzm.reserve.frozen() == zzm.reserve.project_share() == 100_000_000 * ZZM == zzm.token.balanceOf(zzm.reserve)
    assert zzm.token.balanceOf(zzm.vesting) == 90_000_000 * ZZM
    assert zzm.token.balanceOf(zzm.budgets) == 10_000_000 * ZZM == zzm.budgets.left(REWARDS)


def test_constructor__shares_do_not_sum__reverts(zzm, engine, deployer):
    """ZZM-2: what stays has to be the project share."""
    address = deployer.address
    args = (address, address, zzm.token, zzm.stablecoin, zzm.router, [], 1, 1, 1, 1, 0)
    with engine.reverts("Reserve: shares do not sum"):
        engine.deploy("Reserve", *args, sender=deployer)


def test_constructor__more_is_left_than_the_project_share__reverts(zzm, engine, deployer):
    """ZZM-2: to the unit: nothing lies in the reserve that its books do not know."""
    coin = engine.deploy("DevToken", deployer, 8, "Coin", "COIN", sender=deployer)
    factory = engine.deploy("Deployer", deployer, sender=deployer)
    coin.mint(factory.addressOf(b"r" * 32), 3, sender=deployer)

    def create(share):
        args = (deployer, deployer, coin, zzm.stablecoin, zzm.router, [], share, 1, 1, 1, 0)
        factory.create(b"r" * 32, initcode(artifact("Reserve"), *args), sender=deployer)

    with engine.reverts(DEPLOYMENT_FAILED):
        create(2)
    create(3)
    assert engine.at("Reserve", factory.addressOf(b"r" * 32)).frozen() == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stablecoin": ZERO_ADDRESS}, "Reserve: stablecoin or router is 0"),
        ({"router": ZERO_ADDRESS}, "Reserve: stablecoin or router is 0"),
        ({"period": 0}, "Reserve: period is zero"),
        ({"cap": 0}, "Reserve: cap is zero"),
        ({"owner": ZERO_ADDRESS}, "Roles: owner is zero"),
    ],
)
def test_constructor__zero__reverts(zzm, engine, deployer, change, reason):
    terms = {
        "owner": deployer.address, "guardian": ZERO_ADDRESS, "token": zzm.token, "stablecoin": zzm.stablecoin,
        "router": zzm.router, "allotments": [], "share": 0, "period": 1, "cap": 1, "interval": 1, "promise": 0,
    }  # fmt: skip
    assert engine.deploy("Reserve", *terms.values(), sender=deployer).frozen() == 0
    with engine.reverts(reason):
        engine.deploy("Reserve", *(terms | change).values(), sender=deployer)
