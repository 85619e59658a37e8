# SPDX-License-Identifier: MIT
"""What every test starts from: an engine, a deployed system, and accounts by role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from eth_utils import keccak

from wuxing.engine import Engine, open_engine
from wuxing.suite import System, deploy

ROLES = ("deployer", "owner", "guardian", "registrar", "operator", "miner", "other_miner", "attacker", "keeper", "node")


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The EVM under test: titanoboa."""
    return open_engine("titanoboa")


def _role(name: str):
    @pytest.fixture(scope="session", name=name)
    def account(engine: Engine):
        return engine.account(ROLES.index(name))

    return account


deployer, owner, guardian, registrar, operator, miner, other_miner, attacker, keeper, node = map(_role, ROLES)


@pytest.fixture(scope="session")
def _deployed_xz(engine: Engine, deployer, owner, guardian, registrar, operator) -> System:
    roles = {"owner": owner, "guardian": guardian, "registrar": registrar, "operator": operator}
    return deploy(engine, "xz", "paper", deployer, {name: role.address for name, role in roles.items()})


@pytest.fixture
def xz(engine: Engine, _deployed_xz: System) -> Iterator[System]:
    """XZ deployed with the `paper` set; whatever a test does to it is undone."""
    with engine.anchor():
        yield _deployed_xz


@pytest.fixture
def onboard(xz: System, owner, registrar, node, miner) -> Callable[..., int]:
    """Puts a cabinet into service: `onboard(chip)` mints an NFTXZ for the chip (to `miner`, or `to`) and stakes it.

    Phase 0: the holder is invited, nothing is staked but the token. Returns the token id.
    """

    def made(chip: Any, to: Any = miner, staked: bool = True) -> int:
        hardware = keccak(text=f"cabinet of {chip.address}")
        token_id = xz.nft.mint(to, hardware, 13_619_800, 1_036_100_000, chip.address, 1, sender=registrar).value
        if staked:
            if not xz.mine.nodes():
                xz.mine.add_node(node, sender=owner)
            xz.mine.invite(to, True, sender=owner)
            xz.mine.stake(token_id, 0, 0, sender=to)
        return token_id

    return made
