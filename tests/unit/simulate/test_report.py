# SPDX-License-Identifier: MIT
"""The report's frame: one file, nothing from outside, nothing that breaks out of its place."""

from __future__ import annotations

import json
import re

from wuxing.report import BLUE, Listing, Picture, Report, bars, line


def page(**more) -> str:
    parts = [
        Picture("Minted", "It rises.", [line("minted", [0, 1], [0.0, 138.0], BLUE)], "day", "XZ"),
        Listing("Attacks", "All failed.", ("attack", "outcome"), [("<script>alert(1)</script>", "refused")], ["good"]),
    ]
    return Report("A run", "What happened.", [("138", "XZ", "minted")], parts, ["a note"], **more).html()


def test_html__of_a_report__needs_nothing_from_outside() -> None:
    html = page(settings={"seed": "1"})
    own = html.split("<script>")[0] + html.rsplit("</script>", 2)[1]
    assert not re.search(r"(src|href)\s*=", own)
    assert "@import" not in own and "url(" not in own
    assert "Plotly.react" in html


def test_html__of_a_report__shows_its_parts_and_settings() -> None:
    html = page(settings={"seed": "1"}, parameters=[("cap", "1,511,000,000 XZ")])
    for text in ("A run", "What happened.", "It rises.", "All failed.", "seed <b>1</b>", "1,511,000,000 XZ", "a note"):
        assert text in html


def test_html__text_with_markup__is_escaped() -> None:
    html = page()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_html__a_trace_with_markup__does_not_end_the_script() -> None:
    picture = Picture("</script>", "-", [bars("</script><b>", [0], [1], BLUE)], "x", "y")
    html = Report("t", "l", [], [picture], []).html()
    drawing = html[html.index("const drawings = ") :].split("\n")[0]
    assert "</script>" not in drawing
    assert json.loads(drawing.removeprefix("const drawings = ").rstrip(";"))["picture0"]["data"][0]["y"] == [1]
