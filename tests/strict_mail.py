# SPDX-License-Identifier: MIT
"""A strict reader of the letters that the gateway sends, by RFC 5322, 2045, 2047 and 2369: nothing of Python's own."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = rf"{ATOM}(?:\.{ATOM})*@{ATOM}(?:\.{ATOM})*"
GRAMMAR = {
    "From": ADDRESS,
    "To": ADDRESS,
    "Reply-To": ADDRESS,
    "Date": r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d [+-]\d{4}",
    "Message-ID": rf"<{ADDRESS}>",
    "List-Unsubscribe": rf"<mailto:{ADDRESS}>",
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "MIME-Version": r"1\.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "quoted-printable",
    "Subject": r"[ -~]*",
}
"""Headers of a letter, and no others."""
WORD = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]*)\?=")


@dataclass
class Strict:
    """A letter: its headers as they stand, its subject and its text as they are shown."""

    headers: dict[str, str]
    subject: str
    text: str


def read(raw: bytes, question: bool = False) -> Strict:
    """A letter of the gateway, or one about a request; AssertionError for anything that the RFCs do not allow there."""
    assert raw.isascii() and b"\0" not in raw and raw.endswith(b"\r\n")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw), "a bare CR or LF"
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    head, _, body = raw.decode("ascii").partition("\r\n\r\n")
    fields: dict[str, str] = {}
    for field in re.split(r"\r\n(?![ \t])", head):
        assert all(line.strip() for line in field.split("\r\n")), "a fold of white space alone"
        name, _, value = re.sub(r"\r\n(?=[ \t])", "", field).partition(":")
        assert name not in fields, f"{name} twice"
        fields[name] = value.removeprefix(" ")
        assert re.fullmatch(GRAMMAR[name], fields[name]), (name, fields[name])
    assert set(fields) == set(GRAMMAR) - ({"List-Unsubscribe"} if question else set())
    return Strict(fields, _subject(fields["Subject"]), _text(body))


def _subject(value: str) -> str:
    if "=?" not in value:
        return value
    shown = b""
    for word in value.split(" "):
        found = WORD.fullmatch(word)
        assert found and len(word) <= 75, f"{word} is no encoded word"
        kind, said = found.groups()
        shown += base64.b64decode(said, validate=True) if kind == "b" else _octets(said.replace("_", " "))
    return shown.decode("utf-8")


def _text(body: str) -> str:
    for line in body.split("\r\n"):
        assert len(line) <= 76 and not line.endswith((" ", "\t"))
    return _octets(body.replace("=\r\n", "")).decode("utf-8").replace("\r\n", "\n")


def _octets(said: str) -> bytes:
    assert re.fullmatch(r"(?:[^=]|=[0-9A-F]{2})*", said)
    return re.sub(rb"=([0-9A-F]{2})", lambda m: bytes.fromhex(m[1].decode()), said.encode("ascii"))
