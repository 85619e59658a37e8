# SPDX-License-Identifier: MIT
"""What comes back to the gateway (CNT-17): bounces, and answers that become messages on chain."""

from __future__ import annotations

import smtplib
import sqlite3
import ssl
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from coincurve import PrivateKey

from tests.mailserver import HOST, free_port
from tests.post_office import DOMAIN, EMAIL, files, post, server, system
from wuxing.contattract.post.gateway import SENT, GatewayError
from wuxing.contattract.post.gateway_command import listening
from wuxing.contattract.post.letters import Letter, unseal
from wuxing.contattract.post.postman import BOUNCE, REPLY, own_address

__all__ = ["files", "post", "server", "system"]


def bounce(status="5.1.1", action="failed") -> bytes:
    """A delivery status notification as RFC 3464 shows it."""
    return (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {EMAIL}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 user unknown\r\n\r\n--b--\r\n"
    ).encode()


def answer(text="Yes, thanks.\n\n> hello\n", id_="<1@example.org>", **headers) -> bytes:
    """A person's answer."""
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = EMAIL, "Re: [1] greetings", id_
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes(policy=SMTP)


@pytest.fixture
def sent(post, server):
    """A post whose first letter was sent, and its listener runs."""
    post.notify()
    post.gateway.step()
    post.listener = free_port()
    with listening(post.gateway, HOST, post.listener, *post.files):
        yield post


def bring(post, to, raw) -> tuple[int, bytes]:
    """Sends a message to the gateway's listener as a mail server would; the last answer."""
    with smtplib.SMTP(HOST, post.listener, timeout=10) as session:
        session.starttls(context=ssl.create_default_context(cafile=post.files[0]))
        session.ehlo()
        session.mail("<>")
        code, said = session.rcpt(to)
        return (code, said) if code != 250 else session.data(raw)


def test_bounce__hard__address_is_suspended_and_recorded(sent, server):
    assert bring(sent, sent.address(BOUNCE), bounce())[0] == 250
    assert sent.gateway.outbox.subscriber(sent.subscriber.address).suspended == "5.1.1 smtp; 550 user unknown"
    sent.notify()
    sent.gateway.step()
    assert len(server.letters) == 1 and sent.states() == ["sent", "dropped"]


@pytest.mark.parametrize(
    "raw", [bounce("4.2.2", "delayed"), bounce("4.2.2"), bounce("5.0.0", "relayed"), answer(), b"x"], ids=range(5)
)
def test_bounce__not_for_good__nothing_is_suspended(sent, raw):
    """Delays, successes, and what only came to the address."""
    assert bring(sent, sent.address(BOUNCE), raw)[0] == 250
    assert sent.gateway.outbox.subscriber(sent.subscriber.address).suspended == ""


def test_reply__becomes_a_message_on_chain__once(sent, system):
    """CNT-17: to the notice's source, from the gateway's account; a server that repeats itself changes nothing."""
    for _ in range(2):
        assert bring(sent, sent.address(REPLY), answer())[0] == 250
    for _ in range(2):
        sent.gateway.step()
    assert [r.state for r in sent.gateway.outbox.replies()] == ["posted"]
    events = [system.mail.engine.decode_log(log) for _, log in logs_of(sent, system.mail)]
    [said] = [e for e in events if e.name == "Sent"]
    assert (said.to, said.sender) == (sent.source.address, sent.operator.address)
    letter = Letter.from_bytes(said.body)
    assert (letter.sender, letter.to, letter.subject) == (said.sender, said.to, "Notice 1") and said.version == 0
    assert letter.text == f"{sent.subscriber.address} answers:\nYes, thanks."


def logs_of(post, contract):
    """All `Sent` logs of Mail."""
    return post.anvil.logs(contract.address, SENT, 0, post.anvil.block_number - 1)


def test_reply__source_has_a_key__sealed_to_it(sent, system):
    """CNT-14: who has the key reads it, and nobody else."""
    key = PrivateKey(b"\x07" * 32)
    system.names.set_key(*key.public_key.point(), sender=sent.source)
    assert bring(sent, sent.address(REPLY), answer("ü" * 400))[0] == 250
    sent.gateway.step()
    [(_, log)] = logs_of(sent, system.mail)
    event = system.mail.engine.decode_log(log)
    assert event.version == 1 and b"answers" not in event.body
    letter = Letter.from_bytes(unseal([key.secret], event.body))
    assert letter.text == f"{sent.subscriber.address} answers:\n" + "ü" * 400


