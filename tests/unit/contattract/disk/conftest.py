# SPDX-License-Identifier: MIT
"""A disk whose proofs are an account (`keeper`), so that a test says who is verified."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ROLES
from wuxing.engine import Engine, open_engine
from wuxing.engine.base import Contract
from wuxing.suite import System, plan

CNT = 10**18
DAY = 86_400
ANY = 2**256 - 1
FUNDS = 1_000_000 * CNT
CONTRACTS = ("token", "vesting", "budgets", "recovery", "disk", "rights")


class Rented:
    """1,000 MB verified for `landlord` since a midnight (`start`), 100 CNT in the pool, nothing leased."""

    def __init__(self, system: System, keeper: Any, landlord: Any, tenant: Any):
        self.system, self.keeper, self.landlord, self.tenant = system, keeper, landlord, tenant
        self.disk: Contract = system.disk
        self.engine: Any = self.disk.engine
        self.start = (self.engine.time // DAY + 1) * DAY
        self.day = self.start // DAY
        self.at(0)
        self.disk.record_pass([landlord], 0, 1_000, True, False, sender=keeper)
        self.at(0)
        self.disk.donate(100 * CNT, sender=tenant)
        self.at(0)

    def at(self, seconds: int) -> None:
        """The next transaction happens so long after the start; the landlord passes at each midnight until then."""
        until = self.start + seconds
        while (self.day + 1) * DAY <= until:
            self.day += 1
            self.engine.hold(self.day * DAY)
            self.disk.record_pass([self.landlord], 1, 1_000, True, True, sender=self.keeper)
        self.engine.hold(until)

    def lease(self, mb: int, days: int, sender: Any = None, reclaim: tuple[int, ...] = ()) -> int:
        """Leases without bounds; the lease's number. The clock stays."""
        now = self.engine.time
        receipt = self.disk.lease(mb, days, ANY, ANY, list(reclaim), sender=sender or self.tenant)
        self.engine.hold(now)
        return receipt.value

    @property
    def world(self) -> dict[str, Any]:
        """What the disk counts now."""
        return self.disk.world()


def deployed(
    engine: Engine, set_name: str, deployer: Any, roles: dict[str, str], owner: Any, people: list[Any]
) -> System:
    """The disk and what it needs; people have 1 M CNT each, allowed to the disk and the rights."""
    made = plan(engine, "contattract", set_name, deployer, roles)
    made.deploy(CONTRACTS)
    for account in people:
        made.system.budgets.spend(0, account, FUNDS, "tests", sender=owner)
        made.system.token.approve(made.system.disk, ANY, sender=account)
        made.system.token.approve(made.system.rights, ANY, sender=account)
    return made.system


@pytest.fixture(scope="session")
def _deployed_disk(deployer, owner, guardian, keeper, miner, other_miner, attacker) -> System:
    """On revm whatever network is under test: several moves happen in one second, days pass by the hundred."""
    engine = open_engine("revm")
    for index in range(len(ROLES)):
        engine.account(index)  # which funds it
    roles = {"owner": owner.address, "guardian": guardian.address, "proofs": keeper.address}
    return deployed(engine, "paper", deployer, roles, owner, [owner, miner, other_miner, attacker])


@pytest.fixture
def rented(_deployed_disk: System, keeper, node, miner) -> Iterator[Rented]:
    """See `Rented`; put back after each test. Tenant: miner; landlord: node."""
    with _deployed_disk.disk.engine.anchor():
        yield Rented(_deployed_disk, keeper, node, miner)
