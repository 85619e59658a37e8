# SPDX-License-Identifier: MIT
"""Who tries to take the frozen reserve, the votes over it, the market around it, or the treasury (ZZM-3, ZZM-4)."""

from __future__ import annotations

import pytest

from tests import dao
from tests.dao import AGAINST, FOR, State
from tests.zzm_world import USD, _deployed_zzm, world, zzm
from wuxing import devmarket
from wuxing.zzm.feed import signed_limit
from wuxing.zzm.params import ZZM
from wuxing.zzm.treasury import sign, transfer

__all__ = ["_deployed_zzm", "world", "zzm"]


@pytest.fixture
def council(world):
    """The world with 500,000 ZZM of each of three investors wrapped."""
    for investor in world.investors[1:4]:
        dao.wrap(world.zzm, investor, 500_000 * ZZM)
    world.engine.advance(1)
    return world


def carry(w, proposal):
    """Votes with all three, queues, executes."""
    p = w.zzm.params
    w.engine.advance(p.voting_delay + 1)
    for investor in w.investors[1:4]:
        proposal.vote(FOR, investor)
    w.engine.advance(p.voting_period)
    proposal.send("queue", w.other)
    w.engine.advance(p.timelock_delay)
    return proposal.send("execute", w.other)


def test_release__by_passed_proposal__and_in_no_other_way(council):
    """ZZM-INV-1: the whole way, from wrapped coin to released ZZM."""
    w = council
    number = w.project(1)
    p = dao.propose(w.zzm.governor, w.investors[1], w.reserve, "release", number, 1_000 * ZZM)
    for state in ("queue", "execute"):
        with w.engine.reverts("GovernorUnexpectedProposalState"):
            p.send(state, w.team)
    with w.engine.reverts("ownable: caller is not the owner"):
        w.reserve.release(number, 1_000 * ZZM, sender=w.team)
    carry(w, p)
    assert w.zzm.token.balanceOf(w.team) == 1_000 * ZZM and p.state == State.EXECUTED


def test_release__voted_down__releases_nothing(council):
    w = council
    number = w.project(1)
    p = dao.propose(w.zzm.governor, w.investors[1], w.reserve, "release", number, 1)
    w.engine.advance(w.zzm.params.voting_delay + 1)
    for investor in w.investors[1:4]:
        p.vote(AGAINST, investor)
    w.engine.advance(w.zzm.params.voting_period)
    assert p.state == State.DEFEATED
    with w.engine.reverts("GovernorUnexpectedProposalState"):
        p.send("queue", w.team)


def test_double_release__second_proposal_for_the_same_project__fails(council):
    w = council
    number = w.project(1)
    texts = ("once", "twice")
    first, second = (
        dao.propose(w.zzm.governor, w.investors[1], w.reserve, "release", number, 500_000 * ZZM, text=t) for t in texts
    )
    w.engine.advance(w.zzm.params.voting_delay + 2)
    for p in (first, second):
        for investor in w.investors[1:4]:
            p.vote(FOR, investor)
    w.engine.advance(w.zzm.params.voting_period)
    for p in (first, second):
        p.send("queue", w.other)
    w.engine.advance(w.zzm.params.timelock_delay)
    first.send("execute", w.other)
    with w.engine.reverts("Reserve: project not registered"):
        second.send("execute", w.other)
    assert w.reserve.total_released() == 500_000 * ZZM


def test_proposal__more_than_the_reserve__reverts_when_it_is_carried_out(council):
    """ZZM-INV-3: nobody's vote releases what is not there."""
    w = council
    w.reserve.release(w.project(1, scale=60_000_000 * ZZM), 60_000_000 * ZZM, sender=w.council)
    number = w.project(1, scale=60_000_000 * ZZM)
    p = dao.propose(w.zzm.governor, w.investors[1], w.reserve, "release", number, 60_000_000 * ZZM)
    with w.engine.reverts("Reserve: more than the reserve"):
        carry(w, p)
    assert w.reserve.frozen() == 40_000_000 * ZZM


