# SPDX-License-Identifier: MIT
"""Who tries to cheat a shop, an advertiser, an author, or a reader of reputations (CNT-19, CNT-24)."""

from __future__ import annotations

from eth_hash.auto import keccak

from tests.unit.contattract.conftest import _deployed_contattract, contattract
from wuxing.contattract.signing import signed_by, views

__all__ = ["_deployed_contattract", "contattract"]

CODE, GOODS = b"\x05" * 32, b"\x01" * 32
PRICE, CARRIAGE = 1_000, 50
TOPIC, DIGEST = b"honest".ljust(32, b"\0"), b"\x09" * 32


def ordered(c, buyer, seller, carrier) -> int:
    """An order with everybody's CNT allowed."""
    for account in (buyer, carrier):
        c.token.approve(c.shop, 2**255, sender=account)
    return c.shop.order(seller, carrier, PRICE, CARRIAGE, GOODS, keccak(CODE), sender=buyer).value


def paid(c, *accounts):
    """What each account has, in its wallet and credited."""
    return [c.token.balanceOf(a) + c.shop.credit(a) for a in accounts]


def test_carrier_keeps_the_goods__pays_for_them(contattract, engine, miner, other_miner, attacker, keeper):
    """Without the buyer's code it cannot say that it delivered; the seller has the price, the buyer its money."""
    c = contattract
    before = paid(c, miner, other_miner, attacker)
    order = ordered(c, miner, other_miner, attacker)
    c.shop.take(order, sender=attacker)
    for guess in (b"\0" * 32, keccak(CODE)):
        with engine.reverts("Shop: wrong code"):
            c.shop.deliver(order, guess, sender=attacker)
    engine.time = c.shop.order_of(order)["deadline"]
    c.shop.lapse(order, sender=keeper)
    after = paid(c, miner, other_miner, attacker)
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, PRICE, -PRICE]
    with engine.reverts("Attestations: exchange is not completed"):
        c.attestations.review(c.shop, order, TOPIC, DIGEST, sender=attacker)


def test_buyer_and_seller_are_one__without_proof_the_carrier_pays_the_price_it_deposited(
    contattract, engine, miner, other_miner, attacker, keeper
):
    """CNT-G-R5, known: an empty box and a buyer who hands no code over cost the carrier its deposit, and no more."""
    c = contattract
    before = paid(c, attacker, other_miner, miner)
    order = ordered(c, attacker, other_miner, miner)
    c.shop.take(order, sender=miner)
    engine.time = c.shop.order_of(order)["deadline"]
    c.shop.lapse(order, sender=attacker)
    after = paid(c, attacker, other_miner, miner)
    # buyer and seller together win what the carrier agreed to answer for: it takes no goods that it did not look into
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, PRICE, -PRICE]


def test_buyer_and_seller_are_one__a_carrier_with_the_code_has_deposit_and_carriage(
    contattract, engine, miner, other_miner, attacker, keeper
):
    """CNT-G-11: it checks the code at the door; then neither dispute, split nor silence takes anything back."""
    c = contattract
    before = paid(c, miner)[0]
    order = ordered(c, attacker, other_miner, miner)
    assert c.shop.code_hash(order) == keccak(CODE)
    c.shop.take(order, sender=miner)
    with engine.reverts("Shop: not at this stage"):
        c.shop.dispute(order, sender=attacker)
    with engine.reverts("Shop: time is not over"):
        c.shop.lapse(order, sender=attacker)
    engine.time = c.shop.order_of(order)["deadline"] - 1
    c.shop.deliver(order, CODE, sender=miner)
    c.shop.dispute(order, sender=attacker)
    for who in (attacker, other_miner):
        c.shop.split(order, PRICE, sender=who)
    c.shop.withdraw(sender=miner)
    c.shop.withdraw(sender=attacker)
    assert paid(c, miner)[0] - before == CARRIAGE
    assert c.token.balanceOf(c.shop) == 0


def test_buyer_has_the_goods_and_keeps_silent__everybody_is_paid(contattract, engine, miner, other_miner, attacker):
    """The code at the door pays the carrier, time pays the seller; then each may say what it thinks of the buyer."""
    c = contattract
    before = paid(c, miner, other_miner, attacker)
    order = ordered(c, miner, other_miner, attacker)
    c.shop.take(order, sender=attacker)
    c.shop.deliver(order, CODE, sender=attacker)
    engine.time = c.shop.order_of(order)["deadline"]
    with engine.reverts("Shop: time is over"):
        c.shop.dispute(order, sender=miner)
    c.shop.lapse(order, sender=other_miner)
    after = paid(c, miner, other_miner, attacker)
    assert [b - a for a, b in zip(before, after, strict=True)] == [-PRICE - CARRIAGE, PRICE, CARRIAGE]
    for issuer in (other_miner, attacker):
        event = c.attestations.review(c.shop, order, TOPIC, DIGEST, sender=issuer).named("Attested")[0]
        assert event.subject == miner.address


