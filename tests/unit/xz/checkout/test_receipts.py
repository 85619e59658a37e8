# SPDX-License-Identifier: MIT
"""Checkout: what becomes of a purchase (XZ-16)."""

import pytest

from wuxing.typed_data import domain_of
from wuxing.xz.signing import P256, Chip, fulfilment

USD = XZ = 10**18
ZERO = "0x" + "00" * 20
OPEN, FULFILLED, REFUNDED = 1, 2, 3


@pytest.fixture
def bought(market, operator, other_miner):
    """Receipt 1 of a consultation (no cabinet), receipt 2 of a product of cabinet 1, 5 XZ each."""
    checkout = market.xz.checkout
    market.coins(other_miner, 10 * XZ)
    market.xz.token.approve(checkout, 10 * XZ, sender=other_miner)
    for cabinet in (0, 1):
        item = checkout.list_item(10 * USD, ZERO, cabinet, sender=operator).value
        checkout.buy(item, 1, 5 * XZ, b"\0" * 32, sender=other_miner)
    return market


def signed(market, receipt, cabinet=1):
    return market.chips[cabinet].sign(domain_of(market.xz.checkout).digest(fulfilment(receipt)))


def test_fulfil__consultation__by_the_seller(bought, operator):
    checkout = bought.xz.checkout
    (event,) = checkout.fulfil(1, sender=operator).named("Fulfilled")
    assert (event.seller, event.paid) == (operator.address, 5 * XZ)
    assert checkout.receipt_of(1)["state"] == FULFILLED
    assert checkout.escrowed() == checkout.owed(operator) == 5 * XZ
    assert checkout.withdraw(operator, sender=operator).value == 5 * XZ
    assert bought.xz.token.balanceOf(operator) == bought.xz.token.balanceOf(checkout) == 5 * XZ


@pytest.mark.parametrize("receipt", [1, 2])
def test_fulfil__buyer_confirms__any_purchase(bought, other_miner, operator, receipt):
    bought.xz.checkout.fulfil(receipt, sender=other_miner)
    assert bought.xz.checkout.owed(operator) == 5 * XZ


def test_fulfil__product_of_a_cabinet__not_by_the_seller(bought, engine, operator, attacker):
    for caller, receipt in ((operator, 2), (attacker, 1), (attacker, 2)):
        with engine.reverts("Checkout: not who fulfils"):
            bought.xz.checkout.fulfil(receipt, sender=caller)
    assert bought.xz.checkout.escrowed() == 10 * XZ


def test_fulfil_by_chip__cabinet_handed_it_out__anyone_submits(bought, keeper, operator):
    """XZ-16: the chip of the cabinet is the witness."""
    bought.xz.checkout.fulfil_by_chip(2, signed(bought, 2), sender=keeper)
    assert bought.xz.checkout.owed(operator) == 5 * XZ


def test_fulfil_by_chip__p256(bought, onboard, operator, other_miner, keeper):
    chip = Chip.from_seed("checkout p256", P256)
    token_id = onboard(chip, staked=False)
    bought.chips[token_id] = chip
    item = bought.xz.checkout.list_item(2 * USD, ZERO, token_id, sender=operator).value
    bought.coins(other_miner, XZ)
    bought.xz.token.approve(bought.xz.checkout, XZ, sender=other_miner)
    receipt = bought.xz.checkout.buy(item, 1, XZ, b"\0" * 32, sender=other_miner).value
    bought.xz.checkout.fulfil_by_chip(receipt, signed(bought, receipt, token_id), sender=keeper)
    assert bought.xz.checkout.owed(operator) == XZ


@pytest.mark.parametrize("what", ["other receipt", "other chip", "other contract", "cut"])
def test_fulfil_by_chip__signature_of_something_else__reverts(bought, engine, keeper, operator, what):
    good = signed(bought, 2)
    signature = {
        "other receipt": signed(bought, 1),
        "other chip": signed(bought, 2, cabinet=2),
        "other contract": bought.chips[1].sign(domain_of(bought.xz.revenue).digest(fulfilment(2))),
        "cut": good[:64],
    }[what]
    with engine.reverts("Checkout: not the chip's"):
        bought.xz.checkout.fulfil_by_chip(2, signature, sender=keeper)
    assert bought.xz.checkout.owed(operator) == 0


def test_fulfil_by_chip__item_without_cabinet__reverts(bought, engine, keeper):
    with engine.reverts("Checkout: no cabinet for the item"):
        bought.xz.checkout.fulfil_by_chip(1, signed(bought, 1), sender=keeper)


