# SPDX-License-Identifier: MIT
"""What strangers write to the gateway, from public reports (CNT-17): it goes out and in as text, and stops nothing."""

from __future__ import annotations

import codecs
import encodings
import pkgutil
import smtplib
import ssl
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import strict_mail
from tests.mailserver import HOST, free_port
from tests.post_office import CONFIRMATIONS, EMAIL, answer, bounce, bring, files, post, server, system
from wuxing.contattract.post.gateway import Errand, GatewayError
from wuxing.contattract.post.gateway_command import listening
from wuxing.contattract.post.postman import BOUNCE, DEPTH, PARTS, REPLY, STOP
from wuxing.engine import EngineError, Revert
from wuxing.engine.base import Log

__all__ = ["files", "post", "server", "system"]

CHARSETS = sorted({module.name for module in pkgutil.iter_modules(encodings.__path__)} - {"aliases"})
SURROGATE, INJECTED = b"=?utf-7?q?+2AA-?=", b"=?utf-8?q?=0aReply-To:a@b.co?="


@pytest.fixture
def listener(post, server):
    """A post whose first letter was sent, and its listener runs."""
    post.notify()
    post.gateway.step()
    post.listener = free_port()
    with listening(post.gateway, HOST, post.listener, *post.files):
        yield post


def tell(post, topic: bytes, body: bytes) -> None:
    """A notice of a topic of the source's own."""
    topic = topic[:32].ljust(32, b"\0")
    post.system.notices.opt_in(post.source, topic, sender=post.subscriber)
    post.system.notices.notify(post.subscriber, topic, body[:256], sender=post.source)


def asides(post) -> list[tuple[str, str]]:
    """Kind and reason of all that is set aside."""
    return [(one.kind, one.reason) for one in post.gateway.outbox.aside()]


# letters


@pytest.mark.parametrize(
    "topic", [SURROGATE, INJECTED, b"=?\xff?=", b"=?utf-8?b?//8=?=", b"\xed\xa0\x80"], ids=range(5)
)
def test_deliver__cpython_121650_and_surrogates_in_a_topic__text_and_the_next_one_goes(post, server, anvil, topic):
    """CNT-17, CVE-2024-6923: an encoded word is shown as it was written; no header more, on any patch version."""
    tell(post, topic, topic)
    post.notify(b"the next one")
    post.gateway.step()
    assert post.states() == ["sent", "sent"]
    first, second = (strict_mail.read(raw) for _, _, raw in server.taken)
    assert first.subject == "[1] " + topic.decode(errors="replace") and first.headers["Reply-To"] == post.address(REPLY)
    assert topic.decode(errors="replace") in first.text and second.text.startswith("the next one\n")


def test_letter__on_the_wire__as_rfc_5322_and_2369_want_it(post, server):
    """CNT-17: read by a parser that did not make it. Date, Message-ID, List-Unsubscribe in brackets and in clear."""
    post.ask(email="new@example.org", nonce=2)
    post.notify("Größe: 5 XZ\n.\n..\nend".encode())
    post.gateway.step()
    for (_, _, raw), question in zip(server.taken, [True, False], strict=True):
        letter = strict_mail.read(raw, question)
        sent = datetime.strptime(letter.headers["Date"], "%a, %d %b %Y %H:%M:%S %z")
        assert sent == datetime.fromtimestamp(post.now, UTC)
    assert letter.headers["List-Unsubscribe"] == f"<mailto:{post.address(STOP)}>"
    assert letter.headers["To"] == EMAIL and letter.text.startswith("Größe: 5 XZ\n.\n..\nend\n")


def test_letter__every_charset_that_python_knows__is_text(post, server, anvil):
    """CNT-17: encoded words of all of them, both encodings, topics and bodies: all arrive as they were written."""
    words = [
        f"=?{name}?{kind}?{said}?=".encode() for name in CHARSETS for kind, said in [("q", "=0a+2AA-"), ("b", "/w==")]
    ]
    for word in words:
        tell(post, word, word)
    anvil.mine(CONFIRMATIONS)
    post.gateway.step()
    assert post.states() == ["sent"] * len(words) and not asides(post)
    for number, (word, (_, _, raw)) in enumerate(zip(words, server.taken, strict=True), 1):
        letter = strict_mail.read(raw)
        assert letter.subject == f"[{number}] {word[:32].decode()}" and letter.text.startswith(f"{word.decode()}\n")


