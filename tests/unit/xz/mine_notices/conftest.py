# SPDX-License-Identifier: MIT
"""XZ's mine in phase 1 with a staked cabinet, and the adapter that tells its miner (CNT-17)."""

import pytest

from tests.unit.xz.mine.conftest import cabinet, chips, phase_1, staked
from wuxing.params import load

__all__ = ["cabinet", "chips", "phase_1", "staked"]

FEE_LOW = b"fee pool low".ljust(32, b"\0")
UNLOCKED = b"stake unlocked".ljust(32, b"\0")


@pytest.fixture
def low() -> int:
    """Wei below which a fee pool is low."""
    return load("contattract", "paper").fee_low


@pytest.fixture
def notices(engine, deployer):
    """Notices.vy."""
    return engine.deploy("Notices", sender=deployer)


@pytest.fixture
def adapter(engine, xz, notices, deployer, miner, low):
    """The adapter; the miner wants to hear of both topics."""
    made = engine.deploy("MineNotices", notices, xz.mine, low, sender=deployer)
    for topic in (FEE_LOW, UNLOCKED):
        notices.opt_in(made, topic, sender=miner)
    return made
