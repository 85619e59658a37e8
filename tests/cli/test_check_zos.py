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


def _text(wei: int) -> str:
    return f"{wei // ZOS}.{wei % ZOS:018d}"


@pytest.mark.parametrize(
    ("kind", "bad", "says"),
    [
        (emission, {}, "'seconds' is missing"),
        (emission, {"seconds": -1}, "'seconds': expected 0 to"),
        (emission, {"seconds": "1"}, "'seconds': expected int"),
        (emission, {"seconds": 1, "miners": 2}, "unknown key 'miners'"),
        (emission, 7, "expected an object"),
        (unlock, {"harvests": [], "ask": [-1]}, "'ask': expected seconds"),
        (unlock, {"harvests": [], "ask": [True]}, "'ask': expected seconds"),
        (unlock, {"harvests": [{"t": 0, "amount": "0"}], "ask": []}, "harvest 1: 'amount': expected an amount above 0"),
        (unlock, {"harvests": [{"t": 0, "amount": 5}], "ask": []}, "harvest 1: 'amount': expected str"),
        (unlock, {"harvests": [{"t": 0, "amount": "x"}], "ask": []}, "harvest 1: 'amount': expected a decimal"),
        (unlock, {"harvests": [{"t": -1, "amount": "1"}], "ask": []}, "harvest 1: 't'"),
        (unlock, {"harvests": [{"t": 0, "amount": "9999999999"}], "ask": []}, "contract refuses: Token: above the cap"),
    ],
)
def test_check__malformed_case__says_where(kind, bad, says):
    with pytest.raises(CaseError, match=says):
        kind(bad)
