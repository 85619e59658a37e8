# SPDX-License-Identifier: MIT
"""Attacks on the cabinets' log: leaving out, repeating, rewriting and moving batches (XZ-5)."""

from __future__ import annotations

import pytest

from wuxing.merkle import Tree, leaf
from wuxing.typed_data import Domain, domain_of
from wuxing.xz import signing

DAYS = [[f"day {day} sale {n}".encode() for n in range(6)] for day in range(4)]


@pytest.fixture
def chip() -> signing.Chip:
    return signing.Chip.from_seed("logging cabinet", signing.P256)


@pytest.fixture
def token(onboard, chip) -> int:
    return onboard(chip)


@pytest.fixture
def batches(xz, engine, token, chip):
    """Four days as the cabinet signed them, without asking a node for the head: arguments of `append`."""
    made, head, domain = [], bytes(32), domain_of(xz.log)
    for number, records in enumerate(DAYS):
        opened = engine.time
        engine.advance(86_400)
        fields = (number, Tree.of(records).root, len(records), opened, engine.time)
        message = signing.log_batch(token, fields[0], head, *fields[1:])
        made.append((token, *fields, chip.sign(domain.digest(message))))
        head = signing.log_head(head, *fields)
    return made


def test_log_gap(xz, engine, token, batches, attacker, keeper):
    """An operator leaves out the day with the spoiled vaccines."""
    log = xz.log
    log.append(*batches[0], sender=keeper)
    with engine.reverts("CabinetLog: batch leaves a gap"):
        log.append(*batches[2], sender=attacker)
    renumbered = list(batches[2])
    renumbered[1] = 1
    with engine.reverts("CabinetLog: not signed by the chip"):
        log.append(*renumbered, sender=attacker)
    for batch in batches[1:]:
        log.append(*batch, sender=keeper)
    assert log.length(token) == 4
    assert log.verify(token, 1, leaf(5, DAYS[1][5]), Tree.of(DAYS[1]).proof(5))


def test_log_replay(xz, engine, token, batches, attacker, keeper):
    """A good day is carried twice."""
    for batch in batches[:2]:
        xz.log.append(*batch, sender=keeper)
    head = xz.log.head(token)
    for batch in batches[:2]:
        with engine.reverts("CabinetLog: already in the log"):
            xz.log.append(*batch, sender=attacker)
    assert xz.log.head(token) == head


def test_log_rewritten(xz, engine, token, chip, batches, keeper, attacker):
    """The cabinet's software is made to sign another history: what it signs after that does not fit this log."""
    domain, log = domain_of(xz.log), xz.log
    log.append(*batches[0], sender=keeper)
    _, number, _, records, opened, closed, _ = batches[0]
    other_head = signing.log_head(bytes(32), number, b"\7" * 32, records, opened, closed)
    message = signing.log_batch(token, 1, other_head, b"\6" * 32, 1, closed, closed)
    with engine.reverts("CabinetLog: not signed by the chip"):
        log.append(token, 1, b"\6" * 32, 1, closed, closed, chip.sign(domain.digest(message)), sender=attacker)
    assert log.root_at(token, 0) == Tree.of(DAYS[0]).root


def test_log_wrong_chain_id(xz, engine, token, chip, attacker):
    """A batch signed for a test network is carried here."""
    now = engine.time
    message = signing.log_batch(token, 0, bytes(32), b"\1" * 32, 1, now, now)
    digest = Domain("CabinetLog", engine.chain_id + 1, xz.log.address).digest(message)
    with engine.reverts("CabinetLog: not signed by the chip"):
        xz.log.append(token, 0, b"\1" * 32, 1, now, now, chip.sign(digest), sender=attacker)
    assert xz.log.length(token) == 0


def test_log_report_passed_off_as_batch(xz, engine, token, chip, attacker):
    """A chip's signature on a feed's report is no signature on a batch."""
    now = engine.time
    signature = chip.sign(domain_of(xz.feed_temperature).digest(signing.report(now, token, 400)))
    with engine.reverts("CabinetLog: not signed by the chip"):
        xz.log.append(token, 0, b"\1" * 32, 1, now, now, signature, sender=attacker)
