# SPDX-License-Identifier: MIT
"""A report read back from its file: parts, links, files and what the pictures draw."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from urllib.parse import unquote


class Page(HTMLParser):
    """Addresses, links and files of a page, and its pictures by address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.files: dict[str, list[list[str]]] = {}
        self.feed(html.split("<script>")[0])
        drawings = html[html.index("const drawings = ") :].split("\n")[0]
        self.pictures: dict[str, Any] = json.loads(drawings.removeprefix("const drawings = ").rstrip(";"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        href = found.get("href", "")
        if "id" in found:
            self.ids.append(found["id"])
        if href.startswith("#"):
            self.links.add(href[1:])
        if "download" in found:
            self.files[found["download"]] = list(csv.reader(unquote(href.partition(",")[2]).splitlines()))


def check(page: Page) -> None:
    """What holds for the report of any run."""
    assert len(set(page.ids)) == len(page.ids) and page.links <= set(page.ids)
    for name, picture in page.pictures.items():
        traces = picture["data"]
        edges = [trace for trace, band in pairwise(traces) if band.get("fill") == "tonexty"]
        looks = [look(trace) for trace in traces if trace not in edges]
        assert looks and len(set(looks)) == len(looks), f"{name}: two series look alike"
        assert len(page.files[f"{name.removesuffix('-picture')}.csv"]) > 1, f"{name}: no data"
        assert all(len(trace["x"]) == len(trace["y"]) > 0 for trace in picture["data"]), name


def look(trace: dict[str, Any]) -> tuple[Any, ...]:
    """How a reader tells a series from others."""
    style, marker = trace.get("line", {}), trace.get("marker", {})
    colour = marker.get("color") if "line" not in trace or trace.get("mode") == "markers" else style.get("color")
    return trace["type"], str(colour), style.get("dash"), marker.get("symbol"), "stackgroup" in trace, "fill" in trace
