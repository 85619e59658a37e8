# SPDX-License-Identifier: MIT
"""ZZM for its unit tests: deployed and handed over; whatever a test does is undone."""

import pytest

from tests.zzm_world import _deployed_zzm, world, zzm

__all__ = ["_deployed_zzm", "world", "zzm"]


@pytest.fixture
def funded(world, engine):
    """40 bitcoin and 5 ETH in the treasury."""
    world.zzm.bitcoin.mint(world.safe, 40 * 10**8, sender=world.deployer)
    engine.fund(world.safe.address, 5 * 10**18)
    return world
