# SPDX-License-Identifier: MIT
"""Reserve.register and project (ZZM-3)."""

import pytest

from tests.zzm_world import NOTE
from wuxing.zzm.model import REGISTERED
from wuxing.zzm.params import ZZM


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


def test_project__unknown__reverts(world, engine):
    with engine.reverts("Reserve: project is unknown"):
        world.reserve.project(1)
