# SPDX-License-Identifier: MIT
"""CabinetFeed.set_terms and the constructor (XZ-17)."""

from __future__ import annotations

import pytest

SEVEN = [103, 100, 101, 99, 107, 100, 102]


def test_set_terms__by_the_owner__holds_from_now(xz, engine, feed, tokens, report, owner):
    report(SEVEN)
    receipt = feed.set_terms(9, 60, sender=owner)
    assert receipt.named("TermsSet")[0].args == {"quorum": 9, "max_age": 60}
    assert (feed.quorum(), feed.max_age()) == (9, 60)
    with engine.reverts("CabinetFeed: under quorum"):
        report([1] * 8)
    report([1] * 9)
    assert feed.getRoundData(1)[1] == 101
    engine.advance(61)
    with engine.reverts("CabinetFeed: answer is stale"):
        feed.fresh()


def test_set_terms__by_another__reverts(feed, engine, guardian, attacker):
    for caller in (guardian, attacker):
        with engine.reverts("ownable: caller is not the owner"):
            feed.set_terms(3, 60, sender=caller)
    assert (feed.quorum(), feed.max_age()) == (7, 86_400)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ((2, 60), "CabinetFeed: quorum not in 3..31"),
        ((0, 60), "CabinetFeed: quorum not in 3..31"),
        ((32, 60), "CabinetFeed: quorum not in 3..31"),
        ((7, 59), "CabinetFeed: max age out of bounds"),
        ((7, 30 * 86_400 + 1), "CabinetFeed: max age out of bounds"),
    ],
)
def test_set_terms__out_of_bounds__reverts(xz, feed, engine, owner, guardian, terms, reason):
    with engine.reverts(reason):
        feed.set_terms(*terms, sender=owner)
    with engine.reverts(reason):
        engine.deploy("CabinetFeed", owner, guardian, xz.nft, "x", 8, *terms, sender=owner)
    assert (feed.quorum(), feed.max_age()) == (7, 86_400)


@pytest.mark.parametrize("terms", [(3, 60), (31, 30 * 86_400)])
def test_set_terms__at_the_bounds__holds(feed, owner, terms):
    feed.set_terms(*terms, sender=owner)
    assert (feed.quorum(), feed.max_age()) == terms


def test_pause__by_another__reverts(feed, engine, attacker):
    with engine.reverts("Roles: not the guardian"):
        feed.pause(sender=attacker)
    assert not feed.paused()
