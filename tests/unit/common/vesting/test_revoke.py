# SPDX-License-Identifier: MIT
"""Vesting.revoke: only what is not yet earned goes back; what is earned stays claimable, whenever."""

from __future__ import annotations

from tests.unit.common.vesting.conftest import COIN
from wuxing.vesting import YEAR


def test_revoke__half_way__earned_stays_claimable_the_rest_returns(engine, house, grant, owner, miner, keeper):
    start = engine.time
    number = grant(1, start=start, revocable=True)
    engine.time = start + YEAR
    house.vesting.claim(number, sender=keeper)
    engine.time = start + 2 * YEAR
    before = house.coin.balanceOf(owner)
    assert house.vesting.revoke(number, sender=owner).value == 50 * COIN
    assert house.coin.balanceOf(owner) == before + 50 * COIN
    assert house.vesting.claimable(number) == 25 * COIN
    engine.advance(10 * YEAR)
    house.vesting.claim(number, sender=keeper)
    assert house.coin.balanceOf(miner) == 50 * COIN and house.coin.balanceOf(house.vesting) == 0


def test_revoke__before_the_start__all_returns_and_nothing_is_due(engine, house, grant, owner, miner):
    number = grant(0, start=engine.time + YEAR, revocable=True)
    assert house.vesting.revoke(number, sender=owner).value == 100 * COIN
    engine.advance(2 * YEAR)
    with engine.reverts("Vesting: nothing to claim"):
        house.vesting.claim(number, sender=miner)


def test_revoke__after_the_end__nothing_returns(engine, house, grant, owner, miner):
    number = grant(0, revocable=True)
    engine.advance(2 * YEAR)
    assert house.vesting.revoke(number, sender=owner).value == 0
    house.vesting.claim(number, sender=miner)
    assert house.coin.balanceOf(miner) == 100 * COIN


def test_revoke__not_revocable_twice_unknown_or_by_another__refused(engine, house, grant, owner, attacker):
    fixed, free = grant(), grant(revocable=True)
    with engine.reverts("Vesting: not revocable"):
        house.vesting.revoke(fixed, sender=owner)
    with engine.reverts("ownable: caller is not the owner"):
        house.vesting.revoke(free, sender=attacker)
    house.vesting.revoke(free, sender=owner)
    with engine.reverts("Vesting: already revoked"):
        house.vesting.revoke(free, sender=owner)
    with engine.reverts("Vesting: unknown grant"):
        house.vesting.revoke(7, sender=owner)


def test_revoke__paused__still_possible(engine, house, grant, owner, guardian):
    number = grant(revocable=True)
    house.vesting.pause(sender=guardian)
    assert house.vesting.revoke(number, sender=owner).value == 80 * COIN
