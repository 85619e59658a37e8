# SPDX-License-Identifier: MIT
"""notify, opt_in, opt_out (CNT-17): only who wants to be told is told, and every notice has its number."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS

TOPIC, OTHER = b"fee pool low".ljust(32, b"\0"), b"something else".ljust(32, b"\0")


def test_notify__opted_in__logged_with_rising_numbers(contattract, miner, other_miner, node, keeper):
    """CNT-G-1: numbers are the subscriber's, over all its sources; another subscriber's are its own."""
    notices = contattract.notices
    for source in (node, keeper):
        notices.opt_in(source, TOPIC, sender=miner)
    notices.opt_in(node, TOPIC, sender=other_miner)
    said = []
    for subscriber, source, body in [(miner, node, b"a"), (miner, keeper, b""), (other_miner, node, b"c" * 256)]:
        receipt = notices.notify(subscriber, TOPIC, body, sender=source)
        event = receipt.named("Notified")[0]
        assert (event.subscriber, event.source, event.topic) == (subscriber.address, source.address, TOPIC)
        assert event.number == receipt.value == notices.sequence(subscriber)
        said.append((event.number, event.body))
    assert said == [(1, b"a"), (2, b""), (1, b"c" * 256)]


@pytest.mark.parametrize("what", ["never", "another topic", "another source", "another subscriber", "opted out"])
def test_notify__not_opted_in__reverts(contattract, engine, miner, other_miner, node, keeper, what):
    notices = contattract.notices
    source, subscriber = node, miner
    if what != "never":
        notices.opt_in(node, OTHER if what == "another topic" else TOPIC, sender=miner)
    if what == "another source":
        source = keeper
    elif what == "another subscriber":
        subscriber = other_miner
    elif what == "opted out":
        assert notices.opt_out(node, TOPIC, sender=miner).named("OptedOut")[0].subscriber == miner.address
    with engine.reverts("Notices: not opted in"):
        notices.notify(subscriber, TOPIC, b"spam", sender=source)
    assert notices.sequence(subscriber) == 0


def test_notify__body_of_257_bytes__reverts(contattract, engine, miner, node):
    contattract.notices.opt_in(node, TOPIC, sender=miner)
    with engine.reverts(""):
        contattract.notices.notify(miner, TOPIC, b"x" * 257, sender=node)


def test_notify__opted_out_and_in_again__numbers_go_on(contattract, miner, node):
    """A gateway sees no gap and no number twice."""
    notices = contattract.notices
    notices.opt_in(node, TOPIC, sender=miner)
    notices.notify(miner, TOPIC, b"", sender=node)
    notices.opt_out(node, TOPIC, sender=miner)
    assert notices.opt_in(node, TOPIC, sender=miner).named("OptedIn")[0].source == node.address
    assert notices.opted_in(miner, node, TOPIC)
    assert notices.notify(miner, TOPIC, b"", sender=node).value == 2


def test_opt_in__zero_source__reverts(contattract, engine, miner):
    with engine.reverts("Notices: source is zero"):
        contattract.notices.opt_in(ZERO_ADDRESS, TOPIC, sender=miner)