PIECES = st.sampled_from([
    b"=?", b"?=", b"?q?", b"?b?", b"?Q?", b"utf-8", b"utf-7", b"idna", b"*en", b"=0a", b"=0D", b"+2AA-", b"\r\n",
    b"\n.", b"\r", b" ", b"Bcc:", b"a@b", b"<", b">", b",", b'"', b"\\", b"\0", b"\xed\xa0\x80", b"\xe2\x80\xae",
    b"\x1b[2J",
]) | st.binary(max_size=4)  # fmt: skip


@given(
    notices=st.lists(st.tuples(st.lists(PIECES, max_size=12), st.lists(PIECES, max_size=60)), min_size=1, max_size=4)
)
def test_step__whatever_strangers_write__every_letter_arrives_as_text(post, server, anvil, notices):
    """CNT-17: pieces of encoded words, headers, addresses, controls and bytes."""
    before = len(server.taken)
    for topic, body in notices:
        tell(post, b"".join(topic), b"".join(body))
    anvil.mine(CONFIRMATIONS)
    post.gateway.step()
    assert len(server.taken) - before == len(notices) and set(post.states()) == {"sent"}
    for _, to, raw in server.taken[before:]:
        assert to == EMAIL and strict_mail.read(raw).headers["To"] == EMAIL


def test_deliver__letter_that_cannot_be_made__set_aside_and_the_next_one_goes(post, server, caplog):
    """CNT-17: whatever the reason; shown, counted, and sent when it is told to try again."""
    for body in (b"one", b"two", b"three"):
        post.notify(body)
    whole, post.gateway.domain = post.gateway._notice, "gateway.example.org"

    def fails(letter, to):
        if letter.number == 2:
            raise RecursionError("a fault of this letter alone")
        return whole(letter, to)

    post.gateway._notice = fails
    post.gateway.step()
    assert post.states() == ["sent", "aside", "sent"] and "is set aside: a fault of this letter alone" in caplog.text
    assert asides(post) == [("letter", "a fault of this letter alone (RecursionError)")]
    assert post.gateway.outbox.count_aside() == 1
    post.gateway._notice = whole
    post.gateway.step()
    assert post.states()[1] == "aside"
    assert post.gateway.outbox.try_again() == 1
    post.gateway.step()
    assert post.states() == ["sent"] * 3 and not asides(post)


def test_deliver__address_that_cannot_be_said__set_aside_and_the_next_one_goes(post, server, monkeypatch):
    """CNT-17: what the SMTP client refuses to say is this letter's fault, and the session is another one's by then."""
    for body in (b"one", b"two", b"three"):
        post.notify(body)
    whole = post.gateway._notice

    def to_nobody(letter, to):
        bounce_to, _, data = whole(letter, to)
        return bounce_to, to if letter.number != 2 else "m\xedner@example.org", data

    monkeypatch.setattr(post.gateway, "_notice", to_nobody)
    post.gateway.step()
    assert post.states() == ["sent", "aside", "sent"] and len(server.taken) == 2


def test_step__part_fails_in_a_way_that_nobody_foresaw__the_others_go_on(post, server, monkeypatch, caplog):
    """CNT-17: nothing ends the process."""
    post.notify()
    for part in ("poke", "expire", "post"):
        monkeypatch.setattr(post.gateway.__class__, part, lambda self: [][0])
    post.gateway.step()
    assert post.states() == ["sent"] and "IndexError" in caplog.text


# the chain


def test_read__log_that_does_not_decode__set_aside_and_the_next_one_goes(post, server, anvil, monkeypatch):
    """CNT-17: it counts for the number that follows, so that no gap is seen behind it."""
    for body in (b"one", b"two", b"three"):
        post.notify(body)
    whole = anvil.logs

    def damaged(*asked, **named):
        found = whole(*asked, **named)
        block, log = found[1]
        return [found[0], (block, Log(log.address, log.topics, b"\xff" * 40)), found[2]]

    monkeypatch.setattr(anvil, "logs", damaged)
    post.gateway.step()
    assert post.states() == ["sent", "dropped", "sent"] and len(server.taken) == 2
    [(kind, reason)] = asides(post)
    assert kind == "log" and reason.startswith("expected the log of a notice")
    post.gateway.step()
    assert post.gateway.outbox.count_aside() == 1


