# SPDX-License-Identifier: MIT
"""What comes back to the gateway (CNT-17): bounces, and answers that become messages on chain."""

from __future__ import annotations

import smtplib
import sqlite3
import ssl
from email import message_from_bytes
from email.policy import SMTP

import pytest
from coincurve import PrivateKey

from tests.mailserver import HOST, free_port
from tests.post_office import DOMAIN, EMAIL, answer, bounce, bring, files, post, server, system
from wuxing.contattract.post.gateway import SENT, TRIES, GatewayError, _wait
from wuxing.contattract.post.gateway_command import listening
from wuxing.contattract.post.letters import Letter, unseal
from wuxing.contattract.post.postman import BOUNCE, REPLY, STOP, own_address

__all__ = ["files", "post", "server", "system"]


@pytest.fixture
def sent(post, server):
    """A post whose first letter was sent, and its listener runs."""
    post.notify()
    post.gateway.step()
    post.listener = free_port()
    with listening(post.gateway, HOST, post.listener, *post.files):
        yield post


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


def test_reply__gateway_died_before_posting__no_other_message_is_taken_for_it(sent, system, attacker):
    """The log tells by all three: who sent what to whom."""
    bring(sent, sent.address(REPLY), answer())
    outbox, source, mail = sent.gateway.outbox, sent.source, system.mail
    outbox.mark_reply(outbox.replies()[0], "posting", body=b"noted", block=sent.anvil.block_number - 1)
    others = [(source, b"else", sent.operator), (source, b"noted", attacker), (attacker, b"noted", sent.operator)]
    for to, body, sender in others:
        mail.send(to, 0, body, 0, sender=sender)
    assert sent.gateway.post() == 1
    [*before, (_, log)] = logs_of(sent, mail)
    said = mail.engine.decode_log(log)
    assert len(before) == len(others)
    assert (said.to, said.body, said.sender) == (source.address, b"noted", sent.operator.address)


def test_reply__transaction_not_mined_yet__is_not_sent_again(sent, system, caplog):
    """It waits in the node's pool, and no log tells of it: sent again, it would be on chain twice."""
    bring(sent, sent.address(REPLY), answer())
    outbox, operator = sent.gateway.outbox, sent.operator.address
    outbox.mark_reply(outbox.replies()[0], "posting", body=b"as it was sent", block=sent.anvil.block_number - 1)
    with sent.anvil.told():
        transfer = {"from": operator, "to": operator, "gas": "0x5208", "gasPrice": hex(10**12)}
        sent.anvil._rpc("eth_sendTransaction", transfer)
        assert sent.gateway.post() == 0 and "1 transactions of" in caplog.text
        assert not logs_of(sent, system.mail) and outbox.replies()[0].attempts == 0
        sent.anvil.mine()
    assert sent.gateway.post() == 1 and len(logs_of(sent, system.mail)) == 1


def test_reply__recipient_wants_more_postage_than_allowed__dropped_with_the_reason(sent, system):
    system.mail.set_postage(5, sender=sent.source)
    bring(sent, sent.address(REPLY), answer())
    sent.gateway.step()
    [reply] = sent.gateway.outbox.replies()
    assert reply.state == "dropped" and "expected postage of at most 0 wei" in reply.note


