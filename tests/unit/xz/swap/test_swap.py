# SPDX-License-Identifier: MIT
"""NFTXZSwap: NFTXZ for XZ or dollars, life bound in the order (XZ-25)."""

import pytest

from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, transfer

USD = XZ = WHOLE = 10**18
ZERO = "0x" + "00" * 20
DAY = 86_400


@pytest.fixture
def offer(market, onboard, engine, miner, other_miner):
    """A fresh token of the miner, approved and offered for 1,000 USD (order 1) and 500 XZ (order 2); a buyer."""
    xz, chip = market.xz, Chip.from_seed("for sale")
    market.token_id = onboard(chip, staked=False)
    market.chip, market.expiry = chip, engine.time + DAY
    xz.nft.approve(xz.swap, market.token_id, sender=miner)
    xz.swap.list_token(market.token_id, 1_000 * USD, True, market.expiry, WHOLE, sender=miner)
    xz.swap.list_token(market.token_id, 500 * XZ, False, market.expiry, WHOLE // 2, sender=miner)
    market.dollars(other_miner, 1_000 * USD)
    market.coins(other_miner, 500 * XZ)
    xz.stablecoin.approve(xz.swap, 1_000 * USD, sender=other_miner)
    xz.token.approve(xz.swap, 500 * XZ, sender=other_miner)
    return market


def signature(market, to, deadline=None):
    """The chip lets the token go from its owner to `to`."""
    xz, token_id = market.xz, market.token_id
    seller = xz.nft.ownerOf(token_id)
    message = transfer(token_id, seller, to, xz.nft.nonceOf(token_id), deadline or market.expiry)
    return market.chip.sign(domain_of(xz.nft).digest(message))


def authorize(market, to, sender):
    """The chip's one-shot authorisation, stored beforehand."""
    nft = market.xz.nft
    nft.authorize(
        market.token_id, nft.ownerOf(market.token_id), to, market.expiry, signature(market, to), sender=sender
    )


def state(market, *accounts):
    """All that a failed purchase must leave alone."""
    xz = market.xz
    return (
        xz.nft.ownerOf(market.token_id),
        [xz.swap.order_of(i)["seller"] for i in (1, 2)],
        [(xz.stablecoin.balanceOf(a), xz.token.balanceOf(a)) for a in (xz.swap, *accounts)],
    )


def test_fill_with_chip__dollars__token_and_money_change_hands(offer, miner, other_miner):
    """XZ-25, XZ-4: at the price of the order, with the chip's signature for this buyer; nothing stays here."""
    xz = offer.xz
    before = xz.stablecoin.balanceOf(miner)
    receipt = xz.swap.fill_with_chip(
        1, 1_000 * USD, WHOLE, offer.expiry, signature(offer, other_miner.address), sender=other_miner
    )
    assert xz.nft.ownerOf(offer.token_id) == other_miner.address
    assert xz.stablecoin.balanceOf(miner) - before == 1_000 * USD and xz.stablecoin.balanceOf(other_miner) == 0
    assert xz.stablecoin.balanceOf(xz.swap) == 0
    (event,) = receipt.named("Filled")
    assert (event.order, event.buyer, event.seller) == (1, other_miner.address, miner.address)
    assert (event.token_id, event.price, event.in_stablecoin, event.life) == (offer.token_id, 1_000 * USD, True, WHOLE)


@pytest.mark.parametrize("anyone", [True, False])
def test_fill__authorised_beforehand__xz(offer, miner, other_miner, anyone):
    """XZ-25: the chip agreed to one transfer, to anyone or to this buyer."""
    xz = offer.xz
    authorize(offer, ZERO if anyone else other_miner.address, miner)
    before = xz.token.balanceOf(miner)
    xz.swap.fill(2, 500 * XZ, 0, sender=other_miner)
    assert xz.nft.ownerOf(offer.token_id) == other_miner.address
    assert xz.token.balanceOf(miner) - before == 500 * XZ


def test_fill__chip_did_not_agree__reverts(offer, engine, miner, other_miner, attacker):
    """XZ-4: a market cannot sell a cabinet without the cabinet."""
    before = state(offer, miner, other_miner)
    with engine.reverts("NFTXZ: chip has not authorized"):
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=other_miner)
    with engine.reverts("NFTXZ: not the chip's signature"):
        offer.xz.swap.fill_with_chip(
            1, 1_000 * USD, 0, offer.expiry, signature(offer, attacker.address), sender=other_miner
        )
    assert state(offer, miner, other_miner) == before


