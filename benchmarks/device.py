# SPDX-License-Identifier: MIT
"""The block device's throughput, in the paper's network of 32 replicas simulated in one process, against a plain file.

The limit of a row is the time of what cannot be left out, by the primitives' own speed in the same run: signatures and
their checks, sealing, hashing leaves and paths. What all replicas hash alike is hashed once (state.py), what each
seals and signs for itself is done 32 times. A real network shares that work over 32 machines and pays latency instead.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable
from itertools import cycle

from coincurve import PrivateKey, PublicKey
from eth_hash.auto import keccak

from benchmarks import speed
from benchmarks.speed import Speed, per_second
from wuxing.contattract.chunks.device import BlockDevice
from wuxing.contattract.chunks.network import Settings
from wuxing.contattract.chunks.statements import quorum
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.contattract.sealing import CHUNK, LEAF, seal
from wuxing.params import load

CHUNKS, BATCH = 2, 64
LEAF_HASHES, DEPTH = 3, 8  # of a leaf, beside its data; of the tree over a chunk's 256 leaves


def _device(name: str) -> BlockDevice:
    settings = Settings.of(load("contattract", "reconciled"))
    network = StorageNetwork(settings, settings.replicas, seed=1)
    tenant = Tenant(name, network)
    network.lease(tenant.address, 0, CHUNKS * network.registry.chunk_slices, 10.0**9)
    device = BlockDevice(tenant, range(CHUNKS))
    device.write(0, bytes(device.size))
    device.flush()
    return device


class Cost:
    """Seconds of the primitives on this machine, now."""

    def __init__(self, replicas: int) -> None:
        key, digest, leaf = PrivateKey(keccak(b"key")), keccak(b"digest"), os.urandom(LEAF)
        signature = key.sign_recoverable(digest, hasher=None)
        chunk = leaf * (CHUNK // LEAF)
        pair = keccak(b"left") + keccak(b"right")
        self.replicas = replicas
        self.sign = 1 / per_second(lambda: key.sign_recoverable(digest, hasher=None), 0.3)
        self.check = 1 / per_second(lambda: PublicKey.from_signature_and_message(signature, digest, hasher=None), 0.3)
        self.seal_leaf = 1 / per_second(lambda: seal(key.secret[:20], 0, leaf), 0.3)
        self.seal_chunk = 1 / per_second(lambda: seal(key.secret[:20], 0, chunk), 0.3)
        self.hash_leaf = 1 / per_second(lambda: keccak(leaf), 0.3)
        self.hash_pair = 1 / per_second(lambda: keccak(pair), 0.3)

    @property
    def block(self) -> float:
        """A block's signatures, each checked once: operation, heading, two votes of two thirds, each member's root."""
        return (2 + 2 * quorum(self.replicas) + self.replicas) * (self.sign + self.check)

    def writes(self, leaves: int) -> float:
        """A block that writes leaves here and there: hashed and their paths once, sealed by every replica."""
        hashes = self.hash_leaf + (LEAF_HASHES - 1 + DEPTH) * self.hash_pair
        return self.block + leaves * (hashes + self.replicas * self.seal_leaf)

    def chunk(self) -> float:
        """A block that writes a whole chunk, whose bytes the tenant hashes to sign them."""
        leaves = CHUNK // LEAF
        hashes = 2 * leaves * self.hash_leaf + LEAF_HASHES * leaves * self.hash_pair
        return self.block + hashes + self.replicas * self.seal_chunk

    def reads(self, leaves: int) -> float:
        """Signed requests for leaves, unsealed once and hashed."""
        return self.sign + self.check + leaves * (self.seal_leaf + self.hash_leaf + (LEAF_HASHES - 1) * self.hash_pair)


class PlainFile:
    """A local file with the device's calls; flush reaches the disk."""

    def __init__(self, path: str, size: int) -> None:
        self.file, self.size = open(path, "w+b", buffering=0), size  # noqa: SIM115
        self.file.truncate(size)

    def read(self, offset: int, size: int) -> bytes:
        """Bytes at a place."""
        return os.pread(self.file.fileno(), size, offset)

    def write(self, offset: int, data: bytes) -> None:
        """Bytes to a place."""
        os.pwrite(self.file.fileno(), data, offset)

    def flush(self) -> None:
        """To the disk."""
        os.fsync(self.file.fileno())


def _rows(device: BlockDevice, plain: PlainFile) -> list[Speed]:
    chance, cost = random.Random(1), Cost(device.tenant.network.settings.replicas)
    blocks = [os.urandom(device.size) for _ in range(3)]
    pieces = cycle([os.urandom(LEAF) for _ in range(97)])
    disks = cycle(blocks)

    def place() -> int:
        return chance.randrange(device.size // LEAF) * LEAF

    def in_order(disk: BlockDevice | PlainFile) -> None:
        disk.write(0, next(disks))
        disk.flush()

    def at_random(disk: BlockDevice | PlainFile, count: int) -> None:
        for _ in range(count):
            disk.write(place(), next(pieces))
        disk.flush()

    mb = device.size / CHUNK
    measured: list[tuple[str, Callable[[BlockDevice | PlainFile], object], float, float, str]] = [
        ("MB written in order, one flush", in_order, mb, mb / (CHUNKS * cost.chunk()), "sealing, hashes, signatures"),
        ("4 KiB writes, each flushed", lambda disk: at_random(disk, 1), 1, 1 / cost.writes(1), "its signatures"),
        (
            f"4 KiB writes, {BATCH} a flush",
            lambda disk: at_random(disk, BATCH),
            BATCH,
            BATCH / (CHUNKS * cost.writes(BATCH // CHUNKS)),
            "signatures, sealing, paths",
        ),
        (
            "MB read in order",
            lambda disk: disk.read(0, device.size),
            mb,
            mb / (CHUNKS * (16 * cost.reads(16))),
            "requests, unsealing, hashes",
        ),
        ("4 KiB reads", lambda disk: disk.read(place(), LEAF), 1, 1 / cost.reads(1), "its request, a leaf"),
    ]
    rows = []
    for name, do, each, limit, what in measured:
        speed.progress(f"device: {name}")
        ours, peer = (each * per_second(lambda d=disk, f=do: f(d)) for disk in (device, plain))
        rows.append(Speed(f"Device {name}", ours, limit, what, peer, "local file, fsync"))
    return rows


def run() -> list[Speed]:
    """Writes and reads on the device and on a file."""
    speed.progress("device: 32 replicas")
    with tempfile.TemporaryDirectory() as folder:
        device = _device("tenant")
        return _rows(device, PlainFile(os.path.join(folder, "plain"), device.size))


def show(rows: list[Speed]) -> None:
    """The table in the terminal."""
    speed.show("Block device, 32 replicas in one process", rows)
