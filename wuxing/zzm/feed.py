# SPDX-License-Identifier: MIT
"""Carries what the agents of ZZM decide into the contracts: votes from proposal to execution, purchases by limit."""

from __future__ import annotations

from typing import Any

from eth_utils import keccak

from wuxing import devmarket, feed
from wuxing.engine import Contract
from wuxing.governance import described
from wuxing.typed_data import Domain, Message

FOR = 1
SLIPPAGE = 200
"""What a team's limit is below the market's quote, bps."""


def limit(project: int, amount: int, least: int, nonce: int, deadline: int) -> Message:
    """A team's word that a purchase for `amount` is right if it brings `least` (ZZM-3)."""
    return Message(
        "Limit",
        {name: "uint256" for name in ("project", "amount", "least", "nonce", "deadline")},
        {"project": project, "amount": amount, "least": least, "nonce": nonce, "deadline": deadline},
    )


def signed_limit(reserve: Contract, team: Any, project: int, amount: int, least: int, deadline: int) -> bytes:
    """The team's signature of its limit, with the project's next nonce."""
    domain = Domain("Reserve", reserve.engine.chain_id, reserve.address)
    digest = domain.digest(limit(project, amount, least, reserve.nonce(project), deadline))
    return bytes(team.unsafe_sign_hash(digest).signature)


class Carrier(feed.Carrier):
    """From teams and voters to contracts."""

    def propose(self, by: Any, contract: Contract, method: str, *args: Any, text: str) -> Ballot:
        """Proposes that the council calls `contract.method(*args)`."""
        data, text = getattr(contract, method).encode(*args), described(text, by.address)
        made = self.send(self.system.governor.propose, [contract.address], [0], [data], text, sender=by)
        return Ballot(self, made.value, contract.address, data, text, self.engine.time)

    def buy_back(self, team: Any, project: int, amount: int, keeper: Any) -> int:
        """A purchase that the team bounds by its signature and a keeper carries; ZZM frozen."""
        coin, usd = devmarket.reserves(self.system)
        taxed = amount * 997
        least = taxed * coin // (usd * 1_000 + taxed) * (10_000 - SLIPPAGE) // 10_000
        deadline = self.engine.time + 3_600
        signature = signed_limit(self.system.reserve, team, project, amount, least, deadline)
        method = self.system.reserve.buy_back_by_limit
        return self.send(method, project, amount, least, deadline, signature, sender=keeper).value


class Ballot:
    """A proposal on its way: `advance` does what its time has come for."""

    def __init__(self, carrier: Carrier, number: int, target: str, data: bytes, text: str, at: int) -> None:
        self.carrier, self.number, self.text = carrier, number, text
        self._call = ([target], [0], [data], keccak(text=text))
        p = carrier.system.params
        self._opens = at + p.voting_delay
        self._ends = 0
        self._ready = 0
        self.voted = self.executed = False

    def advance(self, voters: list[Any]) -> bool:
        """Votes, queues or executes, as far as the time allows; whether it was executed now."""
        governor, carrier = self.carrier.system.governor, self.carrier
        now = carrier.engine.time
        if not self.voted and now > self._opens:
            for voter in voters:
                carrier.send(governor.castVote, self.number, FOR, sender=voter)
            self.voted = True
            # a quorum that came late has moved it
            self._ends = governor.proposalDeadline(self.number)
        elif self.voted and not self._ready and now > self._ends:
            carrier.send(governor.queue, *self._call, sender=voters[0])
            self._ready = now + carrier.system.params.timelock_delay
        elif self._ready and not self.executed and now > self._ready:
            carrier.send(governor.execute, *self._call, sender=voters[0])
            self.executed = True
            return True
        return False
