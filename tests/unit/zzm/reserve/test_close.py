# SPDX-License-Identifier: MIT
"""Reserve.close: a promise that is not kept waits for the end of its time (ZZM-3)."""

from wuxing.zzm.model import FAILED
from wuxing.zzm.params import ZZM


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