@pytest.mark.parametrize("error", [Revert(""), EngineError("this one alone"), ValueError("\ud800")], ids=repr)
def test_poke__adapter_fails_for_one_subject__the_others_are_poked(post, error):
    """CNT-17: neither a view that reverts, nor one that cannot be asked."""
    poked = []

    class Adapter:
        def news(self, subject):
            if subject == 1:
                raise error
            return True

        def poke(self, subject, sender):
            poked.append(subject)

    post.gateway.errands = [Errand(Adapter(), "news", "poke", lambda: [0, 1, 2])]
    assert post.gateway.poke() == 2 and poked == [0, 2]


def test_post__reply_that_fails__the_next_one_is_posted(listener, system, monkeypatch):
    """CNT-17: a recipient whose key is none, a node that cannot answer for it: set aside, or tried again later."""
    for number in range(3):
        assert bring(listener, listener.address(REPLY), answer(id_=f"<{number}@example.org>"))[0] == 250
    keys = iter([(1, b"no key"), EngineError("this one alone"), (0, b"")])

    class Names:
        def key_of(self, _):
            found = next(keys)
            if isinstance(found, Exception):
                raise found
            return found

    listener.gateway.names = Names()
    assert listener.gateway.post() == 1
    first, second, third = listener.gateway.outbox.replies()
    assert (first.state, third.state) == ("aside", "posted") and "expected a public key" in first.note
    assert (second.state, second.attempts, second.note) == ("waiting", 1, "this one alone (EngineError)")
    assert [kind for kind, _ in asides(listener)] == ["reply"]


def test_post__revert_without_a_reason__is_a_try(listener, system, monkeypatch):
    """CNT-17: no line of nothing is taken."""
    assert bring(listener, listener.address(REPLY), answer())[0] == 250

    class Mail:
        address = system.mail.address

        def postage_of(self, *_):
            raise Revert("")

    listener.gateway.mail = Mail()
    assert listener.gateway.post() == 0
    [reply] = listener.gateway.outbox.replies()
    assert (reply.state, reply.attempts, reply.note) == ("posting", 1, "Revert")


# messages

NESTED = "".join(
    f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(1_100)
).encode()  # fmt: skip
WIDE = f"From: {EMAIL}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".encode() + b"--b\r\n\r\nx\r\n" * 5_000


@pytest.mark.parametrize("raw", [NESTED, WIDE], ids=["nested", "wide"])
@pytest.mark.parametrize("kind", [REPLY, BOUNCE])
def test_accept__thousands_of_parts__refused_with_the_reason(listener, raw, kind):
    """CNT-17: 59 KB of 1,100 parts in each other."""
    code, said = bring(listener, listener.address(kind), raw)
    assert code == 554 and f"at most {PARTS} parts, {DEPTH} deep".encode() in said
    assert asides(listener) == [("message", f"expected at most {PARTS} parts, {DEPTH} deep")]
    assert not listener.gateway.outbox.replies()


def test_listener__while_a_message_is_read__others_are_answered(listener, monkeypatch):
    """CNT-17: reading is off the listener's thread."""
    reading, go = threading.Event(), threading.Event()
    whole = listener.gateway.accept

    def held(to, raw, sender):
        if b"held" in raw:
            reading.set()
            assert go.wait(300)
        return whole(to, raw, sender)

    monkeypatch.setattr(listener.gateway, "accept", held)
    first = threading.Thread(target=bring, args=(listener, listener.address(REPLY), answer("held", id_="<held@x>")))
    first.start()
    assert reading.wait(300)
    try:
        assert bring(listener, listener.address(REPLY), answer("not so"))[0] == 250
        assert [r.body for r in listener.gateway.outbox.replies()] == [b"not so"]
    finally:
        go.set()
        first.join()
    assert [r.body for r in listener.gateway.outbox.replies()] == [b"not so", b"held"]


