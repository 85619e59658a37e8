# SPDX-License-Identifier: MIT
"""Puts the ZOS mine on a local engine into a state that would take years to reach: for `check` and tests.

Only `ZOSMine`'s own storage words are written. No live network can be staged.
"""

from __future__ import annotations

from eth_abi import encode
from eth_utils import keccak

from wuxing.suite import System


def set_owed(system: System, account: str, amount: int) -> None:
    """Lets an account that has not staked have mined `amount` wei and not harvested them."""
    mine = system.mine
    layout = mine.artifact.layout["storage_layout"]["_accounts"]["slot"]
    slot = int.from_bytes(keccak(encode(["uint256", "address"], [layout, account])), "big")
    if mine.engine.storage(mine.address, slot):
        raise ValueError(f"expected an account that is owed nothing, got {account}")
    mine.engine.set_storage(mine.address, slot, amount)
