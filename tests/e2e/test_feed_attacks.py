# SPDX-License-Identifier: MIT
"""Attacks on the cabinets' oracle, as an attacker would run them, and what the feed answers after each (XZ-17)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wuxing.typed_data import Message, domain_of
from wuxing.xz import signing

TRUE_PRICE = 100_000_000
DAY = 86_400


@pytest.fixture
def fleet(onboard, miner, other_miner):
    """Ten cabinets: their chips by token. The last two belong to the attacker's friend."""
    chips = [signing.Chip.from_seed(f"fleet {n}", signing.P256 if n == 4 else signing.SECP256K1) for n in range(10)]
    return {onboard(chip, to=miner if n < 8 else other_miner): chip for n, chip in enumerate(chips)}


def signed(feed, fleet, observed_at, value, tokens, **domain):
    """What these cabinets sign: {token: (value, signature)}."""
    where = replace(domain_of(feed), **domain)
    return {t: (value, fleet[t].sign(where.digest(signing.report(observed_at, t, value)))) for t in tokens}


def carry(feed, observed_at, voices, sender):
    """Sorts signed values as a report wants them and sends it."""
    rows = sorted((value, token, signature) for token, (value, signature) in voices.items())
    values, tokens, signatures = zip(*rows, strict=True)
    return feed.report(observed_at, values, tokens, signatures, sender=sender)


def honest_round(feed, fleet, keeper, value=TRUE_PRICE):
    """Eight cabinets report now; returns the report's parts."""
    now, tokens = feed.engine.time, list(fleet)[:8]
    voices = signed(feed, fleet, now, value, tokens)
    carry(feed, now, voices, keeper)
    return now, voices


def test_feed_stale_replay(xz, engine, fleet, keeper, attacker):
    """Yesterday's low price is carried again after the price rose, and a held-back report a day late."""
    feed = xz.feed_xz_price
    old, voices = honest_round(feed, fleet, keeper, TRUE_PRICE // 2)
    held_back = engine.time
    hidden = signed(feed, fleet, held_back, TRUE_PRICE // 3, list(fleet)[:7])
    engine.advance(3_600)
    honest_round(feed, fleet, keeper)
    with engine.reverts("CabinetFeed: not newer than round"):
        carry(feed, old, voices, attacker)
    with engine.reverts("CabinetFeed: not newer than round"):
        carry(feed, held_back, hidden, attacker)
    assert feed.fresh() == TRUE_PRICE

    later = engine.time
    hidden = signed(feed, fleet, later, TRUE_PRICE // 3, list(fleet)[:7])
    engine.advance(DAY + 1)
    with engine.reverts("CabinetFeed: report is stale"):
        carry(feed, later, hidden, attacker)
    with engine.reverts("CabinetFeed: answer is stale"):
        feed.fresh()


def test_duplicate_signer_quorum(xz, engine, fleet, attacker):
    """Two bribed cabinets try to be seven."""
    feed, now = xz.feed_xz_price, engine.time
    bribed = list(fleet)[8:]
    where = domain_of(feed)
    tokens = [bribed[0]] * 4 + [bribed[1]] * 3
    signatures = [fleet[t].sign(where.digest(signing.report(now, t, 1))) for t in tokens]
    with engine.reverts("CabinetFeed: duplicate signer"):
        feed.report(now, [1] * 7, tokens, signatures, sender=attacker)
    invented = [bribed[0], bribed[1], *list(fleet)[:5]]
    stolen = signatures[:1] + signatures[-1:] + signatures[:1] * 5
    with engine.reverts("CabinetFeed: unknown signer"):
        feed.report(now, [1] * 7, invented, stolen, sender=attacker)
    with engine.reverts("CabinetFeed: no round yet"):
        feed.fresh()


def test_cross_feed_replay(xz, engine, fleet, keeper, attacker):
    """Units sold, signed for their own feed, are carried to the price feed."""
    units, price, now = xz.feed_units_n02be, xz.feed_price_n02be, engine.time
    voices = signed(units, fleet, now, 324_000, list(fleet)[:7])
    with engine.reverts("CabinetFeed: unknown signer"):
        carry(price, now, voices, attacker)
    carry(units, now, voices, keeper)
    assert units.fresh() == 324_000
    with engine.reverts("CabinetFeed: no round yet"):
        price.fresh()


def test_wrong_chain_id(xz, engine, fleet, attacker):
    """A test network's reports are carried to this chain."""
    feed, now = xz.feed_xz_price, engine.time
    voices = signed(feed, fleet, now, 1, list(fleet)[:7], chain_id=engine.chain_id + 1)
    with engine.reverts("CabinetFeed: unknown signer"):
        carry(feed, now, voices, attacker)


def test_lying_minority(xz, engine, fleet, attacker):
    """Three of seven lie by a thousandfold: the price stays honest. Picking which honest voices to carry moves it
    only between honest values."""
    feed, now = xz.feed_xz_price, engine.time
    tokens = list(fleet)
    voices = {}
    for place, token in enumerate(tokens[:4]):
        voices |= signed(feed, fleet, now, TRUE_PRICE + place, [token])
    voices |= signed(feed, fleet, now, TRUE_PRICE * 1_000, tokens[7:])
    carry(feed, now, voices, attacker)
    assert TRUE_PRICE <= feed.fresh() <= TRUE_PRICE + 3


def test_signers_leave_before_they_lie(xz, engine, fleet, other_miner, attacker):
    """Cabinets whose owner took them out of the mine have nothing to lose, and no voice."""
    feed = xz.feed_xz_price
    gone = list(fleet)[8:]
    for token in gone:
        xz.mine.exit(token, sender=other_miner)
    now = engine.time
    voices = signed(feed, fleet, now, 1, gone + list(fleet)[:5])
    with engine.reverts("CabinetFeed: token is not staked"):
        carry(feed, now, voices, attacker)


def test_stolen_chip_after_replacement(xz, engine, fleet, registrar, miner, keeper, attacker):
    """A chip is torn out; once it is replaced (XZ-6) the thief's reports are a stranger's."""
    feed, token = xz.feed_xz_price, next(iter(fleet))
    new, deadline = signing.Chip.from_seed("spare"), engine.time + 60
    types = {"tokenId": "uint256", "newChip": "address", "nonce": "uint256", "deadline": "uint256"}
    values = {"tokenId": token, "newChip": new.address, "nonce": xz.nft.nonceOf(token), "deadline": deadline}
    digest = domain_of(xz.nft).digest(Message("ReplaceChip", types, values))
    consent = bytes(miner.unsafe_sign_hash(digest).signature)
    xz.nft.proposeChip(token, new.address, deadline, consent, sender=registrar)
    engine.advance(xz.params.chip_replacement_delay)
    xz.nft.acceptChip(token, sender=keeper)
    now = engine.time
    with engine.reverts("CabinetFeed: unknown signer"):
        carry(feed, now, signed(feed, fleet, now, 1, list(fleet)[:7]), attacker)
    fleet[token] = new
    honest_round(feed, fleet, keeper)
    assert feed.fresh() == TRUE_PRICE
