# SPDX-License-Identifier: MIT
"""KeyRecovery, as it is made (ZZM-4)."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"owner": ZERO_ADDRESS}, "KeyRecovery: owner is zero"),
        ({"safe": ZERO_ADDRESS}, "KeyRecovery: safe is zero"),
        ({"delay": 0}, "KeyRecovery: delay is zero"),
        ({"window": 0}, "KeyRecovery: window is zero"),
    ],
)
def test_constructor__zero__reverts(world, engine, change, reason):
    """ZZM-4: no recovery without an owner, a treasury, a delay and time to carry it out."""
    terms = {"owner": world.council.address, "safe": world.safe.address, "delay": 1, "window": 1}
    with engine.reverts(reason):
        engine.deploy("KeyRecovery", *(terms | change).values(), sender=world.deployer)
    assert engine.deploy("KeyRecovery", *terms.values(), sender=world.deployer).delay() == 1