def test_fill__second_order_after_the_first__reverts(offer, engine, miner, other_miner):
    """XZ-25: the token is the seller's no more."""
    authorize(offer, ZERO, miner)
    offer.xz.swap.fill(1, 1_000 * USD, 0, sender=other_miner)
    with engine.reverts("NFTXZSwap: no such order"):
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=other_miner)
    with engine.reverts("NFTXZSwap: seller has it no more"):
        offer.xz.swap.fill(2, 500 * XZ, 0, sender=other_miner)


def test_fill__price_above_what_the_buyer_said__reverts(offer, engine, miner, other_miner):
    authorize(offer, ZERO, miner)
    before = state(offer, miner, other_miner)
    with engine.reverts("NFTXZSwap: above max_price"):
        offer.xz.swap.fill(1, 1_000 * USD - 1, 0, sender=other_miner)
    assert state(offer, miner, other_miner) == before


def test_fill__last_second_and_after__expiry(offer, engine, miner, other_miner):
    authorize(offer, ZERO, miner)
    with engine.anchor():
        engine.time = offer.expiry
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=other_miner)
    engine.time = offer.expiry + 1
    with engine.reverts("NFTXZSwap: order has expired"):
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=other_miner)


def test_fill__life_below_what_the_buyer_or_the_order_asks__reverts(market, engine, miner, other_miner):
    """XZ-25: the token melted to 0.9087 in a hundred days; both bounds are kept."""
    xz, token_id = market.xz, 1
    market.token_id, market.chip, market.expiry = token_id, market.chips[1], engine.time + 90 * DAY
    xz.mine.exit(token_id, sender=miner)
    life = xz.mine.life_of(token_id)
    assert life < 91 * WHOLE // 100
    xz.nft.approve(xz.swap, token_id, sender=miner)
    with engine.reverts("NFTXZSwap: melted below the life"):
        xz.swap.list_token(token_id, USD, True, market.expiry, life + 1, sender=miner)
    xz.swap.list_token(token_id, USD, True, market.expiry, life, sender=miner)
    market.dollars(other_miner, USD)
    xz.stablecoin.approve(xz.swap, USD, sender=other_miner)
    authorize(market, ZERO, miner)
    with engine.reverts("NFTXZSwap: melted below the life"):
        xz.swap.fill(1, USD, life + 1, sender=other_miner)
    xz.mine.stake(token_id, 0, 0, sender=miner)
    with engine.reverts("NFTXZSwap: token is mining"):
        xz.swap.fill(1, USD, life, sender=other_miner)
    engine.advance(DAY)
    xz.mine.exit(token_id, sender=miner)
    with engine.reverts("NFTXZSwap: melted below the life"):
        xz.swap.fill(1, USD, 0, sender=other_miner)
    xz.swap.list_token(token_id, USD, True, market.expiry, xz.mine.life_of(token_id), sender=miner)
    xz.swap.fill(2, USD, xz.mine.life_of(token_id), sender=other_miner)
    assert xz.nft.ownerOf(token_id) == other_miner.address


def test_fill__buyer_without_money__reverts(offer, engine, miner, attacker):
    authorize(offer, ZERO, miner)
    with engine.reverts("InsufficientAllowance"):
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=attacker)
    assert offer.xz.nft.ownerOf(offer.token_id) == miner.address


