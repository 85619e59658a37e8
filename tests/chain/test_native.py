# SPDX-License-Identifier: MIT
"""The native chain in daily spans: one chain of headers, asleep between (XZ-18)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from wuxing.params import load
from wuxing.xz.attacks import honest_nodes, propose
from wuxing.xz.native import DailyChain
from wuxing.xz.node import Node

START, DAY = 1_893_488_400, 86_400
PARAMS = load("xz", "paper")


def test_day__three_days__make_one_chain_with_gaps() -> None:
    chain = DailyChain(honest_nodes(7), [], PARAMS, 1, START, 60)
    spans = [chain.day(START + day * DAY) for day in range(3)]
    assert all(17 <= span.blocks <= 20 for span in spans)
    blocks = chain.network.chain()
    assert len(blocks) == 1 + sum(span.blocks for span in spans)
    gaps = [b.header.time - a.header.time for a, b in pairwise(blocks)]
    assert sum(gap > DAY - 120 for gap in gaps) == 2
    assert all(3 <= gap <= 12 for gap in gaps if gap < DAY - 120)


def test_day__without_a_node__its_turns_are_sealed_by_others() -> None:
    nodes = honest_nodes(7)
    chain = DailyChain(nodes, [], PARAMS, 1, START, 120)
    chain.day(START)
    dark = chain.day(START + DAY, frozenset({nodes[0]}))
    assert nodes[0].name not in dark.shares
    assert dark.blocks >= 30
    assert dark.in_turn < dark.blocks
    assert nodes[0].name in chain.day(START + 2 * DAY).shares


def test_day__a_vote__seats_a_candidate_for_good() -> None:
    nodes, candidate = honest_nodes(7), Node("candidate")
    chain = DailyChain(nodes, [candidate], replace(PARAMS, chain_epoch=30_000), 1, START, 120)
    propose(nodes, candidate.address, True)
    first = chain.day(START)
    assert first.votes >= 4
    assert candidate.address in chain.signers
    second = chain.day(START + DAY)
    assert (second.signers, candidate.name in second.shares) == (8, True)
