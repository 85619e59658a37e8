# SPDX-License-Identifier: MIT
"""Really sealed sectors for SectorBonds, and the proofs of who stores them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from eth_abi import encode

from wuxing.xz.storage import MerkleProof, MerkleProver, Replica

DATA = bytes(range(256)) * 2  # 16 nodes of 32 bytes
NUMBER = 7  # the node's own number for its sector
WORK = 2  # rounds a key: sealing speed is not what these tests are about


@dataclass
class Sector:
    """A sector that is committed: its id and what its node stores."""

    id: int
    replica: Replica


@pytest.fixture
def storer(xz, earn, engine):
    """A storage node with XZ and an allowance for bonds."""
    account = engine.account(30)
    earn(account, 10)
    xz.token.approve(xz.sectors, 2**256 - 1, sender=account)
    return account


@pytest.fixture
def sealed(xz) -> Callable[..., Sector]:
    """Seals data for an account's sector."""

    def made(account, number: int = NUMBER, data: bytes = DATA) -> Sector:
        sector_id = xz.sectors.sector_id(account, number)
        return Sector(sector_id, Replica.seal(bytes.fromhex(account.address[2:]), sector_id, data, WORK))

    return made


@pytest.fixture
def commit(xz, storer, sealed) -> Callable[..., Sector]:
    """Seals and commits a sector of the storage node."""

    def made(number: int = NUMBER, data: bytes = DATA) -> Sector:
        sector = sealed(storer, number, data)
        known = sector.replica.commitment
        xz.sectors.commit(number, known.root, known.data_root, known.leaves, sender=storer)
        return sector

    return made


@pytest.fixture
def sector(commit) -> Sector:
    """A committed sector, never proved."""
    return commit()


@pytest.fixture
def goto(engine, xz) -> Callable[..., int]:
    """Moves the clock to the start of a sector's next window (or `windows` after it); returns its period."""

    def made(sector: Sector, windows: int = 0) -> int:
        p = xz.params
        length = p.post_period // p.post_windows
        start = sector.id % p.post_windows * length
        ahead = (start - engine.time) % p.post_period
        engine.advance(ahead + windows * length)
        return engine.time // p.post_period

    return made


@pytest.fixture
def opened(engine, xz, goto, keeper) -> Callable[..., bytes]:
    """Opens a sector's next window and gives its seed."""

    def made(sector: Sector) -> bytes:
        goto(sector)
        xz.sectors.open_window(sender=keeper)
        return xz.sectors.draw_seed(sender=keeper).value

    return made


@pytest.fixture
def prove(xz, opened, storer) -> Callable[..., object]:
    """Proves a sector in its next window."""

    def made(sector: Sector):
        proof = packed(MerkleProver().prove(sector.replica, opened(sector)))
        return xz.sectors.prove(sector.id, proof, sender=storer)

    return made


def packed(proof: MerkleProof) -> bytes:
    """A proof as MerklePost takes it."""
    return encode(
        ["uint256[]", "bytes[]", "bytes32[][]"],
        [[o.index for o in proof.openings], [o.data for o in proof.openings], [list(o.path) for o in proof.openings]],
    )


@pytest.fixture(name="packed")
def _packed() -> Callable[[MerkleProof], bytes]:
    return packed
