# SPDX-License-Identifier: MIT
"""NFTXZSwap's events (XZ-25)."""

from __future__ import annotations

from tests.events import emitted
from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, transfer

XZ = WHOLE = 10**18


def test_order__listed_filled_cancelled__event_each(market, onboard, engine, miner, other_miner):
    xz, chip = market.xz, Chip.from_seed("for sale")
    token, expiry = onboard(chip, staked=False), engine.time + 86_400
    xz.nft.approve(xz.swap, token, sender=miner)
    emitted(
        xz.swap.list_token(token, 5 * XZ, False, expiry, WHOLE // 2, sender=miner), "NFTXZSwap.Listed",
        order=1, seller=miner, token_id=token, price=5 * XZ, in_stablecoin=False, expiry=expiry, life=WHOLE // 2,
    )  # fmt: skip
    xz.swap.list_token(token, 6 * XZ, False, expiry, WHOLE, sender=miner)
    emitted(xz.swap.cancel(2, sender=miner), "NFTXZSwap.Cancelled", order=2)
    market.coins(other_miner, 5 * XZ)
    xz.token.approve(xz.swap, 5 * XZ, sender=other_miner)
    message = transfer(token, miner.address, other_miner.address, xz.nft.nonceOf(token), expiry)
    signature = chip.sign(domain_of(xz.nft).digest(message))
    receipt = xz.swap.fill_with_chip(1, 5 * XZ, 0, expiry, signature, sender=other_miner)
    emitted(
        receipt, "NFTXZSwap.Filled",
        order=1, buyer=other_miner, token_id=token, seller=miner, price=5 * XZ, in_stablecoin=False, life=WHOLE,
    )  # fmt: skip
    emitted(receipt, "NFTXZ.Transfer", {"from": miner}, to=other_miner, id=token)
