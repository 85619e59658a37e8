# SPDX-License-Identifier: MIT
"""Where the Contattract paper's storage contradicts itself, computed, for wuxing/contattract/findings.py (CNT-11)."""

from __future__ import annotations

from collections.abc import Callable

from wuxing.params import load

_MESSAGE_GAS = 451_315
"""A message of a full group with 22 signatures, as `python -m benchmarks.proofs` measures it."""
_BLOCK_GAS, _BLOCKS_A_DAY = 30_000_000, 7_200
_DISKS = {"1 TB": 1 << 20, "1 PB": 1 << 30, "16 PB": 1 << 34}
"""Disks in MB; 3.1.4 draws one of 16 PB."""


def size_of_a_group() -> list[str]:
    """Finding: a chunk, whose replicas form a group, has 1 MB (3.1.4) or 1 GB (3.1.3, 8.2.4)."""
    lines, day = [], _BLOCK_GAS * _BLOCKS_A_DAY
    for name in ("paper", "reconciled"):
        size = load("contattract", name).group_chunks
        costs = [f"{disk} {-(-mb // size) * _MESSAGE_GAS / day:.4g}" for disk, mb in _DISKS.items()]
        lines.append(f"{name}: groups of {size:,} MB, a message each a day; of a chain's gas: {', '.join(costs)}")
    groups = day // _MESSAGE_GAS
    return [*lines, f"a chain of {_BLOCK_GAS:,} gas every 12 s carries {groups:,} messages a day and nothing else"]


FINDINGS: dict[str, Callable[[], list[str]]] = {"Contattract: a chunk of a megabyte or a gigabyte": size_of_a_group}
