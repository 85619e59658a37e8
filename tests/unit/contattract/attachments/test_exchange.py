# SPDX-License-Identifier: MIT
"""Attachments.vy, the steps of an order: CNT-15."""

import pytest
from eth_utils import keccak

from tests.mail_world import CNT, DAY, NOBODY, point
from tests.unit.contattract.attachments.conftest import CONTENT, KEY, PRICE
from wuxing.contattract.mail_model import CONFIRMED, ORDERED, PAID, REFUND_DUE, REFUNDED, REVEALED, SEALED
from wuxing.engine import Revert

STEPS = {"ordered": ORDERED, "sealed": SEALED, "confirmed": CONFIRMED, "revealed": REVEALED}
TIMES = {"ordered": 2 * DAY, "sealed": 2 * DAY, "confirmed": DAY, "revealed": 2 * DAY}


def test_exchange__both_honest__content_for_price(
    contattract, attachments, trade, engine, miner, other_miner, attacker
):
    """CNT-15: escrow, seal, confirm, reveal, claim; the buyer reads, the seller is paid after the window."""
    before = contattract.token.balanceOf(miner), contattract.token.balanceOf(other_miner)
    t = trade("revealed")
    assert contattract.token.balanceOf(attachments) == PRICE
    assert t.ciphertext.wrong_leaf(KEY, t.promised) is None
    assert t.ciphertext.opened(KEY, t.promised.size) == CONTENT
    engine.time = t.deadline
    attachments.claim(t.id, sender=attacker)
    assert contattract.token.balanceOf(miner) - before[0] == PRICE
    assert before[1] - contattract.token.balanceOf(other_miner) == PRICE
    assert attachments.order_of(t.id)[3] == PAID


@pytest.mark.parametrize("step", STEPS)
def test_order_of__each_step__state_and_deadline(attachments, trade, engine, miner, other_miner, step):
    """CNT-15: what can be read of an order."""
    t = trade(step)
    seller, buyer, price, state, deadline, agreed = attachments.order_of(t.id)
    assert (seller, buyer, price, state) == (miner.address, other_miner.address, PRICE, STEPS[step])
    assert deadline == engine.time - 1 + TIMES[step]
    assert (agreed == t.promised.root) == (step == "ordered")


@pytest.mark.parametrize("step", ["ordered", "sealed", "confirmed"])
def test_refund__silence_at_a_step__to_the_buyer(contattract, attachments, trade, engine, other_miner, attacker, step):
    """CNT-15: whoever should have acted and did not, the buyer has its price back; exact to the second, and once."""
    before = contattract.token.balanceOf(other_miner)
    t = trade(step)
    engine.time = t.deadline - 1
    with pytest.raises(Revert, match="Attachments: there is still time"):
        attachments.refund(t.id, sender=other_miner)
    attachments.refund(t.id, sender=attacker)
    assert contattract.token.balanceOf(other_miner) == before and attachments.order_of(t.id)[3] == REFUNDED
    for end, says in ((attachments.refund, "nothing to refund"), (attachments.claim, "wrong state")):
        with pytest.raises(Revert, match=f"Attachments: {says}"):
            end(t.id, sender=attacker)
    assert contattract.token.balanceOf(attachments) == 0


@pytest.mark.parametrize(
    ("step", "following"), [("ordered", "sealed"), ("sealed", "confirmed"), ("confirmed", "revealed")]
)
def test_steps__at_the_deadline__too_late(attachments, trade, engine, step, following):
    """CNT-15: a step is in time until its deadline, not at it: no second belongs to both."""
    t = trade(step)
    engine.time = t.deadline
    with pytest.raises(Revert, match="Attachments: too late"):
        t.steps[following]()


@pytest.mark.parametrize(
    ("step", "following"), [("ordered", "sealed"), ("sealed", "confirmed"), ("confirmed", "revealed")]
)
def test_steps__in_the_last_second__in_time(attachments, trade, engine, step, following):
    """CNT-15: the second before the deadline is in time."""
    t = trade(step)
    engine.time = t.deadline - 1
    t.steps[following]()
    assert attachments.order_of(t.id)[3] == STEPS[following]


@pytest.mark.parametrize("step", STEPS)
def test_steps__out_of_order__refused(attachments, trade, step):
    """CNT-15: each state has one way on."""
    t = trade(step)
    for name in ("sealed", "confirmed", "revealed"):
        if STEPS[name] != STEPS[step] + 1:
            with pytest.raises(Revert, match="Attachments: wrong state"):
                t.steps[name]()
    if step != "revealed":
        with pytest.raises(Revert, match="Attachments: wrong state"):
            t.complain()
        with pytest.raises(Revert, match="Attachments: wrong state"):
            attachments.claim(t.id, sender=t.seller)


