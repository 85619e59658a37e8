# SPDX-License-Identifier: MIT
"""CNT-20: the block device: buffered writes, one operation a chunk at flush, what is left after a refusal."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import chunk_world as world
from wuxing.contattract.chunks.device import BlockDevice, DeviceFile, Spans
from wuxing.contattract.chunks.registry import READ, WRITE
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.refused import Refused


@pytest.fixture()
def net() -> StorageNetwork:
    return world.network()


@pytest.fixture()
def device(net: StorageNetwork) -> BlockDevice:
    return world.device(net, 3, patience=20)


def heights(net: StorageNetwork) -> list[int]:
    return [max(node.members[chunk].height for node in world.group(net, chunk)) for chunk in range(3)]


@given(st.lists(st.tuples(st.integers(0, 40), st.binary(min_size=1, max_size=12)), max_size=20), st.data())
@settings(max_examples=150, deadline=None)
def test_spans__writes_over_each_other__as_a_bytearray(writes: list[tuple[int, bytes]], data: st.DataObject):
    """CNT-20: what is sent is what was written last, in runs that neither overlap nor touch."""
    spans, plain, touched = Spans(), bytearray(60), set()
    for at, piece in writes:
        spans.put(at, piece)
        plain[at : at + len(piece)] = piece
        touched.update(range(at, at + len(piece)))
    assert {at + n for at, run in spans.runs for n in range(len(run))} == touched
    assert all(bytes(run) == plain[at : at + len(run)] for at, run in spans.runs)
    assert all(at + len(run) < later for (at, run), (later, _) in zip(spans.runs, spans.runs[1:], strict=False))
    start, size = data.draw(st.integers(0, 50)), data.draw(st.integers(1, 10))
    under = bytearray(size)
    spans.lay_over(start, under)
    assert under == plain[start : start + size]
    assert spans.covers(start, size) == touched.issuperset(range(start, start + size))


def test_flush__many_writes__one_operation_for_each_chunk(net: StorageNetwork, device: BlockDevice):
    """CNT-20: writes are collected and submitted together; chunks that were not written are not asked."""
    for number in range(100):
        device.write(number * 50, bytes([number]) * 50)
    device.write(2 * world.CHUNK - 2, b"over")
    assert heights(net) == [0, 0, 0]
    messages = net.messages
    assert device.read(0, 100) == bytes(50) + b"\1" * 50 and net.messages == messages  # from the buffer alone
    device.flush()
    assert heights(net) == [2, 2, 2]  # opened, then written
    device.write(1, b"again")
    device.flush()
    device.flush()
    assert heights(net) == [3, 2, 2]
    assert device.read(0, 8) == b"\0again\0\0"
    assert device.read(2 * world.CHUNK - 3, 6) == b"\0over\0"


def test_read__written_in_part__buffer_over_what_is_stored(device: BlockDevice):
    device.write(world.CHUNK - 4, b"stored!!")
    device.flush()
    device.write(world.CHUNK - 2, b"NEW")
    assert device.read(world.CHUNK - 5, 10) == b"\0stNEWd!!\0"


def test_read__own_operation_is_the_last__nobody_asked_where_the_group_stands(net: StorageNetwork, device: BlockDevice):
    """CNT-20: nobody else can write what this device operates, so the head of its last write will do."""
    device.write(0, b"one")
    device.flush()
    device.read(0, 3)  # the leaf hashes
    messages = net.messages
    assert device.read(0, 3) == b"one" and net.messages - messages == 2
    net.run(world.TIMEOUT // 2)
    messages = net.messages
    assert device.read(0, 3) == b"one" and net.messages - messages > 8


def test_read__another_operator_in_the_chunk__asked_again(net: StorageNetwork):
    """CNT-20: a member that is at another root says so, and the device asks where all are."""
    other = Tenant("other", net)
    net.lease(other.address, 0, 2, world.FOREVER)
    owner = Tenant("owner", net, patience=20)
    net.lease(owner.address, 2, 2, world.FOREVER)
    owner.open(0, 2, 2)
    owner.write(0, [(3 * world.LEAF, b"mine")])
    other.open(0, 0, 2)
    other.write(0, [(0, b"theirs")])
    assert owner.read_all([(0, 3 * world.LEAF, 4)], operated=[0]) == [b"mine"]


def test_flush__operator_timed_out_meanwhile__opened_again(net: StorageNetwork, device: BlockDevice):
    """CNT-20: a device that was idle asks for consent again."""
    device.write(0, b"one")
    device.flush()
    net.run(world.TIMEOUT + 1)
    device.write(0, b"two")
    device.flush()
    assert device.read(0, 3) == b"two" and heights(net)[0] == 4


def test_flush__group_silent_for_longer_than_the_time_out__opened_again(net: StorageNetwork, device: BlockDevice):
    """CNT-20: an operation that comes too late is refused, and the device asks for consent again."""
    device.write(0, b"one")
    device.flush()
    device.tenant.patience = 200
    group = world.group(net)
    for node in group[:2]:
        node.crash()
    for node in group[:2]:
        net.after(world.TIMEOUT + 10, node.come_back)
    device.write(0, b"two")
    device.flush()
    assert device.read(0, 3) == b"two"


def test_flush__same_tenant_wrote_elsewhere__numbers_asked_for_again(net: StorageNetwork, device: BlockDevice):
    """CNT-20: a tenant with two mounts: who finds its number taken asks for the next, and nothing is lost."""
    second = BlockDevice(device.tenant, device.chunks)
    device.write(0, b"first")
    device.flush()
    second.write(5, b"second")
    second.flush()
    device.write(11, b"third")
    start = net.env.now
    device.flush()
    assert net.env.now - start < 5
    assert device.read(0, 17) == second.read(0, 17) == b"firstsecondthird\0"


def test_flush__refused__still_in_the_buffer_for_the_next(net: StorageNetwork, device: BlockDevice):
    """CNT-20: nothing is lost when a flush fails, and nothing is executed twice or out of order."""
    device.write(0, b"first")
    device.flush()
    for node in world.group(net)[:2]:
        node.crash()
    device.write(0, b"Second")
    with pytest.raises(Refused, match="expected word of 3 members"):
        device.flush()
    assert device._dirty and not any(device._dirty[0].covers(at, 1) for at in (6, 100))
    device.write(1, b"ECOND")
    for node in world.group(net)[:2]:
        node.come_back()
    device.flush()
    assert device.read(0, 7) == b"SECOND\0"
    net.run(100)
    assert device.read(0, 7) == b"SECOND\0" and len(world.roots(net)) == 1


def test_device__delegate__reads_and_writes_what_it_may(net: StorageNetwork, device: BlockDevice):
    """CNT-10: a data agent mounts its employer's disk."""
    agent = Tenant("agent", net, patience=20)
    lease = net.registry._slices[0]
    for right in (READ, WRITE):
        lease.rights[agent.address, right] = 10**12
    theirs = BlockDevice(agent, [1])
    theirs.write(0, b"for my employer")
    theirs.flush()
    assert device.read(world.CHUNK, 15) == b"for my employer"


