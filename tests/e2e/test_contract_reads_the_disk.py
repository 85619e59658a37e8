# SPDX-License-Identifier: MIT
"""CNT-20, CNT-11, CNT-23: what a tenant writes through the block device a contract reads, attested by its landlords."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from eth_utils import to_canonical_address

from tests import chunk_world as world
from tests.proof_world import DAY, Landlords, paper
from wuxing import merkle
from wuxing.contattract import sealing
from wuxing.contattract.chunks.device import BlockDevice
from wuxing.contattract.chunks.network import Settings
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.contattract.proof import chunk_of
from wuxing.params import load
from wuxing.suite import System, deploy
from wuxing.typed_data import domain_of

MEMBERS = 4
PLACE = 77 * sealing.LEAF + 1_000
READING = (2_345).to_bytes(8, "big", signed=True)
"""A weather station's 23.45 degrees."""


@pytest.fixture(scope="module")
def _system(engine, deployer, owner, guardian) -> System:
    roles = {"owner": owner.address, "guardian": guardian.address}
    return deploy(engine, "contattract", "paper", deployer, roles, paper(engine))


@pytest.fixture
def landlords(engine, _system, owner) -> Iterator[Landlords]:
    """Four landlords in group 0, at a noon; their nodes store nothing yet."""
    with engine.anchor():
        made = Landlords(_system, owner)
        made.next_day()
        for account in made.new(MEMBERS):
            assert made.join(account) == [0]
        yield made


def network_of(landlords: Landlords) -> StorageNetwork:
    """The chunk network of these landlords: their machines sign with their keys, and the chunk's group is theirs."""
    params = load("contattract", "paper")
    times = params.operator_timeout, params.executor_timeout
    sealed_as = partial(chunk_of, domain_of(landlords.proofs))
    settings = Settings(params.chunk_size, params.slice_size, MEMBERS, *times, sealed_as=sealed_as)
    net = StorageNetwork(settings, [landlords.nodes[address].key for address in landlords.members[0]])
    assert [node.address for node in net.nodes] == [to_canonical_address(a) for a in landlords.members[0]]
    return net


def stored(landlords: Landlords, net: StorageNetwork) -> None:
    """What the machines have on their disks is what they are challenged for."""
    for node, address in zip(net.nodes, landlords.members[0], strict=True):
        state = node.members[0].state
        assert state
        landlords.nodes[address].store[0] = bytes(state.replica.sealed)


def test_station_writes__contract_reads(landlords: Landlords):
    """CNT-23: the root that the group attests on chain is the one that its members committed in the network."""
    net = network_of(landlords)
    station = Tenant("station", net)
    net.lease(station.address, 0, net.registry.chunk_slices, world.FOREVER)
    device = BlockDevice(station, [0])
    device.write(PLACE, READING)
    device.flush()
    net.run(5)
    stored(landlords, net)

    data = device.read(0, device.size)
    _, message = landlords.prove(0, data)
    assert message.passed == 2**MEMBERS - 1
    assert {status.root for status in station.signed_root(0)} == {message.told.data_root}
    index, start = divmod(PLACE, sealing.LEAF)
    leaves = sealing.leaves_of(data)
    path = merkle.Tree.of(leaves).proof(index)
    slices, told = landlords.system.slices, tuple(message.told)
    assert slices.read(0, index, start, len(READING), leaves[index], path, told, DAY) == READING


def test_landlord_missed_a_write__left_out_until_it_caught_up(landlords: Landlords):
    """CNT-11: a replica that is a write behind answers for nothing; who caught up passes again."""
    net = network_of(landlords)
    station = Tenant("station", net)
    net.lease(station.address, 0, net.registry.chunk_slices, world.FOREVER)
    device = BlockDevice(station, [0])
    device.write(PLACE, READING)
    device.flush()
    net.run(5)
    net.nodes[1].crash()
    device.write(PLACE, READING[::-1])
    device.flush()
    stored(landlords, net)
    data = device.read(0, device.size)
    behind = landlords.members[0][1]
    others = [landlords.accounts[address] for address in landlords.members[0] if address != behind]
    _, message = landlords.prove(0, data, signers=others)
    assert message.passed == 0b1101

    net.nodes[1].come_back()
    net.run(30)
    stored(landlords, net)
    landlords.next_day()
    _, message = landlords.prove(0, data)
    assert message.passed == 0b1111
