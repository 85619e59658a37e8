# SPDX-License-Identifier: MIT
"""read (CNT-23): contracts act on stored data."""

import pytest

from tests.proof_world import DAY, data_of
from wuxing import merkle
from wuxing.contattract import sealing
from wuxing.engine.base import ZERO_ADDRESS

INDEX, START = 77, 1_000
STATION = (2_345).to_bytes(8, "big", signed=True)
"""23.45 degrees."""


def with_reading(reading: bytes) -> bytes:
    """A group's data with the station's slice in it."""
    data, place = data_of(0), INDEX * sealing.LEAF + START
    return data[:place] + reading + data[place + len(reading) :]


DATA = with_reading(STATION)
LEAVES = sealing.leaves_of(DATA)
PATH = merkle.Tree.of(LEAVES).proof(INDEX)


@pytest.fixture
def told(landlords):
    """What group 0 attests, proved today."""
    landlords.group_of(3, DATA)
    _, message = landlords.prove(0, DATA)
    return tuple(message.told)


def test_read__bytes_as_stored(landlords, told):
    """CNT-23: any piece of the leaf, down to nothing and up to all."""
    slices = landlords.system.slices
    for start, length in ((START, 8), (0, 4_096), (0, 1), (4_095, 1), (4_096, 0), (5, 0)):
        got = slices.read(0, INDEX, start, length, LEAVES[INDEX], PATH, told, DAY)
        assert got == LEAVES[INDEX][start : start + length]


def test_read__what_is_not_attested__reverts(landlords, told, engine):
    """CNT-23: another leaf, place, path, root, group or message."""
    slices = landlords.system.slices
    good = [0, INDEX, START, 8, LEAVES[INDEX], PATH, told, DAY]
    changed = bytes([LEAVES[INDEX][0] ^ 1]) + LEAVES[INDEX][1:]
    cases = [
        (0, 1, "Slices: not what the group signed"),
        (1, INDEX + 1, "Slices: not in the group's data"),
        (2, 4_089, "Slices: beyond the leaf"),
        (2, 4_097, "Slices: beyond the leaf"),
        (3, 2**256 - 1, "Slices: beyond the leaf"),
        (4, changed, "Slices: not in the group's data"),
        (4, LEAVES[INDEX][:-1], "Slices: wrong leaf size"),
        (5, PATH[:-1], "Slices: not in the group's data"),
        (6, (*told[:3], b"\1" * 32), "Slices: not what the group signed"),
        (6, (told[0] + 1, *told[1:]), "Slices: not what the group signed"),
    ]
    for i, value, reason in cases:
        with engine.reverts(reason):
            slices.read(*good[:i], value, *good[i + 1 :])
    assert slices.read(*good) == STATION


def test_read__message_older_than_asked__reverts(landlords, told, engine):
    """CNT-23: the reader says how fresh."""
    slices, time = landlords.system.slices, landlords.proofs.group(0)["time"]
    engine.time = time + 100
    assert slices.read(0, INDEX, START, 8, LEAVES[INDEX], PATH, told, 100) == STATION
    with engine.reverts("Slices: older than asked"):
        slices.read(0, INDEX, START, 8, LEAVES[INDEX], PATH, told, 99)


def test_read__after_a_write__only_the_newer_data(landlords, told, engine):
    """CNT-23: the next message replaces the last."""
    later = with_reading((-1_234).to_bytes(8, "big", signed=True))
    landlords.next_day()
    landlords.store(0, list(landlords.accounts.values()), later)
    _, message = landlords.prove(0, later)
    slices = landlords.system.slices
    with engine.reverts("Slices: not what the group signed"):
        slices.read(0, INDEX, START, 8, LEAVES[INDEX], PATH, told, 10 * DAY)
    leaves = sealing.leaves_of(later)
    path = merkle.Tree.of(leaves).proof(INDEX)
    got = slices.read(0, INDEX, START, 8, leaves[INDEX], path, tuple(message.told), DAY)
    assert int.from_bytes(got, "big", signed=True) == -1_234


def test_read__free_space__reverts(landlords, engine):
    """CNT-23: there is no data."""
    landlords.group_of(3)
    _, message = landlords.prove(0, None)
    with engine.reverts("Slices: free space"):
        landlords.system.slices.read(0, 0, 0, 1, LEAVES[0], [], tuple(message.told), DAY)


@pytest.mark.parametrize(("degrees", "first"), [(2_345, True), (1_999, False), (-500, False)])
def test_read__a_contract_acts_on_it(landlords, engine, miner, other_miner, keeper, degrees, first):
    """CNT-23: a bet on a weather station's slice is decided by what the station wrote."""
    data = with_reading(degrees.to_bytes(8, "big", signed=True))
    landlords.group_of(3, data)
    _, message = landlords.prove(0, data)
    slices = landlords.system.slices
    bet = engine.deploy("WeatherBet", slices, 0, INDEX, START, miner, other_miner, sender=keeper)
    leaves = sealing.leaves_of(data)
    bet.decide(leaves[INDEX], merkle.Tree.of(leaves).proof(INDEX), tuple(message.told), sender=keeper)
    assert bet.winner() == (miner if first else other_miner).address


def test_constructor__zero_address__reverts(engine, deployer):
    """CNT-23."""
    with engine.reverts("Slices: zero address"):
        engine.deploy("SliceReader", ZERO_ADDRESS, sender=deployer)