def test_device__stranger__refused(net: StorageNetwork, device: BlockDevice):
    theirs = BlockDevice(Tenant("stranger", net, patience=20), [0])
    theirs.write(0, b"x")
    with pytest.raises(Refused, match="no right to write this slice"):
        theirs.flush()
    with pytest.raises(Refused, match="no right to read this slice"):
        theirs.read(1, 1)


@pytest.mark.parametrize(("offset", "size"), [(-1, 1), (3 * world.CHUNK, 1), (3 * world.CHUNK - 1, 2), (0, -1)])
def test_device__not_within__refused(device: BlockDevice, offset: int, size: int):
    with pytest.raises(Refused, match="expected bytes within 49152"):
        device.read(offset, size)
    if size > 0:
        with pytest.raises(Refused, match="expected bytes within 49152"):
            device.write(offset, bytes(size))


def test_device__no_chunks__refused(device: BlockDevice):
    with pytest.raises(Refused, match="at least one chunk"):
        BlockDevice(device.tenant, [])


def test_file__as_any_file_of_fixed_length(net: StorageNetwork, device: BlockDevice):
    """CNT-20: what the standard library's buffer expects of a raw file."""
    file = DeviceFile(device)
    assert (file.readable(), file.writable(), file.seekable(), file.isatty()) == (True, True, True, False)
    assert file.seek(-3, io.SEEK_END) == device.size - 3 == file.tell()
    assert file.write(b"end") == 3 and file.read(1) == b"" and file.tell() == device.size
    assert file.seek(-2, io.SEEK_CUR) and file.read(100) == b"nd"
    with pytest.raises(OSError, match="at most 0 bytes here, got 1"):
        file.write(b"x")
    with pytest.raises(OSError, match="expected a place in the device, got -1"):
        file.seek(-1)
    with pytest.raises(io.UnsupportedOperation):
        file.truncate(0)
    assert heights(net) == [0, 0, 0]
    file.close()
    assert heights(net) == [0, 0, 2] and not device._dirty
    with pytest.raises(ValueError, match="closed"):
        file.flush()


def test_file__buffered_by_the_standard_library__random_access(device: BlockDevice):
    with io.BufferedRandom(DeviceFile(device), 1_000) as file:
        for at in (5_000, 40_000, 100, 5_001):
            file.seek(at)
            file.write(str(at).encode())
        file.seek(5_000)
        assert file.read(6) == b"55001\0"
    assert device.read(40_000, 5) == b"40000"
