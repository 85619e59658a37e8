# SPDX-License-Identifier: MIT
"""docs/findings.md says what the models compute, for every wing that computes its findings; and what the arithmetic is.

XZ-1, XZ-10, XZ-11, XZ-12, XZ-13, XZ-18, XZ-22; ZOS-2, ZOS-3, ZOS-4, ZOS-6; ZZM-2, ZZM-3; CNT-4 … CNT-8.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from wuxing.__main__ import FINDINGS
from wuxing.contattract import findings as contattract
from wuxing.params import load
from wuxing.paths import ROOT
from wuxing.xz.findings import printed_cascade, whole_life
from wuxing.zos import findings as zos
from wuxing.zzm.findings import PRINTED_CIRCULATION, circulating_at

PAGE = (ROOT / "docs" / "findings.md").read_text()
WINGS = {system: import_module(f"wuxing.{system}.findings").FINDINGS for system in FINDINGS}


@pytest.mark.parametrize(("system", "title"), [(system, title) for system, wing in WINGS.items() for title in wing])
def test_page__holds_the_computed_lines(system, title):
    assert f"## {title}\n" in PAGE
    for line in WINGS[system][title]():
        assert f"    {line}\n" in PAGE


def test_findings__every_wing_with_a_module_of_them__can_be_asked():
    """A wing whose findings nobody listed would not be held to the page."""
    assert {path.parent.name for path in (ROOT / "wuxing").glob("*/findings.py")} == set(FINDINGS)


def test_melt__paper_is_ten_times_too_fast():
    """XZ-12: 103.5 days against 1,095, 14,285.7 XZ against 151,110."""
    paper, reconciled = whole_life("paper"), whole_life("reconciled")
    assert reconciled[0] == 151_110 * 10**18 and reconciled[1] == 1_095
    assert paper[0] == 15_000 * 100 * 10**18 // 105 and paper[1] == 104


def test_cascade__printed_rule_breaks_the_papers_first_scenario():
    """XZ-18: by the sentence AB remain, by scenario 1 (and EIP-225) ABC."""
    votes = {("A", "C"): False, ("B", "C"): False, ("A", "D"): False, ("B", "D"): False, ("C", "D"): False}
    assert printed_cascade("ABCD", votes) == "AB"


def test_list__five_shares__three_quarters():
    """ZOS-2: 750 M and the mined 800 M cannot both be of one billion; 150 M and the table's 50 M are the 200 M."""
    lines = zos.FINDINGS["ZOS 1 The list that stops at 75%"]()
    assert "155% of the cap" in lines[1] and lines[2].startswith("of the 20%: 150,000,000 ZOS")


def test_circulation__reconciled__is_the_printed_one_at_launch():
    """ZZM-2: 30,000,000 to the unit; by section 3.1 nothing."""
    assert circulating_at("reconciled", 0) == PRINTED_CIRCULATION == 3_000_000_000_000_000
    assert circulating_at("paper", 0) == 0
    assert load("zzm", "paper").part("project") * 2 == load("zzm", "paper").supply


def test_curve__a_day_of_the_disk__fourteen_thousandths_printed_a_tenth_decided():
    """CNT-5: 1.4% of the pool for 1,000 MB, against 9.9% for 999 and no price for 1,000."""
    lines = contattract.a_day_of_the_disk()
    assert "1.4% of the pool" in lines[0] and "9.925%" in lines[-1]


def test_rent__printed__empties_the_pool_of_a_hundred():
    """CNT-7: 0.00137 CNT for a day of 1 MB take 100; decided, the year's landlords get about what was paid."""
    lines = contattract.rent_by_sold()
    assert "0.00137 CNT" in lines[0] and "100.00 CNT" in lines[0]
    assert "cost 0.5015 CNT, the landlords get 0.5018 CNT" in lines[3]
