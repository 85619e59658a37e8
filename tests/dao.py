# SPDX-License-Identifier: MIT
"""What tests of a token governor share: a proposal as an object, states and votes by name (XZ-21)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from eth_utils import keccak

from wuxing.governance import described

AGAINST, FOR, ABSTAIN = range(3)


class State(IntEnum):
    """Where a proposal stands, as OpenZeppelin's Governor counts."""

    PENDING, ACTIVE, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXPIRED, EXECUTED = range(8)


@dataclass
class Proposal:
    """A proposal of one call."""

    governor: Any
    target: str
    data: bytes
    text: str
    id: int = 0

    @property
    def state(self) -> State:
        return State(self.governor.state(self.id))

    def send(self, method: str, sender: Any) -> Any:
        """queue, execute or cancel."""
        return getattr(self.governor, method)([self.target], [0], [self.data], keccak(text=self.text), sender=sender)

    def vote(self, support: int, sender: Any) -> Any:
        """Casts the votes of `sender`."""
        return self.governor.castVote(self.id, support, sender=sender)


def propose(governor: Any, by: Any, contract: Any, method: str, *arguments: Any, text: str = "a change") -> Proposal:
    """Proposes that the timelock calls `contract.method(*arguments)`."""
    data, text = getattr(contract, method).encode(*arguments), described(text, by.address)
    made = governor.propose([contract.address], [0], [data], text, sender=by)
    return Proposal(governor, contract.address, data, text, made.value)


def wrap(xz: Any, account: Any, amount: int) -> None:
    """Turns XZ (wei) of an account's into votes of its own."""
    xz.token.approve(xz.votes.address, amount, sender=account)
    xz.votes.depositFor(account, amount, sender=account)
    xz.votes.delegate(account, sender=account)
