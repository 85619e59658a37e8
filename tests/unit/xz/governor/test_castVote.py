# SPDX-License-Identifier: MIT
"""TokenGovernor.castVote, queue and execute (XZ-21)."""

import pytest

from tests.dao import ABSTAIN, AGAINST, FOR, State


@pytest.fixture
def proposal(xz, engine, governor, propose):
    """A shorter voting period, with the voting open."""
    made = propose(governor, "setVotingPeriod", 3_600)
    engine.advance(xz.params.voting_delay)
    return made


def close(xz, engine):
    engine.advance(xz.params.voting_period)


def test_castVote__for__counts_what_was_held_at_the_snapshot(xz, proposal, electorate, miner, other_miner):
    xz.votes.transfer(other_miner, 5 * 10**18, sender=miner)  # after the snapshot: moves no votes here
    proposal.vote(FOR, miner)
    proposal.vote(AGAINST, other_miner)
    against, in_favour, abstain = xz.governor.proposalVotes(proposal.id)
    assert (against, in_favour, abstain) == (electorate[other_miner.address], electorate[miner.address], 0)


def test_castVote__twice__reverts(engine, proposal, miner):
    proposal.vote(FOR, miner)
    with engine.reverts("GovernorAlreadyCastVote"):
        proposal.vote(AGAINST, miner)


def test_castVote__unknown_support__reverts(engine, proposal, miner):
    with engine.reverts("GovernorInvalidVoteType"):
        proposal.vote(3, miner)


def test_castVote__before_and_after_the_voting__reverts(xz, engine, governor, propose, miner):
    proposal = propose(governor, "setVotingPeriod", 3_600)
    with engine.reverts("GovernorUnexpectedProposalState"):
        proposal.vote(FOR, miner)
    engine.advance(xz.params.voting_delay)
    close(xz, engine)
    with engine.reverts("GovernorUnexpectedProposalState"):
        proposal.vote(FOR, miner)
    assert proposal.state == State.DEFEATED  # nobody voted


def test_quorum__below__defeats_though_nobody_is_against(xz, engine, governor, propose, miner, other_miner):
    xz.votes.withdrawTo(other_miner, 999 * 10**18, sender=other_miner)  # one vote of 12,001 is left
    proposal = propose(governor, "setVotingPeriod", 3_600)
    engine.advance(xz.params.voting_delay)
    proposal.vote(FOR, other_miner)
    close(xz, engine)
    assert proposal.state == State.DEFEATED


def test_quorum__abstentions__count_towards_it(xz, engine, governor, propose, miner, other_miner):
    xz.votes.withdrawTo(other_miner, 999 * 10**18, sender=other_miner)
    proposal = propose(governor, "setVotingPeriod", 3_600)
    engine.advance(xz.params.voting_delay)
    proposal.vote(FOR, other_miner)
    proposal.vote(ABSTAIN, miner)
    close(xz, engine)
    assert proposal.state == State.SUCCEEDED


def test_castVote__more_against__defeats(xz, engine, proposal, miner, other_miner):
    proposal.vote(AGAINST, miner)
    proposal.vote(FOR, other_miner)
    close(xz, engine)
    assert proposal.state == State.DEFEATED
    with engine.reverts("GovernorUnexpectedProposalState"):
        proposal.send("queue", miner)


def test_execute__before_the_timelock_is_over__reverts(xz, engine, governor, proposal, miner, attacker):
    proposal.vote(FOR, miner)
    close(xz, engine)
    with engine.reverts("GovernorUnexpectedProposalState"):
        proposal.send("execute", attacker)  # not even queued
    proposal.send("queue", attacker)
    assert proposal.state == State.QUEUED
    engine.advance(xz.params.timelock_delay - 2)
    with engine.reverts("TimelockUnexpectedOperationState"):
        proposal.send("execute", attacker)
    proposal.send("execute", attacker)
    assert proposal.state == State.EXECUTED
    assert governor.votingPeriod() == 3_600
    with engine.reverts("GovernorUnexpectedProposalState"):
        proposal.send("execute", attacker)