def test_bought_votes__after_the_snapshot__weigh_nothing(council):
    """ZZM-3: who buys in to decide a vote comes too late."""
    w = council
    p = dao.propose(w.zzm.governor, w.investors[1], w.reserve, "release", w.project(1), 1)
    w.engine.advance(w.zzm.params.voting_delay + 1)
    w.dollars(w.other, 50_000 * USD)
    bought = devmarket.buy(w.zzm, w.other, 50_000 * USD)
    dao.wrap(w.zzm, w.other, bought)
    w.engine.advance(1)
    p.vote(FOR, w.other)
    against, in_favour, _ = w.zzm.governor.proposalVotes(p.id)
    assert bought > 300_000 * ZZM and (against, in_favour) == (0, 0)


def test_sandwich__around_a_limit__is_refused_and_costs_the_attacker(council):
    """ZZM-INV-7: the purchase goes through at the team's bound or not at all."""
    w = council
    number = w.project(3, money=5_000 * USD)
    zzm_before, usd_before = devmarket.reserves(w.zzm)
    taxed = 5_000 * USD * 997
    quote = taxed * zzm_before // (usd_before * 1_000 + taxed)
    least, deadline = quote * 98 // 100, w.engine.time + 600
    signature = signed_limit(w.reserve, w.team, number, 5_000 * USD, least, deadline)
    w.dollars(w.other, 20_000 * USD)
    bought = devmarket.buy(w.zzm, w.other, 20_000 * USD)
    with w.engine.reverts("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"):
        w.reserve.buy_back_by_limit(number, 5_000 * USD, least, deadline, signature, sender=w.other)
    devmarket.sell(w.zzm, w.other, bought)
    assert w.zzm.stablecoin.balanceOf(w.other) < 20_000 * USD
    assert w.reserve.buy_back_by_limit(number, 5_000 * USD, least, deadline, signature, sender=w.other).value >= least


def test_treasury__four_of_five__moves_nothing(world, keeper):
    """ZZM-4: four colluding keyholders have nothing."""
    w = world
    w.zzm.bitcoin.mint(w.safe, 10**8, sender=w.deployer)
    payment = transfer(w.zzm.bitcoin, w.keys[0], 10**8)
    with w.engine.reverts("GS020"):
        payment.send(w.safe, sign(w.keys[:4], payment.digest(w.safe)), w.keys[0])
    assert w.zzm.bitcoin.balanceOf(w.safe) == 10**8


def test_treasury__replayed_payment__is_refused(world, keeper):
    """ZZM-4: a payment's signatures count once."""
    w = world
    w.zzm.bitcoin.mint(w.safe, 10**8, sender=w.deployer)
    payment = transfer(w.zzm.bitcoin, w.other, 10**7)
    signatures = sign(w.keys, payment.digest(w.safe))
    payment.send(w.safe, signatures, keeper)
    with w.engine.reverts("GS026"):
        payment.send(w.safe, signatures, keeper)
    assert w.zzm.bitcoin.balanceOf(w.other) == 10**7


def test_key_recovery__without_a_vote__nobody_replaces_a_key(council, keeper):
    """ZZM-4: a vote, then the delay; a keyholder or the deployer cannot, and the module cannot pay."""
    w = council
    for account in (w.keys[0], w.deployer, w.investors[1]):
        with w.engine.reverts("ownable: caller is not the owner"):
            w.zzm.recovery.propose(w.keys[1], account, sender=account)
    args = (w.keys[1].address, w.other.address)
    carry(w, dao.propose(w.zzm.governor, w.investors[1], w.zzm.recovery, "propose", *args))
    with w.engine.reverts("KeyRecovery: delay is not over"):
        w.zzm.recovery.execute(sender=keeper)
    w.engine.advance(w.zzm.params.recovery_delay)
    w.zzm.recovery.execute(sender=keeper)
    assert w.safe.isOwner(w.other) and w.safe.getThreshold() == 5
    with w.engine.reverts("GS104"):
        w.safe.execTransactionFromModule(w.other, 1, b"", 0, sender=w.other)