def test_steps__by_another__refused(attachments, trade, attacker, miner, other_miner):
    """CNT-15: the seller seals and reveals, the buyer confirms."""
    t = trade("ordered")
    for who in (attacker, other_miner):
        with pytest.raises(Revert, match="Attachments: not the seller"):
            attachments.seal(t.id, t.ciphertext.root, keccak(KEY), b"\7" * 32, 3, sender=who)
    t.steps["sealed"]()
    for who in (attacker, miner):
        with pytest.raises(Revert, match="Attachments: not the buyer"):
            attachments.confirm(t.id, sender=who)
    t.steps["confirmed"]()
    for who in (attacker, other_miner):
        with pytest.raises(Revert, match="Attachments: not the seller"):
            attachments.reveal(t.id, t.promised.root, t.ciphertext.root, KEY, sender=who)


def test_reveal__of_a_wrong_key__refused(attachments, trade, miner):
    """CNT-15: only the key committed to, for the roots agreed on."""
    t = trade("confirmed")
    plain, cipher = t.promised.root, t.ciphertext.root
    for terms in (
        (plain, cipher, keccak(b"other")),
        (cipher, cipher, KEY),
        (plain, plain, KEY),
        (plain, cipher, keccak(KEY)),
    ):
        with pytest.raises(Revert, match="Attachments: not the key committed to"):
            attachments.reveal(t.id, *terms, sender=miner)
    assert attachments.reveal(t.id, plain, cipher, KEY, sender=miner).named("Revealed")[0].key == KEY


def test_claim__inside_the_window__refused(attachments, trade, engine, miner):
    """CNT-15: the buyer has two days to complain; refund is no way out once the key is known."""
    t = trade("revealed")
    engine.time = t.deadline - 1
    with pytest.raises(Revert, match="Attachments: there is still time"):
        attachments.claim(t.id, sender=miner)
    with pytest.raises(Revert, match="Attachments: nothing to refund"):
        attachments.refund(t.id, sender=t.buyer)
    attachments.claim(t.id, sender=miner)
    with pytest.raises(Revert, match="Attachments: wrong state"):
        attachments.claim(t.id, sender=miner)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (dict(seller=NOBODY), "zero address"),
        (dict(price=0), "price is zero"),
        (dict(x=5), "key is not on the curve"),
        (dict(price=2**96), "price out of range"),
    ],
)
def test_order__bad_terms__refused(attachments, miner, other_miner, change, reason):
    """CNT-15: nothing is escrowed for nothing."""
    x, y = point("b")
    terms = dict(seller=miner, root=b"\1" * 32, price=PRICE, x=x, y=y) | change
    with pytest.raises(Revert, match=f"Attachments: {reason}"):
        attachments.order(*terms.values(), sender=other_miner)
    assert attachments.orders() == 0


def test_order__of_oneself_or_unpaid__refused(contattract, attachments, miner, other_miner, node):
    """CNT-15: two parties, and the price in escrow."""
    with pytest.raises(Revert, match="Attachments: buyer is the seller"):
        attachments.order(miner, b"\1" * 32, PRICE, *point("b"), sender=miner)
    with pytest.raises(Revert, match="InsufficientAllowance"):
        attachments.order(miner, b"\1" * 32, PRICE, *point("b"), sender=node)


def test_unknown_order__nothing_happens(attachments, attacker):
    """CNT-15: an order that does not exist has no state."""
    assert attachments.order_of(9)[3] == 0
    for act, reason in ((attachments.refund, "nothing to refund"), (attachments.claim, "wrong state")):
        with pytest.raises(Revert, match=reason):
            act(9, sender=attacker)


def test_offer__a_log_only(attachments, miner):
    """CNT-15: told to everybody; of something, for something."""
    offered = attachments.offer(b"\1" * 32, 5_000, PRICE, 3, sender=miner).named("Offered")[0]
    assert (offered.seller, offered.size, offered.price, offered.lease) == (miner.address, 5_000, PRICE, 3)
    with pytest.raises(Revert, match="Attachments: size is zero"):
        attachments.offer(b"\1" * 32, 0, PRICE, 3, sender=miner)
    with pytest.raises(Revert, match="Attachments: price is zero"):
        attachments.offer(b"\1" * 32, 1, 0, 3, sender=miner)


def test_pause__stops_orders_only(attachments, trade, engine, guardian, owner, miner, other_miner):
    """CNT-15: what has begun goes on to its end."""
    t = trade("ordered")
    attachments.pause(sender=guardian)
    with pytest.raises(Revert, match="Guarded: entries are paused"):
        t.steps["ordered"]()
    for step in ("sealed", "confirmed", "revealed"):
        t.steps[step]()
    engine.advance(2 * DAY)
    attachments.claim(t.id, sender=miner)
    attachments.unpause(sender=owner)
    t.steps["ordered"]()


