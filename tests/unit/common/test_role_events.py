# SPDX-License-Identifier: MIT
"""The events of roles.vy and guarded.vy in every contract that has them: owner, guardian, pause.

XZ-21, ZOS-3, ZZM-INV-1, CNT-18: who watches a deployment sees each change of power in the logs.
"""

from __future__ import annotations

import pytest

from tests.events import emitted, recorded
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.suite import SYSTEMS, deploy


@pytest.mark.parametrize("system", SYSTEMS)
def test_roles__every_contract_of_a_system__says_each_change_in_its_own_name(
    engine, deployer, owner, guardian, keeper, system
):
    """The contracts are those with the function, so a new one is held to it too."""
    with engine.anchor():
        with recorded(engine) as made:
            roles = {"owner": owner.address, "guardian": guardian.address}
            deployed = deploy(engine, system, "paper", deployer, roles)
        guarded = [c for _, c in deployed if _has(c, "set_guardian")]
        for contract in guarded:
            name, born = contract.artifact.name, [r for r in made if _speaks(r, contract)]
            assert [e.guardian for e in born[0].named("GuardianSet") if e.address == contract] == [guardian.address]
            moves = [e for e in born[0].named("OwnershipTransferred") if e.address == contract]
            # snekmate's ownable starts with the creator, here the factory's proxy
            assert (moves[0].previous_owner, moves[-1].new_owner) == (ZERO_ADDRESS, owner.address)
            assert [e.new_owner for e in moves[:-1]] == [e.previous_owner for e in moves[1:]]
            emitted(contract.set_guardian(keeper, sender=owner), f"{name}.GuardianSet", guardian=keeper)
            if _has(contract, "pause"):
                emitted(contract.pause(sender=keeper), f"{name}.Paused", by=keeper)
                emitted(contract.unpause(sender=owner), f"{name}.Unpaused", by=owner)
            receipt = contract.transfer_ownership(keeper, sender=owner)
            emitted(receipt, f"{name}.OwnershipTransferred", previous_owner=owner, new_owner=keeper)
        assert guarded


def _has(contract, function):
    return any(e.get("name") == function for e in contract.artifact.abi if e["type"] == "function")


def _speaks(receipt, contract):
    return any(log.address == contract.address for log in receipt.logs)