def test_reply__gateway_died_after_posting__is_not_posted_twice(sent, system):
    """The transaction went through and the gateway died before it noted it: the chain's log tells."""
    bring(sent, sent.address(REPLY), answer())
    outbox = sent.gateway.outbox
    noted = outbox.mark_reply
    outbox.mark_reply = lambda reply, state, **c: noted(reply, state, **c) if state == "posting" else None
    sent.gateway.post()
    outbox.mark_reply = noted
    assert outbox.replies()[0].state == "posting" and len(logs_of(sent, system.mail)) == 1
    again = sent.open()
    again.step()
    assert again.outbox.replies()[0].state == "posted" and len(logs_of(sent, system.mail)) == 1
    again.outbox.close()


def test_reply__recipient_wants_more_postage_than_allowed__dropped_with_the_reason(sent, system):
    system.mail.set_postage(5, sender=sent.source)
    bring(sent, sent.address(REPLY), answer())
    sent.gateway.step()
    [reply] = sent.gateway.outbox.replies()
    assert reply.state == "dropped" and "expected postage of at most 0 wei" in reply.note


def test_reply__forged_addresses__are_refused(sent):
    """VERP: without the gateway's secret nobody answers for a subscriber, nor makes it bounce."""
    good = sent.address(REPLY)
    other = own_address(b"guess", REPLY, sent.subscriber.address, 1, DOMAIN)
    flipped = good.replace("r.", "b.", 1)
    last = good.split("@")[0][:-1] + ("a" if good.split("@")[0][-1] != "a" else "b") + "@" + DOMAIN
    later = sent.address(REPLY, 2)  # ours, but there is no such letter
    for to in (other, flipped, last, f"notices@{DOMAIN}", "r.@" + DOMAIN, good.replace(DOMAIN, "example.org"), later):
        assert bring(sent, to, answer())[0] == 550
    assert not sent.gateway.outbox.replies()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (answer("x" * 801), 552),
        (answer("> only a quotation\n"), 554),
        (b"Content-Type: text/html\r\n\r\n<b>hi</b>", 554),
        (b"Content-Type: text/plain; charset=klingon\r\n\r\nhi", 554),
        (b"", 554),
        (answer("x" * 70_000), 552),
    ],
    ids=["too long", "quotation", "no text", "charset", "empty", "too large"],
)
def test_reply__nothing_to_post_or_too_long__refused(sent, raw, code):
    answered = bring(sent, sent.address(REPLY), raw)
    assert answered[0] == code, answered
    assert not sent.gateway.outbox.replies()


def test_reply__from_a_machine__dropped(sent):
    """RFC 3834: a vacation notice is not answered by anybody, or there would be a loop."""
    raw = answer(**{"Auto-Submitted": "auto-replied"})
    assert bring(sent, sent.address(REPLY), raw)[0] == 250 and not sent.gateway.outbox.replies()


def test_reply__outbox_cannot_be_written__server_is_told_to_try_again(sent, monkeypatch, caplog):
    """A full disk loses no answer: the sender's server keeps it."""

    def full(_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sent.gateway.outbox, "take", full)
    assert bring(sent, sent.address(REPLY), answer())[0] == 451 and "database or disk is full" in caplog.text
    monkeypatch.undo()
    assert bring(sent, sent.address(REPLY), answer())[0] == 250 and len(sent.gateway.outbox.replies()) == 1


def test_listener__bad_certificate_or_taken_port__says_so(post, server, tmp_path):
    with (
        pytest.raises(GatewayError, match="expected a certificate and its key"),
        listening(post.gateway, HOST, free_port(), str(tmp_path / "none.pem"), None),
    ):
        pytest.fail("it listens")
    with pytest.raises(GatewayError, match="expected to listen on"), listening(post.gateway, HOST, server.port):
        pytest.fail("it listens")
