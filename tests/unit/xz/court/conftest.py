# SPDX-License-Identifier: MIT
"""Real sealed headers of the native chain for CliqueCourt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from eth_hash.auto import keccak

from wuxing.xz import clique, evidence
from wuxing.xz.clique import Header
from wuxing.xz.evidence import SignerSet

EPOCH, PERIOD = 30_000, 3


@pytest.fixture(scope="session")
def keys(engine) -> dict[bytes, bytes]:
    """Keys of the genesis signers by address, ascending: accounts 20 to 26."""
    made = [bytes(engine.account(i).key) for i in range(20, 27)]
    return {clique.address_of(key): key for key in sorted(made, key=clique.address_of)}


@pytest.fixture(scope="session")
def signers(keys) -> list[bytes]:
    """Addresses of the genesis signers, ascending; seven, so a signer seals at most one block in four."""
    return list(keys)


@pytest.fixture(scope="session")
def run(keys, signers) -> Callable[..., list[Header]]:
    """A linked run of sealed headers: `run(5, 2, 5)` is of these signers by place; `start` is the first height."""

    def made(*places: int, start: int = 1, parent: bytes = keccak(b"parent"), **fields) -> list[Header]:
        headers: list[Header] = []
        for number, place in enumerate(places, start):
            bare = Header(parent_hash=parent, number=number, time=number * PERIOD, difficulty=1, **fields)
            headers.append(clique.seal(bare, keys[signers[place]]))
            parent = headers[-1].hash
        return headers

    return made


@pytest.fixture(scope="session")
def twins(run, keys, signers) -> Callable[..., tuple[Header, Header]]:
    """Two headers that the signer at a place sealed at one height on one parent."""

    def made(place: int = 0, start: int = 5, **changes) -> tuple[Header, Header]:
        (first,) = run(place, start=start)
        other = replace(first, **({"transactions_root": keccak(b"other")} | changes))
        return first, clique.seal(other, keys[signers[place]])

    return made


@pytest.fixture
def certify(engine, xz, keys, keeper) -> Callable[..., None]:
    """Certifies a set from a block on, signed by everyone of the set before whose key is known."""

    def made(from_block: int, members: list[bytes]) -> None:
        newest = xz.court.newestSet()
        by = [key for address, key in keys.items() if xz.court.isSigner(newest, hexed(address))]
        signed = evidence.certify(SignerSet(from_block, tuple(members)), by, engine.chain_id, xz.court.address)
        xz.court.certify(from_block, [hexed(m) for m in members], signed, sender=keeper)

    return made


def hexed(address: bytes) -> str:
    """A native address as the contracts' side writes it."""
    return "0x" + address.hex()
