# SPDX-License-Identifier: MIT
"""A shop with an order, and a guarded buyer (the miner)."""

import pytest
from eth_hash.auto import keccak

from tests.guarded import guarded

__all__ = ["guarded"]

CODE = b"\x07" * 32
PRICE, CARRIAGE = 100, 9


@pytest.fixture
def shop(contattract, miner, attacker):
    """The shop; buyer and carrier have approved it."""
    for account in (miner, attacker):
        contattract.token.approve(contattract.shop, 2**255, sender=account)
    return contattract.shop


@pytest.fixture
def order(shop, miner, other_miner, attacker) -> int:
    """The miner orders from the other miner; the attacker carries."""
    return shop.order(other_miner, attacker, PRICE, CARRIAGE, b"\1" * 32, keccak(CODE), sender=miner).value
