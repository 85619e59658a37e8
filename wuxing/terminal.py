# SPDX-License-Identifier: MIT
"""What strangers wrote, made fit to be shown on a terminal, or to name a file.

Names, letters, mail, revert reasons and what a node answers come from anybody. A terminal obeys control characters and
escape sequences, reorders text at bidirectional controls, and draws nothing for others; so every character that does
not simply show itself is shown as its escape (`\\x1b`, `\\u202e`). A line of a stranger's could also pass for one of
the command's own: what may be long or of several lines stands behind a margin, wrapped before the terminal wraps it.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len
from rich.markup import escape

LINE = 200
"""Characters of a stranger's text that a line shows."""
_LINES = 500
_NAME = 200
_MARKS = 4
"""Marks that one letter carries; a pile of them runs over the lines above."""
_HIDDEN = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0100, 0xE01EF),
)
"""Characters that draw nothing though their category does not say so."""
_RESERVED = frozenset('<>:"|?*/\\')
_DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))])


def _shows(character: str) -> bool:
    kind = unicodedata.category(character)
    if kind[0] == "C" or kind in ("Zl", "Zp"):  # controls, formats, surrogates, private, unassigned; separators
        return False
    return not any(first <= ord(character) <= last for first, last in _HIDDEN)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _shown(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        yield character if _shows(character) and marks <= _MARKS else _escaped(character)


def _text(value: object) -> str:
    text = value.decode(errors="backslashreplace") if isinstance(value, bytes) else str(value)
    return text.replace("\r\n", "\n")


def plain(line: object) -> str:
    """A line of ours, in which strangers' text may stand, with what does not show itself escaped and nothing else."""
    return "".join(_shown(_text(line)))


def safe(text: object, most: int = LINE) -> str:
    """A stranger's text for one line: blanks joined, what does not show itself escaped, cut off with … after `most`
    characters. Bytes are read as UTF-8.
    """
    # blanks are joined first, or they could push the rest of the text to where a new line seems to begin
    words = "".join(" " if c in "\t\n" or unicodedata.category(c) == "Zs" else c for c in _text(text)).split(" ")
    shown = "".join(_shown(" ".join(filter(None, words))))
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def markup(text: object, most: int = LINE) -> str:
    """`safe` for what rich prints, where brackets would be styles and links."""
    return escape(safe(text, most))


def quoted(text: object, indent: int = 0, width: int | None = None) -> list[str]:
    """A stranger's text of several lines, each behind a margin `| ` that nothing of it gets out of.

    Wrapped at `width` columns, the terminal's if not given; after 500 lines it says how many are left out.
    """
    margin = " " * indent + "| "
    room = max(20, (width or shutil.get_terminal_size().columns) - len(margin) - 1)
    lines = []
    for line in _text(text).split("\n"):
        lines += [margin + piece for piece in _wrapped(line.expandtabs(4).rstrip(" "), room)]
    left = len(lines) - _LINES
    return lines if left <= 0 else [*lines[:_LINES], f"{margin[:-2]}… {left:,} lines more"]


def _wrapped(line: str, room: int) -> Iterator[str]:
    piece, used = "", 0
    for shown in _shown(line):
        columns = cell_len(shown)
        if used + columns > room:
            yield piece
            piece, used = "", 0
        piece, used = piece + shown, used + columns
    yield piece


def file_name(text: str, default: str = "attachment") -> str:
    """A file's name that a stranger chose, as the name of a file here: the last part of a path, what shows itself, at
    most 200 bytes with the end kept; `default` where nothing is left.
    """
    last = unicodedata.normalize("NFC", text).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c if unicodedata.category(c) != "Zs" else " " for c in last if _shows(c) and c not in _RESERVED)
    kept = kept.strip(". ").lstrip("-~. ")
    stem, dot, end = kept.rpartition(".")
    if not dot:
        stem, end = end, ""
    ending = (dot + end).encode()[:40].decode(errors="ignore")
    stem = stem.encode()[: _NAME - len(ending.encode())].decode(errors="ignore")
    kept = (stem + ending).strip(". ")
    return default if not kept or kept.partition(".")[0].strip().lower() in _DEVICES else kept
