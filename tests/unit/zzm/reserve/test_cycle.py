# SPDX-License-Identifier: MIT
"""Reserve: register, release, start, judge, close, and which way no project goes (ZZM-3)."""

import pytest

from tests.zzm_world import NOTE
from wuxing.zzm.params import ZZM

REGISTERED, FUNDED, OPERATING, SUCCEEDED, FAILED, CLOSED = range(1, 7)
DAY = 86_400


def test_constructor__genesis__shares_left_and_the_project_share_is_frozen(zzm):
    """ZZM-2: 50/25/20/5 of 200,000,000."""
    assert zzm.reserve.frozen() == zzm.reserve.project_share() == 100_000_000 * ZZM == zzm.token.balanceOf(zzm.reserve)
    assert zzm.token.balanceOf(zzm.vesting) == 90_000_000 * ZZM
    assert zzm.token.balanceOf(zzm.timelock) == 10_000_000 * ZZM


def test_constructor__shares_do_not_sum__reverts(zzm, engine, deployer):
    """ZZM-2: what stays has to be the project share."""
    address = deployer.address
    args = (address, address, zzm.token, zzm.stablecoin, zzm.router, [], 1, 1, 1, 1, 0)
    with engine.reverts("Reserve: shares do not sum"):
        engine.deploy("Reserve", *args, sender=deployer)


def test_register__project__is_kept_as_said(world):
    receipt = world.reserve.register(5 * ZZM, 3_000, NOTE, sender=world.team)
    project = world.reserve.project(receipt.value)
    assert (project["team"], project["scale"], project["share"]) == (world.team.address, 5 * ZZM, 3_000)
    assert (project["state"], project["metadata"], project["released"]) == (REGISTERED, NOTE, 0)
    assert receipt.named("Registered")[0].team == world.team.address


@pytest.mark.parametrize(
    ("scale", "share", "note", "reason"),
    [
        (0, 3_000, NOTE, "Reserve: scale is zero"),
        (100_000_000 * ZZM + 1, 3_000, NOTE, "Reserve: scale above the share"),
        (1, 2_999, NOTE, "Reserve: promise below the least"),
        (1, 10_001, NOTE, "Reserve: promise above the whole"),
        (1, 3_000, bytes(32), "Reserve: metadata is zero"),
    ],
)
def test_register__bad_terms__reverts(world, engine, scale, share, note, reason):
    with engine.reverts(reason):
        world.reserve.register(scale, share, note, sender=world.team)
    assert world.reserve.projects() == 0


def test_release__by_the_timelock__funds_the_team(world):
    number = world.project(REGISTERED)
    receipt = world.reserve.release(number, 400_000 * ZZM, sender=world.council)
    assert world.zzm.token.balanceOf(world.team) == 400_000 * ZZM == world.reserve.total_released()
    assert world.reserve.frozen() == 99_600_000 * ZZM == receipt.named("Released")[0].frozen
    assert world.reserve.project(number)["state"] == FUNDED
    world.check()


def test_release__bad_amounts__reverts(world, engine):
    """ZZM-3: never more than the scale, never more than the reserve."""
    all_of_it = world.project(REGISTERED, scale=100_000_000 * ZZM)
    small = world.project(REGISTERED, scale=5)
    before = world.books()
    with engine.reverts("Reserve: amount is zero"):
        world.reserve.release(small, 0, sender=world.council)
    with engine.reverts("Reserve: more than its scale"):
        world.reserve.release(small, 6, sender=world.council)
    assert world.books() == before
    world.reserve.release(small, 5, sender=world.council)
    with engine.reverts("Reserve: more than the reserve"):
        world.reserve.release(all_of_it, 100_000_000 * ZZM, sender=world.council)
    world.reserve.release(all_of_it, 100_000_000 * ZZM - 5, sender=world.council)
    assert world.reserve.frozen() == 0
    world.check()


def test_owner_functions__anybody_else__reverts(world, engine, deployer, guardian):
    number = world.project(OPERATING)
    calls = [("release", number, 1), ("judge", number, True), ("set_limits", 1, 1, 1)]
    for account in (world.team, deployer, guardian, world.investors[0]):
        for method, *args in calls:
            with engine.reverts("ownable: caller is not the owner"):
                getattr(world.reserve, method)(*args, sender=account)


STEPS = {
    "release": (
        lambda w, n: w.reserve.release(n, 1, sender=w.council), {REGISTERED}, "Reserve: project not registered"
    ),
    "start": (lambda w, n: w.reserve.start(n, sender=w.team), {FUNDED}, "Reserve: project not funded"),
    "succeed": (lambda w, n: w.reserve.judge(n, True, sender=w.council), {OPERATING}, "Reserve: project not operating"),
    "fail": (
        lambda w, n: w.reserve.judge(n, False, sender=w.council), {FUNDED, OPERATING}, "Reserve: project not operating"
    ),
    "deposit": (lambda w, n: w.pay_in(n, 1), {OPERATING, SUCCEEDED, FAILED}, "Reserve: project not operating"),
    "close": (lambda w, n: w.reserve.close(n, sender=w.other), {SUCCEEDED, FAILED}, "Reserve: project not judged"),
    "withdraw": (lambda w, n: w.reserve.withdraw(n, sender=w.other), {CLOSED}, "Reserve: project not closed"),
}  # fmt: skip


