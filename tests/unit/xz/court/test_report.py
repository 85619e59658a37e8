# SPDX-License-Identifier: MIT
"""CliqueCourt.reportDoubleSeal, reportSkip, forfeitMore: what a verdict takes, and for how long (XZ-20)."""

from __future__ import annotations

import pytest
from eth_hash.auto import keccak

from wuxing.xz import clique

XZ = 10**18
STAKE = 1_000 * XZ


@pytest.fixture
def signer(engine, signers):
    """The first genesis signer's account; it stakes on the contracts under the address that seals."""
    return next(engine.account(i) for i in range(20, 27) if bytes.fromhex(engine.account(i).address[2:]) == signers[0])


@pytest.fixture
def staked(xz, earn, signer) -> int:
    """A token of the signer with 1,000 XZ of stake."""
    token_id = earn(signer, 20)
    xz.token.approve(xz.mine, 2**256 - 1, sender=signer)
    xz.mine.top_up(token_id, STAKE, 0, sender=signer)
    return token_id


def test_report_double_seal__stake__burned_but_for_the_reporters_share(xz, staked, signer, twins, keeper):
    """XZ-20: the whole stake is gone; 5% of it is the reporter's, the rest is burned; the token is unlocked."""
    a, b = twins()
    supply = xz.token.totalSupply()
    receipt = xz.court.reportDoubleSeal(a.raw, b.raw, [staked], sender=keeper)
    reward = STAKE * xz.params.reporter_share // 10_000
    assert receipt.value == STAKE and reward > 0
    assert xz.token.balanceOf(keeper) == reward
    assert xz.token.totalSupply() == supply - (STAKE - reward)
    assert xz.mine.position_of(staked)[0] == 0 and not xz.mine.staked(staked)
    assert xz.mine.locked_exits(signer)[0] == 0
    opened, taken = receipt.named("OffenceOpened")[0], receipt.named("StakeForfeited")[0]
    assert (opened.signer, opened.height, opened.skip, opened.reporter) == (
        signer.address, a.number, False, keeper.address,
    )  # fmt: skip
    assert (taken.offence, taken.signer, taken.amount) == (opened.offence, signer.address, STAKE)
    assert xz.court.verdicts(opened.offence) == (signer.address, xz.token.engine.time - 1)


def test_report_double_seal__exit_before_the_verdict__queue_is_reached(xz, staked, signer, twins, keeper):
    """XZ-20: running ahead of a report does not help: the stake waits 180 days in the queue."""
    a, b = twins()
    xz.mine.exit(staked, sender=signer)
    assert xz.mine.locked_exits(signer) == (STAKE, 0)
    assert xz.court.reportDoubleSeal(a.raw, b.raw, [staked], sender=keeper).value == STAKE
    assert xz.mine.locked_exits(signer) == (0, 0)


def test_report_double_seal__no_tokens__takes_the_queue(xz, staked, signer, twins, keeper):
    a, b = twins()
    xz.mine.exit(staked, sender=signer)
    assert xz.court.reportDoubleSeal(a.raw, b.raw, [], sender=keeper).value == STAKE


def test_report_double_seal__tokens_of_others__untouched(xz, staked, earn, miner, twins, keeper):
    """XZ-20: whatever ids a reporter names, only the guilty pay."""
    other = earn(miner, 20)
    xz.token.approve(xz.mine, STAKE, sender=miner)
    xz.mine.top_up(other, STAKE, 0, sender=miner)
    a, b = twins()
    taken = xz.court.reportDoubleSeal(a.raw, b.raw, [other, 9_999, staked, staked], sender=keeper).value
    assert taken == STAKE and xz.mine.position_of(other)[0] == STAKE


def test_report_double_seal__not_guilty__nothing_changes(engine, xz, staked, run, twins, keeper):
    a, _ = twins()
    reorganised = run(3, 0, start=a.number - 1)[-1]
    for x, y, reason in ((a, a, "the same header"), (a, reorganised, "different parents")):
        with engine.reverts(f"Court: {reason}"):
            xz.court.reportDoubleSeal(x.raw, y.raw, [staked], sender=keeper)
    assert xz.mine.position_of(staked)[0] == STAKE and xz.token.balanceOf(keeper) == 0


def test_report_double_seal__too_many_tokens__reverts(engine, xz, twins, keeper):
    a, b = twins()
    with engine.reverts("Court: more than 64 tokens"):
        xz.court.reportDoubleSeal(a.raw, b.raw, range(1, 66), sender=keeper)


