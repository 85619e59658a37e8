# SPDX-License-Identifier: MIT
"""What reading a message costs at most (CNT-17), in calls, not in seconds: it grows with no stranger's wish."""

from __future__ import annotations

import sys

import pytest

from wuxing.contattract.post import postman
from wuxing.contattract.post.postman import DEPTH, LARGEST, PARTS, Unreadable


def nested(parts: int) -> bytes:
    """A message of so many parts, each in the one before."""
    inside = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(parts - 1))
    return inside.encode() + b"\r\nx\r\n"


def wide(parts: int) -> bytes:
    """A message of so many parts, side by side."""
    return b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * (parts - 1)


def calls(raw: bytes) -> int:
    """Calls of Python's and C's functions until a message is read or refused."""
    made = [0]

    def count(*_: object) -> None:
        made[0] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        postman.parsed(raw)
    except Unreadable:
        pass
    finally:
        sys.setprofile(before)
    return made[0]


@pytest.mark.parametrize(("made", "most"), [(nested, DEPTH + 1), (wide, PARTS)])
def test_parsed__as_many_parts_as_are_read__and_one_more(made, most):
    """CNT-17."""
    assert len(list(postman.parsed(made(most)).walk())) == most
    with pytest.raises(Unreadable, match=f"expected at most {PARTS} parts, {DEPTH} deep"):
        postman.parsed(made(most + 1))


@pytest.mark.parametrize(("made", "most"), [(nested, DEPTH + 1), (wide, PARTS)])
def test_parsed__a_thousand_parts__no_more_work_than_for_one_too_many(made, most):
    """CNT-17: 1,100 parts in each other took 5.7 s. It stops at the first that is too many, whatever follows."""
    assert calls(made(1_100)) <= 2 * calls(made(most + 1))
    assert calls(made(1_100)) <= 10_000


def test_parsed__lines_in_the_deepest_part__work_grows_as_lines_and_no_faster():
    """CNT-17: each line is compared with the end of each part around it, of which there are few."""
    few, many = (calls(nested(DEPTH + 1) + b"\r\n" * lines) for lines in (1_000, 10_000))
    assert many < 12 * few


def test_parsed__parameters_that_are_slow_to_read__refused():
    """CNT-17: quotations and semicolons cost the square of their number."""
    with pytest.raises(Unreadable, match=r"expected at most 2000 characters of Content-Type"):
        postman.parsed(b'Content-Type: text/plain; x="' + b";" * 2_000 + b"\r\n\r\n")


def test_parsed__more_bytes_than_are_taken__refused():
    """CNT-17: to the byte."""
    assert postman.parsed(b"\r\n" + b"x" * (LARGEST - 2)).get_payload()
    with pytest.raises(Unreadable, match=f"expected at most {LARGEST} bytes"):
        postman.parsed(b"\r\n" + b"x" * (LARGEST - 1))
