# SPDX-License-Identifier: MIT
"""Votes, timelock and governor of a coin: the same steps for every system (XZ-21, ZOS-1, ZZM-1)."""

from __future__ import annotations

from typing import Any

from eth_utils import to_checksum_address

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.suite import Create, Wire

TIMELOCK_CONTRACT = "@openzeppelin/contracts/governance/TimelockController.sol:TimelockController"


def described(text: str, proposer: str) -> str:
    """A proposal's description that only its proposer can use.

    Without the suffix anybody who sees the proposal waiting can make the same one first, and cancel it.
    """
    return f"{text}\n\n#proposer={to_checksum_address(proposer)}"


def governance(symbol: str, body: str, p: Any) -> list[Create | Wire]:
    """Votes, timelock and governor, called `body`, for the contract `token`.

    From its creation on the timelock has one proposer and canceller, the governor, lets anyone execute, and administers
    itself: no step takes power away from the deployer afterwards.
    """
    return [
        Create("votes", "VotingWrapper", lambda d: (d.address("token"), f"Votes of {symbol}", f"v{symbol}")),
        Create(
            "timelock",
            TIMELOCK_CONTRACT,
            lambda d: (p.timelock_delay, [d.address("governor")], [ZERO_ADDRESS], ZERO_ADDRESS),
        ),
        Create(
            "governor",
            "TokenGovernor",
            lambda d: (
                body,
                d.address("votes"),
                d.address("timelock"),
                p.voting_delay,
                p.voting_period,
                p.proposal_threshold,
                p.quorum,
                p.vote_extension,
            ),
        ),
    ]
