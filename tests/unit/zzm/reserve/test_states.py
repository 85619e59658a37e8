# SPDX-License-Identifier: MIT
"""Reserve: which way a project goes and which no project goes, and who may move it (ZZM-3)."""

import pytest

from wuxing.zzm.model import CLOSED, FAILED, FUNDED, OPERATING, REGISTERED, SUCCEEDED


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
