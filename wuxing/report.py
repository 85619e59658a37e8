# SPDX-License-Identifier: MIT
"""The report of a simulation: one HTML file with everything in it, readable without a network.

A wing fills a `Report` with headline figures, pictures and tables; how it looks is here and in report.html.j2, the
same for every system. Pictures are drawn by plotly in the browser, in the colours of the reader's light or dark theme.
Every part has an address in the page, and its data as a table, to be read where no script runs, and as a CSV file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from plotly.offline import get_plotlyjs

BLUE, ORANGE, GREEN, RED, PURPLE, TEAL, GREY = (
    "#3d7fc4", "#dd8a36", "#4a9d63", "#cf4a55", "#8b6cc1", "#2f9c95", "#8c929c",
)  # fmt: skip
INK = "@ink"
"""The colour of the text, dark or light as the reader's theme is."""
SHOWN = 60
"""Rows of a picture's table in the page at most; the file has all."""


@dataclass
class Picture:
    """A picture: what it shows, how to read it (one sentence), plotly traces, and what the axes measure.

    `wide` gives it the whole width; `layout` adds to plotly's layout. Where its axes are `panels` side by side, a
    narrow screen has them one above the other.
    """

    title: str
    reading: str
    traces: list[dict[str, Any]]
    x: str
    y: str
    wide: bool = False
    height: int = 320
    layout: dict[str, Any] = field(default_factory=dict)
    panels: bool = False

    @property
    def table(self) -> tuple[list[str], list[list[Any]]]:
        """The data: a column for each series over a common x, or series, x and y where a series has an x twice."""
        return _data(self)

    @property
    def alternative(self) -> str:
        """The picture in words: where each series begins and ends, and how far it goes."""
        said = []
        for trace in self.traces:
            values = [value for value in _xy(trace)[1] if isinstance(value, int | float)]
            if values:
                said.append(
                    f"{trace['name']}: {len(values):,} values, first {values[0]:,.6g}, last {values[-1]:,.6g}, "
                    f"lowest {min(values):,.6g}, highest {max(values):,.6g}"
                )
        return "; ".join(said)


@dataclass
class Listing:
    """A table: what it shows, how to read it, its columns and rows of text."""

    title: str
    reading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    marks: Sequence[str] = ()
    """A mark for each row, "good", "bad" or "": coloured at its left."""


@dataclass
class Report:
    """What a report says, in its order."""

    title: str
    lead: str
    headlines: list[tuple[str, str, str]]
    """Figure, what it is, and a note."""
    parts: list[Picture | Listing]
    notes: list[str]
    settings: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """State that the run left, version, commit and date, by name."""
    parameters: list[tuple[str, str]] = field(default_factory=list)
    """Names and values of the parameters in force."""

    def html(self) -> str:
        """The file."""
        ids = _ids([part.title for part in self.parts])
        pictures = {id_: part for id_, part in zip(ids, self.parts, strict=True) if isinstance(part, Picture)}
        drawings = {
            f"{id_}-picture": {"data": picture.traces, "layout": _layout(picture), "panels": picture.panels}
            for id_, picture in pictures.items()
        }
        tables = [part.table if isinstance(part, Picture) else (part.columns, part.rows) for part in self.parts]
        return _template().render(
            report=self,
            parts=list(zip(self.parts, ids, tables, strict=True)),
            # "</" would end the script element
            drawings=json.dumps(drawings, separators=(",", ":")).replace("</", "<\\/"),
            plotly=get_plotlyjs(),
        )


def _ids(titles: Sequence[str]) -> list[str]:
    """Each part's address in the page, from its title, none twice."""
    made: list[str] = []
    for title in titles:
        plain = re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "")).strip("-") or "part"
        made.append(plain if plain not in made else f"{plain}-{len(made)}")
    return made


def _xy(trace: dict[str, Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """What a trace's values are over, and its values: bars that lie have them the other way round."""
    x, y = trace["x"], trace["y"]
    return (y, x) if trace.get("orientation") == "h" else (x, y)


def _data(picture: Picture) -> tuple[list[str], list[list[Any]]]:
    flat = any(trace.get("orientation") == "h" for trace in picture.traces)
    over = (picture.y if flat else picture.x) or "what"
    series = [(trace["name"], *_xy(trace)) for trace in picture.traces]
    if any(len(set(x)) < len(x) for _, x, _ in series):
        rows = [[name, *point] for name, x, y in series for point in zip(x, y, strict=True)]
        return ["series", over, picture.x if flat else picture.y], rows
    found = [dict(zip(x, y, strict=True)) for _, x, y in series]
    keys = list(dict.fromkeys(key for points in found for key in points))
    if all(isinstance(key, int | float) for key in keys):
        keys.sort()
    return [over, *(name for name, _, _ in series)], [[key, *(points.get(key) for points in found)] for key in keys]


def _file(table: tuple[Sequence[str], Sequence[Sequence[Any]]]) -> str:
    """A table as an address of a CSV file: it is in the page, and needs no script."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([table[0], *table[1]])
    return "data:text/csv;charset=utf-8," + quote(text.getvalue())


def _cell(value: Any) -> str:
    """A value of a picture's table, with six digits as in the picture."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


@cache
def _template() -> Any:
    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    environment.tests["picture"] = lambda part: isinstance(part, Picture)
    environment.filters |= {"file": _file, "cell": _cell, "thin": _thin}
    return environment.get_template("report.html.j2")


def _thin(rows: list[Any]) -> list[Any]:
    """At most `SHOWN` rows, evenly spread, the first and the last among them."""
    if len(rows) <= SHOWN:
        return rows
    return [rows[round(i * (len(rows) - 1) / (SHOWN - 1))] for i in range(SHOWN)]


def _layout(picture: Picture) -> dict[str, Any]:
    layout: dict[str, Any] = {
        "xaxis": {"title": {"text": picture.x}},
        "yaxis": {"title": {"text": picture.y}},
        "height": picture.height,
    }
    for key, value in picture.layout.items():
        layout[key] = layout.get(key, {}) | value if isinstance(value, dict) else value
    return layout


# --- traces


def line(name: str, x: Sequence[Any], y: Sequence[Any], colour: str, unit: str = "", **more: Any) -> dict[str, Any]:
    """A line; `dash`, `width` and `fill` (an opacity) may be given, and anything of plotly's."""
    style = {"color": colour, "width": more.pop("width", 2), "dash": more.pop("dash", "solid")}
    opacity = more.pop("fill", None)
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(x),
        "y": [_short(value) for value in y],
        "line": style,
        "hovertemplate": f"%{{y:,.4~g}}{unit}<extra>{name}</extra>",
    }
    if opacity:
        trace |= {"fill": "tozeroy", "fillcolor": _with_opacity(colour, opacity)}
    return trace | more


def area(name: str, x: Sequence[Any], y: Sequence[Any], colour: str, unit: str = "", **more: Any) -> dict[str, Any]:
    """A band of a stack."""
    trace = line(name, x, y, colour, unit, width=1)
    return trace | {"stackgroup": "one", "fillcolor": _with_opacity(colour, 0.55)} | more


def bars(name: str, x: Sequence[Any], y: Sequence[Any], colour: str, unit: str = "", **more: Any) -> dict[str, Any]:
    """Bars."""
    return {
        "type": "bar",
        "name": name,
        "x": list(x),
        "y": [_short(value) for value in y],
        "marker": {"color": colour},
        "hovertemplate": f"%{{y:,.4~g}}{unit}<extra>{name}</extra>",
    } | more


def _short(value: Any) -> Any:
    """Six digits are more than a screen shows."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _with_opacity(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