def test_reply__cannot_be_paid_now__tried_again_later_and_dropped_in_the_end(sent, system):
    """The gateway's account has no CNT: somebody may give it some, so it is asked again, each time later."""
    system.mail.set_postage(5, sender=sent.source)
    sent.gateway.postage = 5
    bring(sent, sent.address(REPLY), answer())
    for tries in range(1, TRIES + 1):
        assert sent.gateway.post() == 0
        [reply] = sent.gateway.outbox.replies()
        assert (reply.attempts, reply.state) == (tries, "dropped" if tries == TRIES else "posting")
        assert reply.due == sent.now + _wait(tries)
        sent.now = reply.due - 1
        assert not sent.gateway.outbox.replies(sent.now)
        sent.now = reply.due
    assert not sent.gateway.outbox.replies(sent.now) and not logs_of(sent, system.mail)


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
        (f"From: {EMAIL}\r\nContent-Type: text/html\r\n\r\n<b>hi</b>".encode(), 554),
        (f"From: {EMAIL}\r\nContent-Type: text/plain; charset=klingon\r\n\r\nhi".encode(), 554),
        (b"", 550),
        (answer("x" * 70_000), 552),
    ],
    ids=["too long", "quotation", "no text", "charset", "empty", "too large"],
)
def test_reply__nothing_to_post_or_too_long__refused(sent, raw, code):
    answered = bring(sent, sent.address(REPLY), raw)
    assert answered[0] == code, answered
    assert not sent.gateway.outbox.replies()


@pytest.mark.parametrize(
    ("header", "envelope"),
    [
        ({"Auto-Submitted": "auto-replied"}, EMAIL),
        ({"Auto-Submitted": "Auto-Generated; x=y"}, EMAIL),
        ({"Precedence": "junk"}, EMAIL),
        ({"List-Id": "people <people.example.org>"}, EMAIL),
        ({"X-Autoreply": "yes"}, EMAIL),
        ({}, ""),
    ],
    ids=range(6),
)
def test_reply__from_a_machine_or_a_list__dropped(sent, header, envelope):
    """RFC 3834: a vacation notice is not answered by anybody, or there would be a loop."""
    raw = answer(**header)
    assert bring(sent, sent.address(REPLY), raw, envelope)[0] == 250 and not sent.gateway.outbox.replies()


def test_reply__said_to_be_no_machine__is_taken(sent):
    """Exchange says of people's letters that they are not automatic."""
    assert bring(sent, sent.address(REPLY), answer(**{"Auto-Submitted": "no"}))[0] == 250
    assert len(sent.gateway.outbox.replies()) == 1


@pytest.mark.parametrize(
    "sender",
    ["other@example.org", f"{EMAIL}, other@example.org", f'"{EMAIL}" <other@example.org>', "", None],
    ids=range(5),
)
def test_reply__from_another_mailbox__refused(sent, sender):
    """The address of a letter is not enough, as one that was forwarded shows it."""
    raw = answer(sender=sender or EMAIL)
    if not sender:  # no From line, or two
        raw = raw.replace(b"From:", b"X-From:", 1) if sender is None else b"From: other@example.org\r\n" + raw
    code, said = bring(sent, sent.address(REPLY), raw)
    assert code == 550 and b"from the mailbox that letters go to" in said and not sent.gateway.outbox.replies()


def test_reply__mailbox_was_changed_since__the_old_one_speaks_for_nobody(sent):
    """Nor does a bounce or a word of it stop what goes to the new one."""
    sent.register(email="new@example.org", nonce=2)
    assert bring(sent, sent.address(REPLY), answer())[0] == 550
    assert bring(sent, sent.address(BOUNCE), bounce(), "")[0] == 250
    assert bring(sent, sent.address(STOP), answer())[0] == 250
    assert not sent.gateway.outbox.subscriber(sent.subscriber.address).suspended
    assert bring(sent, sent.address(REPLY), answer(sender="New@Example.org"))[0] == 250
    assert len(sent.gateway.outbox.replies()) == 1


def test_reply__more_than_three_to_a_letter__refused(sent):
    """The gateway pays for each; one that was taken is still acknowledged when it comes again."""
    to = sent.address(REPLY)
    codes = [bring(sent, to, answer(id_=f"<{n}@example.org>"))[0] for n in (1, 2, 3, 4, 1)]
    assert codes == [250, 250, 250, 550, 250] and len(sent.gateway.outbox.replies()) == 3


