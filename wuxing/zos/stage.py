# SPDX-License-Identifier: MIT
"""Puts the ZOS mine on a local engine into a state that would take years to reach: for `check` and tests.

Only `ZOSMine`'s own storage words are written. No live network can be staged.
"""

from __future__ import annotations

from eth_abi import encode
from eth_utils import keccak

from wuxing.suite import System

_MORE = 1 << 216
"""Bit of a miner's word that says that its second word may hold something (contracts/zos/stake_words.vy)."""


def set_owed(system: System, account: str, amount: int) -> None:
    """Lets an account that has not staked have mined `amount` wei and not harvested them."""
    mine = system.mine
    layout = mine.artifact.layout["storage_layout"]

    def slot(name: str) -> int:
        return int.from_bytes(keccak(encode(["uint256", "address"], [layout[name]["slot"], account])), "big")

    if mine.stake_of(account)[0] or mine.engine.storage(mine.address, slot("_accounts")):
        raise ValueError(f"expected an account that has not staked and is owed nothing, got {account}")
    word = mine.engine.storage(mine.address, slot("_miners"))
    mine.engine.set_storage(mine.address, slot("_miners"), word | _MORE)
    mine.engine.set_storage(mine.address, slot("_accounts"), amount)
