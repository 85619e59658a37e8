# SPDX-License-Identifier: MIT
"""tools/prove: no finding goes by unanswered, and no packed word is left out. The tools run in `make prove`."""

import re

import pytest

from tools.prove.__main__ import unanswered
from tools.prove.analysers import Finding
from tools.prove.words import PAIRS
from wuxing.paths import CONTRACTS

FOUND = Finding("slither", "timestamp", "NFTXZ.chipOf", "uses timestamp")
ANSWER = {"tool": "slither", "rule": "timestamp", "where": ["NFTXZ.*"], "reason": "days"}
NOT_PAIRS = [
    "contattract/LeaseNotices._mark",  # a digest
    "contattract/LeaseNotices._seats_mark",  # a digest
    "contattract/disk_words._changed",  # one count of a word of days
    "contattract/shop_words._stage",  # a part of _pack's
    "xz/position._pair",  # read by halves
]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"rule": "tx-origin"}, ["slither: timestamp: NFTXZ.chipOf: uses timestamp", "answers nothing any more"]),
        ({"where": ["XZ.*"]}, ["slither: timestamp: NFTXZ.chipOf: uses timestamp", "answers nothing any more"]),
        ({"what": "uses a clock"}, ["slither: timestamp: NFTXZ.chipOf: uses timestamp", "answers nothing any more"]),
        ({"tool": "halmos"}, ["slither: timestamp: NFTXZ.chipOf: uses timestamp"]),
    ],
    ids=["answered", "another rule", "another place", "other words", "of a tool that did not run"],
)
def test_unanswered__a_finding__has_an_answer_or_is_told(change, said):
    lines = unanswered([FOUND], {"slither"}, [ANSWER | change])
    assert len(lines) == len(said) and all(part in line for part, line in zip(said, lines, strict=True))


def test_pairs__every_packed_word__is_proved():
    """A function that shifts its arguments into one word is a module's that packs, and stands in PAIRS."""
    missing = []
    for path in sorted(CONTRACTS.rglob("*.vy")):
        for function, body in re.findall(
            r"^def (_\w+)\(.*?\) -> (.*?)(?=^@internal|\Z)", path.read_text(), re.M | re.S
        ):
            module = str(path.relative_to(CONTRACTS).with_suffix(""))
            packs = re.search(r"return [^#]*\| \(\w[\w.]* << ", body) and function != "__init__"
            if packs and function not in {pack for pack, _ in PAIRS.get(module, [])}:
                missing.append(f"{module}.{function}")
    assert missing == NOT_PAIRS
