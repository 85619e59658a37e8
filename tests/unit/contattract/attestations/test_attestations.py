# SPDX-License-Identifier: MIT
"""Attestations (CNT-19): weak, half-strong and strong statements, and their revocation."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS

TOPIC, OTHER_TOPIC = b"degree".ljust(32, b"\0"), b"skill".ljust(32, b"\0")
DIGEST, OTHER_DIGEST = b"\x01" * 32, b"\x02" * 32
NOWHERE = (ZERO_ADDRESS, 0)
WEAK, HALF_STRONG, STRONG = 1, 2, 3


def test_strengths__numbers(contattract):
    a = contattract.attestations
    assert (a.WEAK(), a.HALF_STRONG(), a.STRONG()) == (WEAK, HALF_STRONG, STRONG)


def test_publish__about_itself__weak_with_its_time(contattract, engine, miner, other_miner):
    a = contattract.attestations
    event = a.publish(TOPIC, DIGEST, sender=miner).named("Attested")[0]
    assert (event.issuer, event.subject, event.strength, event.digest) == (miner.address, miner.address, WEAK, DIGEST)
    time = engine.time - 1
    assert a.find(WEAK, miner, miner, TOPIC, DIGEST, *NOWHERE) == (time, 0)
    # nothing else was stated
    for found in [
        a.find(STRONG, miner, miner, TOPIC, DIGEST, *NOWHERE),
        a.find(WEAK, other_miner, other_miner, TOPIC, DIGEST, *NOWHERE),
        a.find(WEAK, miner, other_miner, TOPIC, DIGEST, *NOWHERE),
        a.find(WEAK, miner, miner, OTHER_TOPIC, DIGEST, *NOWHERE),
        a.find(WEAK, miner, miner, TOPIC, OTHER_DIGEST, *NOWHERE),
        a.find(HALF_STRONG, miner, miner, TOPIC, DIGEST, *NOWHERE),
    ]:
        assert found == (0, 0)


def test_publish__again_or_nothing__reverts(contattract, engine, miner):
    a = contattract.attestations
    a.publish(TOPIC, DIGEST, sender=miner)
    with engine.reverts("Attestations: stated before"):
        a.publish(TOPIC, DIGEST, sender=miner)
    with engine.reverts("Attestations: digest is zero"):
        a.publish(TOPIC, b"\0" * 32, sender=miner)
    a.publish(TOPIC, OTHER_DIGEST, sender=miner)


@pytest.mark.parametrize("kind", ["attachments", "hires", "shop"])
def test_review__completed_exchange__each_side_about_the_other_once(
    contattract, engine, exchanges, miner, other_miner, keeper, kind
):
    """CNT-19: half-strong; the exchange itself says that it was completed, and between whom."""
    a, exchange = contattract.attestations, exchanges(kind)
    at = (exchange.contract, exchange.number)
    with engine.reverts("Attestations: exchange is not completed"):
        a.review(*at, TOPIC, DIGEST, sender=other_miner)
    exchange.complete()
    for issuer, subject in [(other_miner, miner), (miner, other_miner)]:
        event = a.review(*at, TOPIC, DIGEST, sender=issuer).named("Attested")[0]
        assert (event.issuer, event.subject, event.strength) == (issuer.address, subject.address, HALF_STRONG)
        assert (event.exchange, event.number) == (exchange.contract.address, exchange.number)
        assert a.find(HALF_STRONG, issuer, subject, TOPIC, DIGEST, *at) == (engine.time - 1, 0)
        for found in [
            a.find(HALF_STRONG, issuer, subject, OTHER_TOPIC, DIGEST, *at),
            a.find(HALF_STRONG, issuer, subject, TOPIC, OTHER_DIGEST, *at),
            a.find(HALF_STRONG, issuer, subject, TOPIC, DIGEST, exchange.contract, exchange.number + 1),
            a.find(HALF_STRONG, issuer, subject, TOPIC, DIGEST, keeper, exchange.number),
        ]:
            assert found == (0, 0)
        # one for an exchange, whatever it says
        with engine.reverts("Attestations: stated before"):
            a.review(*at, OTHER_TOPIC, OTHER_DIGEST, sender=issuer)
    with engine.reverts("Attestations: not a party"):
        a.review(*at, TOPIC, DIGEST, sender=keeper)


def test_review__hire_before_its_end__not_completed_and_paid_out__still_on_record(
    contattract, engine, exchanges, other_miner, miner
):
    """CNT-19, attack "report at once": who pays the agent out first does not take its word away."""
    a, hire = contattract.attestations, exchanges("hires")
    engine.time = hire.end - 1
    with engine.reverts("Attestations: exchange is not completed"):
        a.review(hire.contract, hire.number, TOPIC, DIGEST, sender=other_miner)
    engine.time = hire.end
    a.review(hire.contract, hire.number, TOPIC, DIGEST, sender=other_miner)
    contattract.hires.report(hire.number, 100, sender=other_miner)
    with engine.reverts("Attestations: stated before"):
        a.review(hire.contract, hire.number, TOPIC, DIGEST, sender=other_miner)
    event = a.review(hire.contract, hire.number, TOPIC, DIGEST, sender=miner).named("Attested")[0]
    assert (event.issuer, event.subject) == (miner.address, other_miner.address)
    with engine.reverts("Attestations: exchange is not completed"):
        a.review(hire.contract, hire.number + 1, TOPIC, DIGEST, sender=miner)


def test_review__carrier_and_buyer__the_carrier_is_a_party_of_the_shop(
    contattract, exchanges, engine, attacker, other_miner, miner
):
    """The carrier may speak about the buyer; buyer and seller speak about each other."""
    a, sale = contattract.attestations, exchanges("shop")
    sale.complete()
    event = a.review(sale.contract, sale.number, TOPIC, DIGEST, sender=attacker).named("Attested")[0]
    assert (event.issuer, event.subject) == (attacker.address, other_miner.address)


def test_review__refunded_orders_or_unknown_contract__reverts(
    contattract, exchanges, engine, shop, order, miner, keeper
):
    a = contattract.attestations
    engine.time = shop.order_of(order)["deadline"]
    shop.lapse(order, sender=keeper)
    with engine.reverts("Attestations: exchange is not completed"):
        a.review(shop, order, TOPIC, DIGEST, sender=miner)
    with engine.reverts("Attestations: unknown exchange"):
        a.review(contattract.token, 1, TOPIC, DIGEST, sender=miner)


def test_review__attachment_refunded_for_garbage__reverts(contattract, engine, trade, miner, other_miner, attacker):
    """CNT-19: what was refunded, at once or when the buyer is free, was never completed."""
    a, recovery = contattract.attestations, contattract.recovery
    at_once = trade("revealed", garbage=1)
    at_once.complain(1)
    recovery.set_guardians([attacker], 1, sender=other_miner)
    engine.advance(contattract.params.recovery_delay)
    due = trade("revealed", garbage=1)
    recovery.accept(other_miner, sender=attacker)
    recovery.approve(other_miner, attacker, sender=attacker)
    due.complain(1)
    for sale in (at_once, due):
        for issuer in (miner, other_miner):
            with engine.reverts("Attestations: exchange is not completed"):
                a.review(contattract.attachments, sale.id, TOPIC, DIGEST, sender=issuer)


def test_find__half_strong_of_another_issuer_or_subject__none(contattract, exchanges, miner, other_miner, keeper):
    """CNT-19: nobody shows a statement about another account, or by another one, as if it were this one."""
    a, exchange = contattract.attestations, exchanges("shop")
    exchange.complete()
    at = (exchange.contract, exchange.number)
    a.review(*at, TOPIC, DIGEST, sender=miner)
    for issuer, subject in [(miner, keeper), (keeper, other_miner), (other_miner, miner), (miner, miner)]:
        assert a.find(HALF_STRONG, issuer, subject, TOPIC, DIGEST, *at) == (0, 0)
    assert a.find(HALF_STRONG, miner, other_miner, TOPIC, DIGEST, *at)[0]


def test_attest__registered_verifier__strong(contattract, engine, owner, node, miner):
    a = contattract.attestations
    with engine.reverts("Attestations: not a verifier"):
        a.attest(miner, TOPIC, DIGEST, sender=node)
    assert a.set_verifier(node, True, sender=owner).named("VerifierSet")[0].may
    a.attest(miner, TOPIC, DIGEST, sender=node)
    assert a.find(STRONG, node, miner, TOPIC, DIGEST, *NOWHERE) == (engine.time - 1, 0)
    with engine.reverts("Attestations: subject is zero"):
        a.attest(ZERO_ADDRESS, TOPIC, DIGEST, sender=node)
    a.set_verifier(node, False, sender=owner)
    assert not a.verifier(node) and a.find(STRONG, node, miner, TOPIC, DIGEST, *NOWHERE)[0]
    with engine.reverts("Attestations: not a verifier"):
        a.attest(miner, TOPIC, OTHER_DIGEST, sender=node)


def test_set_verifier__by_others_or_zero__reverts(contattract, engine, owner, miner):
    a = contattract.attestations
    with engine.reverts("ownable: caller is not the owner"):
        a.set_verifier(miner, True, sender=miner)
    with engine.reverts("Attestations: verifier is zero"):
        a.set_verifier(ZERO_ADDRESS, True, sender=owner)


def test_revoke__by_its_issuer__both_times_stay_on_record(contattract, engine, miner, attacker):
    """CNT-19: nobody else revokes it, and it cannot be stated again."""
    a = contattract.attestations
    a.publish(TOPIC, DIGEST, sender=miner)
    made = engine.time - 1
    what = (WEAK, miner, TOPIC, DIGEST, *NOWHERE)
    engine.advance(100)
    for args, who in [(what, attacker), ((WEAK, miner, OTHER_TOPIC, DIGEST, *NOWHERE), miner)]:
        with engine.reverts("Attestations: no such statement"):
            a.revoke(*args, sender=who)
    receipt = a.revoke(*what, sender=miner)
    assert receipt.named("Revoked")[0].issuer == miner.address
    assert a.find(WEAK, miner, miner, TOPIC, DIGEST, *NOWHERE) == (made, engine.time - 1)
    with engine.reverts("Attestations: revoked before"):
        a.revoke(*what, sender=miner)
    with engine.reverts("Attestations: stated before"):
        a.publish(TOPIC, DIGEST, sender=miner)


def test_revoke__half_strong__only_with_what_it_said(contattract, engine, exchanges, miner, other_miner):
    a, exchange = contattract.attestations, exchanges("shop")
    exchange.complete()
    at = (exchange.contract, exchange.number)
    a.review(*at, TOPIC, DIGEST, sender=miner)
    with engine.reverts("Attestations: no such statement"):
        a.revoke(HALF_STRONG, other_miner, TOPIC, OTHER_DIGEST, *at, sender=miner)
    a.revoke(HALF_STRONG, other_miner, TOPIC, DIGEST, *at, sender=miner)
    assert a.find(HALF_STRONG, miner, other_miner, TOPIC, DIGEST, *at)[1] == engine.time - 1


def test_pause__new_statements_stop_and_revoking_goes_on(contattract, engine, guardian, owner, miner):
    a = contattract.attestations
    a.publish(TOPIC, DIGEST, sender=miner)
    a.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        a.publish(TOPIC, OTHER_DIGEST, sender=miner)
    a.revoke(WEAK, miner, TOPIC, DIGEST, *NOWHERE, sender=miner)
    a.unpause(sender=owner)
    a.publish(TOPIC, OTHER_DIGEST, sender=miner)


def test_deploy__zero_address__reverts(engine, deployer, owner, guardian, node):
    for place in range(3):
        contracts = [node.address] * 3
        contracts[place] = ZERO_ADDRESS
        with engine.reverts("Attestations: zero address"):
            engine.deploy("Attestations", owner, guardian, *contracts, sender=deployer)
