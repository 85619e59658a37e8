# SPDX-License-Identifier: MIT
"""Every event of every contract is asserted field by field in some test: `emitted(…, "Contract.Event", …)`."""

from __future__ import annotations

import re

from wuxing.engine import artifact
from wuxing.interfaces import contracts
from wuxing.paths import TESTS

ROLES = {"GuardianSet", "OwnershipTransferred", "Paused", "Unpaused"}
"""tests/unit/common/test_role_events.py has them of every contract with `set_guardian`."""
COIN = {"Transfer", "Approval"}
"""tests/unit/common/test_coin_events.py has them of every coin."""
NEVER = {"EIP712DomainChanged"}
"""Declared by EIP-5267; no contract of ours changes its domain."""


def test_events__of_every_contract__have_a_test_of_their_fields():
    tests = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    named = set(re.findall(r"\"(\w+\.\w+)\"", tests))
    named |= {f"TokenGovernor.{event}" for event in re.findall(r"\{name\}\.(\w+)", tests)}
    missing = []
    for path in contracts():
        abi = artifact(path.stem).abi
        functions = {e["name"] for e in abi if e["type"] == "function"}
        spared = NEVER | (ROLES if "set_guardian" in functions else set())
        spared |= COIN if "decimals" in functions else set()
        events = {e["name"] for e in abi if e["type"] == "event"} - spared
        missing += sorted({f"{path.stem}.{event}" for event in events} - named)
    assert missing == []
