# SPDX-License-Identifier: MIT
"""Transfer and Approval of every coin of the suite (XZ-1, ZOS-1, ZZM-1, CNT-1), made, moved, allowed and burned."""

from __future__ import annotations

import pytest

from tests.events import emitted
from wuxing.engine import artifact
from wuxing.engine.base import ZERO_ADDRESS, initcode

SUPPLY = 2**30 * 10**18
COINS = {
    "XZ": lambda maker: (maker, SUPPLY),
    "ZOS": lambda maker: (maker, SUPPLY, [maker], [SUPPLY]),
    "ZZM": lambda maker: (maker, SUPPLY),
    "CNT": lambda maker: ([maker], [SUPPLY]),
    "DevStablecoin": lambda maker: (maker, 18),
    "DevToken": lambda maker: (maker, 8, "Coin", "COIN"),
}


@pytest.mark.parametrize("name", COINS)
def test_coin__made_moved_allowed_burned__event_each(engine, owner, miner, keeper, name):
    with engine.anchor():
        born = engine.transact(owner, None, initcode(artifact(name), *COINS[name](owner.address)))
        coin = engine.at(name, born.address)
        made = coin.mint(owner, SUPPLY, sender=owner) if not coin.totalSupply() else born
        emitted(made, f"{name}.Transfer", {"from": ZERO_ADDRESS}, to=owner, amount=SUPPLY)
        emitted(coin.transfer(miner, 70, sender=owner), f"{name}.Transfer", {"from": owner}, to=miner, amount=70)
        allowed = coin.approve(keeper, 50, sender=miner)
        emitted(allowed, f"{name}.Approval", owner=miner, spender=keeper, amount=50)
        moved = coin.transferFrom(miner, owner, 20, sender=keeper)
        emitted(moved, f"{name}.Transfer", {"from": miner}, to=owner, amount=20)
        assert coin.allowance(miner, keeper) == 30
        if any(e.get("name") == "burnFrom" for e in coin.artifact.abi):
            burned = coin.burnFrom(miner, 10, sender=keeper)
            emitted(burned, f"{name}.Transfer", {"from": miner}, to=ZERO_ADDRESS, amount=10)
            burned = coin.burn(5, sender=miner)
            emitted(burned, f"{name}.Transfer", {"from": miner}, to=ZERO_ADDRESS, amount=5)
