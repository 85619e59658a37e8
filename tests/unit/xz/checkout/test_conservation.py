# SPDX-License-Identifier: MIT
"""Any history of purchases keeps every wei of a buyer's in one place (XZ-16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.engine import Revert
from wuxing.typed_data import domain_of
from wuxing.xz.signing import fulfilment

USD = XZ = 10**18
ZERO = "0x" + "00" * 20
OPEN, FULFILLED, REFUNDED = 1, 2, 3
receipt = st.integers(1, 6)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 3), st.integers(1, 9)),
        st.tuples(st.just("fulfil"), receipt, st.sampled_from(("seller", "buyer", "chip", "stranger"))),
        st.tuples(st.just("refund"), receipt, st.sampled_from(("seller", "stranger"))),
        st.tuples(st.just("reclaim"), receipt, st.just(None)),
        st.tuples(st.just("withdraw"), st.sampled_from(("seller", "buyer")), st.just(None)),
        st.tuples(st.just("wait"), st.sampled_from((1, 86_400, 14 * 86_400)), st.just(None)),
        st.tuples(st.just("price"), st.integers(1, 10**9), st.just(None)),
    ),
    max_size=16,
)
MOVES = {(OPEN, FULFILLED), (OPEN, REFUNDED), (FULFILLED, REFUNDED)}


@pytest.fixture
def shop(market, operator, other_miner):
    """A consultation, a product of cabinet 1, and an item for a wei of a dollar; a buyer with 2,000 XZ."""
    checkout = market.xz.checkout
    for price, cabinet in ((10 * USD, 0), (7 * USD, 1), (1, 0)):
        checkout.list_item(price, ZERO, cabinet, sender=operator)
    market.coins(other_miner, 2_000 * XZ)
    for account in (other_miner, operator):
        market.xz.token.approve(checkout, 2**255, sender=account)
    return market


def act(market, step, people):
    kind, what, more = step
    checkout = market.xz.checkout
    if kind == "buy":
        checkout.buy(what, more, 1_000 * XZ, b"\0" * 32, sender=people["buyer"])
    elif kind == "fulfil" and more == "chip":
        signature = market.chips[1].sign(domain_of(checkout).digest(fulfilment(what)))
        checkout.fulfil_by_chip(what, signature, sender=people["stranger"])
    elif kind in ("fulfil", "refund"):
        getattr(checkout, kind)(what, sender=people[more])
    elif kind == "reclaim":
        checkout.reclaim(what, sender=people["stranger"])
    elif kind == "withdraw":
        checkout.withdraw(people[what], sender=people["stranger"])
    elif kind == "price":
        market.report_price(what)
    else:
        market.engine.advance(what)


@given(history=steps)
def test_conservation__any_history__escrow_covers_open_receipts(shop, engine, operator, other_miner, attacker, history):
    """XZ-16: XZ held = open receipts + what is owed; receipts move forward only; nobody gains XZ but by a sale."""
    xz, checkout = shop.xz, shop.xz.checkout
    people = {"seller": operator, "buyer": other_miner, "stranger": attacker}
    with engine.anchor():
        before = {}
        for step in history:
            try:
                act(shop, step, people)
            except Revert as error:
                assert error.reason.startswith(("Checkout:", "CabinetFeed:", "Insufficient")), error
            receipts = {i: checkout.receipt_of(i) for i in range(1, checkout.receipts() + 1)}
            paid = {
                s: sum(r["paid"] for r in receipts.values() if r["state"] == s) for s in (OPEN, FULFILLED, REFUNDED)
            }
            held, owed = xz.token.balanceOf(checkout), [checkout.owed(a) for a in (operator, other_miner, attacker)]
            assert checkout.escrowed() == paid[OPEN] and held == paid[OPEN] + sum(owed)
            # the buyer is out of what was or may be delivered, the seller has what was, nobody else has anything
            assert xz.token.balanceOf(other_miner) + owed[1] == 2_000 * XZ - paid[OPEN] - paid[FULFILLED]
            assert xz.token.balanceOf(operator) + owed[0] == paid[FULFILLED]
            assert xz.token.balanceOf(attacker) == owed[2] == 0
            for i, r in receipts.items():
                was = before.get(i, OPEN)
                assert was == r["state"] or (was, r["state"]) in MOVES
            before = {i: r["state"] for i, r in receipts.items()}
