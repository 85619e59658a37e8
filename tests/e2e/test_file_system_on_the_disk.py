# SPDX-License-Identifier: MIT
"""CNT-20: a FAT file system on the block device outlives the loss of a third of all nodes."""

from __future__ import annotations

import io
import random
import shutil
import warnings
from pathlib import Path

import pytest

from tests import chunk_world as world
from tests.fat_reader import Image
from wuxing.contattract.chunks.device import BlockDevice, DeviceFile
from wuxing.contattract.chunks.network import Settings
from wuxing.contattract.chunks.statements import quorum
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.params import load
from wuxing.refused import Refused

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # `fs` asks for pkg_resources, which setuptools deprecates
    from pyfatfs.PyFat import PyFat
    from pyfatfs.PyFatFS import PyFatBytesIOFS

NODES, CHUNKS = 48, 3
SIZES = {"/EMPTY.TXT": 0, "/one.bin": 1, "/docs/sector": 512, "/docs/deep/cluster and one": 4_097, "/docs/big": 700_001}


def contents(seed: int) -> dict[str, bytes]:
    chance = random.Random(seed)
    return {path: chance.randbytes(size) for path, size in SIZES.items()}


def mount(device: BlockDevice) -> PyFatBytesIOFS:
    """The file system on a device, by pyfatfs's class for open files; the standard library buffers for it."""
    return PyFatBytesIOFS(io.BufferedRandom(DeviceFile(device), 65_536), preserve_case=True, utc=True)


def written(device: BlockDevice, image: Path, files: dict[str, bytes]) -> None:
    """Format an image (pyfatfs formats files with a path), put it on the device, mount it there and write the files."""
    image.touch()
    made = PyFat()
    made.mkfs(str(image), PyFat.FAT_TYPE_FAT12, size=device.size, label="WUXING")
    made.close()
    with image.open("rb") as source, io.BufferedRandom(DeviceFile(device), 65_536) as disk:
        shutil.copyfileobj(source, disk)
    disk = mount(device)
    for path, data in files.items():
        disk.makedirs(path.rpartition("/")[0], recreate=True)
        disk.writebytes(path, data)
    disk.close()
    device.flush()


def read_back(device: BlockDevice) -> dict[str, bytes]:
    disk = mount(device)
    found = {path: disk.readbytes(path) for path in disk.walk.files()}
    disk.close()
    return found


@pytest.fixture(scope="module")
def params():
    return load("contattract", "reconciled")


@pytest.fixture()
def net(params) -> StorageNetwork:
    """The paper's network: chunks of 1 MB, groups of 32."""
    return StorageNetwork(Settings.of(params), NODES, seed=20)


def test_file_system__a_third_of_all_nodes_lost_for_good__read_back_byte_by_byte(net: StorageNetwork, tmp_path: Path):
    """CNT-20: repair copes, not placement: 16 of 48 nodes at random may take a group below two thirds.

    Such a group refuses to be read, and has lost nothing: the chain names new members, they download from those who
    are left, and everything reads as before. A node that was only down comes back to the same root.
    """
    owner = Tenant("owner", net, patience=20)
    net.lease(owner.address, 0, CHUNKS * net.registry.chunk_slices, world.FOREVER)
    device, files = BlockDevice(owner, range(CHUNKS)), contents(1)
    written(device, tmp_path / "image", files)
    before = device.read(0, device.size)
    assert Image(before).files == files

    chance = random.Random(5)
    lost = chance.sample(net.nodes, NODES // 3)
    for node in lost:
        node.crash(lose_disk=True)
    left = [sum(node.online for node in world.group(net, chunk)) for chunk in range(CHUNKS)]
    needed = quorum(net.settings.replicas)
    assert min(left) < needed <= max(left)  # this seed: at least one group cannot answer, and one still can
    below = left.index(min(left))
    with pytest.raises(Refused, match=f"expected {needed} members of chunk {below} at one head"):
        owner.read(below, 0, 10)

    net.repair_all()
    net.run(120)
    assert all(node.online for chunk in range(CHUNKS) for node in world.group(net, chunk))
    after = device.read(0, device.size)
    assert after == before and Image(after).files == files
    assert read_back(device) == files

    more = {"/after the loss": chance.randbytes(50_000)}
    disk = mount(device)
    for path, data in more.items():
        disk.writebytes(path, data)
    disk.close()
    device.flush()
    assert Image(device.read(0, device.size)).files == files | more


def test_file_system__nodes_down_and_back__same_root_and_files(net: StorageNetwork, tmp_path: Path):
    """CNT-20: with a tenth of the nodes down files are written all the same; who comes back catches up."""
    owner = Tenant("owner", net)
    net.lease(owner.address, 0, CHUNKS * net.registry.chunk_slices, world.FOREVER)
    device, files = BlockDevice(owner, range(CHUNKS)), contents(2)
    written(device, tmp_path / "image", {})
    down = random.Random(3).sample(net.nodes, NODES // 10)
    for node in down:
        node.crash()
    disk = mount(device)
    for path, data in files.items():
        disk.makedirs(path.rpartition("/")[0], recreate=True)
        disk.writebytes(path, data)
    disk.close()
    device.flush()
    for node in down:
        node.come_back()
    net.run(60)
    assert read_back(device) == files
    for chunk in range(CHUNKS):
        assert len(world.roots(net, chunk)) == 1
        assert any(node in down for node in world.group(net, chunk))
