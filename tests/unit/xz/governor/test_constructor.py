# SPDX-License-Identifier: MIT
"""TokenGovernor and its timelock as they are deployed (XZ-21)."""

from wuxing.engine.base import ZERO_ADDRESS


def test_constructor__deployed__has_the_parameters_of_the_set(xz, governor):
    p = xz.params
    assert (governor.name(), governor.token(), governor.timelock()) == ("XZ DAO", xz.votes.address, xz.timelock.address)
    assert (governor.votingDelay(), governor.votingPeriod()) == (p.voting_delay, p.voting_period)
    assert (governor.proposalThreshold(), governor.quorumNumerator()) == (p.proposal_threshold, p.quorum)
    assert governor.lateQuorumVoteExtension() == p.vote_extension == 2 * 86_400
    assert (governor.CLOCK_MODE(), governor.COUNTING_MODE()) == ("mode=timestamp", "support=bravo&quorum=for,abstain")


def test_timelock__deployed__answers_to_the_governor_and_lets_anyone_execute(xz, deployer, owner, guardian):
    timelock = xz.timelock
    proposer, canceller, executor = timelock.PROPOSER_ROLE(), timelock.CANCELLER_ROLE(), timelock.EXECUTOR_ROLE()
    assert timelock.getMinDelay() == xz.params.timelock_delay
    assert timelock.hasRole(proposer, xz.governor.address) and timelock.hasRole(canceller, xz.governor.address)
    assert timelock.hasRole(executor, ZERO_ADDRESS)
    assert timelock.hasRole(bytes(32), timelock.address)
    for account in (deployer, owner, guardian, xz.governor):
        assert not timelock.hasRole(bytes(32), account.address)
    for account in (deployer, owner, guardian):
        assert not timelock.hasRole(proposer, account) and not timelock.hasRole(canceller, account)


def test_timelock__anyone__cannot_schedule_cancel_or_change_the_delay(xz, engine, attacker, owner):
    timelock = xz.timelock
    for account in (attacker, owner):
        with engine.reverts("AccessControlUnauthorizedAccount"):
            timelock.schedule(xz.nft.address, 0, b"", bytes(32), bytes(32), 10**6, sender=account)
        with engine.reverts("AccessControlUnauthorizedAccount"):
            timelock.cancel(bytes(32), sender=account)
        with engine.reverts("TimelockUnauthorizedCaller"):
            timelock.updateDelay(0, sender=account)
        with engine.reverts("AccessControlUnauthorizedAccount"):
            timelock.grantRole(timelock.PROPOSER_ROLE(), account, sender=account)


def test_settings__anyone__cannot_change_them(governor, engine, attacker, owner):
    for account in (attacker, owner):
        for method, value in [
            ("setVotingDelay", 0),
            ("setVotingPeriod", 1),
            ("setProposalThreshold", 0),
            ("setLateQuorumVoteExtension", 0),
            ("updateQuorumNumerator", 0),
            ("updateTimelock", account.address),
        ]:
            with engine.reverts("GovernorOnlyExecutor"):
                getattr(governor, method)(value, sender=account)
