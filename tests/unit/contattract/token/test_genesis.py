# SPDX-License-Identifier: MIT
"""CNT.sol and the allocation: CNT-1, CNT-2."""

from __future__ import annotations

from itertools import pairwise

import pytest

from wuxing.contattract import deployment
from wuxing.engine import Revert
from wuxing.params import load

CNT = 10**18
YEAR = 365 * 86_400


def test_supply__is_two_to_the_thirtieth(contattract):
    """CNT-1: exactly 1,073,741,824 with 18 decimals."""
    assert contattract.token.totalSupply() == 2**30 * CNT
    assert contattract.token.decimals() == 18


@pytest.mark.parametrize(
    ("name", "percent"),
    [("partners", 10), ("developers", 5), ("swap", 5), ("ecosystem", 10), ("storage", 35), ("consensus", 35)],
)
def test_allocation__has_the_papers_shares(name, percent):
    """CNT-2: 10, 5, 5, 10 and twice 35 percent."""
    assert load("contattract", "paper").part(name) == 2**30 * CNT * percent // 100


def test_genesis__all_but_the_swap_is_locked(contattract):
    """CNT-2: the vesting holds every grant, the budgets what is swapped (a part of it is with the tests' people)."""
    p = contattract.params
    assert contattract.token.balanceOf(contattract.vesting) == p.supply - p.part("swap")
    assert contattract.vesting.grants() == 5


def test_miners__each_year_brings_five_sixths_of_the_year_before():
    """CNT-2: a falling rate that ends at the whole with year 20."""
    amount = 10**30
    miners = deployment.schedules(load("contattract", "paper"))[deployment.MINERS]
    ends = [miners.earned(amount, year * YEAR) for year in range(21)]
    years = [b - a for a, b in pairwise(ends)]
    assert ends[20] == amount
    for before, after in pairwise(years):
        assert abs(after * 6 - before * 5) <= 22 * amount // 10**9  # cumulative shares are kept in billionths


def test_ecosystem__two_percent_at_the_start_of_each_stage():
    """CNT-2: 2020-23, 2024-27, 2028-31, 2032-35 and from 2036, counted from the launch."""
    stages = deployment.schedules(load("contattract", "paper"))[deployment.ECOSYSTEM]
    for stage in range(5):
        begins = stage * 4 * YEAR
        assert stages.earned(1000, begins - 1) == 200 * stage
        assert stages.earned(1000, begins) == 200 * (stage + 1)


def test_transfer__to_nobody_is_refused(contattract, miner):
    """CNT-1: nothing leaves circulation by accident."""
    with pytest.raises(Revert, match="to is zero"):
        contattract.token.transfer("0x" + "00" * 20, 1, sender=miner)