def test_reply__with_pictures_and_html__its_text_is_taken(sent):
    """What mail programs send: plain text beside HTML in another charset, a picture of a signature, an S/MIME one."""
    made = message_from_bytes(answer("ignored"), policy=SMTP)
    made.set_content("Größe: ja\n", charset="iso-8859-15")
    made.add_alternative("<b>Größe: ja</b>", subtype="html")
    made.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<logo>")
    made.make_mixed()
    made.add_attachment(b"0", "application", "pkcs7-signature", filename="smime.p7s")
    assert bring(sent, sent.address(REPLY), made.as_bytes())[0] == 250
    assert [r.body.decode() for r in sent.gateway.outbox.replies()] == ["Größe: ja"]


def test_reply__with_a_file__refused(sent):
    """A file is not lost without a word."""
    made = message_from_bytes(answer("see the file"), policy=SMTP)
    made.add_attachment(b"%PDF", "application", "pdf", filename="offer.pdf")
    code, said = bring(sent, sent.address(REPLY), made.as_bytes())
    assert code == 554 and b"files are not carried" in said and not sent.gateway.outbox.replies()


def test_stop__mailbox_wants_no_more__nothing_is_sent_until_it_agrees_again(sent, server):
    """RFC 2369: every letter says where to write to; from then on it takes a new yes."""
    [letter] = server.letters
    stop_at = sent.address(STOP)
    assert letter["List-Unsubscribe"] == f"<mailto:{stop_at}>" and stop_at in letter.get_content()
    assert bring(sent, stop_at, bounce(), "")[0] == 250  # a machine's word is none
    assert not sent.gateway.outbox.subscriber(sent.subscriber.address).suspended
    assert bring(sent, stop_at, b"")[0] == 250
    sent.notify()
    sent.gateway.step()
    assert len(server.letters) == 1 and sent.states() == ["sent", "dropped"]
    assert sent.gateway.outbox.subscriber(sent.subscriber.address).suspended == "its mailbox asked for no more"
    code = sent.ask(nonce=2)
    sent.notify()
    sent.gateway.step()
    assert (
        sent.states() == ["sent", "dropped", "queued"] and server.letters[-1]["Subject"] == "Notices for this mailbox?"
    )
    sent.gateway.confirm(code)
    sent.gateway.step()
    assert sent.states() == ["sent", "dropped", "sent"]


def test_reply__outbox_cannot_be_written__server_is_told_to_try_again(sent, monkeypatch, caplog):
    """A full disk loses no answer: the sender's server keeps it."""

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sent.gateway.outbox, "take", full)
    assert bring(sent, sent.address(REPLY), answer())[0] == 451 and "database or disk is full" in caplog.text
    monkeypatch.undo()
    assert bring(sent, sent.address(REPLY), answer())[0] == 250 and len(sent.gateway.outbox.replies()) == 1


def test_listener__second_recipient__is_told_to_come_again(sent):
    """A message counts for one address; nothing is lost, as its server brings the other one by itself."""
    with smtplib.SMTP(HOST, sent.listener, timeout=300) as session:
        session.starttls(context=ssl.create_default_context(cafile=sent.files[0]))
        session.ehlo()
        session.mail(EMAIL)
        assert [session.rcpt(sent.address(kind))[0] for kind in (REPLY, STOP)] == [250, 452]
        assert session.data(answer())[0] == 250
    assert [r.state for r in sent.gateway.outbox.replies()] == ["waiting"]
    assert not sent.gateway.outbox.subscriber(sent.subscriber.address).suspended


def test_listener__bad_certificate_or_taken_port__says_so(post, server, tmp_path, monkeypatch):
    with (
        pytest.raises(GatewayError, match="expected a certificate and its key"),
        listening(post.gateway, HOST, free_port(), str(tmp_path / "none.pem"), None),
    ):
        pytest.fail("it listens")
    monkeypatch.setenv("AIOSMTPD_CONTROLLER_TIMEOUT", "1")
    with pytest.raises(GatewayError, match="expected to listen on"), listening(post.gateway, HOST, server.port):
        pytest.fail("it listens")
