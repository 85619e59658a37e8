# SPDX-License-Identifier: MIT
"""ShopEscrow (CNT-24): every stage, its exact seconds, who may what, frozen accounts.

Histories of any order are in tests/differential/test_examples_against_models.py.
"""

import pytest
from eth_hash.auto import keccak

from tests.unit.contattract.shop.conftest import CARRIAGE, CODE, PRICE
from wuxing.engine.base import ZERO_ADDRESS


def stage(shop, order) -> tuple[int, int]:
    """State and deadline."""
    found = shop.order_of(order)
    return found["state"], found["deadline"]


def test_order__to_its_good_end__everybody_has_its_own(shop, order, contattract, engine, miner, other_miner, attacker):
    """The whole way by code; the carrier is paid at the door, the seller when the buyer's time to dispute is over."""
    p, token = contattract.params, contattract.token
    assert stage(shop, order) == (1, engine.time - 1 + p.shop_take)
    assert token.balanceOf(shop) == PRICE + CARRIAGE
    shop.take(order, sender=attacker)
    assert stage(shop, order) == (2, engine.time - 1 + p.shop_deliver) and token.balanceOf(shop) == 2 * PRICE + CARRIAGE
    shop.deliver(order, CODE, sender=attacker)
    assert stage(shop, order) == (3, engine.time - 1 + p.shop_dispute)
    assert shop.credit(attacker) == PRICE + CARRIAGE and shop.credit(other_miner) == 0
    assert not shop.parties(order)[3]
    engine.time = stage(shop, order)[1]
    shop.lapse(order, sender=attacker)
    assert shop.credit(other_miner) == PRICE and stage(shop, order)[0] == 5
    assert shop.parties(order) == (miner.address, other_miner.address, attacker.address, True)
    for account in (other_miner, attacker):
        shop.withdraw(sender=account)
    assert token.balanceOf(shop) == 0


def test_order__not_taken__buyer_has_all_back(shop, order, engine, miner, other_miner, attacker):
    deadline = stage(shop, order)[1]
    engine.time = deadline - 1
    with engine.reverts("Shop: time is not over"):
        shop.lapse(order, sender=miner)
    with engine.reverts("Shop: time is over"):
        shop.take(order, sender=attacker)
    shop.lapse(order, sender=attacker)
    assert shop.credit(miner) == PRICE + CARRIAGE and shop.credit(other_miner) == 0 and stage(shop, order)[0] == 6
    assert not shop.parties(order)[3]


def test_order__not_delivered__carrier_pays_the_seller(shop, order, engine, miner, other_miner, attacker):
    shop.take(order, sender=attacker)
    engine.time = stage(shop, order)[1]
    with engine.reverts("Shop: time is over"):
        shop.deliver(order, CODE, sender=attacker)
    shop.lapse(order, sender=miner)
    assert (shop.credit(miner), shop.credit(other_miner), shop.credit(attacker)) == (PRICE + CARRIAGE, PRICE, 0)


@pytest.mark.parametrize("at", ["carried", "delivered", "disputed"])
def test_confirm__at_any_stage_with_the_goods__all_are_paid(shop, order, engine, miner, other_miner, attacker, at):
    with engine.reverts("Shop: not at this stage"):
        shop.confirm(order, sender=miner)
    shop.take(order, sender=attacker)
    if at != "carried":
        shop.deliver(order, CODE, sender=attacker)
    if at == "disputed":
        shop.dispute(order, sender=miner)
    shop.confirm(order, sender=miner)
    assert (shop.credit(other_miner), shop.credit(attacker)) == (PRICE, PRICE + CARRIAGE)
    with engine.reverts("Shop: not at this stage"):
        shop.confirm(order, sender=miner)


def test_dispute__both_name_the_same__split_so(shop, order, engine, miner, other_miner, attacker):
    shop.take(order, sender=attacker)
    shop.deliver(order, CODE, sender=attacker)
    shop.dispute(order, sender=miner)
    shop.split(order, 70, sender=miner)
    shop.split(order, 10, sender=other_miner)
    assert stage(shop, order)[0] == 4
    with engine.reverts("Shop: more than the price"):
        shop.split(order, PRICE + 1, sender=miner)
    shop.split(order, 30, sender=miner)
    shop.split(order, 30, sender=other_miner)
    assert (shop.credit(miner), shop.credit(other_miner)) == (30, 70) and stage(shop, order)[0] == 5


@pytest.mark.parametrize("to_buyer", [0, PRICE])
def test_dispute__everything_to_one_side__needs_both_words_too(shop, order, miner, other_miner, attacker, to_buyer):
    """Nobody who said nothing agrees to zero."""
    shop.take(order, sender=attacker)
    shop.deliver(order, CODE, sender=attacker)
    shop.dispute(order, sender=miner)
    shop.split(order, to_buyer, sender=other_miner)
    assert stage(shop, order)[0] == 4
    shop.split(order, to_buyer, sender=miner)
    assert (shop.credit(miner), shop.credit(other_miner)) == (to_buyer, PRICE - to_buyer)


