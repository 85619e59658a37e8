# SPDX-License-Identifier: MIT
"""`check zos-emission` (ZOS-4) and `check unlock` (ZOS-5), run on the contracts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from wuxing.check import CaseError, name_of, take, take_object, take_wei
from wuxing.engine import Revert
from wuxing.engine.revm import RevmEngine
from wuxing.params import load
from wuxing.suite import System, deploy
from wuxing.zos import stage
from wuxing.zos.params import Params

_DAY = 86_400
_LAST = 10_000 * 365 * _DAY
"""Seconds after the launch that a case may name; the mine's clock has 40 bits, 34,000 years."""
_QUEEN = 3


@cache
def _launched() -> tuple[RevmEngine, System, Any]:
    """ZOS with its launch at a UTC midnight, and one account with ZOS to stake; for cases that put it back."""
    engine = RevmEngine()
    owner, miner = engine.account(0), engine.account(1)
    params: Params = load("zos", "paper")
    midnight = (engine.time // _DAY + 2) * _DAY
    params = replace(params, first_halving=midnight + params.halving_period)
    system = deploy(engine, "zos", "paper", owner, params=params)
    system.budgets.spend(1, miner, params.minimums[_QUEEN], "to stake", sender=owner)
    system.token.approve(system.mine, 2**256 - 1, sender=miner)
    return engine, system, miner


def emission(case: Any) -> dict[str, str]:
    """`zos-emission`: what has come out so many seconds after the launch, one staker from the first second on."""
    seconds = take(take_object(case, {"seconds"}), "seconds", int)
    if not 0 <= seconds <= _LAST:
        raise CaseError(f"'seconds': expected 0 to {_LAST}, got {seconds}")
    engine, system, miner = _launched()
    with engine.anchor():
        launch = system.mine.launch()
        engine.time = launch
        system.mine.stake(_QUEEN, system.params.minimums[_QUEEN], sender=miner)
        engine.hold(launch + seconds)
        return {"emitted": str(system.mine.emitted())}


def unlock(case: Any) -> dict[str, list[str]]:
    """`unlock`: what is released of harvests by each second asked for, the part at once included; t from a midnight."""
    case = take_object(case, {"harvests", "ask"})
    harvests = [_take_harvest(item, number) for number, item in enumerate(take(case, "harvests", list), 1)]
    asked = take(case, "ask", list)
    for second in asked:
        if type(second) is not int or not 0 <= second <= _LAST:
            raise CaseError(f"'ask': expected seconds from 0 to {_LAST}, got {name_of(second)}")
    engine, system, _ = _launched()
    account = engine.account(2)
    answers: dict[int, str] = {}
    # what is asked for a second counts the harvests of that second
    events = sorted(
        [(time, 0, number) for number, (time, _) in enumerate(harvests)] + [(time, 1, 0) for time in set(asked)]
    )
    with engine.anchor():
        launch = system.mine.launch()
        engine.time = launch
        for time, is_question, number in events:
            engine.hold(launch + time)
            if is_question:
                released = system.token.balanceOf(account) + system.mine.claimable(account)
                answers[time] = str(released)
                continue
            if harvests[number][1] == 0:
                continue  # the contract refuses to harvest nothing, which would change nothing either
            stage.set_owed(system, account.address, harvests[number][1])
            try:
                system.mine.harvest(account, sender=account)
            except Revert as refusal:
                raise CaseError(f"harvest {number + 1}: the contract refuses: {refusal.reason}") from None
    return {"claimable": [answers[time] for time in asked]}


def _take_harvest(item: Any, number: int) -> tuple[int, int]:
    try:
        item = take_object(item, {"t", "amount"})
        time, amount = take(item, "t", int), take_wei(item, "amount")
        if not 0 <= time <= _LAST:
            raise CaseError(f"'t': expected seconds from 0 to {_LAST}, got {time}")
    except CaseError as error:
        raise CaseError(f"harvest {number}: {error}") from error
    return time, amount
