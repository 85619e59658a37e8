# SPDX-License-Identifier: MIT
"""Events of VotingWrapper (XZ-21)."""

from __future__ import annotations

from tests.events import emitted
from wuxing.engine.base import ZERO_ADDRESS


def test_votes__wrapped_delegated_allowed_unwrapped__event_each(xz, earn, miner, other_miner):
    votes = xz.votes
    earn(miner, 2)
    xz.token.approve(votes, 100, sender=miner)
    wrapped = votes.depositFor(miner, 100, sender=miner)
    emitted(wrapped, "VotingWrapper.Transfer", {"from": ZERO_ADDRESS}, to=miner, value=100)
    delegated = votes.delegate(other_miner, sender=miner)
    emitted(
        delegated, "VotingWrapper.DelegateChanged",
        delegator=miner, fromDelegate=ZERO_ADDRESS, toDelegate=other_miner,
    )  # fmt: skip
    emitted(delegated, "VotingWrapper.DelegateVotesChanged", delegate=other_miner, previousVotes=0, newVotes=100)
    allowed = votes.approve(other_miner, 7, sender=miner)
    emitted(allowed, "VotingWrapper.Approval", owner=miner, spender=other_miner, value=7)
    unwrapped = votes.withdrawTo(miner, 40, sender=miner)
    emitted(unwrapped, "VotingWrapper.DelegateVotesChanged", delegate=other_miner, previousVotes=100, newVotes=60)
