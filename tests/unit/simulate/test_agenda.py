# SPDX-License-Identifier: MIT
"""An agenda does what was planned on its day, at its moment, once, and in order."""

from __future__ import annotations

import pytest

from wuxing.agenda import Agenda

DAYS = 10


def done(agenda: Agenda, said: list[str], *moments: str) -> list[list[str]]:
    """What is said on each day of the run."""
    days = []
    for day in range(DAYS):
        for moment in moments:
            agenda.do(day, moment)
        days.append(said.copy())
        said.clear()
    return days


def test_at__parts_of_the_run__are_days_and_the_last_one_holds_its_end() -> None:
    said: list[str] = []
    agenda = Agenda(DAYS, "dawn")
    for part in (0.0, 0.19, 0.2, 0.999, 1.0):
        agenda.at(part, "dawn", lambda part=part: said.append(str(part)))  # type: ignore[misc]
    assert done(agenda, said, "dawn") == [["0.0"], ["0.19"], ["0.2"], *[[]] * 6, ["0.999", "1.0"]]


def test_do__two_moments_of_a_day__keeps_them_apart_and_the_order_of_the_plans() -> None:
    said: list[str] = []
    agenda = Agenda(DAYS, "dawn", "dusk")
    for moment, what in (("dusk", "c"), ("dawn", "a"), ("dawn", "b")):
        agenda.on(4, moment, lambda what=what: said.append(what))  # type: ignore[misc]
    assert done(agenda, said, "dawn", "dusk")[4] == ["a", "b", "c"]


def test_on__a_day_after_the_run__never_comes() -> None:
    said: list[str] = []
    agenda = Agenda(DAYS, "dawn")
    agenda.on(DAYS, "dawn", lambda: said.append("too late"))
    assert done(agenda, said, "dawn") == [[]] * DAYS


def test_at__a_moment_that_no_day_has__is_refused() -> None:
    agenda = Agenda(DAYS, "dawn", "dusk")
    with pytest.raises(KeyError, match="noon"):
        agenda.at(0.5, "noon", lambda: None)
