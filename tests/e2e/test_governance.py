# SPDX-License-Identifier: MIT
"""The DAO from mined coin to changed parameter, and who tries to take it (XZ-21)."""

from __future__ import annotations

import pytest
from eth_utils import keccak
from vyper import compile_code

from tests import dao
from tests.dao import AGAINST, FOR, State
from tests.events import emitted
from wuxing.engine.artifacts import Artifact
from wuxing.engine.base import Contract
from wuxing.governance import described
from wuxing.handover import owned

BORROWER = """
# pragma version 0.4.3
# pragma evm-version cancun
interface Token:
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def approve(spender: address, amount: uint256) -> bool: nonpayable

interface Votes:
    def depositFor(account: address, amount: uint256) -> bool: nonpayable
    def withdrawTo(account: address, amount: uint256) -> bool: nonpayable
    def delegate(account: address): nonpayable

@external
def run(token: Token, votes: Votes, lender: address, amount: uint256, target: address, data: Bytes[2048]):
    extcall token.transferFrom(lender, self, amount)
    extcall token.approve(votes.address, amount)
    extcall votes.depositFor(self, amount)
    extcall votes.delegate(self)
    raw_call(target, data)
    extcall votes.withdrawTo(self, amount)
    extcall token.transfer(lender, amount)
"""
"""Borrows XZ, wraps it, calls the governor with it, and pays it back, all in one transaction."""


@pytest.fixture
def holders(xz, earn, miner, other_miner):
    """13,110 XZ mined by each of two miners; the miner's are wrapped, the other's are not."""
    for account in (miner, other_miner):
        earn(account, 100)
    dao.wrap(xz, miner, 12_000 * 10**18)


@pytest.fixture
def dao_owned(xz, holders, owner):
    """XZ once its owner has given everything to the timelock."""
    for name in owned(xz):
        contract = getattr(xz, name)
        give = contract.transfer_ownership if contract.artifact.is_vyper else contract.transferOwnership
        give(xz.timelock, sender=owner)
    return xz


@pytest.fixture
def borrower(xz, engine, attacker, miner, other_miner):
    """The attacker's contract, to which the other miner lends all it has."""
    built = compile_code(BORROWER, output_formats=["bytecode", "abi"])
    code = bytes.fromhex(built["bytecode"][2:])
    address = engine.transact(attacker, None, code).address
    xz.token.approve(address, 2**256 - 1, sender=other_miner)
    artifact = Artifact("Borrower", xz.votes.artifact.source, built["abi"], code, b"", {})
    return Contract(engine, artifact, address)


def pass_(xz, engine, proposal, voter):
    """Votes for a proposal, waits, and has it executed."""
    engine.advance(xz.params.voting_delay)
    proposal.vote(FOR, voter)
    engine.advance(xz.params.voting_period)
    proposal.send("queue", voter)
    engine.advance(xz.params.timelock_delay)
    return proposal.send("execute", voter)


@pytest.mark.parametrize("change", ["feed", "registrar", "timelock", "governor"])
def test_governance__passed_proposal__changes_a_parameter(
    dao_owned, engine, holders, owner, miner, registrar, keeper, change
):
    xz = dao_owned
    contract, method, arguments, read, expected, says = {
        "feed": (xz.feed_xz_price, "set_terms", (9, 3_600), lambda: xz.feed_xz_price.quorum(), 9,
                 "ownable: caller is not the owner"),
        "registrar": (xz.nft, "setRegistrar", (keeper,), lambda: xz.nft.registrar(), keeper.address, "Unauthorized"),
        "timelock": (xz.timelock, "updateDelay", (86_400,), lambda: xz.timelock.getMinDelay(), 86_400,
                     "TimelockUnauthorizedCaller"),
        "governor": (xz.governor, "updateQuorumNumerator", (10,), lambda: xz.governor.quorumNumerator(), 10,
                     "GovernorOnlyExecutor"),
    }[change]  # fmt: skip
    assert read() != expected
    for account in (owner, registrar, miner):  # nobody may do it alone
        with engine.reverts(says):
            getattr(contract, method)(*arguments, sender=account)
    pass_(xz, engine, dao.propose(xz.governor, miner, contract, method, *arguments), miner)
    assert read() == expected


def test_governance__wrapped_coins__come_back_after_the_vote(dao_owned, engine, holders, miner, keeper):
    xz = dao_owned
    before = xz.token.balanceOf(miner)
    pass_(xz, engine, dao.propose(xz.governor, miner, xz.nft, "setRegistrar", keeper), miner)
    xz.votes.withdrawTo(miner, 12_000 * 10**18, sender=miner)
    assert xz.token.balanceOf(miner) == before + 12_000 * 10**18
    assert xz.votes.totalSupply() == 0


def test_flash_loan__to_propose__has_no_votes_yet(xz, engine, holders, borrower, attacker, other_miner):
    amount = xz.token.balanceOf(other_miner)
    assert amount >= xz.governor.proposalThreshold()
    grab = xz.mine.transfer_ownership.encode(attacker)
    data = xz.governor.propose.encode([xz.mine.address], [0], [grab], "all mine")
    with engine.reverts("GovernorInsufficientProposerVotes"):
        borrower.run(xz.token, xz.votes, other_miner, amount, xz.governor, data, sender=attacker)
    assert xz.token.balanceOf(other_miner) == amount


