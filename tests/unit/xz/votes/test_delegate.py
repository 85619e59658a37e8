# SPDX-License-Identifier: MIT
"""VotingWrapper.delegate and its checkpoints (XZ-21; ERC-5805, ERC-6372)."""

import pytest


@pytest.fixture
def wrapped(votes, mined, miner) -> int:
    votes.depositFor(miner, mined, sender=miner)
    return mined


def test_clock__counts_seconds(votes, engine):
    assert (votes.clock(), votes.CLOCK_MODE()) == (engine.time, "mode=timestamp")


def test_delegate__nobody__has_no_votes(votes, wrapped, miner):
    assert votes.getVotes(miner) == 0


def test_delegate__to_oneself__counts_what_is_held(votes, wrapped, miner):
    votes.delegate(miner, sender=miner)
    assert votes.getVotes(miner) == wrapped


def test_delegate__to_another__moves_the_votes_and_not_the_coins(votes, wrapped, miner, other_miner):
    votes.delegate(other_miner, sender=miner)
    assert (votes.getVotes(miner), votes.getVotes(other_miner)) == (0, wrapped)
    assert votes.balanceOf(miner) == wrapped


def test_getPastVotes__by_time__is_what_was_held_then(votes, engine, wrapped, miner, other_miner):
    votes.delegate(miner, sender=miner)
    before = engine.time
    engine.advance(10)
    votes.transfer(other_miner, wrapped // 4, sender=miner)
    engine.advance(10)
    assert votes.getPastVotes(miner, before) == wrapped
    assert votes.getPastVotes(miner, engine.time - 1) == wrapped - wrapped // 4
    assert votes.getPastTotalSupply(before) == wrapped


def test_getPastVotes__of_now__reverts(votes, engine, wrapped, miner):
    with engine.reverts("ERC5805FutureLookup"):
        votes.getPastVotes(miner, engine.time)
