# SPDX-License-Identifier: MIT
"""The gateway on a chain that is reorganised (CNT-17): no notice is lost, none goes twice, nobody's reading stops."""

from __future__ import annotations

import pytest

from tests.post_office import CONFIRMATIONS, TOPIC, files, post, server, system
from wuxing.contattract.post.outbox import Overtaken

__all__ = ["files", "post", "server", "system"]


def bodies(server) -> list[str]:
    """First lines of all letters that were taken."""
    return [letter.get_content().splitlines()[0] for letter in server.letters]


def numbers(post) -> list[int]:
    """Numbers of all notices' letters."""
    return sorted(letter.number for letter in post.gateway.outbox.letters() if letter.number)


@pytest.mark.parametrize("later", [0, 3])
@pytest.mark.parametrize("state", ["sent", "dropped", "queued", "aside"])
def test_read__same_notice_mined_again_after_a_reorganisation__reading_goes_on(post, server, anvil, later, state):
    """In the same block or a later one: it has its number back, is not sent twice, and the next one follows it."""
    kept = anvil.snapshot()
    post.notify(b"the same")
    if state == "sent":
        post.gateway.step()
    else:
        post.gateway.read()
        post.gateway.outbox.mark(post.gateway.outbox.letters()[-1], state)
    anvil.restore(kept)
    anvil.mine(1 + later)
    post.notify(b"the same")
    post.notify(b"the next one")
    for _ in range(2):
        post.gateway.read()
    assert numbers(post) == [1, 2]
    post.gateway.step()
    assert bodies(server) == (["the next one"] if state == "dropped" else ["the same", "the next one"])


def test_read__same_notice_under_another_number__both_are_read(post, server, anvil):
    """Two change places: what was sent as the first comes as the second, which is another letter."""
    kept = anvil.snapshot()
    post.notify(b"one")
    post.notify(b"two")
    post.gateway.step()
    anvil.restore(kept)
    anvil.mine(1)
    post.notify(b"two")
    post.notify(b"one")
    post.notify(b"three")
    post.gateway.step()
    assert bodies(server) == ["one", "two", "two", "one", "three"] and numbers(post) == [-2, -1, 1, 2, 3]


def test_read__reorganised_again_and_again__every_notice_of_the_last_branch_once(post, server, anvil):
    """Branches that share some notices, each deeper than the confirmations."""
    kept = anvil.snapshot()
    for branch in (b"abc", b"abd", b"xbc", b"abc", b"abcde"):
        anvil.restore(kept)
        kept = anvil.snapshot()
        anvil.mine(len(branch))
        for letter in branch:
            post.notify(bytes([letter]))
        for _ in range(2):
            post.gateway.step()
    # by place, for the number is part of what a letter is
    assert bodies(server) == ["a", "b", "c", "d", "x", "d", "e"]
    assert [x.body for x in post.gateway.outbox.letters() if x.number > 0] == [b"a", b"b", b"c", b"d", b"e"]


def test_read__one_subscriber_reorganised__another_one_is_read(post, server, anvil, system, other_miner):
    """The branch has the same notice of one, and a new one of another."""
    own = post.subscriber
    post.subscriber = other_miner
    system.notices.opt_in(post.source, TOPIC, sender=other_miner)
    post.register(email="other@example.org")
    post.subscriber = own
    kept = anvil.snapshot()
    post.notify(b"the same")
    post.gateway.step()
    anvil.restore(kept)
    anvil.mine(1)
    post.notify(b"the same")
    post.subscriber = other_miner
    post.notify(b"another's")
    post.subscriber = own
    post.notify(b"next")
    post.gateway.step()
    assert sorted(bodies(server)) == ["another's", "next", "the same"]


@pytest.fixture
def newcomer(post, system, other_miner):
    """The post with a subscriber that is not registered yet, and to whom a first notice was told long ago."""
    system.notices.opt_in(post.source, TOPIC, sender=other_miner)
    post.subscriber = other_miner
    post.notify(b"long ago")
    yield post