def test_fill__approval_taken_back__reverts(offer, engine, miner, other_miner):
    authorize(offer, ZERO, miner)
    offer.xz.nft.approve(ZERO, offer.token_id, sender=miner)
    before = state(offer, miner, other_miner)
    with engine.reverts("NotOwnerNorApproved"):
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=other_miner)
    assert state(offer, miner, other_miner) == before


def test_fill__seller_itself__reverts(offer, engine, miner):
    authorize(offer, ZERO, miner)
    offer.xz.stablecoin.approve(offer.xz.swap, 1_000 * USD, sender=miner)
    with engine.reverts("NFTXZSwap: seller cannot fill"):
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=miner)


@pytest.mark.parametrize("order", [0, 3, 2**256 - 1])
def test_fill__unknown_order__reverts(offer, engine, other_miner, order):
    with engine.reverts("NFTXZSwap: no such order"):
        offer.xz.swap.fill(order, 2**255, 0, sender=other_miner)
    with engine.reverts("NFTXZSwap: no such order"):
        offer.xz.swap.cancel(order, sender=other_miner)


def test_cancel__seller_only__nobody_fills_it(offer, engine, miner, other_miner, attacker):
    with engine.reverts("NFTXZSwap: not the seller"):
        offer.xz.swap.cancel(1, sender=attacker)
    assert offer.xz.swap.cancel(1, sender=miner).named("Cancelled")[0].order == 1
    authorize(offer, ZERO, miner)
    with engine.reverts("NFTXZSwap: no such order"):
        offer.xz.swap.fill(1, 1_000 * USD, 0, sender=other_miner)
    with engine.reverts("NFTXZSwap: no such order"):
        offer.xz.swap.cancel(1, sender=miner)
    assert offer.xz.swap.order_of(2)["price"] == 500 * XZ


def test_order_of__as_it_was_listed(offer, miner):
    assert offer.xz.swap.order_of(1) == {
        "seller": miner.address,
        "token_id": offer.token_id,
        "price": 1_000 * USD,
        "in_stablecoin": True,
        "expiry": offer.expiry,
        "life": WHOLE,
    }
    assert offer.xz.swap.orders() == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"price": 0}, "NFTXZSwap: price is zero"),
        ({"price": 2**96}, "Market: amount above 2**96"),
        ({"expiry": -1}, "NFTXZSwap: expiry is past"),
        ({"expiry": 2**64}, "Market: out of range"),
        ({"life": 0}, "NFTXZSwap: life not in (0, 1]"),
        ({"life": WHOLE + 1}, "NFTXZSwap: life not in (0, 1]"),
    ],
)
def test_list_token__bad__reverts(offer, engine, miner, change, reason):
    given = {"price": USD, "expiry": 10, "life": WHOLE} | change
    expiry = given["expiry"] if given["expiry"] > DAY else engine.time + given["expiry"]
    with engine.reverts(reason):
        offer.xz.swap.list_token(offer.token_id, given["price"], True, expiry, given["life"], sender=miner)
    assert offer.xz.swap.orders() == 2


def test_list_token__token_of_another_or_unknown__reverts(offer, engine, attacker):
    with engine.reverts("NFTXZSwap: not the token's owner"):
        offer.xz.swap.list_token(offer.token_id, USD, True, offer.expiry, 1, sender=attacker)
    with engine.reverts("TokenDoesNotExist"):
        offer.xz.swap.list_token(999, USD, True, offer.expiry, 1, sender=attacker)


@pytest.mark.parametrize("position", range(4))
def test_constructor__zero__reverts(xz, engine, owner, position):
    given = [xz.nft, xz.mine, xz.token, xz.stablecoin]
    given[position] = ZERO
    with engine.reverts("NFTXZSwap: a contract is zero"):
        engine.deploy("NFTXZSwap", *given, sender=owner)
