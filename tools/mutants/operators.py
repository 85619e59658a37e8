# SPDX-License-Identifier: MIT
"""Candidates: every place of a text where an operator applies, in Vyper, Solidity and Python alike.

A text is cut into tokens, comments and strings left out; an operator looks at tokens and says what to put in place of
which span. Whether the result compiles is found out later.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(
    r"(?P<doc>\"\"\".*?\"\"\"|'''.*?''')"
    r"|(?P<text>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<number>0x[0-9a-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:e\d+)?)"
    r"|(?P<sign>\*\*=?|//=|<<=|>>=|->|=>|==|!=|<=|>=|<<|>>|&&|\|\||\+\+|--|[-+*/%&|^]=|//|[-+*/%&|^~<>=!?:;,.(){}\[\]@])"
    r"|(?P<line>\n)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_COMPARISON = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_ARITHMETIC = {
    **{"+": "-", "-": "+", "*": "+", "//": "*", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "&": "|", "|": "&"},
    **{"+=": "-=", "-=": "+=", "*=": "+=", "//=": "*=", "/=": "*=", "^": "|"},
    **{"unsafe_add": "unsafe_sub", "unsafe_sub": "unsafe_add", "unsafe_mul": "unsafe_add", "unsafe_div": "unsafe_mul"},
    **{"min": "max", "max": "min"},
}
_LOGIC = {"and": "or", "or": "and", "&&": "||", "||": "&&", "True": "False", "False": "True"}
_LOGIC |= {"true": "false", "false": "true"}
_DECLARES = ("import", "from", "pragma", "interface", "event", "struct", "flag", "enum", "error", "using")
_DECLARES += ("implements", "initializes", "exports", "uses", "def", "class", "function", "contract", "library")
_DECLARES += ("modifier", "nonlocal", "global")
_BLOCKS = ("if", "elif", "else", "for", "while", "with", "try", "except", "finally", "match", "case")
_BLOCKS += ("unchecked", "do", "assembly", "constructor", "abstract")
KINDS = ("boundary", "comparison", "arithmetic", "constant", "logic", "condition", "arguments", "check", "event")
KINDS += ("statement",)


@dataclass(frozen=True)
class Token:
    """A piece of a text that means something."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next one can begin."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Mutant:
    """One change of one file: `text[start:end]` becomes `new`."""

    file: str
    kind: str
    start: int
    end: int
    new: str
    line: int
    digest: str
    """Of the whole text that it is a change of."""

    @property
    def id(self) -> str:
        """The same for the same change of the same text."""
        of = f"{self.file}\0{self.digest}\0{self.start}\0{self.end}\0{self.new}"
        return hashlib.sha256(of.encode()).hexdigest()[:16]

    def applied(self, text: str) -> str:
        """The broken text."""
        return text[: self.start] + self.new + text[self.end :]

    def diff(self, text: str) -> str:
        """The lines that differ, `-` old and `+` new."""
        lines = difflib.unified_diff(text.splitlines(), self.applied(text).splitlines(), lineterm="", n=0)
        return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))


def tokens(text: str, solidity: bool) -> list[Token]:
    """The tokens of a text; comments and blanks are left out, ends of lines are tokens."""
    comment = re.compile(r"//[^\n]*|/\*.*?\*/" if solidity else r"#[^\n]*", re.DOTALL)
    found, at = [], 0
    while at < len(text):
        match = comment.match(text, at) or _TOKEN.match(text, at)
        assert match
        kind = match.lastgroup
        if solidity and kind == "sign" and match.group().startswith("//"):
            raise AssertionError("a comment is never an operator")
        if kind and kind != "other":
            found.append(Token(kind, match.group(), at))
        at = match.end()
    return found


def candidates(file: str, text: str) -> list[Mutant]:
    """Every mutant of a file, in the order of its text."""
    solidity = file.endswith(".sol")
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = tokens(text, solidity)
    made = [
        Mutant(file, kind, start, end, new, text.count("\n", 0, start) + 1, digest)
        for kind, start, end, new in _all(text, found, solidity)
        if text[start:end] != new
    ]
    return sorted(dict.fromkeys(made), key=lambda m: (m.start, m.end, KINDS.index(m.kind), m.new))


def _all(text: str, found: list[Token], solidity: bool) -> Iterator[tuple[str, int, int, str]]:
    for statement in _solidity_statements(found) if solidity else _statements(found):
        yield from _of_statement(text, statement, solidity)
        yield from _of_tokens(statement)


def _statements(found: list[Token]) -> Iterator[list[Token]]:
    """Logical lines of Vyper and Python."""
    line: list[Token] = []
    depth = 0
    for token in found:
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.kind != "line":
            line.append(token)
        elif depth == 0 and line:
            yield line
            line = []
    if line:
        yield line


def _solidity_statements(found: list[Token]) -> Iterator[list[Token]]:
    """What stands between `;`, `{` and `}` outside of round brackets; a statement keeps its `;`."""
    part: list[Token] = []
    depth = 0
    for token in found:
        if token.kind == "line":
            continue
        part.append(token)
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if depth == 0 and token.text in (";", "{", "}"):
            if len(part) > 1:
                yield part
            part = []


