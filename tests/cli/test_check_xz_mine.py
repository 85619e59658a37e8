# SPDX-License-Identifier: MIT
"""`python -m wuxing check xz-mine FILE` (XZ-7 … XZ-14): results on the contracts, and what bad cases are told."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from wuxing.check import CaseError
from wuxing.xz.check import run

XZ = 10**18
DAY = 86_400


def case(*events, set_name="paper", phase=1):
    return {"set": set_name, "phase": phase, "events": list(events)}


def stake(t=0, stake="4140", fee="1500"):
    return {"t": t, "do": "stake", "stake": stake, "fee": fee}


def wei(result):
    return [tuple(int(r[k]) for k in ("miner", "node", "burned", "life")) for r in result]


def test_check__the_vectors_example__totals_so_far(tmp_path):
    """The example of the vectors page, through the command."""
    file = tmp_path / "cases.json"
    top_up = {"t": 90_000, "do": "topup", "stake": "0", "fee": "10"}
    example = case(stake(), {"t": DAY, "do": "settle"}, top_up, {"t": 200_000, "do": "exit"})
    file.write_text(json.dumps([example, example]))
    done = subprocess.run(
        [sys.executable, "-m", "wuxing", "check", "xz-mine", str(file)], capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stderr == ""
    first, second = json.loads(done.stdout)
    assert first == second and [r["t"] for r in first] == [DAY, 200_000]
    day = (1_311 * XZ // 10, 69 * XZ // 10, 138 * XZ // 100, 99_034 * XZ // 100_000)
    assert wei(first) == [day, (2 * day[0], 2 * day[1], 2 * day[2], 98_068 * XZ // 100_000)]


def test_check__same_second__exact_boundary():
    """XZ-7: events of one second are played in that second."""
    settles = [{"t": DAY - 1, "do": "settle"}, {"t": DAY, "do": "settle"}, {"t": DAY, "do": "settle"}]
    result = wei(run(case(stake(), *settles)))
    assert [r[0] for r in result] == [0, 1_311 * XZ // 10, 1_311 * XZ // 10]


def test_check__used_up__ends_like_an_exit():
    """XZ-12: a reconciled token gives 151,110 XZ; settling or leaving afterwards changes nothing."""
    end = 1_095 * DAY
    events = [stake(fee="1511.1"), {"t": end, "do": "settle"}, {"t": end, "do": "exit"}]
    first, last = wei(run(case(*events, set_name="reconciled")))
    assert first == last and first[0] + first[1] == 151_110 * XZ and first[3] == 0


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"set": "printed", "phase": 1, "events": []}, "'set': expected paper or reconciled"),
        ({"set": "paper", "phase": 4, "events": []}, "'phase': expected 0 to 3, got 4"),
        ({"set": "paper", "phase": True, "events": []}, "'phase': expected int"),
        (case({"t": 0, "do": "stake", "stake": "1.0000000000000000001"}), "at most 18 decimals"),
        (case({"t": 0, "do": "stake", "stake": "4140.0000000000000000000000000000001"}), "at most 18 decimals"),
        (case({"t": 0, "do": "stake", "stake": "NaN"}), "at most 18 decimals"),
        (case({"t": 0, "do": "stake", "stake": 4140}), "event 1: 'stake': expected str"),
        (case({"t": 0, "do": "stake", "stake": "-1"}), "event 1: 'stake'"),
        (case({"t": 0, "do": "unstake"}), "event 1: 'do': expected one of stake, settle, topup, exit"),
        (case({"t": 5, "do": "settle"}, {"t": 4, "do": "settle"}), "expected times that do not fall"),
        (case({"t": -1, "do": "settle"}), "event 1: 't'"),
        (case({"t": 0, "do": "settle", "fee": "1"}), "event 1: unknown key 'fee'"),
        (case(stake(fee="1")), "event 1: the contract refuses to stake: Mine: fee below one day"),
        (case({"t": 0, "do": "exit"}), "event 1: the contract refuses to exit: Mine: not staked"),
        ([], "expected an object"),
    ],
)
def test_check__malformed_case__says_where(bad, says):
    with pytest.raises(CaseError, match=says):
        run(bad)
