# SPDX-License-Identifier: MIT
"""`python -m wuxing check zos-emission|unlock FILE` (ZOS-4, ZOS-5): results on the contracts, and bad cases."""

from __future__ import annotations

import json

import pytest

from wuxing.__main__ import main
from wuxing.check import CaseError
from wuxing.zos.check import emission, unlock

ZOS = 10**18
DAY = 86_400
YEAR = 365 * DAY


def test_emission__worked_examples__through_the_command(tmp_path, capsys):
    """ZOS-4: 1, 2, 3, 4, 6 years."""
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"seconds": years * YEAR} for years in (1, 2, 3, 4, 6)]))
    assert main(["check", "zos-emission", str(file)]) == 0
    results = json.loads(capsys.readouterr().out)
    assert results == [{"emitted": str(m * 10**6 * ZOS)} for m in (200, 400, 500, 600, 700)]


def test_unlock__worked_example__through_the_command(tmp_path, capsys):
    """ZOS-5: harvest of 1,000 at day 0: 400 at once; day 90: 300 more; day 180: all."""
    file = tmp_path / "cases.json"
    ask = [0, 90 * DAY, 180 * DAY, 1_000 * DAY]
    file.write_text(json.dumps([{"harvests": [{"t": 0, "amount": "1000"}], "ask": ask}]))
    assert main(["check", "unlock", str(file)]) == 0
    expected = [str(amount * ZOS) for amount in (400, 700, 1_000, 1_000)]
    assert json.loads(capsys.readouterr().out) == [{"claimable": expected}]


def test_unlock__any_harvests__never_early_and_less_than_a_day_late():
    harvests = [(0, 10**18), (5, 7), (40_000, 3 * 10**21), (200 * DAY + 1, 10**20), (200 * DAY + 1, 1)]
    ask = [0, 4, 5, 40_000, 100 * DAY, 180 * DAY, 200 * DAY, 300 * DAY + 77, 381 * DAY]
    case = {"harvests": [{"t": t, "amount": _text(a)} for t, a in harvests], "ask": ask}
    for second, text in zip(ask, unlock(case)["claimable"], strict=True):
        paid = sum(a * 4 // 10 for t, a in harvests if t <= second)
        locked = [(t, a - a * 4 // 10) for t, a in harvests]
        most = sum(a * min(max(second - t, 0), 180 * DAY) for t, a in locked) // (180 * DAY)
        least = sum(a * min(max(second - t - DAY, 0), 180 * DAY) for t, a in locked) // (180 * DAY)
        assert paid + least <= int(text) <= paid + most
    assert int(text) == sum(a for _, a in harvests)


def test_emission__ten_thousand_years__all_but_a_wei():
    """ZOS-4: never past 800 M, nor to it."""
    assert emission({"seconds": 10_000 * YEAR}) == {"emitted": str(800 * 10**6 * ZOS - 1)}


def test_unlock__unsorted_at_one_second_and_of_nothing__the_sum_of_each():
    """ZOS-5: the order of the list is not the order in time; a harvest of nothing adds nothing."""
    times = (200, 0, 90, 0, 200, 10)
    harvests = [
        {"t": day * DAY, "amount": a} for day, a in zip(times, ("5", "1.5", "0", "2", "0.25", "0"), strict=True)
    ]
    ask = [200 * DAY, 0, 400 * DAY, 90 * DAY, 0]
    # 3.5 at day 0, whole by day 180; 5.25 at day 200
    expected = [
        ZOS * 35 // 10 + ZOS * 525 * 4 // 1_000,
        ZOS * 14 // 10,
        ZOS * 875 // 100,
        ZOS * 245 // 100,
        ZOS * 14 // 10,
    ]
    assert unlock({"harvests": harvests, "ask": ask})["claimable"] == [str(wei) for wei in expected]
    assert unlock({"harvests": [{"t": 5, "amount": "0"}], "ask": [5]}) == {"claimable": ["0"]}


def test_check__one_malformed_case__its_number_on_standard_error_and_no_result(tmp_path, capsys):
    for kind, good, bad in (
        ("zos-emission", {"seconds": 1}, {"seconds": -1}),
        ("unlock", {"harvests": [], "ask": [0]}, {"harvests": [{"t": 0, "amount": "x"}], "ask": [0]}),
    ):
        file = tmp_path / "cases.json"
        file.write_text(json.dumps([good, good, bad, good]))
        assert main(["check", kind, str(file)]) == 2
        shown = capsys.readouterr()
        assert shown.out == "" and "case 3 (index 2)" in shown.err


def _text(wei: int) -> str:
    return f"{wei // ZOS}.{wei % ZOS:018d}"


@pytest.mark.parametrize(
    ("kind", "bad", "says"),
    [
        (emission, {}, "'seconds' is missing"),
        (emission, {"seconds": -1}, "'seconds': expected 0 to"),
        (emission, {"seconds": "1"}, "'seconds': expected int"),
        (emission, {"seconds": 10**12}, "'seconds': expected 0 to"),
        (emission, {"seconds": 1, "miners": 2}, "unknown key 'miners'"),
        (emission, 7, "expected an object"),
        (unlock, {"harvests": [], "ask": [-1]}, "'ask': expected seconds"),
        (unlock, {"harvests": [], "ask": [True]}, "'ask': expected seconds"),
        (unlock, {"harvests": [{"t": 0, "amount": "-1"}], "ask": []}, "harvest 1: 'amount': expected a decimal from 0"),
        (unlock, {"harvests": [{"t": 0, "amount": "1e-19"}], "ask": []}, "harvest 1: 'amount': .*at most 18 decimals"),
        (unlock, {"harvests": [{"t": 0, "amount": "NaN"}], "ask": []}, "harvest 1: 'amount': expected a decimal"),
        (unlock, {"harvests": [{"t": 0, "amount": 5}], "ask": []}, "harvest 1: 'amount': expected str"),
        (unlock, {"harvests": [{"t": 0, "amount": "x"}], "ask": []}, "harvest 1: 'amount': expected a decimal"),
        (unlock, {"harvests": [{"t": -1, "amount": "1"}], "ask": []}, "harvest 1: 't'"),
        (unlock, {"harvests": [{"t": 0, "amount": "9999999999"}], "ask": []}, "contract refuses: Token: above the cap"),
    ],
)
def test_check__malformed_case__says_where(kind, bad, says):
    with pytest.raises(CaseError, match=says):
        kind(bad)
