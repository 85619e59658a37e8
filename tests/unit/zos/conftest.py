# SPDX-License-Identifier: MIT
"""ZOS deployed, and people with ZOS to stake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from wuxing.engine import Engine
from wuxing.params import load
from wuxing.suite import System, deploy

ZOS = 10**18
DAY = 86_400
YEAR = 365 * DAY
WORKER, VALIDATOR, GUARD, QUEEN = range(4)
FUNDS = 1_000_000 * ZOS


@pytest.fixture(scope="session")
def _deployed_zos(engine: Engine, deployer, owner, guardian, node, miner, other_miner, attacker) -> System:
    roles = {"owner": owner, "guardian": guardian, "node_payee": node}
    midnight = (engine.time // DAY + 2) * DAY
    params = load("zos", "paper")
    params = replace(params, first_halving=midnight + params.halving_period)
    addresses = {name: role.address for name, role in roles.items()}
    system = deploy(engine, "zos", "paper", deployer, addresses, params)
    for account in (miner, other_miner, attacker):
        system.budgets.spend(1, account, FUNDS, "tests", sender=owner)
        system.token.approve(system.mine, 2**256 - 1, sender=account)
    return system


@pytest.fixture
def before_launch(engine: Engine, _deployed_zos: System) -> Iterator[System]:
    """ZOS with its launch at a midnight to come."""
    with engine.anchor():
        yield _deployed_zos


@pytest.fixture
def zos(engine: Engine, before_launch: System) -> System:
    """ZOS in the second of its launch; miner, other_miner and attacker have 1 M ZOS each and have approved the mine."""
    engine.time = before_launch.mine.launch()
    return before_launch


@pytest.fixture
def harvested(engine: Engine, zos: System, miner) -> Any:
    """Lets the miner, alone, stake and harvest a day's emission at a midnight; what was harvested."""
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    engine.time = zos.mine.launch() + DAY
    return zos.mine.harvest(miner, sender=miner).value
