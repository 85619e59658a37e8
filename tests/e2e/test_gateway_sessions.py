# SPDX-License-Identifier: MIT
"""What ends a session with the mail server is not what fails a letter (CNT-17): limits, 421, connections that break."""

from __future__ import annotations

import pytest

from tests.post_office import files, post, server, system
from wuxing.contattract.post.gateway import SESSIONS, TRIES, _wait

__all__ = ["files", "post", "server", "system"]


def write(post, count: int) -> None:
    """Notices that wait to be sent."""
    for number in range(1, count + 1):
        post.notify(str(number).encode(), confirmed=number == count)
    post.gateway.read()


def bodies(server) -> list[str]:
    """First lines of all letters that were taken."""
    return [letter.get_content().splitlines()[0] for letter in server.letters]


def attempts(post) -> list[int]:
    """Tries of all notices' letters."""
    return [letter.attempts for letter in post.gateway.outbox.letters() if letter.number]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("limit", "words"), [(1, "421 4.7.0 too many messages"), (4, "421 4.7.0 bye"), (1, "")])
def test_deliver__server_with_a_limit_per_session__all_in_one_round_at_a_try_each(post, server, step, limit, words):
    """15 letters, 1 or 4 a session; it says so, or hangs up. Only where data was unheard does a letter wait."""
    server.at_end = lambda at, taken, _: words if at == step and taken >= limit else None
    write(post, 15)
    unheard = step == "DATA" and not words
    if unheard:  # may have arrived: each of these is a try, and goes again later
        for _ in range(TRIES):
            post.gateway.deliver()
            post.now += 3_600
        assert sorted(bodies(server), key=int) == [str(n) for n in range(1, 16)]
        assert post.states() == ["sent"] * 15
        return
    assert post.gateway.deliver() == 15
    assert bodies(server) == [str(n) for n in range(1, 16)] and post.states() == ["sent"] * 15
    assert attempts(post) == [1] * 15 and server.sessions == -(-15 // limit)


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize("words", ["421 4.3.2 shutting down", ""])
def test_deliver__server_that_ends_every_session__costs_no_letter_a_try(post, server, caplog, step, words):
    """It is the server: it is left alone, longer each time, and all goes once it is well."""
    server.at_end = lambda at, taken, _: words if at == step else None
    write(post, 15)
    for failures in range(1, TRIES + 3):
        post.gateway.step()
        assert server.sessions == 2 * failures and post.gateway.pause == post.now + _wait(failures)
        post.now = post.gateway.pause
    assert set(post.states()) == {"queued"} and set(attempts(post)) == {0} and "ends its sessions" in caplog.text
    server.at_end = lambda *_: None
    post.now += 3_600
    post.gateway.step()
    assert post.states() == ["sent"] * 15 and attempts(post) == [1] * 15


@pytest.mark.parametrize("answer", ["451 4.3.0 overloaded", "550 5.7.60 not allowed to send as this sender"])
def test_deliver__server_that_takes_no_sender__costs_no_letter_a_try(post, server, answer):
    """MAIL names the gateway, whichever letter it is: its refusal says nothing of the letter."""
    server.at_end = lambda at, taken, _: answer if at == "MAIL" else None
    write(post, 3)
    for _ in range(TRIES + 1):
        post.gateway.step()
        post.now = post.gateway.pause
    assert post.states() == ["queued"] * 3 and attempts(post) == [0] * 3


def poisoned(post, system, other_miner, count: int) -> None:
    """Notices to a mailbox at which the server ends every session."""
    post.subscriber, own = other_miner, post.subscriber
    system.notices.opt_in(post.source, b"greetings".ljust(32, b"\0"), sender=other_miner)
    post.register(email="poison@example.org")
    for _ in range(count):
        post.notify(b"poison")
    post.subscriber = own


@pytest.mark.parametrize("words", ["421 4.7.0 no", ""])
def test_deliver__one_letter_that_ends_every_session__pays_itself(post, server, system, other_miner, words):
    """The server takes others meanwhile, so it is the letter: they all go at once, and it is dropped in the end."""
    server.at_end = lambda at, taken, to: words if at == "RCPT" and to.startswith("poison") else None
    poisoned(post, system, other_miner, 1)
    for number in range(1, 2 * TRIES + 1):
        post.notify(str(number).encode())
        post.gateway.step()
        assert bodies(server) == [str(n) for n in range(1, number + 1)] and post.gateway.pause == 0
        post.now += 3_600
    [poison] = [x for x in post.gateway.outbox.letters() if x.body == b"poison"]
    assert (poison.state, poison.attempts) == ("dropped", TRIES) and "which took others" in poison.note


def test_deliver__a_letter_alone_ends_its_session__waits_by_itself_and_keeps_its_tries(post, server):
    """Nobody can tell whose fault it is: it is tried later each time, and another one goes at once."""
    server.at_end = lambda at, taken, to: "421 4.7.0 no" if at == "RCPT" else None
    write(post, 1)
    for times in range(1, 5):
        post.gateway.step()
        letter = post.gateway.outbox.letters()[-1]
        assert (letter.attempts, letter.due, post.gateway.pause) == (0, post.now + _wait(times), 0)
        post.now = letter.due
    server.at_end = lambda *_: None
    post.gateway.step()
    assert post.states() == ["sent"] and attempts(post) == [1]


def test_deliver__letters_that_end_sessions_come_first__the_others_go_before_them(post, server, system, other_miner):
    """Two of them are as a server that is ill; the next round begins with those that had not their turn."""
    poisoned(post, system, other_miner, 3)
    post.notify(b"good")
    server.at_end = lambda at, taken, to: "" if at == "RCPT" and to.startswith("poison") else None
    post.gateway.step()
    assert not server.taken and post.gateway.pause == post.now + _wait(1)
    post.now += 100
    post.gateway.step()
    assert bodies(server) == ["good"]


def test_deliver__more_sessions_than_a_round_has__the_rest_in_the_next(post, server, monkeypatch):
    """Bounded, and no failure of anybody."""
    monkeypatch.setattr("wuxing.contattract.post.gateway.SESSIONS", 3)
    server.at_end = lambda at, taken, _: "421 one at a time" if taken else None
    write(post, 7)
    for taken in (3, 6, 7):
        post.gateway.step()
        assert (len(server.taken), post.gateway.pause) == (taken, 0)
    assert attempts(post) == [1] * 7 and SESSIONS > 3


def test_deliver__relay_down_in_the_middle_of_a_round__the_rest_keeps_its_tries(post, server):
    """The next session cannot be opened: letters wait as if there had been none."""
    server.at_end = lambda at, taken, _: server.controller.server.close() or "421 bye" if taken == 2 else None
    write(post, 5)
    post.gateway.step()
    assert post.states() == ["sent"] * 2 + ["queued"] * 3 and attempts(post) == [1, 1, 0, 0, 0]
    assert post.gateway.pause == post.now + _wait(1)


def test_deliver__connection_breaks_while_data_is_sent__a_try_and_the_next_letter_goes(post, server):
    """It may have arrived: it is not repeated at once, and the next one does not pay for it."""
    broken = []

    def once(at, taken, _):
        if at == "DATA" and taken == 1 and not broken:
            broken.append(True)
            return ""
        return None

    server.at_end = once
    write(post, 3)
    post.gateway.step()
    assert post.states() == ["sent", "sending", "sent"] and attempts(post) == [1, 1, 1]
    post.now += _wait(1)
    post.gateway.step()
    assert bodies(server) == ["1", "3", "2"] and post.states() == ["sent"] * 3
