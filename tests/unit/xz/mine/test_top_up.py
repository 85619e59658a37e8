# SPDX-License-Identifier: MIT
"""XZMine.top_up (XZ-7, XZ-10)."""

XZ = 10**18
DAY = 86_400
FULL = 4_140 * XZ
FEE = 1_500 * XZ
GAS = 138 * XZ // 100


def test_top_up__settles_first_and_keeps_the_running_unit(xz, phase_1, cabinet, miner, engine):
    """XZ-7: a change of stake settles first; the running unit counts at the rate in force when it completes."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL // 2, FEE, sender=miner)
    started, half = phase_1.position_of(token_id)[3], phase_1.rate(FULL // 2, 1)
    engine.time = started + DAY + DAY // 2
    before = phase_1.minted()
    phase_1.top_up(token_id, FULL // 2, 0, sender=miner)
    assert phase_1.minted() - before == half
    assert phase_1.position_of(token_id)[3] == started + DAY
    engine.time = started + 2 * DAY
    assert phase_1.pending(token_id)["output"] == 138 * XZ


def test_top_up__stopped__clock_restarts_now(phase_1, cabinet, miner, engine):
    """XZ-10: a stopped position starts a new unit at the top-up."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL, GAS, sender=miner)
    engine.advance(5 * DAY)
    now = engine.time
    phase_1.top_up(token_id, 0, 2 * GAS, sender=miner)
    assert phase_1.position_of(token_id)[3:] == (now, False)
    engine.time = now + DAY - 1
    assert phase_1.pending(token_id)["units"] == 0
    engine.time = now + DAY
    assert phase_1.pending(token_id)["units"] == 1


def test_top_up__stopped_and_too_little__reverts(phase_1, cabinet, miner, engine):
    token_id = cabinet()
    phase_1.stake(token_id, FULL, GAS, sender=miner)
    engine.advance(2 * DAY)
    before = phase_1.position_of(token_id)
    with engine.reverts("Mine: fee below one day"):
        phase_1.top_up(token_id, 0, GAS - 1, sender=miner)
    with engine.reverts("Mine: fee below one day"):
        phase_1.top_up(token_id, XZ, 0, sender=miner)
    assert phase_1.position_of(token_id) == before


def test_top_up__nothing__reverts(phase_1, staked, miner, engine):
    with engine.reverts("Mine: nothing to add"):
        phase_1.top_up(staked, 0, 0, sender=miner)


def test_top_up__not_staked__reverts(phase_1, cabinet, miner, engine):
    token_id = cabinet()
    with engine.reverts("Mine: not staked"):
        phase_1.top_up(token_id, XZ, 0, sender=miner)


def test_top_up__by_another__reverts(phase_1, staked, other_miner, engine):
    with engine.reverts("Mine: not the owner"):
        phase_1.top_up(staked, XZ, 0, sender=other_miner)


def test_top_up__used_up_meanwhile__reverts_and_settle_ends_it(xz, phase_1, staked, miner, engine):
    """XZ-12: nothing can be added to a token that has melted away; settling ends it like an exit."""
    engine.advance(200 * DAY)
    with engine.reverts("Mine: token is used up"):
        phase_1.top_up(staked, XZ, 0, sender=miner)
    phase_1.settle(staked, sender=miner)
    assert phase_1.locked_exits(miner)[0] == FULL


def test_top_up__paused__reverts(phase_1, staked, miner, guardian, engine):
    phase_1.pause(sender=guardian)
    with engine.reverts("Mine: entries are paused"):
        phase_1.top_up(staked, XZ, 0, sender=miner)
