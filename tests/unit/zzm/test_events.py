# SPDX-License-Identifier: MIT
"""Events of Reserve and KeyRecovery (ZZM-3, ZZM-4): the life of a project and of a key, as the logs tell it."""

from __future__ import annotations

from tests.events import emitted, emitted_each, recorded
from tests.zzm_world import NOTE, USD
from wuxing.suite import deploy
from wuxing.zzm.model import OPERATING
from wuxing.zzm.params import ZZM


def test_genesis__allotments_and_limits__event_each(engine, deployer):
    """ZZM-2: what leaves the reserve on its first day."""
    with engine.anchor():
        with recorded(engine) as receipts:
            zzm = deploy(engine, "zzm", "paper", deployer)
        (born,) = [r for r in receipts if r.named("LimitsSet")]
        p = zzm.params
        spent = p.supply - zzm.reserve.project_share()
        emitted_each(
            born, "Reserve.Allotted",
            dict(to=zzm.vesting, amount=spent - p.part("reward")), dict(to=zzm.budgets, amount=p.part("reward")),
        )  # fmt: skip
        emitted(
            born, "Reserve.LimitsSet",
            call_cap=p.buyback_call_cap, interval=p.buyback_interval, least_share=p.least_promise,
        )  # fmt: skip


def test_project__from_registration_to_the_end__event_each(world, engine):
    """ZZM-3: a project that fails: its ZZM, its money, what is missing and what is lost."""
    r, team, council = world.reserve, world.team, world.council
    share = r.project_share()
    registered = r.register(1_000 * ZZM, 3_000, NOTE, sender=team)
    number = registered.value
    emitted(registered, "Reserve.Registered", project=number, team=team, scale=1_000 * ZZM, share=3_000, metadata=NOTE)
    emitted(
        r.release(number, 1_000 * ZZM, sender=council),
        "Reserve.Released", project=number, team=team, amount=1_000 * ZZM, frozen=share - 1_000 * ZZM,
    )  # fmt: skip
    emitted(r.start(number, sender=team), "Reserve.Started", project=number)
    world.dollars(team, 10 * USD)
    world.zzm.stablecoin.approve(r, 10 * USD, sender=team)
    emitted(r.deposit(number, 10 * USD, sender=team), "Reserve.Deposited", project=number, by=team, amount=10 * USD)
    expected = world.quote(4 * USD)
    emitted(
        r.buy_back(number, 4 * USD, expected, sender=team), "Reserve.BoughtBack",
        project=number, by=team, spent=4 * USD, bought=expected, frozen=share - 1_000 * ZZM + expected,
    )  # fmt: skip
    world.zzm.token.approve(r, 100 * ZZM, sender=team)
    emitted(
        r.give_back(number, 100 * ZZM, sender=team), "Reserve.GivenBack",
        project=number, by=team, amount=100 * ZZM, frozen=share - 900 * ZZM + expected,
    )  # fmt: skip
    judged = engine.time
    emitted(
        r.judge(number, False, sender=council), "Reserve.Judged",
        project=number, succeeded=False, until=judged + r.period(),
    )  # fmt: skip
    engine.time = judged + r.period()
    emitted(
        r.close(number, sender=world.other), "Reserve.Closed",
        project=number, failed=True, missing=270 * ZZM - expected, lost=900 * ZZM - expected,
    )  # fmt: skip
    emitted(r.withdraw(number, sender=world.other), "Reserve.Withdrawn", project=number, team=team, amount=6 * USD)


def test_judge__succeeded__event_says_so(world, engine):
    number, at = world.project(OPERATING), engine.time
    receipt = world.reserve.judge(number, True, sender=world.council)
    emitted(receipt, "Reserve.Judged", project=number, succeeded=True, until=at + world.reserve.period())


def test_set_limits__by_the_council__event(world):
    receipt = world.reserve.set_limits(100 * USD, 5, 4_000, sender=world.council)
    emitted(receipt, "Reserve.LimitsSet", call_cap=100 * USD, interval=5, least_share=4_000)


def test_recovery__proposed_cancelled_objected_replaced__event_each(world, engine, keeper):
    """ZZM-4."""
    recovery, council, p = world.zzm.recovery, world.council, world.zzm.params
    first, second, new = world.keys[0], world.keys[1], engine.account(35)
    at = engine.time
    emitted(
        recovery.propose(first, new, sender=council),
        "KeyRecovery.Proposed", lost=first, replacement=new, ready=at + p.recovery_delay,
    )  # fmt: skip
    emitted(recovery.cancel(sender=council), "KeyRecovery.Cancelled", lost=first)
    recovery.propose(first, new, sender=council)
    emitted(recovery.object(sender=first), "KeyRecovery.Objected", lost=first)
    recovery.propose(second, new, sender=council)
    engine.time = recovery.ready()
    emitted(recovery.execute(sender=keeper), "KeyRecovery.Replaced", lost=second, replacement=new)


def test_recovery__owner_moved__event(world, keeper):
    emitted(
        world.zzm.recovery.transfer_ownership(keeper, sender=world.council),
        "KeyRecovery.OwnershipTransferred", previous_owner=world.council, new_owner=keeper,
    )  # fmt: skip