def test_frozen_buyer__refund_waits_and_follows(contattract, attachments, trade, world, other_miner, node, attacker):
    """CNT-18: no refund to a frozen account, no confirmation by it; a successor has its rights and its money."""
    t = trade("sealed")
    world.move(other_miner, node, attacker, finish=False)
    with pytest.raises(Revert, match="Attachments: too late"):
        attachments.confirm(t.id, sender=other_miner)
    world.engine.advance(3 * DAY)
    with pytest.raises(Revert, match="Attachments: account is frozen"):
        attachments.refund(t.id, sender=attacker)
    world.engine.advance(world.system.params.recovery_delay)
    contattract.recovery.execute(other_miner, sender=attacker)
    before = contattract.token.balanceOf(node)
    attachments.refund(t.id, sender=attacker)
    assert contattract.token.balanceOf(node) - before == PRICE


def test_complain__buyer_is_frozen__seller_of_garbage_is_not_paid(
    contattract, attachments, world, trade, engine, miner, other_miner, node, attacker
):
    """CNT-15, CNT-18, attack "freeze the buyer over the complaint window": it loses nothing but time."""
    world.system.recovery.set_guardians([attacker], 1, sender=other_miner)
    engine.advance(world.system.params.recovery_delay)
    t = trade("revealed", garbage=1)
    world.system.recovery.accept(other_miner, sender=node)
    world.system.recovery.approve(other_miner, node, sender=attacker)
    receipt = t.complain(1, sender=attacker)
    assert receipt.named("Complained") and not receipt.named("Refunded")
    assert attachments.order_of(t.id)[3:5] == (REFUND_DUE, 0)
    assert contattract.token.balanceOf(attachments) == PRICE
    with pytest.raises(Revert, match="Attachments: wrong state"):
        t.complain(1)
    engine.advance(3 * DAY)
    with pytest.raises(Revert, match="Attachments: wrong state"):
        attachments.claim(t.id, sender=miner)
    with pytest.raises(Revert, match="Attachments: account is frozen"):
        attachments.refund(t.id, sender=attacker)
    engine.time = world.system.recovery.move_of(other_miner)["at"]
    contattract.recovery.execute(other_miner, sender=attacker)
    before = contattract.token.balanceOf(node)
    attachments.refund(t.id, sender=attacker)
    assert contattract.token.balanceOf(node) - before == PRICE and attachments.order_of(t.id)[3] == REFUNDED
    with pytest.raises(Revert, match="Attachments: nothing to refund"):
        attachments.refund(t.id, sender=attacker)


def test_complain__buyer_moved_before__its_successor_is_refunded_at_once(
    contattract, attachments, world, trade, engine, other_miner, node, attacker
):
    """CNT-15, CNT-18: an account that moved is frozen for ever, its successor is not."""
    recovery = world.system.recovery
    recovery.set_guardians([attacker], 1, sender=other_miner)
    engine.advance(world.system.params.recovery_delay)
    recovery.accept(other_miner, sender=node)
    recovery.approve(other_miner, node, sender=attacker)
    engine.time = recovery.move_of(other_miner)["at"] - DAY
    t = trade("ordered", garbage=0)
    t.steps["sealed"]()
    engine.advance(DAY)
    recovery.execute(other_miner, sender=attacker)
    attachments.confirm(t.id, sender=node)
    t.steps["revealed"]()
    before = contattract.token.balanceOf(node)
    t.complain(0, sender=attacker)
    assert contattract.token.balanceOf(node) - before == PRICE and attachments.order_of(t.id)[3] == REFUNDED


def test_frozen_buyer__cannot_confirm(attachments, world, trade, engine, other_miner, node, attacker):
    """CNT-18: a thief with the buyer's key cannot let the escrow go to an accomplice."""
    world.system.recovery.set_guardians([attacker], 1, sender=other_miner)
    engine.advance(world.system.params.recovery_delay)
    t = trade("sealed")
    world.system.recovery.accept(other_miner, sender=node)
    world.system.recovery.approve(other_miner, node, sender=attacker)
    with pytest.raises(Revert, match="Attachments: account is frozen"):
        attachments.confirm(t.id, sender=other_miner)


def test_moved_seller__successor_reveals_and_is_paid(
    contattract, attachments, world, trade, engine, miner, node, attacker
):
    """CNT-18: the seller's part follows."""
    world.system.recovery.set_guardians([attacker], 1, sender=miner)
    engine.advance(world.system.params.recovery_delay)
    world.system.recovery.accept(miner, sender=node)
    world.system.recovery.approve(miner, node, sender=attacker)
    engine.advance(world.system.params.recovery_delay - DAY // 2)
    t = trade("confirmed")
    engine.advance(DAY // 2)
    contattract.recovery.execute(miner, sender=attacker)
    with pytest.raises(Revert, match="Attachments: not the seller"):
        t.steps["revealed"]()
    attachments.reveal(t.id, t.promised.root, t.ciphertext.root, KEY, sender=node)
    engine.advance(2 * DAY)
    before = contattract.token.balanceOf(node)
    attachments.claim(t.id, sender=attacker)
    assert contattract.token.balanceOf(node) - before == PRICE
    assert PRICE > CNT
