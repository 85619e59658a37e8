# SPDX-License-Identifier: MIT
"""terminal.py: nothing that a stranger wrote is obeyed by a terminal or passes for a line of ours (CNT-14, CNT-17)."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.text import Text

from wuxing.terminal import file_name, markup, quoted, safe

CONTROLS = [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0))]
BIDIRECTIONAL = [chr(c) for c in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
SEPARATORS = ["\u2028", "\u2029"]
UNSEEN = [chr(c) for c in (0xAD, 0x34F, 0x115F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2800, 0x3164, 0xFEFF, 0xFFA0)]
UNSEEN += ["\ufe0f", "\U000e0041", "\U000e0101", "\ufff9", "\ue000", "\udc80", "\uffff", "\U0010ffff"]
HOSTILE = [*CONTROLS, *BIDIRECTIONAL, *SEPARATORS, *UNSEEN]
anything = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from(HOSTILE)))


def harmless(text: str) -> bool:
    return all(unicodedata.category(c)[0] != "C" and c not in HOSTILE for c in text)


@pytest.mark.parametrize("character", HOSTILE, ids=ascii)
def test_safe__character_that_a_terminal_obeys_or_hides__its_escape(character):
    """CNT-14: every C0, C1, bidirectional control, separator and what draws nothing; a tab or new line is a blank."""
    shown = safe(f"a{character}b")
    code = ord(character)
    expected = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    assert shown == ("a b" if character in "\t\n" else f"a{expected}b")


def test_safe__text_in_any_language__as_it_is():
    """CNT-14: what shows itself is shown."""
    for text in ("how is the sea?", "五行邮 émile", "مرحبا", "नमस्ते", "Việt", "🙂", "1 < 2 & [3]", "back\\slash"):
        assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"),
        ("fine\r\n    2  2026-12-01 10:00  paid", "fine 2 2026-12-01 10:00 paid"),
        ("x" + "\u3000 \u00a0" * 90 + "2 messages", "x 2 messages"),
        (b"\xff\x9b31m", "\\xff\\x9b31m"),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + "\\u0301" * 2),
        ("", ""),
    ],
)
def test_safe__escape_sequences_and_forged_lines__one_plain_line(text, shown):
    """CNT-14: no line of a stranger's begins where ours do."""
    assert safe(text) == shown


@given(anything)
@example("\x1b" * 1_000)
def test_safe__anything__one_short_harmless_line(text):
    """CNT-14: whatever comes."""
    shown = safe(text)
    assert harmless(shown) and len(shown) <= 200 and len(safe(text, 20)) <= 20 and safe(shown) == shown


@given(st.binary())
def test_safe__any_bytes__one_short_harmless_line(data):
    """CNT-14: bytes that are no text, too."""
    assert harmless(safe(data)) and harmless("".join(quoted(data)))


@given(anything | st.text("[]/\\=abc red link"))
@example("[red]x[/red] [link=https://example.org]y[/link] \\[bold]")
def test_markup__anything__rich_shows_it_and_styles_nothing(text):
    """CNT-17: brackets are brackets."""
    made = Text.from_markup(markup(text))
    assert made.plain == safe(text) and not made.spans


@given(anything)
@example("a\n" * 2_000)
@example("五" * 300 + "x" * 300)
def test_quoted__anything__every_line_behind_the_margin(text):
    """CNT-14: a letter cannot look like the command's own words, nor wrap into the first column."""
    lines = quoted(text, 2, 40)
    assert all(line.startswith(("  | ", "  … ")) and harmless(line) for line in lines) and len(lines) <= 501
    assert all(len(line) < 40 for line in lines)


def test_quoted__text_of_several_lines__as_written():
    """CNT-14: lines and their indents stay, long ones go on behind the margin."""
    assert quoted("two\r\n  lines\n\nend\t.", width=80) == ["| two", "|   lines", "| ", "| end ."]
    assert quoted("x" * 50, 1, 40) == [" | " + "x" * 36, " | " + "x" * 14]
    assert quoted("a\n" * 700, width=80)[-1] == "… 201 lines more"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("note.txt", "note.txt"),
        ("照片 1.raw", "照片 1.raw"),
        ("../../evil", "evil"),
        ("..\\..\\evil.txt", "evil.txt"),
        ("a\0b\x1b[2Jc\u202egnp.exe", "ab[2Jcgnp.exe"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("~root", "root"),
        ("..", "attachment"),
        ("\0", "attachment"),
        ("", "attachment"),
        ("nul.txt", "attachment"),
        ('a<b>:"c"|?*', "abc"),
        ("x" * 300 + ".tar", "x" * 196 + ".tar"),
        ("五" * 100 + ".txt", "五" * 65 + ".txt"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_file_name__what_a_stranger_says__a_name_inside_the_folder(text, name):
    """CNT-15: a sender cannot choose where a file lands, nor what a terminal does when it is listed."""
    assert file_name(text) == name


@given(anything)
@example("a." + "b" * 300)
@example("x" * 199 + " ." + "\u0301" * 90)
def test_file_name__anything__can_be_written(tmp_path_factory, text):
    """CNT-15: a NUL, a path or 300 bytes end no command."""
    name = file_name(text)
    assert harmless(name) and name == Path(name).name and name[0] not in ".-~ "
    path = tmp_path_factory.mktemp("in") / name
    path.write_bytes(b"x")
    assert [p.name for p in path.parent.iterdir()] == [name]