@pytest.mark.parametrize("state", [REGISTERED, FUNDED, OPERATING, SUCCEEDED, FAILED, CLOSED])
def test_state_machine__every_step_from_every_state__only_the_drawn_ways(world, engine, state):
    """ZZM-INV-6: forbidden changes of state are refused, each with its reason."""
    number = world.project(min(state, FAILED))
    engine.advance(world.zzm.params.buyback_period)
    if state == CLOSED:
        world.pay_in(number, 1)
        world.reserve.close(number, sender=world.other)
    for step, allowed, reason in STEPS.values():
        with engine.anchor():
            if state in allowed:
                step(world, number)
            else:
                with engine.reverts(reason):
                    step(world, number)
    assert world.reserve.project(number)["state"] == state


def test_start__not_the_team__reverts(world, engine):
    number = world.project(FUNDED)
    with engine.reverts("Reserve: not the team"):
        world.reserve.start(number, sender=world.other)


def test_close__promise_not_kept__waits_for_the_end_of_its_time(world, engine):
    """ZZM-3: to the second; a failed project's loss is what never came back."""
    number = world.project(FAILED)
    until = world.reserve.project(number)["until"]
    assert world.reserve.missing(number) == world.reserve.promised(number) == 300_000 * ZZM
    assert world.reserve.lost(number) == 1_000_000 * ZZM
    engine.time = until - 1
    with engine.reverts("Reserve: promise not kept yet"):
        world.reserve.close(number, sender=world.other)
    engine.time = until
    event = world.reserve.close(number, sender=world.other).named("Closed")[0]
    assert (event.failed, event.missing, event.lost) == (True, 300_000 * ZZM, 1_000_000 * ZZM)


def test_give_back__part__shrinks_the_promise(world, engine):
    """ZZM-3: frozen again, and 30% are promised of the rest only."""
    number = world.project(SUCCEEDED)
    world.zzm.token.approve(world.reserve, 600_000 * ZZM, sender=world.team)
    world.reserve.give_back(number, 600_000 * ZZM, sender=world.team)
    assert world.reserve.frozen() == 99_600_000 * ZZM and world.reserve.total_refrozen() == 600_000 * ZZM
    assert world.reserve.promised(number) == 120_000 * ZZM and world.reserve.lost(number) == 0
    with engine.reverts("Reserve: more than was released"):
        world.reserve.give_back(number, 400_000 * ZZM + 1, sender=world.team)
    with engine.reverts("Reserve: amount is zero"):
        world.reserve.give_back(number, 0, sender=world.team)
    world.check()


def test_give_back__registered_or_closed__reverts(world, engine):
    number = world.project(REGISTERED)
    with engine.reverts("Reserve: project not live"):
        world.reserve.give_back(number, 1, sender=world.team)


def test_project__unknown__reverts(world, engine):
    with engine.reverts("Reserve: project is unknown"):
        world.reserve.project(1)


def test_pause__entries_stop__ways_out_go_on(world, engine, guardian):
    """ZZM-INV-8: a pause never traps what a team has."""
    number = world.project(OPERATING, money=1_000 * 10**18)
    world.reserve.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        world.reserve.register(1, 3_000, NOTE, sender=world.team)
    with engine.reverts("Guarded: entries are paused"):
        world.reserve.deposit(number, 1, sender=world.team)
    assert world.reserve.buy_back(number, 100 * 10**18, 1, sender=world.team).value > 0
    world.reserve.judge(number, False, sender=world.council)
    engine.advance(world.zzm.params.buyback_period)
    world.reserve.close(number, sender=world.other)
    assert world.reserve.withdraw(number, sender=world.other).value == 900 * 10**18
    assert world.zzm.stablecoin.balanceOf(world.team) == 900 * 10**18
    with engine.reverts("Reserve: till is empty"):
        world.reserve.withdraw(number, sender=world.other)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ((0, 1, 1), "Reserve: cap is zero"),
        ((1, 0, 1), "Reserve: interval out of range"),
        ((1, 365 * DAY + 1, 1), "Reserve: interval out of range"),
        ((1, 1, 10_001), "Reserve: promise above the whole"),
    ],
)
def test_set_limits__out_of_range__reverts(world, engine, limits, reason):
    with engine.reverts(reason):
        world.reserve.set_limits(*limits, sender=world.council)
