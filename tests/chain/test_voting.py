# SPDX-License-Identifier: MIT
"""XZ-18: voting scenarios as rows that a person can read, run by `check clique`.

A block is the signer and what it does: `A` nothing, `A+C` votes to add C, `A-C` votes to drop C,
`A[AB]` lists A and B as a checkpoint does. The outcome is the signers left, or `!` and the reason.
"""

from typing import Any, NamedTuple

import pytest

from wuxing.xz import check_clique


class Scenario(NamedTuple):
    name: str
    signers: str
    blocks: str
    outcome: str
    epoch: int = 30_000


# go-ethereum's scenarios for Clique, in this notation.
GETH = [
    Scenario("one signer, no vote", "A", "A", "A"),
    Scenario("one signer adds one, a second needs two votes", "A", "A+B B A+C", "AB"),
    Scenario("two signers add two, a third needs three votes", "AB", "A+C B+C A+D B+D C A+E B+E", "ABCD"),
    Scenario("one signer drops itself", "A", "A-A", ""),
    Scenario("two signers, one vote drops nobody", "AB", "A-B", "AB"),
    Scenario("two signers, both votes drop one", "AB", "A-B B-B", "A"),
    Scenario("three signers, two drop the third", "ABC", "A-C B-C", "AB"),
    Scenario("four signers, two are not enough to drop", "ABCD", "A-C B-C", "ABCD"),
    Scenario("four signers, three are enough to drop", "ABCD", "A-D B-D C-D", "ABC"),
    Scenario("a vote to add counts once a signer", "AB", "A+C B A+C B A+C", "AB"),
    Scenario("several may be added at a time", "AB", "A+C B A+D B A B+D A B+C", "ABCD"),
    Scenario("a vote to drop counts once a signer", "AB", "A-B B A-B B A-B", "AB"),
    Scenario("several may be dropped at a time", "ABCD", "A-C B C A-D B C A B-D C-D A B-C", "AB"),
    Scenario("a dropped signer's votes to drop are gone", "ABC", "C-B A-C B-C A-B", "AB"),
    Scenario("a dropped signer's votes to add are gone", "ABC", "C+D A-C B-C A+D", "AB"),
    Scenario("no cascade: only the account voted on changes", "ABCD", "A-C B C A-D B-C C A B-D C-D", "ABC"),
    Scenario("a majority left by a drop takes effect on touch", "ABCD", "A-C B C A-D B-C C A B-D C-D A C+C", "AB"),
    Scenario("a majority left by a drop may be lost on touch", "ABCD", "A-C B C A-D B-C C A B-D C-D A B+C", "ABC"),
    Scenario(
        "no vote survives a change of standing",
        "ABCDE",
        "A+F B+F C+F D-F E-F B-F C-F D+F E+F B-A C-A D-A B+F",
        "BCDEF",
    ),
    Scenario("an epoch forgets the votes", "AB", "A+C B A[AB] B+C", "AB", 3),
    Scenario("a stranger may not seal", "A", "B", "!unauthorized signer"),
    Scenario("nobody seals twice in a row", "AB", "A A", "!recently signed"),
    Scenario("a checkpoint does not forget who sealed", "ABC", "A B A[ABC] A", "!recently signed", 3),
]

