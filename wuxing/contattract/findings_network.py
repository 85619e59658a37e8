# SPDX-License-Identifier: MIT
"""Where the Contattract paper's chunk network contradicts itself, computed, for findings.py (CNT-20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from wuxing.contattract.chunks.statements import quorum

_MEMBERS = 32
_BLOCK, _TURNS = 100, 32


def paper_providers(ids: list[int]) -> list[int]:
    """3.1.6: the members whose block id is the highest, and equal."""
    return [member for member, id_ in enumerate(ids) if id_ == max(ids)]


def providers(ids: list[int]) -> list[int]:
    """CNT-20: the members at the highest block that two thirds share; none if there is no such block."""
    shared = [id_ for id_, count in Counter(ids).items() if count >= quorum(_MEMBERS)]
    return [member for member, id_ in enumerate(ids) if shared and id_ == max(shared)]


def highest_equal_ids() -> list[str]:
    """Who is read from, by the paper and as decided (CNT-20)."""
    lines = []
    for case, ids in (
        (f"one of {_MEMBERS} members says {_BLOCK + 1}, the others {_BLOCK}", [_BLOCK + 1, *[_BLOCK] * (_MEMBERS - 1)]),
        (f"10 of {_MEMBERS} missed block {_BLOCK} and answer alone", [_BLOCK - 1] * 10),
        (f"22 of {_MEMBERS} are at {_BLOCK}, 10 at {_BLOCK - 1}", [_BLOCK] * 22 + [_BLOCK - 1] * 10),
    ):
        printed, decided = paper_providers(ids), providers(ids)
        read = f"block {ids[decided[0]]} from {len(decided)}" if decided else "nothing is read"
        lines.append(f"{case}: printed: block {ids[printed[0]]} from {len(printed)}; decided: {read}")
    return lines


def executed_at_once(sides: tuple[int, int]) -> list[int]:
    """3.1.7: blocks that each side of a partition executes in a rotation in which every member has a turn.

    An executor executes what it made, and the others what they receive of it.
    """
    return [sum(member in side for member in range(_TURNS)) for side in (range(sides[0]), range(sides[0], _MEMBERS))]


def blocks_before_a_majority() -> list[str]:
    """Blocks that a partition leaves to be undone, by the paper and as decided (CNT-20)."""
    lines = []
    for sides in ((31, 1), (22, 10), (16, 16)):
        printed = executed_at_once(sides)
        decided = [turns if side >= quorum(_MEMBERS) else 0 for side, turns in zip(sides, printed, strict=True)]
        undone = f"{printed[0]} and {printed[1]} blocks executed, {min(printed)} to be undone"
        case = f"{sides[0]} and {sides[1]} members cut off from each other for {_TURNS} turns"
        lines.append(f"{case}: printed: {undone}; decided: {decided[0]} and {decided[1]}, none undone")
    return lines


FINDINGS: dict[str, Callable[[], list[str]]] = {
    "Contattract: the highest equal block": highest_equal_ids,
    "Contattract: executed before the majority": blocks_before_a_majority,
}
