# SPDX-License-Identifier: MIT
"""XZ of a miner's, mined as it should be, and the wrapper."""

import pytest


@pytest.fixture
def votes(xz):
    return xz.votes


@pytest.fixture
def mined(xz, earn, miner) -> int:
    """XZ (wei) that the miner mined in a hundred days, approved for wrapping."""
    earn(miner, 100)
    xz.token.approve(xz.votes.address, 2**256 - 1, sender=miner)
    return xz.token.balanceOf(miner)
