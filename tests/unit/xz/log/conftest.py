# SPDX-License-Identifier: MIT
"""Signed batches for CabinetLog."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wuxing.merkle import Tree
from wuxing.typed_data import domain_of
from wuxing.xz import signing

RECORDS = [f"sale {n}".encode() for n in range(5)]


@pytest.fixture
def chip() -> signing.Chip:
    return signing.Chip.from_seed("cabinet 1")


@pytest.fixture
def token(onboard, chip) -> int:
    return onboard(chip, staked=False)


@pytest.fixture
def tree() -> Tree:
    return Tree.of(RECORDS)


@pytest.fixture
def append(xz, token, chip, tree, keeper) -> Callable:
    """Appends the next batch, signed by the chip; any field may be replaced, also behind the signature's back."""

    def made(signer=chip, forged: dict | None = None, **fields):
        log = xz.log
        batch = {
            "token_id": token,
            "batch": log.length(token),
            "root": tree.root,
            "records": len(RECORDS),
            "opened": log.closed_at(token) or log.engine.time - 100,
            "closed": log.engine.time,
        } | fields
        message = signing.log_batch(head=log.head(token), **batch)
        signature = signer.sign(domain_of(log).digest(message))
        batch |= forged or {}
        return log.append(*batch.values(), signature, sender=keeper)

    return made