@pytest.mark.parametrize(
    "sender",
    [
        f"{EMAIL}(<x@evil.example>", f"{EMAIL} (comment)", f"(comment) {EMAIL}", f"group: {EMAIL};",
        f"<@evil.example:{EMAIL}>", f"<{EMAIL}> <x@evil.example>", f"<x@evil.example> <{EMAIL}>", f"{EMAIL}>",
        f'"x <{EMAIL}>" <x@evil.example>', f'"a\\" <x@evil.example>" <{EMAIL}>', '"miner"@example.org',
        f"x@evil.example <{EMAIL}>", f"<{EMAIL}", f"<{EMAIL}>;", f"{EMAIL},", f"{EMAIL} x@evil.example",
        "miner@example.org.", "miner@example\uff0eorg", "m\u0131ner@example.org", "miner@example.org\u200b",
        "=?utf-8?q?miner?=@example.org", "=?utf-8?q?miner=40example.org?=", f"a\x01 <{EMAIL}>", f"[x] <{EMAIL}>",
        "miner @example.org", "miner@ example.org", "miner@[example.org]",
    ],
    ids=range(27),
)  # fmt: skip
def test_reply__cve_2023_27043_address_of_two_readings__refused(listener, sender):
    """CNT-17: comments, groups, routes, quotations, look-alikes, and what Python once took for the mailbox."""
    raw = answer().replace(f"From: {EMAIL}".encode(), f"From: {sender}".encode(), 1)
    code, said = bring(listener, listener.address(REPLY), raw)
    assert code == 550 and b"from the mailbox that letters go to" in said and not listener.gateway.outbox.replies()


@pytest.mark.parametrize(
    "head",
    [
        "From: x@evil.example\r\nFrom: {}", "From: {}\r\nfrom: x@evil.example", "From: {}\r\nFROM: {}",
        "From x@evil.example\r\nFrom: {}", " x@evil.example\r\nFrom: {}", "From: {}\r\n: x@evil.example",
        "From: {}\r\nFrom : x@evil.example", "From: {},\r\n\tx@evil.example", "From : {}",
        "From: {}\r\nX: y\r\nFrom x@evil.example\r\nY: z",
    ],
    ids=range(10),
)  # fmt: skip
def test_reply__from_lines_that_others_see_more_of__refused(listener, head):
    """CNT-17: two of them, written in two ways, or where one parser sees the end of the header."""
    raw = answer().replace(f"From: {EMAIL}".encode(), head.replace("{}", EMAIL).encode(), 1)
    assert bring(listener, listener.address(REPLY), raw)[0] == 550 and not listener.gateway.outbox.replies()


@pytest.mark.parametrize(
    "sender",
    [
        EMAIL, f"<{EMAIL}>", f"A Miner <{EMAIL}>", f'"Miner, A. (Mine Ltd)" <{EMAIL}>', f"A. Miner\r\n <{EMAIL}>",
        f"=?utf-8?q?M=C3=BCller?= <{EMAIL}>", "MINER@Example.ORG", f'"{EMAIL}" <{EMAIL}>', f"Müller <{EMAIL}>",
    ],
    ids=range(9),
)  # fmt: skip
def test_reply__from_as_mail_programs_write_it__is_taken(listener, sender):
    """CNT-17."""
    raw = answer().replace(f"From: {EMAIL}".encode(), f"From: {sender}".encode(), 1)
    assert bring(listener, listener.address(REPLY), raw)[0] == 250 and len(listener.gateway.outbox.replies()) == 1


@pytest.mark.parametrize(
    "end", [b"\n.\r\n", b"\n.\n", b"\r.\r\n", b"\r.\r", b"\r\n.\r", b"\r\n.\n", b"\0\r\n"], ids=repr
)
def test_listener__cve_2023_51764_end_of_data_that_is_none__no_second_message(listener, end):
    """CNT-17, SMTP smuggling: only CR LF . CR LF ends a message, and one with another line end is refused."""
    smuggled = f"MAIL FROM:<{EMAIL}>\r\nRCPT TO:<{listener.address(STOP)}>\r\nDATA\r\nx"
    data = answer("first").rstrip() + end + smuggled.encode() + b"\r\n.\r\n"
    with smtplib.SMTP(HOST, listener.listener, timeout=300) as session:
        session.starttls(context=ssl.create_default_context(cafile=listener.files[0]))
        session.ehlo()
        session.mail(EMAIL)
        session.rcpt(listener.address(REPLY))
        assert session.docmd("DATA")[0] == 354
        session.send(data)
        code, said = session.getreply()
        assert (code, b"lines that end in CR LF" in said) == (554, True)
        assert session.docmd("NOOP")[0] == 250  # it was one message
    assert not listener.gateway.outbox.replies()
    assert not listener.gateway.outbox.subscriber(listener.subscriber.address).suspended