# Corners that the rules have besides.
MORE = [
    Scenario("no block at all", "BA", "", "AB"),
    Scenario("a checkpoint without its list", "AB", "A B A", "!invalid checkpoint", 3),
    Scenario("a checkpoint with too short a list", "AB", "A B A[A]", "!invalid checkpoint", 3),
    Scenario("a checkpoint with a stranger", "AB", "A B A[ABC]", "!invalid checkpoint", 3),
    Scenario("a checkpoint with a signer twice", "AB", "A B A[ABB]", "!invalid checkpoint", 3),
    Scenario("a checkpoint that misses a new signer", "A", "A+B B A[A]", "!invalid checkpoint", 3),
    Scenario("a checkpoint with a new signer", "A", "A+B B A[AB]", "AB", 3),
    Scenario("a checkpoint that votes to add", "AB", "A B A+C[AB]", "!invalid checkpoint", 3),
    Scenario("a checkpoint that votes to drop", "AB", "A B A-B[AB]", "!invalid checkpoint", 3),
    Scenario("the signers named between checkpoints", "AB", "A B[AB]", "AB"),
    Scenario("others named between checkpoints", "AB", "A B[A]", "!invalid checkpoint"),
    Scenario("a stranger's wrong checkpoint fails as a checkpoint", "AB", "A B C[A]", "!invalid checkpoint", 3),
    Scenario("a dropped signer may not seal", "AB", "A-B B-B B", "!unauthorized signer"),
    Scenario("nobody may seal after the last signer", "A", "A-A A", "!unauthorized signer"),
    Scenario("a failure in the middle ends it", "AB", "A A B", "!recently signed"),
    Scenario("a new signer may seal at once", "A", "A+B B", "AB"),
    Scenario("the limit grows with the signers", "ABC", "A+D B+D A", "!recently signed"),
    Scenario("the limit shrinks with the signers", "ABCD", "A-D B-D C-D B", "ABC"),
    Scenario("but not for the signer of the drop", "ABCD", "A-D B-D C-D C", "!recently signed"),
    Scenario("four signers: two blocks between", "ABCD", "A B A", "!recently signed"),
    Scenario("four signers: the third is free", "ABCD", "A B C A", "ABCD"),
    Scenario("a vote to add a signer says nothing", "AB", "A+B B+B", "AB"),
    Scenario("a vote to drop a stranger says nothing", "AB", "A-C B-C A+C", "AB"),
    Scenario("a vote is taken back by its opposite", "ABC", "A+D A-D", "!recently signed"),
    Scenario("a vote taken back no longer counts", "ABC", "A+D B A-D C+D B", "ABC"),
    Scenario("a meaningless vote takes the earlier one back", "ABC", "A-C B A+C B-C", "ABC"),
    Scenario("votes of one epoch and the next do not add up", "ABC", "A+D B[ABC] C+D", "ABC", 2),
]

# 投票场景举例 of the paper, in its order. A signer that votes twice waits for its turn between.
PAPER = [
    Scenario("AB each drop C and D, C drops D", "ABCD", "A-C B C A-D B-C C A B-D C-D", "ABC"),
    Scenario("then B votes for C's remaining seat", "ABCD", "A-C B C A-D B-C C A B-D C-D A B+C", "ABC"),
    Scenario("then C itself touches the vote on C", "ABCD", "A-C B C A-D B-C C A B-D C-D A C+C", "AB"),
    Scenario(
        "F added, dropped, A dropped, F added by B, D, E",
        "ABCDE",
        "A+F B+F C+F D-F E-F B-F C-F D+F E+F B-A C-A D-A B+F",
        "BCDEF",
    ),
]


def parse(block: str) -> dict[str, Any]:
    """One block of a row as the command's file has it."""
    act, _, listed = block.partition("[")
    case: dict[str, Any] = {"signer": act[0]}
    if len(act) > 1:
        case |= {"voted": act[2], "auth": act[1] == "+"}
    return case | ({"checkpoint": list(listed.rstrip("]"))} if listed else {})


def case_of(row: Scenario) -> dict[str, Any]:
    """A row as a case of the command's file."""
    return {
        "epoch": row.epoch,
        "signers": list(row.signers),
        "blocks": [parse(b) for b in row.blocks.split()],
    }


def result_of(row: Scenario) -> dict[str, Any]:
    """What the command should print for a row."""
    return {"failure": row.outcome[1:]} if row.outcome.startswith("!") else {"signers": list(row.outcome)}


@pytest.mark.parametrize("row", [*GETH, *MORE, *PAPER], ids=lambda row: row.name)
def test_check_clique__scenario__outcome(row: Scenario):
    """XZ-18"""
    assert check_clique.run(case_of(row)) == result_of(row)


def test_voting__the_papers_cascade__does_not_happen():
    """XZ-18, finding: 级联投票. Of A, B, C, D, A and B add E (2 of 4), then A, B, C drop D.

    The paper says that the drop makes E's two votes of three enough by itself; by EIP-225, and by the
    paper's own scenario 1, only the account voted on changes. E comes in when somebody touches its vote.
    """
    papers_sentence = Scenario("", "ABCD", "A+E B+E C-D A-D B-D", "ABC")
    assert check_clique.run(case_of(papers_sentence)) == {"signers": ["A", "B", "C"]}
    touched = papers_sentence._replace(blocks=papers_sentence.blocks + " A+E")
    assert check_clique.run(case_of(touched)) == {"signers": ["A", "B", "C", "E"]}
