# SPDX-License-Identifier: MIT
"""docs/findings.md says what the model of ZZM computes (ZZM-2, ZZM-3)."""

from __future__ import annotations

import pytest

from wuxing.params import load
from wuxing.paths import ROOT
from wuxing.zzm.findings import FINDINGS, PRINTED_CIRCULATION, circulating_at

PAGE = (ROOT / "docs" / "findings.md").read_text()


@pytest.mark.parametrize("title", FINDINGS)
def test_page__holds_the_computed_lines(title):
    assert f"## {title}\n" in PAGE
    for line in FINDINGS[title]():
        assert f"    {line}\n" in PAGE


def test_circulation__reconciled__is_the_printed_one_at_launch():
    """ZZM-2: 30,000,000 to the unit; by section 3.1 nothing."""
    assert circulating_at("reconciled", 0) == PRINTED_CIRCULATION == 3_000_000_000_000_000
    assert circulating_at("paper", 0) == 0
    assert load("zzm", "paper").part("project") * 2 == load("zzm", "paper").supply
