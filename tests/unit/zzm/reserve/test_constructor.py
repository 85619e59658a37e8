# SPDX-License-Identifier: MIT
"""Reserve, as it is made: what is paid out at genesis and what stays (ZZM-2)."""

from wuxing.zzm.deployment import REWARDS
from wuxing.zzm.params import ZZM


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
