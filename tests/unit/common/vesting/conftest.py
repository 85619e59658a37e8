# SPDX-License-Identifier: MIT
"""A coin and a Vesting of the owner's, who holds a billion of the coin and has approved it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from wuxing.engine import Engine
from wuxing.vesting import YEAR, Schedule, line, tranches

COIN = 10**18
TRANCHES = tranches((0, YEAR, 2 * YEAR), (2_000, 3_000, 5_000))
FIRST = (TRANCHES, line(4 * YEAR))


def deployed(engine: Engine, owner: Any, guardian: Any, schedules: tuple[Schedule, ...]) -> SimpleNamespace:
    coin = engine.deploy("DevStablecoin", owner, 18, sender=owner)
    vesting = engine.deploy("Vesting", owner, guardian, coin, [s.argument() for s in schedules], [], sender=owner)
    coin.mint(owner, 10**9 * COIN, sender=owner)
    coin.approve(vesting, 2**256 - 1, sender=owner)
    return SimpleNamespace(coin=coin, vesting=vesting)


@pytest.fixture(scope="module")
def _deployed(engine: Engine, owner, guardian) -> SimpleNamespace:
    return deployed(engine, owner, guardian, FIRST)


@pytest.fixture
def house(engine: Engine, _deployed) -> Iterator[SimpleNamespace]:
    """`house.coin` and `house.vesting`, with curves 0 (20/30/50) and 1 (four years in a line)."""
    with engine.anchor():
        yield _deployed


@pytest.fixture
def grant(engine: Engine, house, owner, miner):
    """Makes a grant of 100 coins to the miner that begins now; `grant(schedule, revocable=…)` is its number."""

    def made(schedule: int = 0, amount: int = 100 * COIN, start: int | None = None, revocable: bool = False) -> int:
        begins = engine.time if start is None else start
        return house.vesting.create(miner, amount, schedule, begins, revocable, sender=owner).value

    return made