def test_dispute__no_agreement__halved_rounded_for_the_seller(contattract, shop, engine, miner, other_miner, attacker):
    shop_settle = contattract.params.shop_settle
    order = shop.order(other_miner, attacker, 101, 0, b"\1" * 32, keccak(CODE), sender=miner).value
    shop.take(order, sender=attacker)
    shop.deliver(order, CODE, sender=attacker)
    shop.dispute(order, sender=miner)
    assert stage(shop, order)[1] == engine.time - 1 + shop_settle
    engine.time = stage(shop, order)[1]
    with engine.reverts("Shop: time is over"):
        shop.split(order, 1, sender=miner)
    shop.lapse(order, sender=other_miner)
    assert (shop.credit(miner), shop.credit(other_miner)) == (50, 51)


def test_order__who_may_not__reverts(shop, order, engine, miner, other_miner, attacker, keeper):
    with engine.reverts("Shop: not the carrier"):
        shop.take(order, sender=keeper)
    shop.take(order, sender=attacker)
    with engine.reverts("Shop: wrong code"):
        shop.deliver(order, b"\x08" * 32, sender=attacker)
    with engine.reverts("Shop: not the buyer"):
        shop.confirm(order, sender=other_miner)
    shop.deliver(order, CODE, sender=keeper)
    with engine.reverts("Shop: not the buyer"):
        shop.dispute(order, sender=other_miner)
    shop.dispute(order, sender=miner)
    with engine.reverts("Shop: neither buyer nor seller"):
        shop.split(order, 1, sender=attacker)
    for number in (0, 99):
        with engine.reverts("Shop: not at this stage"):
            shop.lapse(number, sender=keeper)


def test_order__bad_terms__reverts(shop, engine, miner, other_miner, attacker):
    for seller, carrier, price, carriage, reason in [
        (ZERO_ADDRESS, attacker, 1, 0, "Shop: zero address"),
        (other_miner, ZERO_ADDRESS, 1, 0, "Shop: zero address"),
        (miner, attacker, 1, 0, "Shop: one account in two roles"),
        (other_miner, miner, 1, 0, "Shop: one account in two roles"),
        (other_miner, other_miner, 1, 0, "Shop: one account in two roles"),
        (other_miner, attacker, 0, 0, "Shop: price is zero"),
        (other_miner, attacker, 2**96, 0, "Shop: amount does not fit"),
        (other_miner, attacker, 1, 2**96, "Shop: amount does not fit"),
    ]:
        with engine.reverts(reason):
            shop.order(seller, carrier, price, carriage, b"\1" * 32, b"\1" * 32, sender=miner)


