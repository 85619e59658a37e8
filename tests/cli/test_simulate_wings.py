# SPDX-License-Identifier: MIT
"""`python -m wuxing simulate` for each wing beside XZ, as small as it goes: scenario and report fit together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.report_pages import Page, check
from wuxing.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "figure", "title"),
    [
        ("zos --days 28 --miners 10", "sold in the first year", "Where the supply is"),
        ("zzm --days 80", "frozen again", "The reserve, project by project"),
        ("contattract --days 14 --tenants 6 --landlords 8", "invariants", "Space: leased, expired, blank"),
    ],
)
def test_simulate__of_a_wing__writes_summary_and_report(
    arguments: str, figure: str, title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *arguments.split(), "--out", str(tmp_path)]) == 0
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert figure in summary["figures"] and figure in capsys.readouterr().err
    assert summary["figures"]["state"] == summary["digest"][:16]
    page = (tmp_path / "report.html").read_text()
    assert title in page and summary["figures"]["state"] in page
    assert summary["digest"] in page and summary["made"]["commit"] in page and summary["made"]["date"] in page
    check(Page(page))