def test_buyer_disputes_good_goods__wins_half_at_most_and_only_by_stubbornness(
    contattract, engine, miner, other_miner, attacker
):
    """CNT-G-R4, the price of having no judge: who does not agree has half."""
    c = contattract
    before = paid(c, other_miner)[0]
    order = ordered(c, miner, other_miner, attacker)
    c.shop.take(order, sender=attacker)
    c.shop.deliver(order, CODE, sender=attacker)
    c.shop.dispute(order, sender=miner)
    c.shop.split(order, PRICE, sender=miner)
    c.shop.split(order, 0, sender=other_miner)
    engine.time = c.shop.order_of(order)["deadline"]
    c.shop.lapse(order, sender=miner)
    assert paid(c, other_miner)[0] - before == PRICE // 2


def test_copied_stamp__front_runner_with_a_higher_fee__comes_second(contattract, engine, miner, attacker):
    """The attacker sees the author's reveal waiting and gets its own commitment and reveal mined before it."""
    stamps, digest, salt = contattract.stamps, b"\x44" * 32, b"\x55" * 32
    stamps.commit(stamps.commitment_of(digest, miner, salt), sender=miner)
    time = stamps.time_of(digest, miner, salt)
    engine.advance(60)
    with engine.reverts("Stamps: not committed"):
        stamps.reveal(digest, salt, sender=attacker)
    stamps.commit(stamps.commitment_of(digest, attacker, salt), sender=attacker)
    stamps.reveal(digest, salt, sender=attacker)
    assert stamps.first(digest)[0] == attacker.address
    stamps.reveal(digest, salt, sender=miner)
    assert stamps.first(digest) == (miner.address, time)


def test_advertiser_takes_its_budget_back__signed_views_are_paid_first(
    contattract, engine, other_miner, attacker, miner, node
):
    """It cannot end the campaign at once, and stops neither word nor payment in the notice."""
    ads, token = contattract.advertisements, contattract.token
    token.approve(ads, 2**255, sender=attacker)
    campaign = ads.open(node, 2, 1_000, GOODS, sender=attacker).value
    word = signed_by(node, ads, views(campaign, miner.address, 400))
    end = ads.give_notice(campaign, sender=attacker).named("NoticeGiven")[0].end
    with engine.reverts("Ads: notice is not over"):
        ads.end(campaign, sender=attacker)
    engine.time = end - 1
    before = token.balanceOf(miner)
    ads.claim(campaign, miner, 400, word, sender=other_miner)
    assert token.balanceOf(miner) - before == 800
    before = token.balanceOf(attacker)
    ads.end(campaign, sender=attacker)
    assert token.balanceOf(attacker) - before == 200


def test_publisher_brings_a_word_again_and_in_parts__each_view_is_paid_once(contattract, engine, attacker, miner, node):
    """Replays, older words and words for another campaign of the same counter."""
    ads, token = contattract.advertisements, contattract.token
    token.approve(ads, 2**255, sender=miner)
    one, two = (ads.open(node, 1, 1_000, GOODS, sender=miner).value for _ in range(2))
    words = [signed_by(node, ads, views(one, attacker.address, n)) for n in (100, 300)]
    before = token.balanceOf(attacker)
    for n, word in zip((100, 300), words, strict=True):
        ads.claim(one, attacker, n, word, sender=attacker)
    for n, word in zip((100, 300), words, strict=True):
        with engine.reverts("Ads: paid already"):
            ads.claim(one, attacker, n, word, sender=attacker)
        with engine.reverts("Ads: not the counter's word"):
            ads.claim(two, attacker, n, word, sender=attacker)
    assert token.balanceOf(attacker) - before == 300


def test_invented_reputation__without_an_exchange__stays_weak(contattract, engine, owner, attacker, miner):
    """CNT-19: who traded with nobody can praise itself, and that is on record as such."""
    a = contattract.attestations
    a.publish(TOPIC, DIGEST, sender=attacker)
    for exchange in (contattract.shop, contattract.attachments, contattract.hires):
        with engine.reverts("Attestations: exchange is not completed"):
            a.review(exchange, 1, TOPIC, DIGEST, sender=attacker)
    with engine.reverts("Attestations: not a verifier"):
        a.attest(attacker, TOPIC, DIGEST, sender=attacker)
    nowhere = ("0x" + "00" * 20, 0)
    assert [a.find(s, attacker, attacker, TOPIC, DIGEST, *nowhere)[0] > 0 for s in (1, 2, 3)] == [True, False, False]
