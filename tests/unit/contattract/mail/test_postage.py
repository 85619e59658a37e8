# SPDX-License-Identifier: MIT
"""Mail.vy, postage: CNT-16."""

import pytest

from tests.mail_world import CNT, DAY, NOBODY
from wuxing.engine import Revert

PERIOD = 30 * DAY


@pytest.fixture
def paid(mail, other_miner, miner):
    """A message to `other_miner`, who wants 3 CNT, from `miner`, who pays 5; and a free one from its friend."""
    mail.set_postage(3 * CNT, sender=other_miner)
    mail.send(other_miner, 1, b"read me", 5 * CNT, sender=miner)
    return 1


def test_send__below_the_minimum__refused(mail, miner, other_miner):
    """CNT-16: the recipient's least postage, to the wei."""
    mail.set_postage(3 * CNT, sender=other_miner)
    assert mail.postage_of(other_miner, miner) == 3 * CNT
    for postage in (0, 3 * CNT - 1):
        with pytest.raises(Revert, match="Mail: below the recipient's postage"):
            mail.send(other_miner, 1, b"spam", postage, sender=miner)
    mail.send(other_miner, 1, b"paid", 3 * CNT, sender=miner)


def test_allow__sends_for_nothing_until_taken_off(mail, miner, attacker, other_miner):
    """CNT-16: the list is the recipient's own, and each sender's."""
    mail.set_postage(CNT, sender=other_miner)
    mail.allow([miner], True, sender=other_miner)
    assert mail.postage_of(other_miner, miner) == 0 and mail.postage_of(other_miner, attacker) == CNT
    mail.send(other_miner, 1, b"hello", 0, sender=miner)
    with pytest.raises(Revert, match="Mail: below the recipient's postage"):
        mail.send(other_miner, 1, b"hello", 0, sender=attacker)
    mail.allow([other_miner], True, sender=attacker)
    with pytest.raises(Revert, match="Mail: below the recipient's postage"):
        mail.send(other_miner, 1, b"hello", 0, sender=attacker)
    mail.allow([miner], False, sender=other_miner)
    with pytest.raises(Revert, match="Mail: below the recipient's postage"):
        mail.send(other_miner, 1, b"hello", 0, sender=miner)


@pytest.mark.parametrize("minimum", [2**80, 2**81 - 1, 2**256 - 1])
def test_set_postage__out_of_range__refused(mail, miner, minimum):
    """CNT-16: nobody can set the bits beside it."""
    with pytest.raises(Revert, match="Mail: postage out of range"):
        mail.set_postage(minimum, sender=miner)
    mail.set_postage(2**80 - 1, sender=miner)
    assert mail.postage_of(miner, miner) == 2**80 - 1 and not mail.has_moved(miner)


def test_collect__reading_pays_the_recipient_once(contattract, mail, paid, miner, other_miner, attacker):
    """CNT-16: to the recipient, all of it, and never again."""
    before = contattract.token.balanceOf(other_miner)
    for thief in (miner, attacker):
        with pytest.raises(Revert, match="Mail: not your inbox"):
            mail.collect(other_miner, [paid], sender=thief)
    assert mail.collect(other_miner, [paid], sender=other_miner).value == 5 * CNT
    assert contattract.token.balanceOf(other_miner) - before == 5 * CNT
    assert mail.escrow_of(other_miner, paid) == (NOBODY, 0, 0)
    with pytest.raises(Revert, match="Mail: no postage waits"):
        mail.collect(other_miner, [paid], sender=other_miner)
    with pytest.raises(Revert, match="Mail: no postage waits"):
        mail.refund(other_miner, [paid], sender=miner)


def test_collect__twice_in_one_call__refused(contattract, mail, paid, other_miner, miner, attacker):
    """CNT-16: a batch pays each message once, or nothing at all."""
    mail.send(other_miner, 1, b"another", 4 * CNT, sender=attacker)
    with pytest.raises(Revert, match="Mail: no postage waits"):
        mail.collect(other_miner, [paid, 2, paid], sender=other_miner)
    assert mail.collect(other_miner, [2, paid], sender=other_miner).value == 9 * CNT
    assert contattract.token.balanceOf(mail) == 0


def test_collect__free_or_unknown_message__refused(mail, miner, other_miner):
    """CNT-16: there is nothing to collect."""
    mail.send(other_miner, 1, b"free", 0, sender=miner)
    for number in (0, 1, 2):
        with pytest.raises(Revert, match="Mail: no postage waits"):
            mail.collect(other_miner, [number], sender=other_miner)


