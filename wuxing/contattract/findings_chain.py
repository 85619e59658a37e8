# SPDX-License-Identifier: MIT
"""Where the Contattract paper's chain contradicts itself, computed, for wuxing/contattract/findings.py (CNT-22)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable

from wuxing.contattract.sessions.routing import choose

_RELAYS = 5
_BLOCKS = 1_000


def _bytes(text: str, size: int) -> bytes:
    return hashlib.shake_256(text.encode()).digest(size)


def paper_executor(nodes: list[bytes], block_hash: bytes) -> list[bytes]:
    """4.5: the nodes with the least (NodeId % BlockHash) & 0xff; more than one where they are equal."""
    values = [int.from_bytes(node, "big") % int.from_bytes(block_hash, "big") & 0xFF for node in nodes]
    return [node for node, value in zip(nodes, values, strict=True) if value == min(values)]


def executor_by_remainder() -> list[str]:
    """The executor by (NodeId % BlockHash) & 0xff is no random choice (CNT-22)."""
    hashes = [_bytes(f"block {i}", 32) for i in range(_BLOCKS)]
    lines = []
    for size, kind in ((20, "addresses"), (32, "hashes"), (64, "public keys")):
        nodes = [_bytes(f"node {i}", size) for i in range(_RELAYS)]
        found = [paper_executor(nodes, block_hash) for block_hash in hashes]
        counts = Counter(first[0] for first in found)
        ties = sum(len(first) > 1 for first in found)
        lines.append(
            f"ids of {size} bytes ({kind}): the most frequent of {_RELAYS} is executor for {max(counts.values())} "
            f"of {_BLOCKS} blocks, {len(counts)} are ever; {ties} times undecided"
        )
    nodes = [_bytes(f"node {i}", 20) for i in range(_RELAYS)]
    ours = Counter(choose(b"session", block_hash, nodes, 3)[0] for block_hash in hashes)
    return [
        *lines,
        f"by keccak256(block hash, session, id): the most frequent for {max(ours.values())}, all {len(ours)}",
    ]


FINDINGS: dict[str, Callable[[], list[str]]] = {"Contattract: the executor by a remainder": executor_by_remainder}
