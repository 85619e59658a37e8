# SPDX-License-Identifier: MIT
"""`python -m wuxing check rent FILE` (CNT-5 … CNT-9): results on the contracts, and bad cases."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from wuxing.__main__ import main
from wuxing.check import CaseError
from wuxing.contattract.check import run

CNT = 10**18
DAY = 86_400
C = Fraction(1, 5)
START: list[dict[str, Any]] = [
    {"t": 0, "do": "capacity", "mb": 1_000},
    {"t": 0, "do": "donate", "cnt": "100"},
]


def play(*events: dict[str, Any], c: str = "0.2") -> list[dict[str, str]]:
    return run({"c": c, "events": [*START, *events]})[2:]


def is_near(text: str, exact: Fraction) -> bool:
    """To 10^-15 relative and a wei, never below."""
    wei = exact * CNT
    return wei - 1 <= int(text) <= wei * (1 + Fraction(1, 10**15)) + 1


def test_rent__page_example__through_the_command(tmp_path, capsys):
    """CNT-5, CNT-7: one MB for a year, alone; each day pays M / 72,927."""
    lease = {"t": 0, "do": "lease", "id": 1, "mb": 1, "days": 365}
    events = [lease, {"t": 73 * DAY, "do": "sync"}, {"t": 73 * DAY, "do": "renew", "id": 1, "days": 10}]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"c": "0.2", "events": START + events}]))
    assert main(["check", "rent", str(file)]) == 0
    results = json.loads(capsys.readouterr().out)[0]
    assert [result["left"] for result in results] == ["1000", "1000", "999", "999", "999"]
    assert [result["sold"] for result in results] == ["0", "0", "365", "292", "302"]
    assert is_near(results[2]["paid"], 100 * ((Fraction(1000, 999)) ** 5 - 1))
    pool = int(results[2]["pool"])
    assert pool == 100 * CNT + int(results[2]["paid"])
    for _ in range(73):
        pool -= pool // 72_927
    assert int(results[3]["pool"]) == pool
    assert int(results[3]["landlords"]) == int(results[2]["pool"]) - pool
    assert int(results[4]["pool"]) == pool + int(results[4]["paid"]) - int(results[3]["paid"])


@pytest.mark.parametrize(("mb", "exact"), [(1, 100 * (Fraction(1000, 999) ** 5 - 1)), (500, Fraction(3_100))])
def test_rent__year_of_an_empty_disk__rational(mb, exact):
    """CNT-5: 0.5015… and 3,100."""
    assert is_near(play({"t": 0, "do": "lease", "id": 1, "mb": mb, "days": 365})[0]["paid"], exact)


def test_rent__year_alone__landlords_get_about_what_was_paid():
    """CNT-7: 0.5018… in the year."""
    last = play({"t": 0, "do": "lease", "id": 1, "mb": 1, "days": 365}, {"t": 365 * DAY, "do": "sync"})[-1]
    assert last["landlords"].startswith("5017") and last["sold"] == "0" and last["left"] == "1000"


def test_rent__not_at_midnight__days_are_exact():
    """CNT-8: the next boundary plus the days, MD to the second."""
    result = play({"t": 100, "do": "lease", "id": 1, "mb": 3, "days": 2})[0]
    assert result["sold"] == "8.996527777777777777"


def test_rent__expired_and_renewed__missed_days_raise_the_pool_alone():
    """CNT-9: renewed nine days after its end for one day: ten days are paid, one is sold."""
    lease = {"t": 0, "do": "lease", "id": 1, "mb": 500, "days": 1}
    leased, renewed = play(lease, {"t": 10 * DAY, "do": "renew", "id": 1, "days": 1})
    assert renewed["sold"] == "500" and renewed["left"] == "500"
    pool = int(leased["pool"]) - int(renewed["landlords"])
    arrears = play(lease, {"t": 10 * DAY, "do": "lease", "id": 2, "mb": 500, "days": 1})[1]
    fresh = int(arrears["paid"]) - int(leased["paid"])
    paid = int(renewed["paid"]) - int(leased["paid"])
    assert int(renewed["pool"]) == pool + paid and paid > 10 * fresh


def test_rent__disk_full_of_expired_leases__new_ones_reclaim_the_earliest(capsys):
    """CNT-9: the first lease is gone, the second can be renewed."""
    first = {"t": 0, "do": "lease", "id": 1, "mb": 400, "days": 1}
    second = {"t": 0, "do": "lease", "id": 2, "mb": 400, "days": 2}
    third = {"t": 5 * DAY, "do": "lease", "id": 3, "mb": 500, "days": 1}
    results = play(
        first,
        second,
        third,
        {"t": 5 * DAY, "do": "renew", "id": 1, "days": 1},
        {"t": 5 * DAY, "do": "renew", "id": 2, "days": 1},
    )
    assert results[2]["left"] == "500"
    assert capsys.readouterr().err == "event 6: refused: Disk: no such lease\n" and results[4]["left"] == "100"


def test_rent__capacity_falls__no_lease_is_cut_and_nothing_is_sold(capsys):
    """CNT-9: W below live."""
    results = play(
        {"t": 0, "do": "lease", "id": 1, "mb": 500, "days": 9},
        {"t": DAY, "do": "capacity", "mb": 300},
        {"t": DAY, "do": "lease", "id": 2, "mb": 1, "days": 1},
        {"t": 2 * DAY, "do": "capacity", "mb": 900},
        {"t": 2 * DAY, "do": "lease", "id": 3, "mb": 1, "days": 1},
    )
    assert [result["left"] for result in results] == ["500", "0", "0", "400", "399"]
    assert capsys.readouterr().err == "event 5: refused: Disk: no free space\n"
    assert results[2]["sold"] == "4000" and results[2]["pool"] == results[1]["pool"]


def test_rent__nobody_verified__rent_stays():
    """CNT-7: without a verified landlord."""
    results = play(
        {"t": 0, "do": "lease", "id": 1, "mb": 5, "days": 500 - 200},
        {"t": 0, "do": "capacity", "mb": 0},
        {"t": 800 * DAY, "do": "sync"},
    )
    assert results[2]["pool"] == results[0]["pool"] and results[2]["landlords"] == "0" and results[2]["sold"] == "0"


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"do": "lease", "id": 1, "mb": 0, "days": 1}, "Disk: lease of 0 MB"),
        ({"do": "lease", "id": 1, "mb": 1, "days": 0}, "Disk: lease of 0 days"),
        ({"do": "lease", "id": 1, "mb": 1, "days": 366}, "Disk: longer than a lease may be"),
        ({"do": "lease", "id": 1, "mb": 1_000, "days": 1}, "Disk: more than the free MB"),
        ({"do": "lease", "id": 1, "mb": 999_999_999, "days": 1}, "Disk: more than the free MB"),
        ({"do": "donate", "cnt": "0"}, "Disk: amount is zero"),
        ({"do": "donate", "cnt": "9999999999"}, "Disk: out of range"),
    ],
)
def test_rent__refused_event__says_why_and_changes_nothing(capsys, event, says):
    before, after = play({"t": 0, "do": "sync"}, {"t": 0, **event})
    assert after == before and capsys.readouterr().err == f"event 4: refused: {says}\n"


def test_rent__refused_within_a_day__time_passes_for_landlords_as_for_the_pool():
    """CNT-7: what left the pool arrived, to the second of the event that was refused."""
    lease = {"t": 0, "do": "lease", "id": 1, "mb": 500, "days": 9}
    leased, refused = play(lease, {"t": DAY + 100, "do": "lease", "id": 2, "mb": 500, "days": 1})
    assert int(refused["landlords"]) == int(leased["pool"]) - int(refused["pool"])
    assert refused == play(lease, {"t": DAY + 100, "do": "sync"})[1]


def test_rent__id_of_a_refused_lease__names_the_next_one():
    too_much, fits = ({"t": 0, "do": "lease", "id": 1, "mb": mb, "days": 9} for mb in (1_000, 500))
    results = play(too_much, fits, {"t": DAY, "do": "renew", "id": 1, "days": 1})
    assert [result["left"] for result in results] == ["1000", "500", "500"]
    assert results[2]["sold"] == "4500"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (7, "expected an object"),
        ({"events": []}, "'c' is missing"),
        ({"c": 0.2, "events": []}, "'c': expected str"),
        ({"c": "x", "events": []}, "'c': expected a decimal"),
        ({"c": "0", "events": []}, "'c': expected 0.01 to 10"),
        ({"c": "0.2", "events": {}}, "'events': expected list"),
        ({"c": "0.2", "events": [7]}, "event 1: expected an object"),
        ({"c": "0.2", "events": [{"t": 0, "do": "sell"}]}, "event 1: 'do': expected one of capacity"),
        ({"c": "0.2", "events": [{"t": -1, "do": "sync"}]}, "event 1: 't': expected seconds"),
        ({"c": "0.2", "events": [{"t": 0, "do": "sync", "mb": 1}]}, "event 1: unknown key 'mb'"),
        ({"c": "0.2", "events": [{"t": 0, "do": "capacity", "mb": -1}]}, "event 1: 'mb': expected 0 to"),
        ({"c": "0.2", "events": [{"t": 0, "do": "capacity", "mb": True}]}, "event 1: 'mb': expected int"),
        ({"c": "0.2", "events": [{"t": 0, "do": "donate", "cnt": "-1"}]}, "event 1: 'cnt': expected a decimal from 0"),
        ({"c": "0.2", "events": [{"t": 5, "do": "sync"}, {"t": 4, "do": "sync"}]}, "times that do not fall"),
        ({"c": "0.2", "events": [{"t": 0, "do": "renew", "id": 3, "days": 1}]}, "event 1: 'id': expected a lease"),
        (
            {"c": "0.2", "events": [{"t": 0, "do": "donate", "cnt": f"1.{'0' * 30}1"}]},
            "'cnt': expected a decimal from 0",
        ),
        (
            {"c": "0.2", "events": START + [{"t": 0, "do": "lease", "id": 1, "mb": 1, "days": 1}] * 2},
            "event 4: 'id': expected another one for each lease",
        ),
    ],
)
def test_rent__malformed_case__says_where(bad, says):
    with pytest.raises(CaseError, match=says):
        run(bad)


def test_rent__malformed_second_case__status_2_and_its_number(tmp_path, capsys):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"c": "0.2", "events": []}, {"c": "0.2", "events": [{"t": 0, "do": "sell"}]}]))
    assert main(["check", "rent", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "case 2 (index 1): event 1: 'do'" in said.err
