# SPDX-License-Identifier: MIT
"""XZMine.settle and settle_batch (XZ-3, XZ-7, XZ-8, XZ-10 … XZ-13), with the paper's worked examples."""

from fractions import Fraction

import pytest
from mpmath import log, mp, mpf

from wuxing.engine import open_engine
from wuxing.suite import deploy
from wuxing.xz import stage

XZ = 10**18
DAY = 86_400
FULL = 4_140 * XZ
FEE = 1_500 * XZ


def test_settle__a_second_before_a_unit__nothing(xz, phase_1, staked, keeper, engine):
    """XZ-7: under one unit of 86,400 s nothing is earned and nothing melts."""
    before = phase_1.position_of(staked)
    engine.advance(DAY - 2)  # staking took a second: this is 86,399 s after it
    with engine.reverts("Mine: no whole unit yet"):
        phase_1.settle(staked, sender=keeper)
    assert phase_1.position_of(staked) == before and phase_1.life_of(staked) == XZ


def test_settle__one_unit__worked_example(xz, phase_1, staked, miner, node, keeper, engine):
    """XZ-8, XZ-10, XZ-12: output 138, miner 131.1, node 6.9, burn 1.38, melt 0.00966 (paper)."""
    started = phase_1.position_of(staked)[3]
    held, supply = xz.token.balanceOf(miner), xz.token.totalSupply()
    engine.time = started + DAY
    receipt = phase_1.settle(staked, sender=keeper)
    assert xz.token.balanceOf(miner) - held == 1_311 * XZ // 10
    assert phase_1.node_account(1) == (node.address, 69 * XZ // 10)
    assert xz.token.totalSupply() - supply == 138 * XZ - 138 * XZ // 100
    assert phase_1.life_of(staked) == XZ - 966 * XZ // 100_000
    assert phase_1.position_of(staked)[1] == FEE - 138 * XZ // 100
    (event,) = receipt.named("Settled")
    assert (event.units, event.output, event.burned) == (1, 138 * XZ, 138 * XZ // 100)


def test_settle__half_stake__log2_of_1_5(phase_1, cabinet, miner, engine):
    """XZ-11: stake 2,070 gives 138 × log2(1.5) = 80.7248… a day, within 100 wei."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL // 2, FEE, sender=miner)
    engine.advance(DAY)
    with mp.workdps(50):
        exact = 138 * XZ * log(mpf(3) / 2, 2)
        assert abs(phase_1.pending(token_id)["output"] - exact) < 100


def test_settle__remainder__is_kept(phase_1, staked, keeper, engine):
    """XZ-7: what is left of a unit counts on when the miner stays."""
    started = phase_1.position_of(staked)[3]
    engine.time = started + 2 * DAY - 1
    phase_1.settle(staked, sender=keeper)
    assert phase_1.position_of(staked)[3] == started + DAY
    engine.time = started + 2 * DAY
    phase_1.settle(staked, sender=keeper)
    assert phase_1.position_of(staked)[3] == started + 2 * DAY


def test_settle__twice__reverts(phase_1, staked, keeper, engine):
    engine.advance(DAY)
    phase_1.settle(staked, sender=keeper)
    with engine.reverts("Mine: no whole unit yet"):
        phase_1.settle(staked, sender=keeper)


def test_settle__not_staked__reverts(phase_1, cabinet, keeper, engine):
    token_id = cabinet()
    with engine.reverts("Mine: not staked"):
        phase_1.settle(token_id, sender=keeper)


def test_settle__by_anyone__pays_the_owner(xz, phase_1, staked, miner, attacker, engine):
    engine.advance(DAY)
    mine_before, theirs = xz.token.balanceOf(miner), xz.token.balanceOf(attacker)
    phase_1.settle(staked, sender=attacker)
    assert xz.token.balanceOf(miner) > mine_before and xz.token.balanceOf(attacker) == theirs


def test_settle__paused__still_pays(phase_1, staked, guardian, keeper, engine):
    """A pause never stops what is earned."""
    phase_1.pause(sender=guardian)
    engine.advance(DAY)
    phase_1.settle(staked, sender=keeper)
    assert phase_1.paused(), "a settlement does not lift the pause, whose bit is in the word it writes"


def test_settle__fee_runs_dry__stops_at_the_last_paid_unit(phase_1, cabinet, miner, keeper, engine):
    """XZ-10: three days are paid; the fourth is neither earned nor melted, and the clock waits for a top-up."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL, 3 * 138 * XZ // 100 + 1, sender=miner)
    started = phase_1.position_of(token_id)[3]
    engine.time = started + 10 * DAY
    receipt = phase_1.settle(token_id, sender=keeper)
    assert receipt.named("Settled")[0].units == 3 and len(receipt.named("Stopped")) == 1
    assert phase_1.position_of(token_id)[3:] == (started + 3 * DAY, True)
    with engine.reverts("Mine: stopped, top up the fee"):
        phase_1.settle(token_id, sender=keeper)


def test_settle__exactly_paid__stops_at_once(phase_1, cabinet, miner, keeper, engine):
    """XZ-10: a balance that cannot pay the coming day stops there, not a day later."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL, 2 * 138 * XZ // 100, sender=miner)
    engine.advance(2 * DAY)
    phase_1.settle(token_id, sender=keeper)
    assert phase_1.position_of(token_id)[4]


def test_settle__crosses_a_phase__split_at_the_boundary(xz, cabinet, miner, keeper, engine):
    """XZ-13: 38 XZ are left of phase 1; the rest of the day is mined at phase 2's rate."""
    p = xz.params
    minted = p.phase_ends[1] - 38 * XZ
    stage.set_minted(xz, minted, {miner.address: minted})
    xz.token.approve(xz.mine, 2**256 - 1, sender=miner)
    token_id = cabinet()
    xz.mine.stake(token_id, FULL, FEE, sender=miner)
    engine.advance(DAY)
    xz.mine.settle(token_id, sender=keeper)
    half = xz.mine.rate(FULL, 2)
    assert xz.mine.phase() == 2 and half < 138 * XZ
    expected = p.phase_ends[1] + half * 100 // 138
    assert abs(xz.mine.minted() - expected) <= 1


def test_settle__last_share__nothing_beyond_the_cap(xz, cabinet, miner, keeper, engine):
    """XZ-1, XZ-13: the settlement that reaches the cap stops exactly there; later ones mint nothing."""
    p = xz.params
    minted = p.phase_ends[3] - 100 * XZ
    stage.set_minted(xz, minted, {miner.address: minted})
    xz.token.approve(xz.mine, 2**256 - 1, sender=miner)
    token_id = cabinet()
    xz.mine.stake(token_id, 12_420 * XZ, FEE, sender=miner)
    engine.advance(5 * DAY)
    xz.mine.settle(token_id, sender=keeper)
    assert xz.mine.minted() == p.cap and xz.mine.phase() == 4
    life = xz.mine.life_of(token_id)
    engine.advance(30 * DAY)
    xz.mine.settle(token_id, sender=keeper)
    assert xz.mine.minted() == p.cap and xz.mine.life_of(token_id) == life


def test_settle__all_is_mined_and_the_fee_used_up_to_the_wei__does_not_stop(xz, cabinet, miner, keeper, engine):
    """XZ-10: a day without output costs no fee, so an empty fee balance stops nobody then."""
    p = xz.params
    minted = p.phase_ends[3] - 100 * XZ
    stage.set_minted(xz, minted, {miner.address: minted})
    xz.token.approve(xz.mine, 2**256 - 1, sender=miner)
    token_id = cabinet()
    with engine.anchor():
        xz.mine.stake(token_id, 12_420 * XZ, FEE, sender=miner)
        engine.advance(5 * DAY)
        burned = xz.mine.settle(token_id, sender=keeper).named("Settled")[0].burned
    xz.mine.stake(token_id, 12_420 * XZ, burned, sender=miner)
    engine.advance(5 * DAY)
    receipt = xz.mine.settle(token_id, sender=keeper)
    _, fee, _, _, stopped = xz.mine.position_of(token_id)
    assert (xz.mine.minted(), fee, stopped) == (p.cap, 0, False) and not receipt.named("Stopped")


def test_settle__whole_life_paper__14285_and_the_last_day_partial(xz, phase_1, cabinet, miner, keeper, engine):
    """XZ-12 (paper): a token is gone on the 104th day, after 14,285.714285… XZ; then it is burned by itself (XZ-3)."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL, FEE, sender=miner)
    start, total = phase_1.minted(), Fraction(15_000 * 100, 105) * XZ
    engine.advance(103 * DAY)
    phase_1.settle(token_id, sender=keeper)
    assert phase_1.life_of(token_id) == XZ - 103 * 966 * XZ // 100_000
    engine.advance(DAY)
    receipt = phase_1.settle(token_id, sender=keeper)
    assert phase_1.minted() - start == int(total)
    assert phase_1.life_of(token_id) == 0 and not phase_1.staked(token_id)
    with engine.reverts("TokenDoesNotExist"):
        xz.nft.ownerOf(token_id)
    assert receipt.named("Exited")[0].stake == FULL
    assert phase_1.locked_exits(miner)[0] == FULL


def test_settle__whole_life_reconciled__151110_in_1095_days(deployer, owner, registrar, miner, node):
    """XZ-12 (reconciled): exactly 151,110 XZ after exactly 1,095 days, melt 1/1,095 a day, gas 1,511.1 at 1%."""
    engine = open_engine("revm")
    xz = deploy(engine, "xz", "reconciled", deployer, {"owner": owner.address, "registrar": registrar.address})
    ended = stage.start_of_phase(xz, 1)
    stage.set_minted(xz, ended, {miner.address: ended})
    xz.mine.add_node(node, sender=owner)
    xz.token.approve(xz.mine, 2**256 - 1, sender=miner)
    xz.nft.mint(miner, b"\1" * 32, 1, 2, node.address, 1, sender=registrar)
    xz.mine.stake(1, FULL, 15_111 * XZ // 10, sender=miner)
    started = engine.time - 1
    for day in (1, 2, 500, 1_094):
        engine.time = started + day * DAY
        xz.mine.settle(1, sender=miner)
        assert xz.mine.life_of(1) == (1_095 - day) * XZ // 1_095
        assert xz.mine.minted() - ended == day * 138 * XZ
    assert xz.mine.position_of(1)[1] == 138 * XZ // 100
    engine.time = started + 1_095 * DAY
    xz.mine.settle(1, sender=miner)
    assert xz.mine.minted() - ended == 151_110 * XZ
    assert xz.nft.totalSupply() == 0 and xz.mine.totalLife() == 0


def test_settle__phase_0__melts_by_days(xz, cabinet, miner, owner, keeper, engine):
    """XZ-7: phase 0 melts n/1,095 for n days, whatever the set."""
    token_id = cabinet()
    xz.mine.invite(miner, True, sender=owner)
    xz.mine.stake(token_id, 0, 0, sender=miner)
    engine.advance(3 * DAY + 5)
    xz.mine.settle(token_id, sender=keeper)
    assert xz.mine.life_of(token_id) == 1_092 * XZ // 1_095
    assert xz.mine.minted() == 3 * 138 * XZ


def test_settle__phase_raises_the_requirement__output_falls_until_topped_up(xz, cabinet, miner, engine):
    """XZ-11: 4,140 in phase 2 is half of what is required: 138 × log2(1.5); a top-up to 8,280 brings 138 back."""
    ended = stage.start_of_phase(xz, 2)
    stage.set_minted(xz, ended, {miner.address: ended})
    xz.token.approve(xz.mine, 2**256 - 1, sender=miner)
    token_id = cabinet()
    xz.mine.stake(token_id, FULL, FEE, sender=miner)
    engine.advance(DAY)
    assert xz.mine.pending(token_id)["output"] == xz.mine.rate(2_070 * XZ, 1)
    xz.mine.top_up(token_id, FULL, 0, sender=miner)
    engine.advance(DAY)
    assert xz.mine.pending(token_id)["output"] == 138 * XZ


def test_settle_batch__as_one_by_one(xz, phase_1, cabinet, miner, other_miner, keeper, engine):
    """Two owners, mixed: each gets what single settlements would give."""
    tokens = [cabinet(), cabinet(other_miner), cabinet(), cabinet(other_miner)]
    for token_id, account in zip(tokens, [miner, other_miner] * 2, strict=True):
        phase_1.stake(token_id, FULL, FEE, sender=account)
    engine.advance(2 * DAY)
    with engine.anchor():
        for token_id in tokens:
            phase_1.settle(token_id, sender=keeper)
        single = [xz.token.balanceOf(a) for a in (miner, other_miner, phase_1)]
    assert phase_1.settle_batch(tokens, sender=keeper).value == 4
    assert [xz.token.balanceOf(a) for a in (miner, other_miner, phase_1)] == single


def test_settle_batch__not_due_passed_over(phase_1, cabinet, staked, miner, keeper, engine):
    """One that is not due, one unstaked, one twice in the list: the due one is paid once."""
    engine.advance(DAY - 10)
    fresh, idle = cabinet(), cabinet()
    phase_1.stake(fresh, FULL, FEE, sender=miner)
    engine.advance(20)
    assert phase_1.settle_batch([fresh, staked, idle, staked, 9_999], sender=keeper).value == 1


def test_settle_batch__nothing_due__reverts(phase_1, staked, keeper, engine):
    with engine.reverts("Mine: no whole unit yet"):
        phase_1.settle_batch([staked], sender=keeper)
    with engine.reverts("Mine: no whole unit yet"):
        phase_1.settle_batch([], sender=keeper)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_settle__rounding__favours_the_contract(phase_1, cabinet, miner, keeper, engine, count):
    """Gas and melt are rounded up once per settlement: at most 1 wei and 1 nominal wei above the exact value."""
    token_id = cabinet()
    phase_1.stake(token_id, 1_234_567_890_123_456_789_012, FEE, sender=miner)
    started = phase_1.position_of(token_id)[3]
    for step in range(1, count + 1):
        engine.time = started + step * 3 * DAY
        phase_1.settle(token_id, sender=keeper)
    rate = phase_1.rate(1_234_567_890_123_456_789_012, 1)
    output = 3 * count * rate
    _, fee, melted, _, _ = phase_1.position_of(token_id)
    assert 0 <= (FEE - fee) - Fraction(output, 100) < 3 * count
    assert 0 <= melted - Fraction(output * 105_777, 10_000) < count


def test_settle__partial_last_day__paid_by_exactly_its_gas(xz, phase_1, cabinet, miner, keeper, engine):
    """XZ-10, XZ-12: the last day burns in proportion to what it mines; a balance of just that pays it."""
    token_id = cabinet()
    life = 730 * XZ
    stage.set_melted(xz, token_id, xz.params.nominal - life)
    output = life * 10_000 // 105_777
    gas = -(-output // 100)
    with engine.reverts("Mine: fee below one day"):
        phase_1.stake(token_id, FULL, gas - 1, sender=miner)
    phase_1.stake(token_id, FULL, gas, sender=miner)
    start = phase_1.minted()
    engine.advance(DAY)
    receipt = phase_1.settle(token_id, sender=keeper)
    assert phase_1.minted() - start == output < 138 * XZ
    assert receipt.named("Settled")[0].burned == gas and phase_1.life_of(token_id) == 0
