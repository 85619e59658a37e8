# SPDX-License-Identifier: MIT
"""CabinetFeed.report (XZ-17)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuxing.typed_data import domain_of
from wuxing.xz import signing

SEVEN = [103, 100, 101, 99, 107, 100, 102]
INT128 = st.integers(-(2**127), 2**127 - 1)


def nothing_changed(feed) -> bool:
    with feed.engine.reverts("CabinetFeed: no round yet"):
        feed.latestRoundData()
    return True


def test_report__seven_signers__the_median_counts(feed, engine, report):
    now = engine.time
    receipt = report(SEVEN)
    assert receipt.value == 1
    assert feed.latestRoundData() == (1, 101, now, now, 1)
    (answer,), (reported,) = receipt.named("AnswerUpdated"), receipt.named("Reported")
    assert answer.args == {"current": 101, "roundId": 1, "updatedAt": now}
    assert reported.args == {"round_id": 1, "observed_at": now, "signers": 7, "lowest": 99, "highest": 107}


def test_report__even_number__the_lower_middle_counts(feed, report):
    """XZ-17, decision: a value that a cabinet signed, nothing rounded."""
    report([*SEVEN, 105])
    assert feed.fresh() == 101
    assert sorted([*SEVEN, 105])[3:5] == [101, 102]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(INT128, min_size=7, max_size=9))
def test_report__any_values__answer_is_the_lower_median(feed, engine, report, values):
    with engine.anchor():
        report(values)
        assert feed.fresh() == feed.latestRoundData()[1] == sorted(values)[(len(values) - 1) // 2]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(90, 110), min_size=4, max_size=4), st.lists(INT128, min_size=3, max_size=3))
def test_report__three_of_seven_lie__answer_stays_between_honest_values(feed, engine, report, honest, lies):
    """XZ-17: a minority cannot move the answer out of what honest cabinets saw."""
    with engine.anchor():
        report(honest + lies)
        assert min(honest) <= feed.fresh() <= max(honest)


def test_report__31_signers__is_the_most(xz, engine, feed, onboard, keeper):
    chips = [signing.Chip.from_seed(f"many {n}") for n in range(32)]
    tokens = [onboard(chip) for chip in chips]
    now, domain = engine.time, domain_of(feed)
    signatures = [c.sign(domain.digest(signing.report(now, t, 5))) for c, t in zip(chips, tokens, strict=True)]
    with engine.reverts(""):  # refused by the ABI's bound, before the contract runs
        feed.report(now, [5] * 32, tokens, signatures, sender=keeper)
    feed.report(now, [5] * 31, tokens[:31], signatures[:31], sender=keeper)
    assert feed.fresh() == 5


def test_report__under_quorum__reverts(feed, engine, report):
    with engine.reverts("CabinetFeed: under quorum"):
        report(SEVEN[:6])
    assert nothing_changed(feed)


def test_report__nothing__reverts(feed, engine, report):
    with engine.reverts("CabinetFeed: under quorum"):
        report([])


def test_report__unsorted__reverts(feed, engine, signed, keeper):
    when, values, tokens, signatures = signed(SEVEN, engine.time)
    for rows in (values, tokens, signatures):
        rows[2], rows[4] = rows[4], rows[2]
    with engine.reverts("CabinetFeed: values not ascending"):
        feed.report(when, values, tokens, signatures, sender=keeper)
    assert nothing_changed(feed)


@pytest.mark.parametrize("place", [0, 3, 5])
def test_report__same_cabinet_twice__reverts(feed, engine, signed, keeper, place):
    """Six cabinets, one of them with the same signature twice, are no seven."""
    args = signed([*SEVEN[:6], SEVEN[place]], engine.time, by=[*range(6), place])
    with engine.reverts("CabinetFeed: duplicate signer"):
        feed.report(*args, sender=keeper)
    assert nothing_changed(feed)


def test_report__same_cabinet_with_two_values__reverts(feed, engine, signed, keeper):
    """One chip signed seven different values: still one voice."""
    args = signed(range(100, 107), engine.time, by=[0] * 7)
    with engine.reverts("CabinetFeed: duplicate signer"):
        feed.report(*args, sender=keeper)
    assert nothing_changed(feed)


def test_report__ids_equal_in_their_last_byte__are_different_cabinets(xz, engine, feed, onboard, keeper, miner):
    """The look-up of duplicates works on ids modulo 256; it must not take 1 and 257 for one."""
    chips = {1 + n: signing.Chip.from_seed(f"far {n}") for n in range(258)}
    served = {1, 2, 3, 4, 5, 6, 257}
    for token, chip in chips.items():
        assert onboard(chip, staked=token in served) == token
    now, domain = engine.time, domain_of(feed)
    tokens = sorted(served)
    signatures = [chips[t].sign(domain.digest(signing.report(now, t, 5))) for t in tokens]
    feed.report(now, [5] * 7, tokens, signatures, sender=keeper)
    assert feed.fresh() == 5
    with engine.reverts("CabinetFeed: duplicate signer"):
        engine.advance(5)
        now = engine.time
        tokens = [1, 257, 2, 3, 4, 5, 257]
        signatures = [chips[t].sign(domain.digest(signing.report(now, t, 5))) for t in tokens]
        feed.report(now, [5] * 7, tokens, signatures, sender=keeper)


def test_report__chip_of_another_cabinet__reverts(feed, engine, signed, chips, keeper):
    when, values, tokens, signatures = signed(SEVEN, engine.time)
    signatures[3] = signing.Chip.from_seed("stranger").sign(b"\1" * 32)
    with engine.reverts("CabinetFeed: unknown signer"):
        feed.report(when, values, tokens, signatures, sender=keeper)
    assert nothing_changed(feed)


def test_report__value_changed_after_signing__reverts(feed, engine, signed, keeper):
    when, values, tokens, signatures = signed(SEVEN, engine.time)
    values[6] += 1
    with engine.reverts("CabinetFeed: unknown signer"):
        feed.report(when, values, tokens, signatures, sender=keeper)
    assert nothing_changed(feed)


def test_report__time_changed_after_signing__reverts(feed, engine, signed, keeper):
    args = signed(SEVEN, engine.time - 10)
    args[0] += 5
    with engine.reverts("CabinetFeed: unknown signer"):
        feed.report(*args, sender=keeper)


def test_report__unknown_token__reverts(feed, engine, signed, keeper):
    when, values, tokens, signatures = signed(SEVEN, engine.time)
    tokens[0] = 9_999
    with engine.reverts("CabinetFeed: token is not staked"):
        feed.report(when, values, tokens, signatures, sender=keeper)
    assert nothing_changed(feed)


def test_report__cabinet_that_left_the_mine__reverts(xz, feed, engine, tokens, report, miner):
    """XZ-17, decision: who speaks has something to lose."""
    xz.mine.exit(tokens[2], sender=miner)
    with engine.reverts("CabinetFeed: token is not staked"):
        report(SEVEN)
    report(SEVEN, by=[0, 1, 3, 4, 5, 6, 7])
    assert feed.fresh() == 101


def test_report__burned_tokens__have_no_voice(xz, feed, engine, tokens, report, keeper):
    """XZ-3, XZ-17: a token that melted away cannot report."""
    engine.advance(xz.params.lifetime_units * xz.params.unit_time)
    xz.mine.settle(tokens[0], sender=keeper)
    with engine.reverts("CabinetFeed: token is not staked"):
        report(SEVEN)
    assert nothing_changed(feed)


def test_report__lengths_differ__reverts(feed, engine, signed, keeper):
    for place in (1, 2, 3):
        args = signed(SEVEN, engine.time)
        args[place].pop()
        with engine.reverts("CabinetFeed: lengths differ"):
            feed.report(*args, sender=keeper)


def test_report__from_the_future__reverts(feed, engine, report):
    with engine.reverts("CabinetFeed: observed in future"):
        report(SEVEN, engine.time + 1)
    assert nothing_changed(feed)


def test_report__older_than_the_limit__reverts(xz, feed, engine, tokens, report):
    observed = engine.time
    engine.advance(xz.params.feed_max_age + 1)
    with engine.reverts("CabinetFeed: report is stale"):
        report(SEVEN, observed)
    assert nothing_changed(feed)
    report(SEVEN, engine.time - xz.params.feed_max_age)


@pytest.mark.parametrize("earlier", [0, 1])
def test_report__not_newer_than_the_last__reverts(feed, engine, tokens, report, earlier):
    observed = engine.time
    report(SEVEN, observed)
    with engine.reverts("CabinetFeed: not newer than round"):
        report([50] * 7, observed - earlier)
    assert feed.latestRoundData()[:2] == (1, 101)


@pytest.mark.parametrize(
    "domain",
    [{"chain_id": 1}, {"contract": "0x" + "77" * 20}, {"name": "CabinetLog"}, {"version": "2"}],
    ids=lambda d: next(iter(d)),
)
def test_report__other_domain__reverts(feed, engine, report, domain):
    with engine.reverts("CabinetFeed: unknown signer"):
        report(SEVEN, domain=domain)
    assert nothing_changed(feed)


def test_report__paused__reverts_and_reading_goes_on(feed, engine, report, guardian, owner):
    report(SEVEN)
    feed.pause(sender=guardian)
    with engine.reverts("CabinetFeed: reports are paused"):
        report(SEVEN)
    assert feed.fresh() == 101
    feed.unpause(sender=owner)
    report(SEVEN)
    assert feed.latestRoundData()[0] == 2
