# SPDX-License-Identifier: MIT
"""Reserve.buy_back_by_limit: as the team signed, carried by anyone, once (ZZM-3)."""

from tests.zzm_world import USD
from wuxing.zzm.feed import signed_limit
from wuxing.zzm.params import ZZM


def test_by_limit__carried_by_anyone__counts_once(world, engine, number, keeper):
    least, deadline = world.quote(1_000 * USD), engine.time + 600
    signature = signed_limit(world.reserve, world.team, number, 1_000 * USD, least, deadline)
    args = (number, 1_000 * USD, least, deadline, signature)
    assert world.reserve.buy_back_by_limit(*args, sender=keeper).value == least
    engine.advance(world.zzm.params.buyback_interval)
    with engine.reverts("Reserve: limit not of the team"):
        world.reserve.buy_back_by_limit(*args, sender=keeper)


def test_by_limit__not_as_signed__reverts(world, engine, number, keeper):
    deadline = engine.time + 600
    good = (number, 1_000 * USD, 5_000 * ZZM, deadline)
    signature = signed_limit(world.reserve, world.team, *good)
    other = world.project(3, money=USD)
    for bad in (
        (other, *good[1:]), (number, 999 * USD, *good[2:]), (*good[:2], 1, deadline), (*good[:3], deadline + 1),
    ):  # fmt: skip
        with engine.reverts("Reserve: limit not of the team"):
            world.reserve.buy_back_by_limit(*bad, signature, sender=keeper)
    strangers = signed_limit(world.reserve, world.other, *good)
    with engine.reverts("Reserve: limit not of the team"):
        world.reserve.buy_back_by_limit(*good, strangers, sender=keeper)
    engine.time = deadline + 1
    with engine.reverts("Reserve: limit has expired"):
        world.reserve.buy_back_by_limit(*good, signature, sender=keeper)


def test_by_limit__in_the_second_of_its_deadline__counts(world, engine, number, keeper):
    good = (number, USD, 1, engine.time + 600)
    signature = signed_limit(world.reserve, world.team, *good)
    engine.time = good[-1]
    assert world.reserve.buy_back_by_limit(*good, signature, sender=keeper).value > 0


def test_by_limit__revoked_or_paused__reverts(world, engine, number, guardian, keeper):
    good = (number, USD, 1, engine.time + 600)
    signature = signed_limit(world.reserve, world.team, *good)
    with engine.anchor():
        world.reserve.revoke_limits(number, sender=world.team)
        with engine.reverts("Reserve: limit not of the team"):
            world.reserve.buy_back_by_limit(*good, signature, sender=keeper)
    world.reserve.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        world.reserve.buy_back_by_limit(*good, signature, sender=keeper)


def test_by_limit__no_signature_for_a_project_without_a_team__reverts(world, engine, keeper):
    """One of another length recovers to nobody, who is the team of a project that there is not."""
    for signature in (b"", bytes(63)):
        with engine.reverts("Reserve: limit not of the team"):
            world.reserve.buy_back_by_limit(99, USD, 1, engine.time + 600, signature, sender=keeper)
