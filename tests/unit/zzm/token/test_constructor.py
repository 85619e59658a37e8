# SPDX-License-Identifier: MIT
"""ZZM, as it is made: 200,000,000 with 8 decimals, once; its grants and its votes (ZZM-1, ZZM-2)."""

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.handover import left_with, owned
from wuxing.suite import deploy
from wuxing.zzm.deployment import REWARDS
from wuxing.zzm.params import ZZM


def test_constructor__all_is_made_once__and_there_is_no_way_to_more(zzm):
    assert zzm.token.totalSupply() == 200_000_000 * ZZM and zzm.token.decimals() == 8
    names = {entry["name"] for entry in zzm.token.artifact.abi if entry["type"] == "function"}
    assert not {name for name in names if "mint" in name.lower() or "burn" in name.lower()}


def test_constructor__zero__reverts(engine, deployer):
    with engine.reverts("ZZM: reserve is zero"):
        engine.deploy("ZZM", ZERO_ADDRESS, 1, sender=deployer)
    with engine.reverts("ZZM: supply is zero"):
        engine.deploy("ZZM", deployer.address, 0, sender=deployer)


def test_votes__follow_the_decimals_of_the_coin(zzm):
    """ZZM-1: votes by wrapper, in the coin's own unit."""
    assert zzm.votes.decimals() == zzm.token.decimals() == 8
    assert zzm.governor.proposalThreshold() == 100_000 * ZZM


def test_genesis__vesting__pays_investors_by_the_second_and_the_team_after_a_year(zzm, engine, deployer):
    """ZZM-2: nothing before launch; a line over two years; a cliff of a year."""
    p = zzm.params
    with engine.reverts("Vesting: not begun"):
        zzm.vesting.claim(0, sender=deployer)
    day = p.launch + 86_400
    assert zzm.vesting.earned(0, day) == 10_000_000 * ZZM * 86_400 // p.private_period
    assert zzm.vesting.earned(5, p.launch + p.team_cliff - 1) == 0
    assert zzm.vesting.earned(5, p.launch + p.team_cliff) == 10_000_000 * ZZM
    assert zzm.vesting.earned(5, p.launch + p.team_period) == p.part("team")
    assert sum(zzm.vesting.earned(i, p.launch + p.team_period) for i in range(6)) == 90_000_000 * ZZM


def test_handover__run__everything_is_the_timelocks_and_nothing_the_deployers(zzm, deployer):
    """ZZM-INV-1: but what a development network lends: worthless dollars and bitcoin, its pair factory's switch."""
    assert set(owned(zzm)) == {"reserve", "vesting", "budgets", "recovery"}
    assert set(owned(zzm).values()) == {zzm.timelock.address}
    assert set(left_with(zzm, deployer)) == {"stablecoin.minter", "bitcoin.minter", "factory_v2.feeToSetter"}


def test_rewards__from_the_first_moment__spent_by_the_timelock_alone(engine, deployer):
    """ZZM-2: before the handover too."""
    with engine.anchor():
        zzm = deploy(engine, "zzm", "paper", deployer)
        assert zzm.reserve.owner() == deployer.address and zzm.budgets.owner() == zzm.timelock.address
        with engine.reverts("ownable: caller is not the owner"):
            zzm.budgets.spend(REWARDS, deployer, 1, "mine", sender=deployer)
        zzm.budgets.spend(REWARDS, deployer, 10_000_000 * ZZM, "a prize", sender=zzm.timelock)
        assert zzm.token.balanceOf(deployer) == 10_000_000 * ZZM
