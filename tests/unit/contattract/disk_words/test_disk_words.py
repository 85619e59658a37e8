# SPDX-License-Identifier: MIT
"""contracts/contattract/disk_words.vy: every field at its bits, and none runs into another (CNT-4, CNT-9)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_harness

FAMILIES = {
    "pool": ("Pool", ("pool", 90), ("sold", 66), ("last", 34), ("live", 40), ("paused", 1), ("subsidised", 1)),
    "reach": ("Reach", ("index", 120), ("today", 46), ("yesterday", 46), ("space", 40)),
    "rest": ("Rest", ("aged", 40), ("expired", 40), ("oldest", 24), ("count", 40), ("spread", 96)),
    "lease": ("Lease", ("holder", 160), ("mb", 40), ("expiry", 24), ("epoch", 32)),
    "account": ("Account", ("today", 40), ("yesterday", 40), ("day", 24), ("debt", 120)),
    "subsidy": ("Subsidy", ("amount", 96), ("begin", 40), ("end", 40)),
}
WRAPS = {("reach", "index"), ("account", "debt")}
"""Numbers modulo 2^120."""


def _harness() -> str:
    lines = ["# pragma version 0.4.3", "from contracts.contattract import disk_words as words"]
    for family, (struct, *_) in FAMILIES.items():
        lines += [
            "@external",
            "@pure",
            f"def pack_{family}(x: words.{struct}) -> uint256:",
            f"    return words._pack_{family}(x)",
            "@external",
            "@pure",
            f"def read_{family}(word: uint256) -> words.{struct}:",
            f"    return words._{family}(word)",
        ]
    for name, arguments in (("on", "day"), ("changed", "day, mb"), ("mark", "day"), ("marked", "day, index")):
        typed = ", ".join(f"{argument}: uint256" for argument in ["word", *arguments.split(", ")])
        lines += [
            "@external",
            "@pure",
            f"def {name}({typed}) -> uint256:",
            f"    return words._{name}(word, {arguments})",
        ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def harness():
    return vyper_harness(_harness()).deploy()


def _plain(name: str, value: int) -> int | bool | str:
    if name in ("paused", "subsidised"):
        return bool(value)
    return f"0x{value:040x}" if name == "holder" else value


def _number(value: int | bool | str) -> int:
    return int(value, 16) if isinstance(value, str) else int(value)


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
def test_word__any_values__each_at_its_bits(harness, family, data):
    _, *fields = FAMILIES[family]
    values = [data.draw(st.one_of(st.just(2**bits - 1), st.integers(0, 2**bits - 1))) for _, bits in fields]
    packed = getattr(harness, f"pack_{family}")([_plain(n, v) for (n, _), v in zip(fields, values, strict=True)])
    at = 0
    for (_, bits), value in zip(fields, values, strict=True):
        assert packed >> at & ((1 << bits) - 1) == value
        at += bits
    assert packed >> at == 0
    assert [_number(value) for value in getattr(harness, f"read_{family}")(packed)] == values


@pytest.mark.parametrize(
    ("family", "name", "bits"),
    [
        (family, name, bits)
        for family, (_, *fields) in FAMILIES.items()
        for name, bits in fields
        if bits not in (1, 160)
    ],
)
def test_word__value_too_great__refused_or_wrapped(harness, family, name, bits):
    _, *fields = FAMILIES[family]
    values = [_plain(n, (1 << bits) + 5 if n == name else 0) for n, _ in fields]
    pack = getattr(harness, f"pack_{family}")
    if (family, name) in WRAPS:
        assert pack(values) == pack([5 if n == name else _plain(n, 0) for n, _ in fields])
        return
    with boa.reverts("Disk: out of range"):
        pack(values)


@given(st.integers(0, 2**240 - 1), st.integers(0, 2**20), st.integers(0, 2**40 - 1))
@example(2**240 - 1, 0, 0)
@example(2**240 - 1, 5, 2**40 - 1)
@example(0, 11, 2**40 - 1)
def test_days__one_changed__others_as_they_were(harness, word, day, mb):
    """CNT-9: six days share a word."""
    changed = harness.changed(word, day, mb)
    assert harness.on(changed, day) == mb
    for other in range(day // 6 * 6, day // 6 * 6 + 6):
        if other != day:
            assert harness.on(changed, other) == harness.on(word, other) == word >> 40 * (other % 6) & (2**40 - 1)


def test_days__count_above_40_bits__refused(harness):
    with boa.reverts("Disk: out of range"):
        harness.changed(0, 3, 2**40)


@given(st.integers(0, 2**240 - 1), st.integers(0, 2**20), st.integers(0, 2**121))
@example(2**240 - 1, 0, 0)
@example(0, 1, 2**120 - 1)
@example(2**240 - 1, 1, 2**120)
def test_marks__one_set__the_other_as_it_was(harness, word, day, index):
    """CNT-7: two days share a word; an index is modulo 2^120."""
    marked = harness.marked(word, day, index)
    assert harness.mark(marked, day) == index % 2**120
    assert harness.mark(marked, day ^ 1) == harness.mark(word, day ^ 1) == word >> 120 * ((day ^ 1) % 2) & (2**120 - 1)
