# SPDX-License-Identifier: MIT
"""Events of TokenGovernor (XZ-21): what a wallet or an explorer shows of a vote, and of the governor's settings."""

from __future__ import annotations

from tests import dao
from tests.events import emitted, recorded
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.suite import deploy


def test_constructor__settings__event_each(engine, deployer):
    with engine.anchor():
        with recorded(engine) as receipts:
            xz = deploy(engine, "xz", "paper", deployer)
        (born,) = [r for r in receipts if r.named("TimelockChange")]
        p, name = xz.params, "TokenGovernor"
        emitted(born, f"{name}.VotingDelaySet", oldVotingDelay=0, newVotingDelay=p.voting_delay)
        emitted(born, f"{name}.VotingPeriodSet", oldVotingPeriod=0, newVotingPeriod=p.voting_period)
        emitted(
            born, f"{name}.ProposalThresholdSet",
            oldProposalThreshold=0, newProposalThreshold=xz.governor.proposalThreshold(),
        )  # fmt: skip
        emitted(
            born, f"{name}.QuorumNumeratorUpdated",
            oldQuorumNumerator=0, newQuorumNumerator=xz.governor.quorumNumerator(),
        )  # fmt: skip
        emitted(
            born, f"{name}.LateQuorumVoteExtensionSet", oldVoteExtension=0, newVoteExtension=p.vote_extension
        )  # fmt: skip
        emitted(born, f"{name}.TimelockChange", oldTimelock=ZERO_ADDRESS, newTimelock=xz.timelock)


def test_proposal__its_whole_way__event_each(xz, engine, governor, electorate, miner, other_miner):
    data, p = governor.setVotingPeriod.encode(3_600), xz.params
    at = engine.time
    made = governor.propose([governor.address], [0], [data], "a change", sender=miner)
    proposal = dao.Proposal(governor, governor.address, data, "a change", made.value)
    number, name = proposal.id, "TokenGovernor"
    emitted(
        made, f"{name}.ProposalCreated",
        proposalId=number, proposer=miner, targets=[governor], values=[0], signatures=[""], calldatas=[data],
        voteStart=at + p.voting_delay, voteEnd=at + p.voting_delay + p.voting_period, description="a change",
    )  # fmt: skip
    engine.time = at + p.voting_delay + 1
    emitted(
        proposal.vote(dao.FOR, miner), f"{name}.VoteCast",
        voter=miner, proposalId=number, support=dao.FOR, weight=electorate[miner.address], reason="",
    )  # fmt: skip
    emitted(
        governor.castVoteWithReasonAndParams(number, dao.AGAINST, "no", b"\1", sender=other_miner),
        f"{name}.VoteCastWithParams", voter=other_miner, proposalId=number, support=dao.AGAINST,
        weight=electorate[other_miner.address], reason="no", params=b"\1",
    )  # fmt: skip
    engine.time = at + p.voting_delay + p.voting_period + 1
    at = engine.time
    queued = proposal.send("queue", other_miner)
    emitted(queued, f"{name}.ProposalQueued", proposalId=number, etaSeconds=at + p.timelock_delay)
    engine.time = at + p.timelock_delay
    done = proposal.send("execute", other_miner)
    emitted(done, f"{name}.ProposalExecuted", proposalId=number)
    emitted(done, f"{name}.VotingPeriodSet", oldVotingPeriod=p.voting_period, newVotingPeriod=3_600)


def test_cancel__by_the_proposer__event(propose, governor, miner):
    proposal = propose(governor, "setVotingPeriod", 3_600)
    emitted(proposal.send("cancel", miner), "TokenGovernor.ProposalCanceled", proposalId=proposal.id)
