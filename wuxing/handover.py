# SPDX-License-Identifier: MIT
"""Who holds power over a system, and how the deployer gives its own away (XZ-21).

While a system is wired its deployer owns what has an owner, unless the role `owner` was named. At the end of a
deployment everything owned goes to the timelock, which answers to the governor alone. What is owned is read
from the contracts themselves: a contract that has `owner()` is owned, whatever the wing.
"""

from __future__ import annotations

from typing import Any

from wuxing.engine import Artifact, artifact
from wuxing.suite import Create, Plan, System, Wire

TRANSFERS = ("transfer_ownership", "transferOwnership")
"""How ownership moves: snekmate's name and everybody else's."""
TIMELOCK = "timelock"
ADMIN = b"\0" * 32
"""DEFAULT_ADMIN_ROLE of OpenZeppelin's AccessControl."""


def handover(plan: Plan) -> list[Wire]:
    """The calls that give everything with an owner to the timelock; run them after the steps of the plan.

    None when the role `owner` was named: then there is nothing of the deployer's. Contracts that were there
    before (named as roles) are not ours to give. Raises LookupError when a contract has an owner for ever, or
    the system has no timelock.
    """
    if "owner" in plan.roles:
        return []
    created = [s for s in plan.steps if isinstance(s, Create) and s.name not in plan.roles]
    if not any(step.name == TIMELOCK for step in created):
        raise LookupError(f"{plan.system.name}: expected a contract {TIMELOCK} to hand over to, found none")
    return [_transfer(step) for step in created if _is_owned(artifact(step.contract))]


def owned(system: System) -> dict[str, str]:
    """The owner, by name, of every contract that has one: after a handover all are the timelock."""
    return {name: contract.owner() for name, contract in system if _is_owned(contract.artifact)}


def left_with(system: System, account: Any) -> list[str]:
    """What `account` still holds, as `contract.role`: any role that a contract answers to by address (owner, registrar,
    operator, …) and the administration of roles (AccessControl). Empty for a deployer that handed everything over.
    """
    address = getattr(account, "address", account)
    found = []
    for name, contract in system:
        for entry in contract.artifact.abi:
            if _reads_address(entry) and getattr(contract, entry["name"])() == address:
                found.append(f"{name}.{entry['name']}")
        if "hasRole" in _functions(contract.artifact) and contract.hasRole(ADMIN, address):
            found.append(f"{name}.admin")
    return found


def _transfer(step: Create) -> Wire:
    methods = [m for m in TRANSFERS if m in _functions(artifact(step.contract))]
    if not methods:
        raise LookupError(f"{step.contract}: expected one of {', '.join(TRANSFERS)} beside owner(), found none")

    def done(plan: Plan) -> bool:
        return plan.system.contracts[step.name].owner() == plan.address(TIMELOCK)

    return Wire(f"{step.name}.owner", step.name, methods[0], lambda plan: (plan.address(TIMELOCK),), done)


def _functions(built: Artifact) -> set[str]:
    return {entry["name"] for entry in built.abi if entry["type"] == "function"}


def _reads_address(entry: dict) -> bool:
    return (
        entry["type"] == "function"
        and entry["stateMutability"] in ("view", "pure")
        and not entry["inputs"]
        and [output["type"] for output in entry["outputs"]] == ["address"]
    )


def _is_owned(built: Artifact) -> bool:
    return any(entry.get("name") == "owner" and _reads_address(entry) for entry in built.abi)
