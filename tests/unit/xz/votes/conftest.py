# SPDX-License-Identifier: MIT
"""XZ of a miner's, mined as it should be, and the wrapper."""

import pytest

from wuxing.xz.signing import Chip


@pytest.fixture
def votes(xz):
    return xz.votes


@pytest.fixture
def mined(xz, engine, onboard, miner) -> int:
    """XZ (wei) that the miner mined in a hundred days."""
    token = onboard(Chip.from_seed("cabinet 1"))
    engine.advance(100 * 86_400)
    xz.mine.settle(token, sender=miner)
    xz.token.approve(xz.votes.address, 2**256 - 1, sender=miner)
    return xz.token.balanceOf(miner)