def test_report_skip__run_too_short__stake_forfeited(xz, staked, signer, run, certify, signers, keeper):
    """XZ-20: skipping costs the same."""
    certify(1_000, signers)
    headers = [header.raw for header in run(0, 1, 0)]
    receipt = xz.court.reportSkip(headers, [staked], sender=keeper)
    assert receipt.value == STAKE and not xz.mine.staked(staked)
    opened = receipt.named("OffenceOpened")[0]
    assert (opened.signer, opened.height, opened.skip) == (signer.address, 3, True)


def test_report_skip__not_closed_yet__nothing_changes(engine, xz, staked, run, keeper):
    with engine.reverts("Court: next set not certified"):
        xz.court.reportSkip([header.raw for header in run(0, 1, 0)], [staked], sender=keeper)
    assert xz.mine.position_of(staked)[0] == STAKE


def test_forfeit_more__within_the_window__reaches_more_stakes(engine, xz, staked, earn, signer, twins, keeper, miner):
    """XZ-20: as many calls as it takes, by anybody; each is paid for what it takes."""
    more = earn(signer, 10)
    xz.mine.top_up(more, STAKE // 2, 0, sender=signer)
    a, b = twins()
    offence = xz.court.reportDoubleSeal(a.raw, b.raw, [staked], sender=keeper).named("OffenceOpened")[0].offence
    engine.advance(xz.params.verdict_window - 3)
    receipt = xz.court.forfeitMore(offence, [more], sender=miner)
    assert receipt.value == STAKE // 2 and receipt.named("StakeForfeited")[0].reporter == miner.address
    assert not receipt.named("OffenceOpened")
    assert xz.token.balanceOf(miner) == STAKE // 2 * xz.params.reporter_share // 10_000


def test_report_double_seal__again_within_the_window__takes_what_is_left(xz, staked, signer, earn, twins, keeper):
    a, b = twins()
    xz.court.reportDoubleSeal(a.raw, b.raw, [], sender=keeper)
    receipt = xz.court.reportDoubleSeal(b.raw, a.raw, [staked], sender=keeper)
    assert receipt.value == STAKE and not receipt.named("OffenceOpened")


def test_forfeit_more__after_the_window__fresh_stake_is_safe(engine, xz, staked, signer, twins, keeper):
    """XZ-20: an offence that was judged never reaches a stake made after its window, by no call."""
    a, b = twins()
    offence = xz.court.reportDoubleSeal(a.raw, b.raw, [staked], sender=keeper).named("OffenceOpened")[0].offence
    opened_at = xz.court.verdicts(offence)[1]
    xz.mine.stake(staked, STAKE, 0, sender=signer)
    engine.time = opened_at + xz.params.verdict_window
    _, third = twins(nonce=clique.ADD)
    for call in (
        lambda: xz.court.forfeitMore(offence, [staked], sender=keeper),
        lambda: xz.court.reportDoubleSeal(a.raw, b.raw, [staked], sender=keeper),
        lambda: xz.court.reportDoubleSeal(a.raw, third.raw, [staked], sender=keeper),
    ):
        with engine.reverts("Court: offence is closed"):
            call()
    assert xz.mine.position_of(staked)[0] == STAKE
    # another offence of the same signer is another matter
    c, d = twins(start=6)
    assert xz.court.reportDoubleSeal(c.raw, d.raw, [staked], sender=keeper).value == STAKE


def test_forfeit_more__last_second_of_the_window__still_open(engine, xz, staked, signer, twins, keeper):
    a, b = twins()
    offence = xz.court.reportDoubleSeal(a.raw, b.raw, [], sender=keeper).named("OffenceOpened")[0].offence
    engine.time = xz.court.verdicts(offence)[1] + xz.params.verdict_window - 1
    assert xz.court.forfeitMore(offence, [staked], sender=keeper).value == STAKE


def test_forfeit_more__unknown_offence__reverts(engine, xz, keeper):
    with engine.reverts("Court: no such offence"):
        xz.court.forfeitMore(keccak(b"nothing"), [], sender=keeper)


def test_forfeit__not_through_the_court__reverts(engine, xz, staked, signer, owner, guardian, keeper):
    """XZ-20: nobody but the court takes a stake, the owner neither."""
    for caller in (owner, guardian, keeper):
        with engine.reverts("Mine: not the court"):
            xz.mine.forfeit(signer, [staked], caller, sender=caller)
