# SPDX-License-Identifier: MIT
"""What the contracts ask of a chain, measured on it before anything is sent.

Not by a list of chains: a few bytes of code run by eth_call and tell what a contract would see there.
"""

from __future__ import annotations

from collections.abc import Collection

from wuxing.engine import EngineError, Revert
from wuxing.engine.ape_network import ApeEngine, is_py_evm

DRAWN_BY_BLOCKS = ("SectorBonds", "StorageProofs")
"""Contracts that draw by the hash of a block and count blocks: they need the chain's own, for the last 256."""

_REACH = 255
"""How far back a hash is asked for: within the 256 blocks whichever block eth_call takes for its own."""
_YEAR = 366 * 86_400
# stores a 1 transiently, loads it and copies it in memory: TSTORE, TLOAD, PUSH0, MCOPY
_CANCUN = bytes.fromhex("60015f5d" + "5f5c602052" + "602060205f5e")
_NUMBER, _TIMESTAMP, _BLOCKHASH = b"\x43", b"\x42", b"\x40"


class ChainError(EngineError):
    """A chain on which contracts of a system would not do what they promise."""


def check_chain(engine: ApeEngine, contracts: Collection[str]) -> None:
    """Raises ChainError unless the chain's EVM is what these contracts were written for. Sends nothing.

    All need Cancun's instructions and time in seconds. Those that draw by blocks need `block.number` and `blockhash`
    of the chain itself: some chains answer with their parent's, or with nothing.
    """
    if is_py_evm(engine.provider):
        return  # of this process
    where = engine.provider.network_choice
    latest = engine.header()
    number = int(latest["number"], 16)
    asked = [n for n in (number - 1, number - _REACH) if n >= 0]
    words = _run(engine, number, asked)
    if words is None:
        raise ChainError(f"{where}: expected an EVM with Cancun's instructions, the code of a probe did not run there")
    seen, time, *hashes = words
    told = int(latest["timestamp"], 16)
    if number == 0:
        return  # nothing happened yet, and some nodes make time and number up there: a development chain
    if not told <= time < told + _YEAR:
        raise ChainError(f"{where}: expected time in seconds from {told} on, a contract sees {time}")
    drawn = [name for name in DRAWN_BY_BLOCKS if name in contracts]
    if not drawn:
        return
    why = f"{', '.join(drawn)} would draw by blocks that are not this chain's"
    if seen not in (number, number + 1):
        raise ChainError(f"{where}: expected contracts to see block {number}, they see {seen} (its parent's?): {why}")
    for n, found in zip(asked, hashes, strict=True):
        wanted = int(engine.header(n)["hash"], 16)
        if found != wanted:
            raise ChainError(
                f"{where}: expected blockhash({n}) to be {wanted:#066x}, a contract gets {found:#066x}: {why}"
            )


def _run(engine: ApeEngine, number: int, asked: list[int]) -> list[int] | None:
    """Number, time and the hashes of blocks as a contract sees them at a block; None where the code does not run."""
    values = [_NUMBER, _TIMESTAMP, *(b"\x7f" + n.to_bytes(32) + _BLOCKHASH for n in asked)]
    stores = b"".join(value + b"\x61" + (32 * i).to_bytes(2) + b"\x52" for i, value in enumerate(values, 1))
    try:
        output = engine.ran(_CANCUN + stores + b"\x61" + (32 * (len(values) + 1)).to_bytes(2) + b"\x5f\xf3", number)
    except (Revert, EngineError):
        return None
    words = [int.from_bytes(output[i : i + 32]) for i in range(0, len(output), 32)]
    return words[1:] if len(words) == len(values) + 1 and words[0] == 1 else None
