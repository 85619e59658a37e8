# SPDX-License-Identifier: MIT
"""A mine at the start of phase 1, whose miners hold what phase 0 gave out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wuxing.xz import stage
from wuxing.xz.signing import Chip

XZ = 10**18
DAY = 86_400
FULL = 4_140 * XZ
FEE = 1_500 * XZ


@pytest.fixture
def chips() -> dict[int, Chip]:
    """Token id -> its chip."""
    return {}


@pytest.fixture
def cabinet(xz, registrar, owner, node, miner, chips) -> Callable[..., int]:
    """Mints the NFTXZ of a new cabinet hosted by node 1; returns its id."""
    if not xz.mine.nodes():
        xz.mine.add_node(node, sender=owner)

    def made(to=miner) -> int:
        number = xz.nft.totalMinted() + 1
        chip = Chip.from_seed(f"chip {number}")
        xz.nft.mint(to, number.to_bytes(32, "big"), 1, 2, chip.address, 1, sender=registrar)
        chips[number] = chip
        return number

    return made


@pytest.fixture
def phase_1(xz, miner, other_miner):
    """The mine when phase 0 is mined; miners have approved it."""
    ended = stage.start_of_phase(xz, 1)
    stage.set_minted(xz, ended, {miner.address: ended // 2, other_miner.address: ended - ended // 2})
    for account in (miner, other_miner):
        xz.token.approve(xz.mine, 2**256 - 1, sender=account)
    return xz.mine


@pytest.fixture
def staked(phase_1, cabinet, miner) -> int:
    """A token at full power in phase 1: stake 4,140, fee 1,500."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL, FEE, sender=miner)
    return token_id
