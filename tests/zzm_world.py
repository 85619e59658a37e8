# SPDX-License-Identifier: MIT
"""What tests of ZZM share: the system in the hands of its timelock, and a world with money, a market and a team."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from wuxing import devmarket
from wuxing.handover import handover
from wuxing.suite import System, plan
from wuxing.zzm.deployment import TEST_INVESTORS
from wuxing.zzm.params import ZZM
from wuxing.zzm.treasury import TEST_KEYS, treasury

USD = 10**18
NOTE = b"\x07" * 32


@pytest.fixture(scope="session")
def _deployed_zzm(engine, deployer, guardian) -> System:
    made = plan(engine, "zzm", "paper", deployer, {"guardian": guardian.address})
    made.steps += handover(made)
    return made.deploy()


@pytest.fixture
def zzm(engine, _deployed_zzm) -> Iterator[System]:
    """ZZM deployed with the `paper` set, owned by its timelock."""
    with engine.anchor():
        yield _deployed_zzm


class World:
    """ZZM a hundred days after launch: five investors with ZZM, a pair of 1,000,000 ZZM and 100,000 USD, a team."""

    def __init__(self, zzm: System, deployer: Any) -> None:
        self.zzm, self.engine, self.deployer = zzm, zzm.token.engine, deployer
        self.reserve, self.council = zzm.reserve, zzm.timelock
        account = self.engine.account
        self.investors = [account(i) for i in TEST_INVESTORS]
        self.keys = [account(i) for i in TEST_KEYS]
        self.team, self.other = account(50), account(51)
        self.safe = treasury(zzm)
        self.engine.time = max(self.engine.time, zzm.params.launch + 100 * 86_400)
        for i in range(len(self.investors)):
            zzm.vesting.claim(i, sender=deployer)
        self.dollars(self.investors[0], 100_000 * USD)
        devmarket.add_liquidity(zzm, self.investors[0], 1_000_000 * ZZM, 100_000 * USD)

    def dollars(self, account: Any, amount: int) -> None:
        """Gives dollars."""
        self.zzm.stablecoin.mint(account, amount, sender=self.deployer)

    def project(self, state: int = 3, scale: int = 1_000_000 * ZZM, share: int = 3_000, money: int = 0) -> int:
        """A project of the team's, as far as this state (1 registered … 5 failed), with money in its till."""
        reserve = self.reserve
        number = reserve.register(scale, share, NOTE, sender=self.team).value
        if state >= 2:
            reserve.release(number, scale, sender=self.council)
        if state >= 3:
            reserve.start(number, sender=self.team)
            if money:
                self.pay_in(number, money)
        if state >= 4:
            reserve.judge(number, state == 4, sender=self.council)
        return number

    def pay_in(self, number: int, money: int) -> None:
        """The team's profit."""
        self.dollars(self.team, money)
        self.zzm.stablecoin.approve(self.reserve, money, sender=self.team)
        self.reserve.deposit(number, money, sender=self.team)

    def quote(self, amount: int) -> int:
        """ZZM that the market gives for dollars, 0.3% less."""
        zzm, usd = devmarket.reserves(self.zzm)
        return amount * 997 * zzm // (usd * 1_000 + amount * 997)

    def books(self) -> tuple:
        """All that a refused call must leave alone."""
        r, zzm = self.reserve, self.zzm
        projects = tuple(tuple(r.project(n).values()) for n in range(1, r.projects() + 1))
        held = zzm.token.balanceOf(r), zzm.stablecoin.balanceOf(r)
        return r.frozen(), r.total_released(), r.total_refrozen(), projects, held

    def check(self) -> None:
        """ZZM-INV-2 … 4: the books are straight."""
        r, zzm = self.reserve, self.zzm
        projects = [r.project(n) for n in range(1, r.projects() + 1)]
        assert r.frozen() + r.total_released() - r.total_refrozen() == r.project_share()
        assert sum(p["released"] for p in projects) == r.total_released()
        assert sum(p["bought"] + p["returned"] for p in projects) == r.total_refrozen()
        assert zzm.token.balanceOf(r) >= r.frozen() >= 0
        assert zzm.stablecoin.balanceOf(r) >= sum(p["money"] for p in projects)


@pytest.fixture
def world(zzm, deployer) -> World:
    """The world."""
    return World(zzm, deployer)
