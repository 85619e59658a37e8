# SPDX-License-Identifier: MIT
"""Reserve.buy_back: bought on the market by the team, bounded by it, frozen again (ZZM-3)."""

import pytest

from tests.zzm_world import USD
from wuxing.zzm.params import ZZM


def test_buy_back__by_the_team__is_frozen_again(world, number):
    expected = world.quote(1_000 * USD)
    receipt = world.reserve.buy_back(number, 1_000 * USD, expected, sender=world.team)
    project = world.reserve.project(number)
    assert receipt.value == expected == project["bought"] == world.reserve.total_refrozen()
    assert project["money"] == 19_000 * USD and world.zzm.stablecoin.balanceOf(world.reserve) == 19_000 * USD
    assert world.reserve.frozen() == 99_000_000 * ZZM + expected
    event = receipt.named("BoughtBack")[0]
    assert (event.project, event.by, event.spent) == (number, world.team.address, 1_000 * USD)
    assert (event.bought, event.frozen) == (expected, world.reserve.frozen())
    assert world.zzm.stablecoin.allowance(world.reserve, world.zzm.router) == 0
    world.check()


@pytest.mark.parametrize(
    ("amount", "least", "reason"),
    [
        (0, 1, "Reserve: amount is zero"),
        (1, 0, "Reserve: bound is zero"),
        (20_000 * USD + 1, 1, "Reserve: more than the till"),
        (5_000 * USD + 1, 1, "Reserve: more than the cap"),
        (1_000 * USD, 10_000 * ZZM, "UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"),
    ],
)
def test_buy_back__bad_input__reverts(world, engine, number, amount, least, reason):
    before = world.books()
    with engine.reverts(reason):
        world.reserve.buy_back(number, amount, least, sender=world.team)
    assert world.books() == before


def test_buy_back__not_the_team__reverts(world, engine, number):
    with engine.reverts("Reserve: not the team"):
        world.reserve.buy_back(number, 1, 1, sender=world.other)


def test_buy_back__again_at_once__has_to_wait(world, engine, number):
    """A cap of each purchase would be none if purchases could follow each other at once."""
    world.reserve.buy_back(number, USD, 1, sender=world.team)
    again = world.reserve.next_purchase(number)
    engine.time = again - 1
    with engine.reverts("Reserve: too soon after the last"):
        world.reserve.buy_back(number, USD, 1, sender=world.team)
    engine.time = again
    world.reserve.buy_back(number, USD, 1, sender=world.team)


def test_buy_back__more_than_was_released__reverts(world, engine):
    """ZZM-INV-2: a project never brings back more than it was given, so the books cannot pass the project share."""
    number = world.project(3, scale=100 * ZZM, money=5_000 * USD)
    before = world.books()
    with engine.reverts("Reserve: more than was released"):
        world.reserve.buy_back(number, 100 * USD, 1, sender=world.team)
    assert world.books() == before


def test_buy_back__all_that_was_released__comes_back(world):
    """ZZM-INV-2: to the unit."""
    number = world.project(3, scale=world.quote(100 * USD), money=100 * USD)
    world.reserve.buy_back(number, 100 * USD, 1, sender=world.team)
    assert world.reserve.frozen() == world.reserve.project_share()
    world.check()


def test_buy_back__promise_kept__can_be_closed_at_once(world, engine):
    number = world.project(4, scale=10_000 * ZZM, money=0)
    world.pay_in(number, 320 * USD)
    world.reserve.buy_back(number, 320 * USD, 3_000 * ZZM, sender=world.team)
    assert world.reserve.missing(number) == 0
    event = world.reserve.close(number, sender=world.other).named("Closed")[0]
    assert (event.failed, event.missing, event.lost) == (False, 0, 0)