def _of_statement(text: str, statement: list[Token], solidity: bool) -> Iterator[tuple[str, int, int, str]]:
    first, last = statement[0], statement[-1]
    indented = text[text.rfind("\n", 0, first.start) + 1 : first.start]
    if first.text in ("if", "elif", "while", "assert", "require"):
        yield from _conditions(text, statement, solidity)
    if first.kind == "doc" or first.text in (*_DECLARES, *_BLOCKS, "return", "pass", "break", "continue", "@"):
        return
    if solidity:
        # inside a function: a call, an assignment; a declaration begins with two names
        declares = statement[1].kind == "name" and first.text not in ("emit", "delete")
        if last.text != ";" or len(statement) < 3 or declares:
            return
        kind = {"emit": "event", "require": "check", "revert": "check"}.get(first.text, "statement")
        yield kind, first.start, last.end, "{}"
        return
    if not indented or indented.strip() or first.kind not in ("name", "sign"):
        return
    if len(statement) > 2 and statement[1].text == ":":
        return  # a declaration: without it nothing compiles
    kind = {"log": "event", "assert": "check", "raise": "check"}.get(first.text, "statement")
    yield kind, first.start, last.end, "pass"


def _conditions(text: str, statement: list[Token], solidity: bool) -> Iterator[tuple[str, int, int, str]]:
    """A condition and its opposite."""
    inner = statement[1:]
    if solidity:
        if not inner or inner[0].text != "(":
            return
        depth = 0
        for token in inner:
            depth += (token.text in "([") - (token.text in ")]")
            if (depth == 1 and token.text == "," and statement[0].text == "require") or depth == 0:
                start, end = inner[0].end, token.start
                yield "condition", start, end, f"!({text[start:end].strip()})"
                return
        return
    depth = 0
    for i, token in enumerate(inner):
        depth += (token.text in "([{") - (token.text in ")]}")
        if (depth == 0 and token.text in (":", ",") and i > 0) or i == len(inner) - 1:
            start, end = inner[0].start, token.start if token.text in (":", ",") and depth == 0 else token.end
            yield "condition", start, end, f"not ({text[start:end].strip()})"
            return


def _of_tokens(statement: list[Token]) -> Iterator[tuple[str, int, int, str]]:
    if statement[0].text in _DECLARES and statement[0].text not in ("function", "def"):
        return
    declares = statement[0].text in ("function", "def")
    for i, token in enumerate(statement):
        before = statement[i - 1] if i else None
        binary = (
            before is not None
            and (before.kind in ("name", "number", "text") or before.text in (")", "]"))
            and before.text not in ("return", "in", "and", "or", "not", "lambda", "else", "if", "yield")
        )
        if declares:
            continue  # what it takes and returns is its interface
        if token.kind == "sign" and binary:
            for kind, table in (("boundary", _BOUNDARY), ("comparison", _COMPARISON), ("arithmetic", _ARITHMETIC)):
                if token.text in table:
                    yield kind, token.start, token.end, table[token.text]
        called = i + 1 < len(statement) and statement[i + 1].text == "("
        if token.kind == "name" and token.text in _ARITHMETIC and called:
            yield "arithmetic", token.start, token.end, _ARITHMETIC[token.text]
        if token.text in _LOGIC and token.kind in ("name", "sign"):
            yield "logic", token.start, token.end, _LOGIC[token.text]
        if token.kind == "number" and (value := _whole(token.text)) is not None:
            yield "constant", token.start, token.end, str(value + 1)
            if value > 0:
                yield "constant", token.start, token.end, str(value - 1)
        if token.text == "(" and before is not None and before.kind == "name":
            yield from _swapped(statement, i)


def _whole(text: str) -> int | None:
    if re.fullmatch(r"\d[\d_]*", text):
        return int(text.replace("_", ""))
    return int(text, 16) if text.startswith("0x") and len(text) <= 18 else None


def _swapped(statement: list[Token], opening: int) -> Iterator[tuple[str, int, int, str]]:
    """Two neighbours of a call's arguments change places; those with names stay."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in statement[opening + 1 :]:
        if depth == 0 and token.text in (")", ","):
            if token.text == ")":
                break
            parts.append([])
            continue
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.kind != "line":
            parts[-1].append(token)
    else:
        return
    for one, other in pairwise(parts):
        if one and other and not any(len(p) > 1 and p[1].text in ("=", ":") for p in (one, other)):
            a, b = (" ".join(_glued(p)) for p in (one, other))
            yield "arguments", one[0].start, other[-1].end, f"{b}, {a}"


def _glued(part: list[Token]) -> list[str]:
    """The words of an argument, with blanks only where the text had them."""
    words: list[str] = []
    end = None
    for token in part:
        if end is not None and token.start == end:
            words[-1] += token.text
        else:
            words.append(token.text)
        end = token.end
    return words
