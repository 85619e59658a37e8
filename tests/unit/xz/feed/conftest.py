# SPDX-License-Identifier: MIT
"""Nine cabinets, on both curves, and what they sign for a feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from wuxing.typed_data import domain_of
from wuxing.xz import signing
from wuxing.xz.signing import P256, SECP256K1, Chip


@pytest.fixture(scope="session")
def chips() -> list[Chip]:
    return [Chip.from_seed(f"cabinet {n}", P256 if n % 4 == 3 else SECP256K1) for n in range(9)]


@pytest.fixture
def tokens(onboard, chips) -> list[int]:
    return [onboard(chip) for chip in chips]


@pytest.fixture
def feed(xz):
    return xz.feed_xz_price


@pytest.fixture
def signed(feed, tokens, chips) -> Callable:
    """The arguments of a report: `values` of the cabinets in turn, or of `by` (places in `chips`), sorted."""

    def made(values, observed_at: int, by=None, domain: dict | None = None) -> list:
        where = replace(domain_of(feed), **domain or {})
        by = range(len(values)) if by is None else by
        rows = sorted(zip(values, by, strict=True))
        signatures = [
            chips[place].sign(where.digest(signing.report(observed_at, tokens[place], value))) for value, place in rows
        ]
        return [observed_at, [value for value, _ in rows], [tokens[place] for _, place in rows], signatures]

    return made


@pytest.fixture
def report(feed, signed, keeper) -> Callable:
    """Reports what the cabinets observed, by default just now."""

    def made(values, observed_at: int | None = None, **options):
        when = feed.engine.time if observed_at is None else observed_at
        return feed.report(*signed(values, when, **options), sender=keeper)

    return made
