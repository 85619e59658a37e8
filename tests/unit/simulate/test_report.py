# SPDX-License-Identifier: MIT
"""The report's frame: one file, nothing from outside, nothing that breaks out of its place."""

from __future__ import annotations

import json
import re

import pytest

from tests.report_pages import Page
from wuxing.report import BLUE, INK, RED, SHOWN, Listing, Picture, Report, bars, line


def page(**more) -> str:
    parts = [
        Picture("Minted", "It rises.", [line("minted", [0, 1], [0.0, 138.0], BLUE)], "day", "XZ"),
        Listing("Attacks", "All failed.", ("attack", "outcome"), [("<script>alert(1)</script>", "refused")], ["good"]),
    ]
    return Report("A run", "What happened.", [("138", "XZ", "minted")], parts, ["a note"], **more).html()


def test_html__of_a_report__needs_nothing_from_outside() -> None:
    html = page(settings={"seed": "1"})
    own = html.split("<script>")[0] + html.rsplit("</script>", 2)[1]
    links = re.findall(r"(?:src|href)\s*=\s*[\"']?([^\"'>]*)", own)
    assert links and all(link.startswith(("#", "data:text/csv;")) for link in links)
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
    assert json.loads(drawing.removeprefix("const drawings = ").rstrip(";"))["script-picture"]["data"][0]["y"] == [1]


def test_html__every_part__has_an_address_and_a_link() -> None:
    parts = [Picture("It's so", "-", [bars("a", [0], [1], BLUE)], "x", "y")] * 2 + [Listing("!", "-", ("a",), [])]
    seen = Page(Report("t", "l", [], parts, ["n"], parameters=[("cap", "1")]).html())
    ids = ["its-so", "its-so-1", "part", "made", "parameters"]
    assert [id_ for id_ in seen.ids if not id_.endswith("-picture")] == ids and seen.links == set(ids)
    assert len(set(seen.ids)) == len(seen.ids)


def test_html__data_of_a_picture__can_be_taken_as_a_file() -> None:
    traces = [line("minted, XZ", [0, 1], [0.5, 138.0], BLUE), line("cap", [1, 2], [7, 7], RED)]
    flat = bars("cost", [2.5, -1.0], ["a", "b"], BLUE) | {"orientation": "h", "y": ["a", "b"]}
    dots = bars("dots", [1, 1], [3, 4], BLUE)
    parts = [Picture(title, "-", made, "day", "XZ") for title, made in (("P", traces), ("Q", [flat]), ("R", [dots]))]
    files = Page(Report("t", "l", [], [*parts, Listing("L", "-", ("a", "b"), [("1,5", "x")])], []).html()).files
    assert files["p.csv"] == [["day", "minted, XZ", "cap"], ["0", "0.5", ""], ["1", "138.0", "7"], ["2", "", "7"]]
    assert files["q.csv"] == [["XZ", "cost"], ["a", "2.5"], ["b", "-1.0"]]
    assert files["r.csv"] == [["series", "day", "XZ"], ["dots", "1", "3"], ["dots", "1", "4"]]
    assert files["l.csv"] == [["a", "b"], ["1,5", "x"]]


@pytest.mark.parametrize(("count", "shown"), [(SHOWN, SHOWN), (1_000, SHOWN)])
def test_html__without_a_script__has_the_data(count: int, shown: int) -> None:
    """Nothing could be read without JavaScript; a long table is thinned, and says so."""
    picture = Picture("Long", "-", [line("minted", range(count), [x * 1.5 for x in range(count)], BLUE)], "d", "XZ")
    html = Report("t", "l", [], [picture], []).html().split("<script>")[0]
    assert "<noscript>" in html and "which is off" in html
    said = f"minted: {count:,} values, first 0, last {1.5 * (count - 1):,.6g}, lowest 0, highest"
    assert said in html, "in words too"
    rows = re.findall(r"<tr><td>([\d,]+)</td><td>([\d.,]+)</td></tr>", html)
    assert len(rows) == shown and rows[0] == ("0", "0") and rows[-1][0] == f"{count - 1:,}"
    assert (f"{shown} of 1,000 rows" in html) == (count > shown)


def test_html__made__says_version_commit_state_and_date() -> None:
    html = page(made={"state": "ab" * 32, "version": "0.1.0", "commit": "abc-dirty", "date": "2026-01-01 00:00 UTC"})
    assert f"state {'ab' * 32}, version 0.1.0, commit abc-dirty, date 2026-01-01 00:00 UTC" in html


def test_html__in_dark_mode__lines_and_arrows_have_the_colour_of_the_text() -> None:
    """Lines of a fixed dark colour, and arrows that plotly draws in #444, were lost on a dark page."""
    script = page().rsplit("<script>", 1)[1]
    assert f"""replaceAll('"{INK}"', JSON.stringify(ink))""" in script and "arrowcolor: soft" in script


def test_html__on_a_narrow_screen__no_picture_is_wider_than_it() -> None:
    html = page()
    style = html[html.index("<style>") : html.index("</style>")]
    widths = re.findall(r"([^{}]*)\{[^{}]*min-width: (?!0)", style)
    assert [rule.strip() for rule in widths] == [".listing .scroll > table"], "tables alone, and they scroll"
    assert "minWidth" not in html.rsplit("<script>", 1)[1]
