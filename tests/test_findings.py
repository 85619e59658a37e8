# SPDX-License-Identifier: MIT
"""docs/findings.md says what the model computes (XZ-1, XZ-10, XZ-11, XZ-12, XZ-13, XZ-18, XZ-22)."""

from __future__ import annotations

import pytest

from wuxing.paths import ROOT
from wuxing.xz.findings import FINDINGS, printed_cascade, whole_life

PAGE = (ROOT / "docs" / "findings.md").read_text()


@pytest.mark.parametrize("title", FINDINGS)
def test_page__holds_the_computed_lines(title):
    assert f"## {title}\n" in PAGE
    for line in FINDINGS[title]():
        assert f"    {line}\n" in PAGE


def test_melt__paper_is_ten_times_too_fast():
    """XZ-12: 103.5 days against 1,095, 14,285.7 XZ against 151,110."""
    paper, reconciled = whole_life("paper"), whole_life("reconciled")
    assert reconciled[0] == 151_110 * 10**18 and reconciled[1] == 1_095
    assert paper[0] == 15_000 * 100 * 10**18 // 105 and paper[1] == 104


def test_cascade__printed_rule_breaks_the_papers_first_scenario():
    """XZ-18: by the sentence AB remain, by scenario 1 (and EIP-225) ABC."""
    votes = {("A", "C"): False, ("B", "C"): False, ("A", "D"): False, ("B", "D"): False, ("C", "D"): False}
    assert printed_cascade("ABCD", votes) == "AB"
