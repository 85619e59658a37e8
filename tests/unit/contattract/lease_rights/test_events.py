# SPDX-License-Identifier: MIT
"""LeaseRights' events (CNT-9, CNT-10)."""

from __future__ import annotations

from tests.events import emitted
from tests.unit.contattract.disk.conftest import ANY, DAY


def test_rights__given_offered_bought__event_each(rented, other_miner, attacker):
    rights, lease, now = rented.system.rights, rented.lease(10, 20), rented.engine.time
    emitted(
        rights.give(lease, attacker, now + 2 * DAY, now + DAY, sender=rented.tenant), "LeaseRights.Given",
        lease=lease, account=attacker, read_until=now + 2 * DAY, write_until=now + DAY,
    )  # fmt: skip
    emitted(
        rights.offer(lease, 5, 7, sender=rented.tenant), "LeaseRights.Offered", lease=lease, read_price=5, write_price=7
    )
    for write, price in ((False, 5), (True, 7)):
        rented.at(100)
        emitted(
            rights.buy(lease, write, 2, ANY, ANY, sender=other_miner), "LeaseRights.Bought",
            lease=lease, account=other_miner, write=write, until=rented.start + 100 + 2 * DAY, cost=2 * price,
        )  # fmt: skip
