# SPDX-License-Identifier: MIT
"""Advertisements (CNT-24): words of the counter, budgets, notices, frozen accounts.

Histories of any order are in tests/differential/test_examples_against_models.py.
"""

import pytest

from wuxing.contattract.signing import signed_by, views
from wuxing.engine.base import ZERO_ADDRESS

CONTENT = b"\1" * 32
RATE, BUDGET = 10, 1_000


@pytest.fixture
def ads(contattract, miner, other_miner):
    """The contract; two accounts have approved it."""
    for account in (miner, other_miner):
        contattract.token.approve(contattract.advertisements, 2**255, sender=account)
    return contattract.advertisements


@pytest.fixture
def campaign(ads, other_miner, node) -> int:
    """The other miner advertises, the node counts."""
    return ads.open(node, RATE, BUDGET, CONTENT, sender=other_miner).value


def test_claim__cumulative_words__each_view_is_paid_once(ads, campaign, contattract, engine, node, keeper, attacker):
    """CNT-G-9: the latest word pays the views since the last one, to the publisher, whoever brings it."""
    before = contattract.token.balanceOf(attacker)
    words = {n: signed_by(node, ads, views(campaign, attacker.address, n)) for n in (3, 10)}
    assert ads.claim(campaign, attacker, 3, words[3], sender=keeper).value == 3 * RATE
    assert ads.claim(campaign, attacker, 10, words[10], sender=attacker).value == 7 * RATE
    for n in (3, 10):
        with engine.reverts("Ads: paid already"):
            ads.claim(campaign, attacker, n, words[n], sender=attacker)
    assert contattract.token.balanceOf(attacker) == before + 10 * RATE
    assert ads.campaign_of(campaign)["left"] == BUDGET - 10 * RATE


def test_claim__more_than_the_budget__paid_as_far_as_it_goes_and_the_rest_when_funded(
    ads, campaign, engine, node, keeper, attacker, miner
):
    word = signed_by(node, ads, views(campaign, attacker.address, 150))
    assert ads.claim(campaign, attacker, 150, word, sender=keeper).value == BUDGET
    with engine.reverts("Ads: budget is spent"):
        ads.claim(campaign, attacker, 150, word, sender=keeper)
    ads.fund(campaign, 205, sender=miner)
    assert ads.claim(campaign, attacker, 150, word, sender=keeper).value == 200
    assert ads.campaign_of(campaign)["left"] == 5


def test_claim__another_campaign_publisher_count_or_signer__reverts(ads, campaign, engine, node, keeper, attacker):
    word = signed_by(node, ads, views(campaign, attacker.address, 5))
    other = ads.open(node, RATE, BUDGET, CONTENT, sender=ads_owner(ads, campaign)).value
    forged = signed_by(keeper, ads, views(campaign, attacker.address, 5))
    for args in [
        (other, attacker, 5, word),
        (campaign, keeper, 5, word),
        (campaign, attacker, 6, word),
        (campaign, attacker, 5, forged),
        (campaign, attacker, 5, b""),
    ]:
        with engine.reverts("Ads: not the counter's word"):
            ads.claim(*args, sender=attacker)
    with engine.reverts("Ads: no such campaign"):
        ads.claim(99, attacker, 5, b"", sender=attacker)


def ads_owner(ads, campaign) -> str:
    """Who opened it."""
    return ads.campaign_of(campaign)["advertiser"]


def test_end__after_the_notice__the_rest_goes_back(
    ads, campaign, contattract, engine, node, keeper, attacker, other_miner
):
    """In the notice, what was signed is paid; to the second."""
    with engine.reverts("Ads: no notice was given"):
        ads.end(campaign, sender=other_miner)
    with engine.reverts("Ads: not the advertiser"):
        ads.give_notice(campaign, sender=attacker)
    end = ads.give_notice(campaign, sender=other_miner).named("NoticeGiven")[0].end
    assert end == engine.time - 1 + contattract.params.ad_notice
    with engine.reverts("Ads: notice was given"):
        ads.give_notice(campaign, sender=other_miner)
    with engine.reverts("Ads: notice was given"):
        ads.fund(campaign, 1, sender=other_miner)
    engine.time = end - 2
    ads.claim(campaign, attacker, 1, signed_by(node, ads, views(campaign, attacker.address, 1)), sender=keeper)
    with engine.reverts("Ads: notice is not over"):
        ads.end(campaign, sender=keeper)
    engine.time = end
    before = contattract.token.balanceOf(other_miner)
    ads.end(campaign, sender=keeper)
    assert contattract.token.balanceOf(other_miner) == before + BUDGET - RATE
    with engine.reverts("Ads: no notice was given"):
        ads.end(campaign, sender=keeper)
    with engine.reverts("Ads: not the advertiser"):
        ads.give_notice(campaign, sender=other_miner)


