# SPDX-License-Identifier: MIT
"""A maker, its batch of packages, and holders who sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from eth_hash.auto import keccak

from wuxing.merkle import Tree, leaf
from wuxing.typed_data import Message, domain_of
from wuxing.xz import signing

PACKAGES = [f"N02BE lot 7 package {n}".encode() for n in range(8)]


@pytest.fixture
def trace(xz):
    return xz.packages


@pytest.fixture
def maker(engine, trace, registrar) -> Any:
    account = engine.account(20)
    trace.set_maker(account, True, sender=registrar)
    return account


@pytest.fixture
def distributor(engine) -> Any:
    return engine.account(21)


@pytest.fixture
def tree() -> Tree:
    return Tree.of(PACKAGES)


@pytest.fixture
def batch(trace, maker, tree) -> int:
    return trace.register(tree.root, len(PACKAGES), sender=maker).value


@pytest.fixture
def chip() -> signing.Chip:
    return signing.Chip.from_seed("cabinet 1", signing.P256)


@pytest.fixture
def cabinet(onboard, chip) -> int:
    """The token of a cabinet, on P-256."""
    return onboard(chip)


@pytest.fixture
def sign(trace) -> Callable:
    """The signature of an account or a chip over a message for PackageTrace."""

    def made(who: Any, message: Message) -> bytes:
        digest = domain_of(trace).digest(message)
        return who.sign(digest) if isinstance(who, signing.Chip) else bytes(who.unsafe_sign_hash(digest).signature)

    return made


@pytest.fixture
def hand_over(trace, sign, keeper) -> Callable:
    """`holder` signs a batch on to an account, or to a cabinet by its token."""

    def made(batch: int, holder: Any, to: Any = None, to_token: int = 0, deadline: int = 2**64):
        to = getattr(to, "address", to) or "0x" + "00" * 20
        signature = sign(holder, signing.handover(batch, trace.history_head(batch), to, to_token, deadline))
        return trace.hand_over(batch, to, to_token, deadline, signature, sender=keeper)

    return made


@pytest.fixture
def split(trace, sign, keeper) -> Callable:
    """`holder` parts a batch into the halves of a tree; returns the numbers of the parts."""

    def made(batch: int, holder: Any, left: bytes, right: bytes):
        signature = sign(holder, signing.split(batch, trace.history_head(batch), left, right))
        return trace.split(batch, left, right, signature, sender=keeper).value

    return made


@pytest.fixture
def sell(trace, sign, keeper, tree) -> Callable:
    """`holder` sells a package by its index; `cut` levels less of a proof for a part of the batch."""

    def made(batch: int, holder: Any, index: int, cut: int = 0, sold_at: int | None = None):
        when = trace.engine.time if sold_at is None else sold_at
        content, proof = keccak(PACKAGES[index]), tree.proof(index)
        signature = sign(holder, signing.sale(batch, leaf(index, PACKAGES[index]), when))
        return trace.sell(batch, index, content, proof[: len(proof) - cut], when, signature, sender=keeper)

    return made
