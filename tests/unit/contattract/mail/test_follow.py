# SPDX-License-Identifier: MIT
"""Mail.vy, accounts that moved: CNT-18 for inboxes and postage."""

import pytest

from tests.mail_world import CNT, DAY
from wuxing.contattract.mail_model import link
from wuxing.engine import Revert


def test_follow__the_inbox_goes_on_in_the_successors(mail, world, engine, miner, other_miner, node, attacker):
    """CNT-18: the old inbox's word joins the new chain, and the old one takes no more mail."""
    mail.set_postage(2 * CNT, sender=other_miner)
    mail.send(other_miner, 1, b"before", 2 * CNT, sender=miner)
    mail.send(node, 1, b"hello", 0, sender=miner)
    with pytest.raises(Revert, match="Mail: account has not moved"):
        mail.follow(other_miner, sender=attacker)
    world.move(other_miner, node, attacker)
    old, new = mail.inbox(other_miner), mail.inbox(node)
    followed = mail.follow(other_miner, sender=attacker).named("Followed")[0]
    assert (followed.to, followed.old, followed.number, followed.word) == (node.address, other_miner.address, 2, old)
    assert mail.inbox(node) == link(new, other_miner.address, 0, 0, followed.time, old.to_bytes(32, "big"))
    assert mail.has_moved(other_miner) and not mail.has_moved(node)
    with pytest.raises(Revert, match="Mail: inbox has moved"):
        mail.send(other_miner, 1, b"late", 2 * CNT, sender=miner)
    assert mail.postage_of(node, miner) == 0
    with pytest.raises(Revert, match="Mail: followed already"):
        mail.follow(other_miner, sender=attacker)


def test_follow__successor_named_its_postage__keeps_it(mail, world, miner, other_miner, node, attacker):
    """CNT-18: the successor's own wish goes before, also one set later, and none at all."""
    mail.set_postage(2 * CNT, sender=other_miner)
    mail.set_postage(7 * CNT, sender=node)
    world.move(other_miner, node, attacker)
    mail.follow(other_miner, sender=attacker)
    assert mail.postage_of(node, miner) == 7 * CNT and mail.postage_of(other_miner, miner) == 2 * CNT


def test_follow__thief_named_an_absurd_postage__the_successors_inbox_is_open(
    mail, world, miner, other_miner, node, attacker
):
    """CNT-18, attack "inbox nobody can afford": what the old key named counts for the old inbox alone."""
    mail.set_postage(2**80 - 1, sender=other_miner)
    mail.allow([attacker], True, sender=other_miner)
    world.move(other_miner, node, attacker)
    receipt = mail.follow(other_miner, sender=attacker)
    assert not receipt.named("PostageSet") and mail.postage_of(node, miner) == 0
    assert not mail.allowed(node, attacker)
    assert mail.send(node, 1, b"for the owner", 0, sender=miner).value == 2


def test_set_postage__moved_inbox__stays_moved(mail, world, miner, other_miner, node, attacker):
    """CNT-18: the old key cannot open the old inbox again."""
    world.move(other_miner, node, attacker)
    mail.follow(other_miner, sender=attacker)
    mail.set_postage(CNT, sender=other_miner)
    assert mail.has_moved(other_miner)
    with pytest.raises(Revert, match="Mail: inbox has moved"):
        mail.send(other_miner, 1, b"late", 2 * CNT, sender=miner)


def test_collect__frozen_or_moved__not_by_the_old_key(contattract, mail, world, miner, other_miner, node, attacker):
    """CNT-18: nothing flows to a frozen account; then the successor collects what the old inbox got."""
    mail.send(other_miner, 1, b"pay", 5 * CNT, sender=miner)
    world.move(other_miner, node, attacker, finish=False)
    with pytest.raises(Revert, match="Mail: account is frozen"):
        mail.collect(other_miner, [1], sender=other_miner)
    world.engine.advance(world.system.params.recovery_delay)
    contattract.recovery.execute(other_miner, sender=attacker)
    with pytest.raises(Revert, match="Mail: not your inbox"):
        mail.collect(other_miner, [1], sender=other_miner)
    before = contattract.token.balanceOf(node)
    assert mail.collect(other_miner, [1], sender=node).value == 5 * CNT
    assert contattract.token.balanceOf(node) - before == 5 * CNT


def test_refund__sender_frozen_or_moved__to_its_successor(contattract, mail, world, miner, other_miner, node, attacker):
    """CNT-18: a refund waits while its sender is frozen, and goes where it moved."""
    mail.send(other_miner, 1, b"pay", 5 * CNT, sender=miner)
    world.engine.advance(31 * DAY)
    world.move(miner, node, attacker, finish=False)
    with pytest.raises(Revert, match="Mail: account is frozen"):
        mail.refund(other_miner, [1], sender=attacker)
    world.engine.advance(world.system.params.recovery_delay)
    contattract.recovery.execute(miner, sender=attacker)
    before = contattract.token.balanceOf(node)
    mail.refund(other_miner, [1], sender=attacker)
    assert contattract.token.balanceOf(node) - before == 5 * CNT
