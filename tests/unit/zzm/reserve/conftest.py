# SPDX-License-Identifier: MIT
"""What tests of the reserve share."""

import pytest

from tests.zzm_world import USD


@pytest.fixture
def number(world):
    """An operating project with 20,000 USD in its till."""
    return world.project(3, money=20_000 * USD)
