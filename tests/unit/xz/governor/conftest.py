# SPDX-License-Identifier: MIT
"""The DAO with one miner who has enough votes to propose and for the quorum, and another with few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import dao


@pytest.fixture
def governor(xz):
    return xz.governor


@pytest.fixture
def electorate(xz, earn, miner, other_miner) -> dict[str, int]:
    """Votes (wei): 12,000 of the miner's, 1,000 of the other miner's, all delegated to themselves."""
    earn(miner, 100)
    shares = {miner: 12_000 * 10**18, other_miner: 1_000 * 10**18}
    xz.token.transfer(other_miner, shares[other_miner], sender=miner)
    for account, amount in shares.items():
        dao.wrap(xz, account, amount)
    return {account.address: amount for account, amount in shares.items()}


@pytest.fixture
def propose(governor, electorate, miner) -> Callable[..., dao.Proposal]:
    """Proposes one call: `propose(contract, method, *arguments)`, by the miner unless `by` says who."""

    def made(contract: Any, method: str, *arguments: Any, by: Any = miner) -> dao.Proposal:
        return dao.propose(governor, by, contract, method, *arguments)

    return made