def test_frozen__buyer__nothing_flows_out_and_the_refund_follows(guarded, shop, order, engine, miner, keeper):
    """CNT-18: a thief cannot confirm, name a split or withdraw; what is credited goes to the new address."""
    guarded.approve()
    shop.take(order, sender=shop.order_of(order)["carrier"])
    with engine.reverts("Shop: account is frozen"):
        shop.confirm(order, sender=miner)
    shop.deliver(order, CODE, sender=keeper)
    shop.dispute(order, sender=miner)
    with engine.reverts("Shop: account is frozen"):
        shop.split(order, 0, sender=miner)
    with engine.reverts("Shop: account has not moved"):
        shop.follow(miner, sender=keeper)
    engine.advance(contract_times(guarded))
    shop.lapse(order, sender=keeper)
    with engine.reverts("Shop: account is frozen"):
        shop.withdraw(sender=miner)
    guarded.recovery.execute(miner, sender=keeper)
    followed = shop.follow(miner, sender=keeper).named("Followed")[0]
    assert (followed.to, followed.amount) == (guarded.new.address, PRICE // 2)
    with engine.reverts("Shop: nothing to follow"):
        shop.follow(miner, sender=keeper)
    assert shop.credit(guarded.new) == PRICE // 2
    assert shop.withdraw(sender=guarded.new).value == PRICE // 2
    with engine.reverts("Shop: nothing to withdraw"):
        shop.withdraw(sender=guarded.new)


def moved(guarded) -> None:
    """The guarded account's move of which the delay runs is over."""
    guarded.engine.time = guarded.recovery.move_of(guarded.owner)["at"]
    guarded.recovery.execute(guarded.owner, sender=guarded.new)


def test_moved__buyer__its_successor_disputes_and_names_a_split(
    guarded, shop, engine, miner, other_miner, attacker, keeper
):
    """CNT-18, CNT-24, attack "the seller waits until the buyer's key is lost": a word named before stays named."""
    guarded.approve()
    engine.time = guarded.recovery.move_of(miner)["at"] - 100
    order = shop.order(other_miner, attacker, PRICE, CARRIAGE, b"\1" * 32, keccak(CODE), sender=miner).value
    shop.take(order, sender=attacker)
    shop.deliver(order, CODE, sender=attacker)
    moved(guarded)
    for who in (miner, keeper):
        with engine.reverts("Shop: not the buyer"):
            shop.dispute(order, sender=who)
        with engine.reverts("Shop: not the buyer"):
            shop.confirm(order, sender=who)
    shop.dispute(order, sender=guarded.new)
    with engine.reverts("Shop: neither buyer nor seller"):
        shop.split(order, 0, sender=miner)
    shop.split(order, 60, sender=other_miner)
    shop.split(order, 60, sender=guarded.new)
    assert (shop.credit(miner), shop.credit(other_miner)) == (60, 40) and stage(shop, order)[0] == 5


def test_follow__successor_has_credit_of_its_own__added(guarded, shop, order, engine, miner, other_miner, attacker):
    """CNT-18: what follows is added to what the successor earned itself."""
    shop.take(order, sender=attacker)
    shop.deliver(order, CODE, sender=attacker)
    shop.confirm(order, sender=miner)
    second = shop.order(other_miner, attacker, 7, 2, b"\1" * 32, keccak(CODE), sender=miner).value
    guarded.approve(other_miner)
    engine.time = max(stage(shop, second)[1], guarded.recovery.move_of(miner)["at"])
    shop.lapse(second, sender=attacker)
    guarded.recovery.execute(miner, sender=attacker)
    shop.follow(miner, sender=attacker)
    assert shop.credit(other_miner) == PRICE + 9 and shop.credit(miner) == 0


def test_moved__buyer__its_successor_confirms(guarded, shop, engine, miner, other_miner, attacker):
    guarded.approve()
    engine.time = guarded.recovery.move_of(miner)["at"] - 100
    order = shop.order(other_miner, attacker, PRICE, CARRIAGE, b"\1" * 32, keccak(CODE), sender=miner).value
    shop.take(order, sender=attacker)
    moved(guarded)
    shop.confirm(order, sender=guarded.new)
    assert (shop.credit(other_miner), shop.credit(attacker)) == (PRICE, PRICE + CARRIAGE)


@pytest.mark.parametrize("role", ["seller", "carrier"])
def test_moved__seller_or_carrier__its_successor_acts(
    guarded, shop, contattract, engine, miner, other_miner, attacker, role
):
    """CNT-18: the successor takes with its own CNT, or names the seller's split."""
    buyer, new = other_miner, guarded.new
    parties = (miner, attacker) if role == "seller" else (attacker, miner)
    for account in (buyer, new):
        contattract.token.approve(shop, 2**255, sender=account)
    guarded.approve()
    engine.time = guarded.recovery.move_of(miner)["at"] - 100
    order = shop.order(*parties, PRICE, CARRIAGE, b"\1" * 32, keccak(CODE), sender=buyer).value
    moved(guarded)
    guarded.recovery.follow(miner, sender=new)
    guarded.recovery.withdraw(PRICE, sender=new)
    if role == "carrier":
        with engine.reverts("Shop: not the carrier"):
            shop.take(order, sender=miner)
        before = contattract.token.balanceOf(new), contattract.token.balanceOf(miner)
        shop.take(order, sender=new)
        assert (contattract.token.balanceOf(new), contattract.token.balanceOf(miner)) == (before[0] - PRICE, before[1])
        assert stage(shop, order)[0] == 2
        return
    shop.take(order, sender=attacker)
    shop.deliver(order, CODE, sender=attacker)
    shop.dispute(order, sender=buyer)
    shop.split(order, 10, sender=new)
    shop.split(order, 10, sender=buyer)
    assert (shop.credit(buyer), shop.credit(miner)) == (10, PRICE - 10)


def test_moved__buyer_to_the_seller__agrees_with_itself(guarded, shop, order, engine, miner, other_miner, attacker):
    """CNT-18: one account on both sides speaks for both, and the order ends."""
    shop.take(order, sender=attacker)
    guarded.approve(other_miner)
    engine.time = guarded.recovery.move_of(miner)["at"] - 100
    shop.deliver(order, CODE, sender=attacker)
    moved(guarded)
    shop.dispute(order, sender=other_miner)
    shop.split(order, 5, sender=other_miner)
    assert stage(shop, order)[0] == 5 and (shop.credit(miner), shop.credit(other_miner)) == (5, PRICE - 5)


def contract_times(guarded) -> int:
    """Long enough for a settlement and a move."""
    return max(guarded.params.shop_settle, guarded.params.recovery_delay)


def test_deploy__bad_arguments__reverts(engine, deployer, node):
    for args, reason in [
        ((ZERO_ADDRESS, node, [1] * 4), "Shop: zero address"),
        ((node, ZERO_ADDRESS, [1] * 4), "Shop: zero address"),
        ((node, node, [1, 1, 0, 1]), "Shop: time out of range"),
        ((node, node, [1, 1, 1, 2**32]), "Shop: time out of range"),
    ]:
        with engine.reverts(reason):
            engine.deploy("ShopEscrow", *args, sender=deployer)