def test_refund__from_its_day_on_the_senders(contattract, mail, paid, engine, miner, other_miner, attacker):
    """CNT-16: at one second the right changes hands: the first day boundary after thirty days."""
    sent = engine.time - 1
    sender, amount, turns = mail.escrow_of(other_miner, paid)
    assert (sender, amount) == (miner.address, 5 * CNT)
    assert turns % DAY == 0 and sent + PERIOD <= turns < sent + PERIOD + DAY
    before = contattract.token.balanceOf(miner)
    engine.time = turns - 1
    with pytest.raises(Revert, match="Mail: the recipient may still collect"):
        mail.refund(other_miner, [paid], sender=miner)
    with pytest.raises(Revert, match="Mail: postage is the sender's again"):
        mail.collect(other_miner, [paid], sender=other_miner)
    mail.refund(other_miner, [paid], sender=attacker)
    assert contattract.token.balanceOf(miner) - before == 5 * CNT
    assert mail.escrow_of(other_miner, paid) == (NOBODY, 0, 0)
    with pytest.raises(Revert, match="Mail: no postage waits"):
        mail.refund(other_miner, [paid], sender=miner)


def test_refund__on_the_very_second__the_senders(contattract, mail, paid, engine, miner, other_miner):
    """CNT-16: no second in between belongs to nobody."""
    before = contattract.token.balanceOf(miner)
    engine.time = mail.escrow_of(other_miner, paid)[2]
    mail.refund(other_miner, [paid], sender=miner)
    assert contattract.token.balanceOf(miner) - before == 5 * CNT


def test_send__on_a_day_boundary__the_period_and_no_day_more(mail, engine, paid, miner, other_miner):
    """CNT-16: rounded up to a day boundary, which a boundary is already."""
    for second, days in ((0, 0), (1, 1)):
        start = (engine.time // DAY + 1) * DAY
        engine.time = start + second
        number = mail.send(other_miner, 1, b"paid", 4 * CNT, sender=miner).value
        assert mail.escrow_of(other_miner, number)[2] == start + PERIOD + days * DAY


def test_collect__in_the_last_second(mail, paid, engine, other_miner):
    """CNT-16: until the day boundary."""
    engine.time = mail.escrow_of(other_miner, paid)[2] - 1
    assert mail.collect(other_miner, [paid], sender=other_miner).value == 5 * CNT


def test_refund__several_senders__each_gets_its_own(contattract, mail, paid, engine, miner, other_miner, attacker):
    """CNT-16: a batch over senders, all or none."""
    mail.send(other_miner, 1, b"another", 4 * CNT, sender=attacker)
    engine.advance(PERIOD + DAY)
    with pytest.raises(Revert, match="Mail: no postage waits"):
        mail.refund(other_miner, [1, 2, 3], sender=miner)
    before = contattract.token.balanceOf(miner), contattract.token.balanceOf(attacker)
    mail.refund(other_miner, [1, 2], sender=other_miner)
    after = contattract.token.balanceOf(miner), contattract.token.balanceOf(attacker)
    assert (after[0] - before[0], after[1] - before[1]) == (5 * CNT, 4 * CNT)


def test_send__postage_not_paid__refused(contattract, mail, miner, other_miner):
    """CNT-16: without CNT or an allowance nothing arrives."""
    contattract.token.approve(mail, CNT - 1, sender=miner)
    with pytest.raises(Revert, match="InsufficientAllowance"):
        mail.send(other_miner, 1, b"hello", CNT, sender=miner)
    assert mail.inbox(other_miner) == 0
    with pytest.raises(Revert, match="Mail: postage out of range"):
        mail.send(other_miner, 1, b"hello", 2**80, sender=miner)


def test_pause__stops_postage_only(mail, paid, guardian, owner, engine, miner, other_miner, attacker):
    """CNT-16: mail cannot be stopped, nor the way out of escrow."""
    mail.allow([attacker], True, sender=other_miner)
    mail.send(other_miner, 1, b"second", 4 * CNT, sender=miner)
    mail.pause(sender=guardian)
    with pytest.raises(Revert, match="Guarded: entries are paused"):
        mail.send(other_miner, 1, b"third", 4 * CNT, sender=miner)
    mail.send(other_miner, 1, b"free", 0, sender=attacker)
    mail.collect(other_miner, [paid], sender=other_miner)
    engine.advance(PERIOD + DAY)
    mail.refund(other_miner, [2], sender=attacker)
    mail.unpause(sender=owner)
    mail.send(other_miner, 1, b"third", 4 * CNT, sender=miner)
