# SPDX-License-Identifier: MIT
"""Vesting.claim (ZOS-3): nothing before its time, exact at the end, always to the beneficiary, never stopped."""

from __future__ import annotations

from tests.unit.common.vesting.conftest import COIN
from wuxing.vesting import YEAR


def test_claim__tranches__twenty_thirty_fifty_at_the_dates(engine, house, grant, miner, keeper):
    """ZOS-3: of 20 M: 4 M at once, 6 M and 10 M at the release days; a second before a day brings nothing."""
    start = engine.time
    number = grant(0, 20_000_000 * COIN, start)
    for day, brings in ((0, 4_000_000), (YEAR, 6_000_000), (2 * YEAR, 10_000_000)):
        if day:
            engine.time = start + day - 1
            with engine.reverts("Vesting: nothing to claim"):
                house.vesting.claim(number, sender=keeper)
        engine.time = max(engine.time, start + day)
        assert house.vesting.claimable(number) == brings * COIN
        assert house.vesting.claim(number, sender=keeper).value == brings * COIN
    assert house.coin.balanceOf(miner) == 20_000_000 * COIN
    engine.advance(10 * YEAR)
    with engine.reverts("Vesting: nothing to claim"):
        house.vesting.claim(number, sender=miner)


def test_claim__line__by_the_second_rounded_down_and_exact_at_the_end(engine, house, grant, keeper, miner):
    start, amount = engine.time, 10**18 + 1
    number = grant(1, amount, start)
    engine.time = start + YEAR
    assert house.vesting.claim(number, sender=keeper).value == amount // 4
    engine.time = start + 4 * YEAR
    house.vesting.claim(number, sender=keeper)
    assert house.coin.balanceOf(miner) == amount


def test_claim__before_the_start__refused(engine, house, grant, miner):
    number = grant(0, start=engine.time + 100)
    with engine.reverts("Vesting: not begun"):
        house.vesting.claim(number, sender=miner)
    assert house.vesting.claimable(number) == 0


def test_claim__unknown_grant__refused(engine, house, miner):
    for call in (house.vesting.claimable, house.vesting.grant_of):
        with engine.reverts("Vesting: unknown grant"):
            call(0)
    with engine.reverts("Vesting: unknown grant"):
        house.vesting.earned(0, engine.time)
    with engine.reverts("Vesting: unknown schedule"):
        house.vesting.curve_of(2)
    with engine.reverts("Vesting: unknown grant"):
        house.vesting.claim(0, sender=miner)


def test_claim__paused__pays(engine, house, grant, guardian, miner):
    """ZOS-INV: a pause never traps what is earned."""
    number = grant()
    house.vesting.pause(sender=guardian)
    house.vesting.claim(number, sender=miner)
    assert house.coin.balanceOf(miner) == 20 * COIN
