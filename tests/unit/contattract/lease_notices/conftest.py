# SPDX-License-Identifier: MIT
"""The adapter that tells tenants and landlords (CNT-17)."""

import pytest

EXPIRING = b"lease expiring".ljust(32, b"\0")
FAILED = b"verification failed".ljust(32, b"\0")


@pytest.fixture
def adapter(contattract, miner):
    """The deployed one; the miner wants to hear of both topics."""
    made = contattract.lease_notices
    for topic in (EXPIRING, FAILED):
        contattract.notices.opt_in(made, topic, sender=miner)
    return made
