# SPDX-License-Identifier: MIT
"""The report of a simulation: one HTML file with everything in it, readable without a network.

A wing fills a `Report` with headline figures, pictures and tables; how it looks is here and in report.html.j2, the
same for every system. Pictures are drawn by plotly in the browser, in the colours of the reader's light or dark theme.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from plotly.offline import get_plotlyjs

BLUE, ORANGE, GREEN, RED, PURPLE, TEAL, GREY = (
    "#3d7fc4", "#dd8a36", "#4a9d63", "#cf4a55", "#8b6cc1", "#2f9c95", "#8c929c",
)  # fmt: skip


@dataclass
class Picture:
    """A picture: what it shows, how to read it (one sentence), plotly traces, and what the axes measure.

    `wide` gives it the whole width; `layout` adds to plotly's layout.
    """

    title: str
    reading: str
    traces: list[dict[str, Any]]
    x: str
    y: str
    wide: bool = False
    height: int = 320
    layout: dict[str, Any] = field(default_factory=dict)


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
        pictures = [part for part in self.parts if isinstance(part, Picture)]
        drawings = {
            f"picture{index}": {"data": picture.traces, "layout": _layout(picture)}
            for index, picture in enumerate(pictures)
        }
        return _template().render(
            report=self,
            parts=[(part, f"picture{pictures.index(part)}" if part in pictures else "") for part in self.parts],
            # "</" would end the script element
            drawings=json.dumps(drawings, separators=(",", ":")).replace("</", "<\\/"),
            plotly=get_plotlyjs(),
        )


@cache
def _template() -> Any:
    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    environment.tests["picture"] = lambda part: isinstance(part, Picture)
    return environment.get_template("report.html.j2")


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
