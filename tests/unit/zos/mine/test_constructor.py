# SPDX-License-Identifier: MIT
"""ZOSMine, as it is made: numbers that its words cannot hold, or that are none, are refused (ZOS-4, ZOS-6)."""

from __future__ import annotations

import pytest

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.params import load
from wuxing.zos.deployment import terms

TOTAL, PERIOD, INSTANT, NODES, COMMISSION, _, WEIGHTS, MINIMUMS = range(8)
LEAST = 10**20


def made(engine, sender, changed: dict[int, object], **roles):
    """A mine of ZOS's terms but for these; `roles`: owner, token, node_payee, launch."""
    numbers = list(terms(load("zos", "paper")))
    for place, value in changed.items():
        numbers[place] = value
    said = {"owner": sender.address, "token": sender.address, "node_payee": sender.address, "launch": 0} | roles
    owner, token, payee, launch = said.values()
    return engine.deploy("ZOSMine", owner, ZERO_ADDRESS, token, payee, launch, tuple(numbers), sender=sender)


@pytest.mark.parametrize(
    ("place", "good", "bad", "says"),
    [
        (TOTAL, 2**90 - 1, 2**90, "Mine: total out of range"),
        (TOTAL, 1, 0, "Mine: total out of range"),
        (PERIOD, 2**32 - 1, 2**32, "Mine: period out of range"),
        (PERIOD, 1, 0, "Mine: period out of range"),
        (INSTANT, 10_000, 10_001, "Mine: share above 100%"),
        (NODES, 10_000, 10_001, "Mine: share above 100%"),
        (COMMISSION, 10_000, 10_001, "Mine: share above 100%"),
        (WEIGHTS, (1_000, 100, 100, 100), (1_001, 100, 100, 100), "Mine: weight out of range"),
        (WEIGHTS, (100, 100, 100, 1), (100, 100, 100, 0), "Mine: weight out of range"),
        (
            MINIMUMS,
            (LEAST // 100, LEAST, LEAST, LEAST),
            (LEAST // 100 - 1, LEAST, LEAST, LEAST),
            "Mine: minimum below one ZOS",
        ),
    ],
)
def test_constructor__terms_at_their_bound__taken_and_refused_beyond(engine, owner, place, good, bad, says):
    """ZOS-6: within these bounds no index leaves its word (stake_words)."""
    with engine.anchor():
        assert list(made(engine, owner, {place: good}).terms().values())[place] == good
        with engine.reverts(says):
            made(engine, owner, {place: bad})


def test_constructor__zero_addresses__refused(engine, owner):
    with engine.anchor():
        for role, says in (
            ("owner", "Roles: owner is zero"),
            ("token", "Mine: zero address"),
            ("node_payee", "Mine: zero address"),
        ):
            with engine.reverts(says):
                made(engine, owner, {}, **{role: ZERO_ADDRESS})


def test_constructor__launch__now_or_later_and_never_before(engine, owner):
    """ZOS-4: a launch in the past would give out what nobody could have mined."""
    with engine.anchor():
        with engine.reverts("Mine: launch is in the past"):
            made(engine, owner, {}, launch=engine.time - 1)
        now = engine.time
        assert made(engine, owner, {}, launch=now).launch() == now
        now = engine.time
        later = made(engine, owner, {}, launch=now + 100)
        assert later.launch() == now + 100 and later.pool() == (0, now + 100, 0)
        now = engine.time
        assert made(engine, owner, {}, launch=0).launch() == now
