# SPDX-License-Identifier: MIT
"""Reading a feed through AggregatorV3Interface and `fresh` (XZ-17)."""

from __future__ import annotations

SEVEN = [103, 100, 101, 99, 107, 100, 102]


def test_latestRoundData__no_round__reverts(xz, engine):
    for read in (xz.feed_xz_price.latestRoundData, xz.feed_xz_price.fresh):
        with engine.reverts("CabinetFeed: no round yet"):
            read()


def test_latestRoundData__held_back_report__is_as_old_as_the_observation(xz, engine, feed, tokens, report):
    """A reader who checks `updatedAt` is not shown an old value as new; when it came is told apart."""
    observed = engine.time
    engine.advance(5_000)
    carried = engine.time
    report(SEVEN, observed)
    assert feed.latestRoundData() == (1, 101, observed, observed, 1)
    assert feed.reported_at(1) == carried
    engine.time = observed + xz.params.feed_max_age
    assert feed.fresh() == 101
    engine.advance(1)
    with engine.reverts("CabinetFeed: answer is stale"):
        feed.fresh()
    assert feed.latestRoundData() == (1, 101, observed, observed, 1)


def test_getRoundData__every_round__stays_as_it_was(engine, feed, report):
    told = []
    for n in range(3):
        observed = engine.time
        report([value - 200 * n for value in SEVEN])
        told.append((n + 1, 101 - 200 * n, observed, observed, n + 1))
        assert feed.latestRoundData() == told[-1]
    assert [feed.getRoundData(n) for n in (1, 2, 3)] == told
    assert [feed.reported_at(n) for n in (1, 2, 3)] == [row[2] for row in told]


def test_getRoundData__unknown_round__reverts(engine, feed, report):
    report(SEVEN)
    for unknown in (0, 2, 2**80 - 1):
        with engine.reverts("CabinetFeed: unknown round"):
            feed.getRoundData(unknown)


def test_description__every_feed__says_what_it_is(xz):
    """Decimals and description of the interface; a feed for each class of drugs, XZ and temperature."""
    assert (xz.feed_xz_price.description(), xz.feed_xz_price.decimals()) == ("XZ / USD", 8)
    assert xz.feed_xz_price.version() == 1
    assert (xz.feed_price_n02be.description(), xz.feed_price_n02be.decimals()) == ("N02BE / USD", 8)
    assert (xz.feed_units_r06.description(), xz.feed_units_r06.decimals()) == ("R06 units sold", 4)
    assert (xz.feed_temperature.description(), xz.feed_temperature.decimals()) == ("Temperature, degrees Celsius", 2)
    assert xz.feed_temperature.mine() == xz.mine.address