def test_flash_loan__to_vote__weighs_nothing(xz, engine, holders, borrower, miner, attacker, other_miner, keeper):
    proposal = dao.propose(xz.governor, miner, xz.nft, "setRegistrar", keeper)
    engine.advance(xz.params.voting_delay)
    amount = xz.token.balanceOf(other_miner)
    data = xz.governor.castVote.encode(proposal.id, AGAINST)
    receipt = borrower.run(xz.token, xz.votes, other_miner, amount, xz.governor, data, sender=attacker)
    (vote,) = receipt.named("VoteCast")
    assert (vote.voter, vote.weight) == (borrower.address, 0)
    assert xz.token.balanceOf(other_miner) == amount
    proposal.vote(FOR, miner)
    engine.advance(xz.params.voting_period)
    assert proposal.state == State.SUCCEEDED


def test_coins_sent_round__after_the_snapshot__vote_once(xz, engine, holders, miner, attacker, keeper):
    proposal = dao.propose(xz.governor, miner, xz.nft, "setRegistrar", keeper)
    engine.advance(xz.params.voting_delay)
    proposal.vote(FOR, miner)
    xz.votes.transfer(attacker, 12_000 * 10**18, sender=miner)
    xz.votes.delegate(attacker, sender=attacker)
    receipt = proposal.vote(FOR, attacker)
    assert [vote.weight for vote in receipt.named("VoteCast")] == [0]
    assert xz.governor.proposalVotes(proposal.id)[1] == 12_000 * 10**18


def test_attacker__with_a_minority__does_not_get_the_mine(dao_owned, engine, holders, attacker, miner, other_miner):
    xz = dao_owned
    xz.token.transfer(attacker, 11_000 * 10**18, sender=other_miner)
    dao.wrap(xz, attacker, 11_000 * 10**18)
    proposal = dao.propose(xz.governor, attacker, xz.mine, "transfer_ownership", attacker)
    engine.advance(xz.params.voting_delay)
    proposal.vote(FOR, attacker)
    proposal.vote(AGAINST, miner)
    engine.advance(xz.params.voting_period)
    assert proposal.state == State.DEFEATED
    for step in ("queue", "execute"):
        with engine.reverts("GovernorUnexpectedProposalState"):
            proposal.send(step, attacker)
    assert xz.mine.owner() == xz.timelock.address


def test_proposal_copied__and_cancelled_first__fails_with_the_suffix(dao_owned, engine, miner, other_miner):
    """XZ-21: who sees a proposal waiting makes it first and cancels it, unless its description names the proposer."""
    xz, governor = dao_owned, dao_owned.governor
    dao.wrap(xz, other_miner, 12_000 * 10**18)
    engine.advance(1)
    calls = [xz.nft.address], [0], [xz.nft.setRegistrar.encode(miner)]
    open_to_all, own = "a registrar", described("a registrar", miner.address)
    with engine.anchor():
        governor.propose(*calls, open_to_all, sender=other_miner)
        governor.cancel(*calls, keccak(text=open_to_all), sender=other_miner)
        with engine.reverts("GovernorUnexpectedProposalState"):
            governor.propose(*calls, open_to_all, sender=miner)
    with engine.reverts("GovernorRestrictedProposer"):
        governor.propose(*calls, own, sender=other_miner)
    number = governor.propose(*calls, own, sender=miner).value
    with engine.reverts("GovernorUnableToCancel"):
        governor.cancel(*calls, keccak(text=own), sender=other_miner)
    assert governor.proposalProposer(number) == miner.address and State(governor.state(number)) == State.PENDING


def test_late_quorum__in_the_last_three_seconds__leaves_two_days_to_answer(dao_owned, engine, miner, other_miner):
    """XZ-21: a large holder that waits for the end does not decide alone; who did not wait has no longer a vote."""
    xz, governor, p = dao_owned, dao_owned.governor, dao_owned.params
    dao.wrap(xz, other_miner, 13_000 * 10**18)
    engine.advance(1)
    early, late = (
        dao.propose(governor, miner, xz.nft, "setRegistrar", miner.address, text=text) for text in ("early", "late")
    )
    ends = {x.id: governor.proposalDeadline(x.id) for x in (early, late)}
    engine.time = governor.proposalSnapshot(late.id) + 1
    early.vote(FOR, miner)
    assert governor.proposalDeadline(early.id) == ends[early.id]
    engine.time = ends[late.id] - 3
    prolonged = late.vote(FOR, miner)
    until = ends[late.id] - 3 + p.vote_extension
    emitted(prolonged, "TokenGovernor.ProposalExtended", proposalId=late.id, extendedDeadline=until)
    engine.time = ends[late.id] + 1
    assert (early.state, late.state) == (State.SUCCEEDED, State.ACTIVE)
    engine.time = until
    late.vote(AGAINST, other_miner)
    engine.time = until + 1
    assert late.state == State.DEFEATED
