# SPDX-License-Identifier: MIT
"""Contattract deployed, and people with CNT."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.proof_world import Landlords, paper
from wuxing.engine import Engine
from wuxing.suite import System, deploy

CNT = 10**18
DAY = 86_400
FUNDS = 1_000_000 * CNT


@pytest.fixture(scope="session")
def _deployed_contattract(engine: Engine, deployer, owner, guardian, node, miner, other_miner, attacker) -> System:
    roles = {"owner": owner.address, "guardian": guardian.address, "consensus_payee": node.address}
    system = deploy(engine, "contattract", "paper", deployer, roles, paper(engine))
    for account in (miner, other_miner, attacker):
        system.budgets.spend(0, account, FUNDS, "tests", sender=owner)
    return system


@pytest.fixture
def contattract(engine: Engine, _deployed_contattract: System) -> Iterator[System]:
    """Contattract with the `paper` set, put back after each test; miner, other_miner and attacker have 1 M CNT each."""
    with engine.anchor():
        yield _deployed_contattract


@pytest.fixture
def landlords(contattract: System, owner) -> Landlords:
    """Landlords of the world disk, none yet, at a noon."""
    made = Landlords(contattract, owner)
    made.next_day()
    return made
