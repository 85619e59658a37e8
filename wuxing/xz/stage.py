# SPDX-License-Identifier: MIT
"""Puts a mine on a local engine into a state that would take years to reach: for `check`, tests and benchmarks.

Only `XZMine`'s own storage words are written, and XZ is minted as if the mine had done it, so that every invariant
holds afterwards. No live network can be staged.
"""

from __future__ import annotations

from eth_abi import encode
from eth_utils import keccak

from wuxing.suite import System

_MELTED = 74 + 73


def _slot(system: System, name: str) -> int:
    return system.mine.artifact.layout["storage_layout"][name]["slot"]


def set_minted(system: System, minted: int, holders: dict[str, int]) -> None:
    """Lets a fresh mine have minted `minted` wei, held by `holders` (the amounts' sum is `minted`)."""
    if sum(holders.values()) != minted:
        raise ValueError(f"expected holders of {minted} wei together, got {sum(holders.values())}")
    mine = system.mine
    slot = _slot(system, "_totals")
    word = mine.engine.storage(mine.address, slot)
    if word & ((1 << 96) - 1):
        raise ValueError("expected a mine that has minted nothing")
    mine.engine.set_storage(mine.address, slot, word | minted)
    for holder, amount in holders.items():
        if amount:
            system.token.mint(holder, amount, sender=mine.address)


def set_melted(system: System, token: int, melted: int) -> None:
    """Lets `melted` nominal wei of an unstaked, unmelted token have melted."""
    mine = system.mine
    slot = int.from_bytes(keccak(encode(["uint256", "uint256"], [_slot(system, "_positions"), token])), "big")
    if mine.engine.storage(mine.address, slot):
        raise ValueError(f"expected token {token} to be fresh")
    mine.engine.set_storage(mine.address, slot, melted << _MELTED)
    totals = _slot(system, "_totals")
    word = mine.engine.storage(mine.address, totals)
    mine.engine.set_storage(mine.address, totals, word + (melted << 96))


def start_of_phase(system: System, phase: int) -> int:
    """XZ minted (wei) when a phase begins."""
    return system.params.phase_ends[phase - 1] if phase else 0
