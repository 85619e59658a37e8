# SPDX-License-Identifier: MIT
"""handover, owned and left_with (XZ-21)."""

from __future__ import annotations

import pytest

from wuxing.handover import handover, left_with, owned
from wuxing.suite import Create, Plan, plan

DEVELOPMENT = {"stablecoin.minter", "factory_v2.feeToSetter"}
"""What the deployer keeps on a development network: worthless dollars and the local pair factory's fee switch."""


@pytest.fixture(scope="module")
def _deployed(engine, deployer, guardian, registrar, operator) -> Plan:
    roles = {"guardian": guardian, "registrar": registrar, "operator": operator}
    made = plan(engine, "xz", "reconciled", deployer, {name: role.address for name, role in roles.items()})
    made.deploy()
    return made


@pytest.fixture
def deployed(engine, _deployed):
    """XZ whose owner is still the deployer."""
    with engine.anchor():
        yield _deployed


def test_handover__before__the_deployer_owns_all(deployed, deployer):
    assert set(owned(deployed.system).values()) == {deployer.address}
    assert {"mine", "nft", "feed_xz_price", "buyback", "checkout", "sectors"} <= set(owned(deployed.system))
    assert {f"{name}.owner" for name in owned(deployed.system)} <= set(left_with(deployed.system, deployer))


def test_handover__run__leaves_everything_to_the_timelock(deployed, deployer):
    wires = handover(deployed)
    assert {wire.on for wire in wires} == set(owned(deployed.system))
    for wire in wires:
        assert not wire.done(deployed)
        deployed.run(wire)
        assert wire.done(deployed)
    assert set(owned(deployed.system).values()) == {deployed.address("timelock")}
    assert set(left_with(deployed.system, deployer)) == DEVELOPMENT


def test_handover__stopped_halfway__goes_on_where_it_stopped(deployed):
    wires = handover(deployed)
    for wire in wires[:5]:
        deployed.run(wire)
    receipts = [deployed.run(wire) for wire in wires]
    assert receipts[:5] == [None] * 5
    assert None not in receipts[5:]
    assert [deployed.run(wire) for wire in wires] == [None] * len(wires)


def test_handover__old_owner__has_no_power_any_more(deployed, engine, deployer):
    for wire in handover(deployed):
        deployed.run(wire)
    with engine.reverts("Unauthorized"):
        deployed.system.nft.setRegistrar(deployer, sender=deployer)
    with engine.reverts("ownable: caller is not the owner"):
        deployed.system.mine.invite(deployer, True, sender=deployer)


def test_handover__owner_was_named__has_nothing_to_do(engine, deployer, owner):
    assert handover(plan(engine, "xz", "paper", deployer, {"owner": owner.address})) == []


def test_handover__contract_named_as_a_role__is_not_ours_to_give(deployed, miner):
    deployed.roles["feed_xz_price"] = miner.address
    try:
        assert "feed_xz_price" not in {wire.on for wire in handover(deployed)}
    finally:
        del deployed.roles["feed_xz_price"]


def test_handover__no_timelock__raises(engine, deployer):
    made = plan(engine, "xz", "paper", deployer)
    made.steps = [step for step in made.steps if isinstance(step, Create) and step.name != "timelock"]
    with pytest.raises(LookupError, match="expected a contract timelock"):
        handover(made)


def test_left_with__admin_of_a_timelock__is_found(deployed, engine, deployer, miner):
    name = "@openzeppelin/contracts/governance/TimelockController.sol:TimelockController"
    deployed.system.contracts["other"] = engine.deploy(name, 1, [], [], miner, sender=deployer)
    try:
        assert left_with(deployed.system, miner) == ["other.admin"]
    finally:
        del deployed.system.contracts["other"]