def test_accept__answers_in_every_charset_that_python_knows__a_verdict_each(post):
    """CNT-17: an answer or a refusal; surrogates, which UTF-7 can write, are no end of it."""
    post.notify()
    post.gateway.step()
    octets = b"+2AA- xn--a \\ud800 \\N{DIGIT ONE} \xff\xfe\xed\xa0\x80\x1b$B"
    text = codecs.encode(octets, "base64").replace(b"\n", b"\r\n")
    for charset in CHARSETS:
        head = (
            f"From: {EMAIL}\r\nMessage-ID: <{charset}@x>\r\nContent-Type: text/plain; charset={charset}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n"
        )
        said = post.gateway.accept(post.address(REPLY), head.encode() + text, EMAIL)
        assert said[:3] in ("250", "554"), (charset, said)
        for reply in post.gateway.outbox.replies():
            assert all(c.isprintable() or c == "\n" for c in reply.body.decode())
        post.gateway.outbox._db.execute("delete from reply")  # or it would be more than three
    assert not asides(post)


HEADS = st.sampled_from([
    f"From: {EMAIL}", "From: \udcff <a@b>", "From: a@b,,@;:<", "Auto-Submitted: \udcff(", "Precedence: \udcff;", "X: y",
    "Message-ID: <\udcff@[>", "Message-ID: =?utf-7?q?+2AA-?=", "Content-Type: text/plain; charset=utf-7", "\udcff",
    "Content-Type: text/plain; charset*0*=''x; charset*1=y", "Content-Type: text/plain; charset*=utf-7''+2AA-",
    "Content-Type: text/plain; charset*9999999999999999999999999*=a", 'Content-Type: multipart/mixed; boundary="',
    "Content-Type: multipart/report; boundary=b", "Content-Type: message/delivery-status", "Content-Type: /;=",
    "Content-Type: message/rfc822", "Content-Type: text/plain; x=" + '"' + ";" * 3_000,
    "Content-Type: =?utf-7?q?+2AA-?=", "Content-Disposition: attachment; \udcff=",
    "Content-Transfer-Encoding: uuencode",
    "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable", "Action: failed",
    "Status: 5.\udcff", "Diagnostic-Code: =?utf-7?q?+2AA-?=", ":", " x", "From x",
])  # fmt: skip


@given(
    heads=st.lists(st.lists(HEADS, max_size=6), max_size=4),
    body=st.binary(max_size=80),
    kind=st.sampled_from([REPLY, BOUNCE, STOP]),
    sender=st.sampled_from([EMAIL, "", "\ud800"]),
)
def test_accept__any_message__a_verdict_and_the_next_one_is_read(post, heads, body, kind, sender):
    """CNT-17: whatever a stranger writes, the listener has an answer, and nothing is taken that was not understood."""
    if not post.states():
        post.notify()
        post.gateway.step()
    raw = b"\r\n--b\r\n".join("".join(f"{h}\r\n" for h in head).encode(errors="surrogateescape") for head in heads)
    said = post.gateway.accept(post.address(kind), raw + b"\r\n" + body.replace(b"\n", b"\r\n"), sender)
    assert said[:3] in ("250", "550", "552", "554") and said.isascii() and said.isprintable()
    # what was understood of it may count: what must not is that the next one is not read
    assert post.gateway.accept(post.address(BOUNCE), bounce("4.2.2"), "") == "250 2.0.0 noted"


# registrations


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": float("inf")}, {"nonce": 2**63}, {"nonce": 2**300}, {"nonce": -1}, {"deadline": float("inf")},
        {"deadline": 2**300}, {"email": "\ud800@example.org"}, {"email": ["a@example.org"]}, {"signature": None},
        {"signature": "0x" + "00" * 65}, {"signature": "\ud800"}, {"signature": "0x" + "ff" * 65},
        {"subscriber": "\ud800"}, {"subscriber": {}}, {"email": "=?utf-8?q?=0a?=@example.org"},
        {"email": '"a b"@example.org'},
        {"email": "a(b)@example.org"}, {"email": "<@evil.example:a@example.org>"}, {"email": "g: a@example.org;"},
        {"email": "a@[127.0.0.1]"}, {"email": "\u212aate@example.org"}, {"email": "a@example.org\0"},
        {"email": "x" * 65 + "@example.org"},
    ],
    ids=range(23),
)  # fmt: skip
def test_register__hostile_statement__refused_with_one_line_and_nothing_changed(post, changes):
    """CNT-17: numbers without bounds, text that is none, addresses of two readings."""
    known = post.gateway.outbox.subscribers()
    with pytest.raises(GatewayError, match=r"^expected a statement ") as raised:
        post.gateway.register(post.statement(nonce=2) | changes)
    assert "\n" not in str(raised.value) and str(raised.value).encode() and post.gateway.outbox.subscribers() == known
