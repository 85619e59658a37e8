# SPDX-License-Identifier: MIT
"""XZMine's events (XZ-7 … XZ-14, XZ-20): stakes, harvests, exits and settings, field by field."""

from __future__ import annotations

from tests.events import emitted
from tests.unit.xz.mine.conftest import DAY, FEE, FULL, XZ

BURN = 138 * XZ // 100
"""XZ-7, XZ-10: a day's mining fee of a token at full power in phase 1."""


def test_stake__and_top_up__event_each(phase_1, cabinet, miner):
    token = cabinet()
    emitted(
        phase_1.stake(token, FULL // 2, FEE, sender=miner),
        "XZMine.Staked", tokenId=token, miner=miner, stake=FULL // 2, fee=FEE,
    )  # fmt: skip
    emitted(
        phase_1.top_up(token, FULL // 2, 7, sender=miner),
        "XZMine.ToppedUp", tokenId=token, miner=miner, stake=FULL // 2, fee=7,
    )  # fmt: skip


def test_settle__a_day__event_is_what_the_books_say(phase_1, staked, miner, keeper, engine):
    engine.advance(DAY)
    minted, melted = phase_1.minted(), phase_1.position_of(staked)[2]
    receipt = phase_1.settle(staked, sender=keeper)
    melted = phase_1.position_of(staked)[2] - melted
    emitted(
        receipt, "XZMine.Settled",
        tokenId=staked, miner=miner, units=1, output=138 * XZ, burned=BURN, melted=melted,
    )  # fmt: skip
    assert phase_1.minted() - minted == 138 * XZ and melted > 0


def test_settle__fee_runs_dry__event_of_the_stop(phase_1, cabinet, miner, keeper, engine):
    token = cabinet()
    phase_1.stake(token, FULL, BURN, sender=miner)
    engine.advance(9 * DAY)
    emitted(phase_1.settle(token, sender=keeper), "XZMine.Stopped", tokenId=token)


def test_exit__and_withdraw__event_each(phase_1, staked, miner, engine):
    emitted(
        phase_1.exit(staked, sender=miner),
        "XZMine.Exited", tokenId=staked, miner=miner, stake=FULL, fee=FEE,
    )  # fmt: skip
    engine.advance(180 * DAY)
    emitted(phase_1.withdraw(miner, sender=miner), "XZMine.Withdrawn", account=miner, amount=FULL)


def test_nodes__added_moved_and_paid__event_each(xz, phase_1, staked, owner, node, other_miner, keeper, engine):
    """XZ-8."""
    emitted(phase_1.add_node(keeper, sender=owner), "XZMine.NodeSet", node=2, payee=keeper)
    emitted(phase_1.set_node_payee(1, other_miner, sender=node), "XZMine.NodeSet", node=1, payee=other_miner)
    engine.advance(10 * DAY)
    phase_1.settle(staked, sender=keeper)
    emitted(phase_1.claim_node(1, sender=keeper), "XZMine.NodeClaimed", node=1, payee=other_miner, amount=69 * XZ)


def test_invite__and_back__event_each(xz, owner, attacker):
    """XZ-13: phase 0 is by invitation."""
    for may in (True, False):
        emitted(xz.mine.invite(attacker, may, sender=owner), "XZMine.Invited", account=attacker, may=may)


def test_forfeit__by_the_court__event_says_what_burned_and_what_the_reporter_has(xz, phase_1, staked, miner, keeper):
    """XZ-20."""
    receipt = phase_1.forfeit(miner, [staked], keeper, sender=phase_1.court())
    reward = FULL * xz.params.reporter_share // 10_000
    emitted(receipt, "XZMine.Forfeited", account=miner, reporter=keeper, burned=FULL - reward, reward=reward)
