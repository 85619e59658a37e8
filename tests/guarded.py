# SPDX-License-Identifier: MIT
"""An account of Contattract with three guardians of whom two must agree (CNT-18), for unit and e2e tests."""

from __future__ import annotations

from typing import Any

import pytest

from wuxing.contattract.signing import acceptance, approval, signed_by
from wuxing.engine import Engine
from wuxing.suite import System

KEPT = 1_000 * 10**18


def rising(*accounts: Any) -> list[str]:
    """Addresses of accounts in the order that the contract wants."""
    return sorted((a.address for a in accounts), key=lambda address: int(address, 16))


class Guarded:
    """`owner` (the account; a thief may have its key too), its three `guardians`, and the `new` address."""

    def __init__(self, engine: Engine, system: System, owner: Any, guardians: tuple[Any, Any, Any], new: Any) -> None:
        self.engine, self.system, self.recovery, self.params = engine, system, system.recovery, system.params
        self.owner, self.guardians, self.new = owner, guardians, new

    def approve(self, to: Any = None, count: int = 2) -> Any:
        """The new address accepts and that many guardians agree to a move, each by its own call; the last receipt."""
        self.recovery.accept(self.owner, sender=to or self.new)
        for guardian in self.guardians[:count]:
            receipt = self.recovery.approve(self.owner, to or self.new, sender=guardian)
        return receipt

    def signed(self, guardian: Any, deadline: int, to: Any = None) -> bytes:
        """A guardian's signature at the account's turn."""
        where, turn = (to or self.new).address, self.recovery.turn(self.owner)
        return signed_by(guardian, self.recovery, approval(self.owner.address, where, turn, deadline))

    def accepted(self, deadline: int, to: Any = None) -> bytes:
        """The new address's signature at the account's turn."""
        new, turn = to or self.new, self.recovery.turn(self.owner)
        return signed_by(new, self.recovery, acceptance(self.owner.address, new.address, turn, deadline))

    def move(self) -> None:
        """The whole way: the new address and the guardians agree, the delay passes, somebody executes."""
        self.approve()
        self.engine.time = self.recovery.move_of(self.owner)["at"]
        self.recovery.execute(self.owner, sender=self.new)


@pytest.fixture
def guarded(engine, contattract, miner, operator, registrar, node) -> Guarded:
    """The miner's account: its guardians are in force, and 1,000 CNT are kept in Recovery."""
    made = Guarded(engine, contattract, miner, (operator, registrar, node), engine.account(20))
    made.recovery.set_guardians(rising(*made.guardians), 2, sender=miner)
    engine.advance(made.params.recovery_delay)
    contattract.token.approve(made.recovery, 2**256 - 1, sender=miner)
    made.recovery.deposit(miner, KEPT, sender=miner)
    return made
