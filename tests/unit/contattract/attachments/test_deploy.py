# SPDX-License-Identifier: MIT
"""Attachments.vy, what it is deployed with: CNT-15."""

import pytest

from tests.mail_world import NOBODY

TIMES = {"ordered": 1_000, "sealed": 2_000, "confirmed": 3_000, "revealed": 4_000}


@pytest.fixture
def attachments(contattract, engine, deployer, node, other_miner):
    """One whose four times differ, so that none can stand in for another."""
    parties = (node, node, contattract.token, contattract.recovery)
    made = engine.deploy("Attachments", *parties, tuple(TIMES.values()), sender=deployer)
    contattract.token.approve(made, 2**256 - 1, sender=other_miner)
    return made


@pytest.mark.parametrize("step", TIMES)
def test_times__each_step_has_its_own(trade, engine, step):
    """CNT-15: the seller's to seal and to reveal, the buyer's to confirm and to complain."""
    assert trade(step).deadline == engine.time - 1 + TIMES[step]


def test_deploy__bad_arguments__reverts(engine, deployer, node):
    """CNT-15: no time is zero or longer than 32 bits; CNT and Recovery are somebody."""
    for place in (2, 3):
        parties = [node, node, node, node]
        parties[place] = NOBODY
        with engine.reverts("Attachments: zero address"):
            engine.deploy("Attachments", *parties, (1, 1, 1, 1), sender=deployer)
    for place in range(4):
        for bad in (0, 2**32):
            times = [1, 1, 1, 1]
            times[place] = bad
            with engine.reverts("Attachments: time out of range"):
                engine.deploy("Attachments", node, node, node, node, tuple(times), sender=deployer)
    longest = (2**32 - 1,) * 4
    made = engine.deploy("Attachments", node, node, node, node, longest, sender=deployer)
    assert tuple(made.times()) == longest or tuple(made.times().values()) == longest
