# SPDX-License-Identifier: MIT
"""TokenGovernor.propose and cancel (XZ-21)."""

from tests.dao import State


def test_propose__with_the_threshold__waits_for_the_voting_delay(xz, engine, governor, propose, miner):
    proposal = propose(governor, "setVotingPeriod", 3_600)
    assert proposal.state == State.PENDING
    assert governor.proposalSnapshot(proposal.id) == engine.time - 1 + xz.params.voting_delay
    engine.advance(xz.params.voting_delay)
    assert proposal.state == State.ACTIVE


def test_propose__below_the_threshold__reverts(engine, governor, propose, other_miner):
    with engine.reverts("GovernorInsufficientProposerVotes"):
        propose(governor, "setVotingPeriod", 3_600, by=other_miner)


def test_propose__same_twice__reverts(engine, governor, propose):
    propose(governor, "setVotingPeriod", 3_600)
    with engine.reverts("GovernorUnexpectedProposalState"):
        propose(governor, "setVotingPeriod", 3_600)


def test_cancel__by_the_proposer_before_the_voting__is_over(governor, engine, propose, miner, other_miner):
    proposal = propose(governor, "setVotingPeriod", 3_600)
    with engine.reverts("GovernorUnableToCancel"):
        proposal.send("cancel", other_miner)
    proposal.send("cancel", miner)
    assert proposal.state == State.CANCELED


def test_cancel__once_voting_has_begun__reverts(xz, engine, governor, propose, miner):
    proposal = propose(governor, "setVotingPeriod", 3_600)
    engine.advance(xz.params.voting_delay)
    with engine.reverts("GovernorUnableToCancel"):
        proposal.send("cancel", miner)
