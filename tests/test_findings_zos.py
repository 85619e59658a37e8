# SPDX-License-Identifier: MIT
"""docs/findings.md says what the ZOS model computes (ZOS-2, ZOS-3, ZOS-4, ZOS-6)."""

from __future__ import annotations

import pytest

from wuxing.paths import ROOT
from wuxing.zos.findings import FINDINGS

PAGE = (ROOT / "docs" / "findings.md").read_text()


@pytest.mark.parametrize("title", FINDINGS)
def test_page__holds_the_computed_lines(title):
    assert f"## {title}\n" in PAGE
    for line in FINDINGS[title]():
        assert f"    {line}\n" in PAGE


def test_list__five_shares__three_quarters():
    """ZOS-2: 750 M and the mined 800 M cannot both be of one billion; 150 M and the table's 50 M are the 200 M."""
    lines = FINDINGS["ZOS 1 The list that stops at 75%"]()
    assert "155% of the cap" in lines[1] and lines[2].startswith("of the 20%: 150,000,000 ZOS")