def test_fulfil__twice__reverts(bought, engine, operator, keeper):
    bought.xz.checkout.fulfil(1, sender=operator)
    with engine.reverts("Checkout: receipt is not open"):
        bought.xz.checkout.fulfil(1, sender=operator)
    bought.xz.checkout.fulfil_by_chip(2, signed(bought, 2), sender=keeper)
    with engine.reverts("Checkout: receipt is not open"):
        bought.xz.checkout.fulfil_by_chip(2, signed(bought, 2), sender=keeper)
    assert bought.xz.checkout.owed(operator) == 10 * XZ


def test_deadline__last_second__fulfil_before_reclaim_after(bought, engine, operator, other_miner, keeper):
    """XZ-16: at every moment either the seller can deliver or the buyer can leave, never both."""
    checkout = bought.xz.checkout
    deadline = checkout.receipt_of(1)["deadline"]
    engine.time = deadline - 2
    with engine.reverts("Checkout: before the deadline"):
        checkout.reclaim(1, sender=other_miner)
    with engine.anchor():
        engine.time = deadline - 1
        checkout.fulfil(1, sender=operator)
    engine.time = deadline
    with engine.anchor(), engine.reverts("Checkout: past the deadline"):
        checkout.fulfil(1, sender=operator)
    checkout.reclaim(1, sender=keeper)
    assert checkout.receipt_of(1)["state"] == REFUNDED
    assert checkout.owed(other_miner) == checkout.escrowed() == 5 * XZ


def test_refund__open__from_escrow(bought, operator, other_miner):
    checkout = bought.xz.checkout
    (event,) = checkout.refund(1, sender=operator).named("Refunded")
    assert (event.buyer, event.paid) == (other_miner.address, 5 * XZ)
    assert checkout.escrowed() == checkout.owed(other_miner) == 5 * XZ
    checkout.withdraw(other_miner, sender=operator)
    assert bought.xz.token.balanceOf(other_miner) == 5 * XZ


def test_refund__fulfilled__from_the_sellers_own_pocket(bought, operator, other_miner):
    """XZ-16: the seller collected the money before, so it gives it back itself."""
    xz = bought.xz
    xz.checkout.fulfil(1, sender=operator)
    xz.checkout.withdraw(operator, sender=operator)
    xz.token.approve(xz.checkout, 5 * XZ, sender=operator)
    xz.checkout.refund(1, sender=operator)
    assert xz.checkout.receipt_of(1)["state"] == REFUNDED
    assert xz.token.balanceOf(operator) == 0 and xz.checkout.owed(other_miner) == 5 * XZ
    assert xz.token.balanceOf(xz.checkout) == 10 * XZ and xz.checkout.escrowed() == 5 * XZ


def test_refund__fulfilled_without_the_money__reverts(bought, engine, operator, other_miner):
    xz = bought.xz
    xz.checkout.fulfil(1, sender=operator)
    with engine.reverts("InsufficientAllowance"):
        xz.checkout.refund(1, sender=operator)
    assert xz.checkout.receipt_of(1)["state"] == FULFILLED and xz.checkout.owed(other_miner) == 0


def test_refund__not_the_seller__reverts(bought, engine, attacker, other_miner, owner):
    for caller in (attacker, other_miner, owner):
        with engine.reverts("Checkout: not the seller"):
            bought.xz.checkout.refund(1, sender=caller)
    assert bought.xz.checkout.escrowed() == 10 * XZ


@pytest.mark.parametrize("receipt", [0, 3, 2**255])
def test_receipts__unknown__reverts(bought, engine, operator, receipt):
    checkout = bought.xz.checkout
    with engine.reverts("Checkout: receipt is not paid"):
        checkout.refund(receipt, sender=operator)
    with engine.reverts("Checkout: receipt is not open"):
        checkout.reclaim(receipt, sender=operator)
    with engine.reverts("Checkout: not who fulfils"):
        checkout.fulfil(receipt, sender=operator)
    with engine.reverts("Checkout: no cabinet for the item"):
        checkout.fulfil_by_chip(receipt, b"", sender=operator)
    assert checkout.receipt_of(receipt)["state"] == 0


def test_fulfil__unknown_receipt_by_the_zero_address__reverts(bought, engine):
    """A receipt that does not exist has no buyer: nobody is that."""
    with engine.reverts("Checkout: receipt is not open"):
        bought.xz.checkout.fulfil(9, sender=ZERO)


def test_withdraw__nothing_owed__reverts(bought, engine, attacker):
    with engine.reverts("Checkout: nothing owed"):
        bought.xz.checkout.withdraw(attacker, sender=attacker)
