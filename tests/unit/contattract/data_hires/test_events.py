# SPDX-License-Identifier: MIT
"""DataHires' events (CNT-12, CNT-18)."""

from __future__ import annotations

from tests.events import emitted
from tests.guarded import guarded
from tests.proof_world import CNT, DAY
from wuxing.contattract.hire_model import pay

__all__ = ["guarded"]


def test_hire__rated_hired_reported_paid__event_each(contattract, engine, miner, other_miner):
    hires = contattract.hires
    contattract.token.approve(hires, 2**255, sender=miner)
    emitted(hires.set_rate(10 * CNT, sender=other_miner), "DataHires.RateSet", agent=other_miner, rate=10 * CNT)
    at = engine.time
    hired = hires.hire(other_miner, 10 * DAY, 2**255, sender=miner)
    emitted(hired, "DataHires.Hired", hire=0, user=miner, agent=other_miner, fee=100 * CNT, end=at + 10 * DAY)
    engine.time = at + 10 * DAY
    reported, paid = hires.report(0, 50, sender=miner), pay(contattract.params, 100 * CNT, 50)
    emitted(reported, "DataHires.Reported", hire=0, agent=other_miner, quality=50, weight=100 * CNT)
    emitted(reported, "DataHires.Settled", hire=0, agent=other_miner, paid=paid, donated=100 * CNT - paid)
    withdrawn = hires.withdraw(sender=other_miner)
    emitted(withdrawn, "DataHires.Withdrawn", account=other_miner, amount=paid)


def test_follow__moved_agent__event(contattract, guarded, keeper):
    contattract.hires.set_rate(CNT, sender=guarded.owner)
    guarded.move()
    receipt = contattract.hires.follow(guarded.owner, sender=keeper)
    emitted(receipt, "DataHires.Followed", old=guarded.owner, to=guarded.new)
