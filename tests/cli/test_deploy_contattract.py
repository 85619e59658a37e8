# SPDX-License-Identifier: MIT
"""Contattract on a real Anvil: deployed in its order, verified, owned by the timelock (CNT-2, XZ-21)."""

from __future__ import annotations

import pytest

from wuxing.deployments import Deployment, read
from wuxing.engine.base import to_checksum_address
from wuxing.handover import owned

EIP_170 = 24_576


@pytest.fixture
def chain(anvil):
    """The Anvil; what a test deploys is undone."""
    with anvil.anchor():
        yield anvil


@pytest.mark.parametrize("set_name", ["paper", "reconciled"])
def test_run__every_step__verified_small_enough_and_handed_over(chain, tmp_path, set_name):
    deployment = Deployment(chain, "contattract", set_name, chain.account(20), None, tmp_path)
    system = deployment.run()
    record = read(deployment.path)
    assert record["finished"] and all(entry["verified"] for entry in record["contracts"].values())
    names = {name for name, _ in system}
    assert {"disk", "proofs", "hires", "names", "mail", "attachments", "notices", "lease_notices", "recovery"} <= names
    assert all(len(chain.code(contract.address)) <= EIP_170 for _, contract in system)
    assert set(owned(system).values()) == {system.timelock.address}


def test_run__wired__each_contract_names_the_others(chain, tmp_path):
    """Addresses are known beforehand (CREATE3), so an immutable that points elsewhere would be for ever."""
    system = Deployment(chain, "contattract", "paper", chain.account(20), None, tmp_path).run()
    for name, immutables in {
        "disk": ("token", "vesting", "proofs", "recovery"),
        "proofs": ("token", "disk", "hires", "recovery"),
        "names": ("token", "disk", "recovery"),
        "mail": ("token", "recovery"),
        "attachments": ("token", "recovery"),
        "lease_notices": ("notices", "disk", "proofs"),
        "recovery": ("token",),
    }.items():
        contract = getattr(system, name)
        for other in immutables:
            assert to_checksum_address(getattr(contract, other)()) == getattr(system, other).address, (name, other)
    assert system.vesting.grant_of(system.disk.grant())[0]["beneficiary"] == system.disk.address
