# SPDX-License-Identifier: MIT
"""Completed exchanges of three kinds to attest to, between the miner and the other miner (CNT-19)."""

from types import SimpleNamespace

import pytest
from eth_hash.auto import keccak

from tests.unit.contattract.attachments.conftest import attachments, trade
from tests.unit.contattract.shop.conftest import CODE, order, shop

__all__ = ["attachments", "order", "shop", "trade"]

DAY = 86_400


@pytest.fixture
def exchanges(contattract, engine, miner, other_miner, attacker, trade, shop):
    """`exchanges(kind)` makes an exchange that is not completed: its contract, its number, and what completes it."""

    def made(kind):
        if kind == "attachments":
            sale = trade("revealed")

            def complete():
                engine.time = max(engine.time, sale.deadline)
                contattract.attachments.claim(sale.id, sender=miner)

            return SimpleNamespace(contract=contattract.attachments, number=sale.id, complete=complete)
        if kind == "hires":
            contattract.hires.set_rate(10**18, sender=miner)
            contattract.token.approve(contattract.hires, 2**255, sender=other_miner)
            receipt = contattract.hires.hire(miner, DAY, 10**30, sender=other_miner)
            end = receipt.named("Hired")[0].end

            def complete():
                engine.time = end

            return SimpleNamespace(contract=contattract.hires, number=receipt.value, complete=complete, end=end)
        contattract.token.approve(shop, 2**255, sender=other_miner)
        number = shop.order(miner, attacker, 10, 1, b"\1" * 32, keccak(CODE), sender=other_miner).value
        shop.take(number, sender=attacker)

        def complete():
            shop.confirm(number, sender=other_miner)

        return SimpleNamespace(contract=shop, number=number, complete=complete)

    return made