def test_open__bad_terms__reverts(ads, engine, node, miner):
    for counter, rate, budget, reason in [
        (ZERO_ADDRESS, 1, 1, "Ads: counter is zero"),
        (node, 0, 1, "Ads: rate out of range"),
        (node, 2**96, 1, "Ads: rate out of range"),
        (node, 1, 0, "Ads: nothing to fund"),
    ]:
        with engine.reverts(reason):
            ads.open(counter, rate, budget, CONTENT, sender=miner)
    with engine.reverts("Ads: no such campaign"):
        ads.fund(99, 1, sender=miner)


def test_claim__publisher_is_frozen_or_moved__waits_and_goes_to_the_successor(
    ads, campaign, contattract, guarded, engine, node, keeper, miner
):
    """CNT-18: a thief cannot have the views paid to the old address."""
    word = signed_by(node, ads, views(campaign, miner.address, 4))
    guarded.approve()
    with engine.reverts("Ads: account is frozen"):
        ads.claim(campaign, miner, 4, word, sender=keeper)
    engine.advance(guarded.params.recovery_delay)
    guarded.recovery.execute(miner, sender=keeper)
    ads.claim(campaign, miner, 4, word, sender=keeper)
    assert contattract.token.balanceOf(guarded.new) == 4 * RATE


def test_end__advertiser_is_frozen_or_moved__waits_and_goes_to_the_successor(
    ads, contattract, guarded, engine, node, keeper, miner
):
    campaign = ads.open(node, RATE, BUDGET, CONTENT, sender=miner).value
    engine.time = ads.give_notice(campaign, sender=miner).named("NoticeGiven")[0].end
    guarded.approve()
    with engine.reverts("Ads: account is frozen"):
        ads.end(campaign, sender=keeper)
    engine.advance(guarded.params.recovery_delay)
    guarded.recovery.execute(miner, sender=keeper)
    ads.end(campaign, sender=keeper)
    assert contattract.token.balanceOf(guarded.new) == BUDGET


def test_give_notice__advertiser_moved__its_last_successor_ends_the_campaign(
    ads, contattract, guarded, engine, node, keeper, miner
):
    """CNT-18, attack "rest locked for ever": the key is lost, and the account moved twice."""
    campaign = ads.open(node, RATE, BUDGET, CONTENT, sender=miner).value
    guarded.move()
    last, recovery = engine.account(21), guarded.recovery
    recovery.set_guardians([keeper.address], 1, sender=guarded.new)
    engine.advance(guarded.params.recovery_delay)
    recovery.accept(guarded.new, sender=last)
    recovery.approve(guarded.new, last, sender=keeper)
    engine.time = recovery.move_of(guarded.new)["at"]
    recovery.execute(guarded.new, sender=keeper)
    for who in (miner, guarded.new, keeper):
        with engine.reverts("Ads: not the advertiser"):
            ads.give_notice(campaign, sender=who)
    with engine.reverts("Ads: not the advertiser"):
        ads.give_notice(99, sender=last)
    engine.time = ads.give_notice(campaign, sender=last).named("NoticeGiven")[0].end
    ads.end(campaign, sender=keeper)
    assert contattract.token.balanceOf(last) == BUDGET


def test_deploy__bad_arguments__reverts(engine, deployer, node):
    for args, reason in [
        ((ZERO_ADDRESS, node, 1), "Ads: zero address"),
        ((node, ZERO_ADDRESS, 1), "Ads: zero address"),
        ((node, node, 0), "Ads: notice out of range"),
        ((node, node, 2**32), "Ads: notice out of range"),
    ]:
        with engine.reverts(reason):
            engine.deploy("Advertisements", *args, sender=deployer)