def test_register__its_block_is_replaced__no_notice_is_lost(newcomer, server, anvil):
    """What was told at the head when it registered is told again, under the same number, with other words."""
    kept = anvil.snapshot()
    newcomer.notify(b"old branch", confirmed=False)
    newcomer.register(email="new@example.org")
    anvil.restore(kept)
    anvil.mine(1)
    newcomer.notify(b"new branch")
    newcomer.notify(b"next")
    newcomer.gateway.step()
    assert bodies(server) == ["new branch", "next"]


def test_register__notice_told_just_before_is_not_confirmed__is_sent(newcomer, server):
    """Nobody can tell yet that it came before."""
    newcomer.notify(b"not confirmed", confirmed=False)
    newcomer.register(email="new@example.org")
    newcomer.notify(b"after")
    newcomer.gateway.step()
    assert bodies(server) == ["not confirmed", "after"]


@pytest.mark.parametrize("read", [True, False])
def test_register__reorganised_deeper_than_its_confirmations__no_notice_is_lost(newcomer, server, anvil, read):
    """Whether the gateway had `read` the block that its registration counts from, or not."""
    if read:
        newcomer.gateway.step()
    kept = anvil.snapshot()
    newcomer.notify(b"old branch")
    newcomer.register(email="new@example.org")
    assert newcomer.gateway.outbox.subscriber(newcomer.subscriber.address).since == 2
    if read:
        newcomer.gateway.step()
        assert not server.letters
    else:
        newcomer.gateway.begin = anvil.block_number - 1 - 2 * CONFIRMATIONS - 1
    anvil.restore(kept)
    anvil.mine(1)
    newcomer.notify(b"new branch")
    newcomer.notify(b"next")
    for _ in range(2):
        newcomer.gateway.step()
    assert bodies(server)[-2:] == ["new branch", "next"]


def test_register__with_other_confirmations_than_the_gateway_reads_with__no_gap(newcomer, server, anvil):
    """The command that registers does not know them: what was read already is not waited for."""
    newcomer.notify(b"read")
    newcomer.gateway.step()
    newcomer.gateway.confirmations = 12
    newcomer.register(email="new@example.org")
    newcomer.gateway.confirmations = CONFIRMATIONS
    newcomer.notify(b"after")
    newcomer.gateway.step()
    assert bodies(server) == ["after"]


def test_register__while_a_span_is_read__its_notices_are_not_passed_over(newcomer, server, anvil, monkeypatch):
    """Another process registers between the logs and the note of how far they were read."""
    newcomer.notify(b"before")
    whole, registered = anvil.logs, []

    def meanwhile(*asked, **named):
        found = whole(*asked, **named)
        if not registered:
            registered.append(True)
            newcomer.gateway.confirmations += 2  # it counts from a block that the reading is past
            newcomer.register(email="new@example.org")
            newcomer.gateway.confirmations -= 2
        return found

    anvil.mine(CONFIRMATIONS)
    monkeypatch.setattr(anvil, "logs", meanwhile)
    newcomer.gateway.step()
    newcomer.notify(b"after")
    newcomer.gateway.step()
    assert bodies(server)[-1] == "after" and registered


def test_register__later_blocks_were_read_meanwhile__reckoned_again(newcomer, monkeypatch):
    """The other way round: the gateway reads on while another process registers."""
    newcomer.gateway.step()
    whole, overtaken = newcomer.gateway.outbox.register, []

    def meanwhile(*said):
        if not overtaken:
            newcomer.notify(b"read meanwhile")
            newcomer.gateway.read()
        try:
            return whole(*said)
        except Overtaken:
            overtaken.append(True)
            raise

    monkeypatch.setattr(newcomer.gateway.outbox, "register", meanwhile)
    newcomer.register(email="new@example.org")
    assert overtaken == [True] and newcomer.gateway.outbox.subscriber(newcomer.subscriber.address).since == 2
