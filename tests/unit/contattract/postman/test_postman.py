# SPDX-License-Identifier: MIT
"""postman (CNT-17): addresses with codes, letters from hostile bytes, and parsers that no message makes fail."""

from email import message_from_bytes, policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wuxing.contattract.post import postman
from wuxing.contattract.post.postman import AGREE, BOUNCE, REPLY, RETURNED, STOP, BadAddress, Unreadable

SECRET, DOMAIN = b"s" * 32, "gateway.example.org"
SUBSCRIBER = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"
HEADS = st.sampled_from([
    b"", b"Subject: =?utf-8?B?\xff?=\r\n", b"Content-Type: multipart/report; boundary=b\r\n",
    b"Content-Type: text/plain; charset=utf-7\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: message/delivery-status\r\n", b"Auto-Submitted: \xff(\r\n", b"Message-ID: <\xff@[>\r\n",
    b"Content-Type: text/plain; charset*0*=''x; charset*1=y\r\n", b"Content-Type: multipart/mixed; boundary=\"\r\n",
    b"Content-Transfer-Encoding: uuencode\r\n", b"From: a@b,,@;:<\r\n", b"Content-Type: /;=\r\n",
    b"From: \xff <a@b>\r\n", b"Precedence: \xff;\r\n", b"Content-Disposition: attachment; \xff=\r\n",
])  # fmt: skip


@given(number=st.integers(0, 2**40 - 1), kind=st.sampled_from([REPLY, BOUNCE, STOP, AGREE, RETURNED]))
def test_own_address__any_letter__is_read_back(number, kind):
    made = postman.own_address(SECRET, kind, SUBSCRIBER, number, DOMAIN)
    assert postman.read_address(SECRET, made, DOMAIN) == (kind, SUBSCRIBER, number)
    assert postman.read_address(SECRET, made.upper(), DOMAIN) == (kind, SUBSCRIBER, number)  # servers may change case
    assert len(made.partition("@")[0]) <= 64  # RFC 5321
    other = BOUNCE if kind == REPLY else REPLY
    for address, domain in [(made, "example.org"), (other + made[1:], DOMAIN), (made.split("@")[0], "")]:
        assert postman.read_address(SECRET, address, domain) is None
    assert postman.read_address(b"t" * 32, made, DOMAIN) is None


@given(place=st.integers(2, 57), letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_read_address__a_letter_changed__is_none_of_ours(place, letter):
    made = postman.own_address(SECRET, REPLY, SUBSCRIBER, 7, DOMAIN)
    changed = made[:place] + letter + made[place + 1 :]
    assert changed == made or postman.read_address(SECRET, changed, DOMAIN) is None


@given(text=st.text(max_size=90))
@example("r.@gateway.example.org")
@example("r.aaaa====@gateway.example.org")
@example("r.\xe4@gateway.example.org")
def test_read_address__any_text__is_none_of_ours(text):
    for address in (text, f"r.{text}@{DOMAIN}"):
        assert postman.read_address(SECRET, address, DOMAIN) is None


@pytest.mark.parametrize("charset", ["idna", "undefined", "klingon", "a\0b"])
def test_answer_in__charset_that_fails__no_answer(charset):
    """Python's decoders fail in different ways."""
    raw = f"Content-Type: text/plain; charset={charset}\r\n\r\nhello".encode()
    if "\0" in charset:
        with pytest.raises(Unreadable, match="no NUL"):
            postman.parsed(raw)
    else:
        assert postman.answer_in(postman.parsed(raw)) == ""


@pytest.mark.parametrize(
    "below",
    [
        "\n> hello\n> there\n",
        "\nOn Sat, 1 Nov 2026, notices@gateway.example.org wrote:\n> hello\n",
        "\nOn Sat, 1 Nov 2026 at 10:00\nGateway <notices@gateway.example.org> wrote:\n\n> hello\n",
        "\n-- \nA. Miner\nMine Ltd\n",
        "\n-----Original Message-----\nFrom: Gateway\nhello\n",
        f"\n{'_' * 32}\nFrom: Gateway\nSent: Saturday\nhello\n",
    ],
    ids=["marked", "one line", "two lines", "signature", "outlook", "outlook now"],
)
def test_answer_in__what_mail_programs_put_below__is_no_answer(below):
    raw = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    assert (
        postman.answer_in(
            postman.parsed(raw + f"On time: yes.\n\nThe rest - later{below}".encode().replace(b"\n", b"\r\n"))
        )
        == "On time: yes.\n\nThe rest - later"
    )


@given(head=st.lists(HEADS, max_size=4), body=st.binary(max_size=200))
def test_parsers__any_message__none_fails(head, body):
    """What comes in is anybody's: a parser that fails would answer 500, and its server would send it again for days."""
    raw = b"".join(head) + b"\r\n" + body
    try:
        message = postman.parsed(raw)
    except Unreadable:
        assert {0, 10, 13} & set(body)
        return
    assert postman.hard_bounce(message) is None or b"delivery-status" in raw
    assert postman.is_automatic(message, "") and isinstance(postman.is_automatic(message, "a@b"), bool)
    assert not postman.is_from(message, "me@example.org") and isinstance(postman.has_files(message), bool)
    assert len(postman.identity(message, raw)) == 64
    text = postman.answer_in(message)
    assert all(c.isprintable() or c == "\n" for c in text)


@given(topic=st.binary(max_size=32), body=st.binary(max_size=256))
def test_letter__any_notice__has_our_headers_and_no_others(topic, body):
    """CNT-G-5."""
    r, u = f"r@{DOMAIN}", f"u@{DOMAIN}"
    made = postman.letter(f"n@{DOMAIN}", "to@example.org", r, u, "<1@x>", SUBSCRIBER, topic, 1, body, 2e9)
    read = message_from_bytes(made, policy=policy.default)
    expected = {"From", "To", "Reply-To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"}
    expected |= {"MIME-Version", "Content-Type", "Content-Transfer-Encoding", "List-Unsubscribe", "Date"}
    assert set(read.keys()) == expected and postman.is_automatic(postman.parsed(made), "a@b")
    assert read["To"] == "to@example.org" and read["Subject"].startswith("[1]")
    assert read.get_content().rstrip().endswith(f"on chain.\r\nNo more of these letters: write to {u}")


@pytest.mark.parametrize("good", ["a@example.org", "first.last+tag@mail.example.org", "x" * 60 + "@example.org"])
def test_mailbox__an_address__as_it_is(good):
    assert postman.mailbox(good) == good


@pytest.mark.parametrize(
    "bad", ["", "a", "@example.org", "a@", "a@b", "a b@example.org", "a@example.org\n", "a@example.org, b@example.org",
            "A <a@example.org>", "ä@example.org", "a@exämple.org", "a@example.org\r\nBcc: b@example.org",
            "x" * 300 + "@example.org", "x" * 65 + "@example.org", '"a"@example.org', "a(b)@example.org",
            "a@example.org(<x@evil.example>", "g:a@example.org;", "<@evil.example:a@example.org>", "a@[127.0.0.1]",
            "a@127.0.0.1", "a..b@example.org", ".a@example.org", "a.@example.org", "a@-example.org", "a@example..org",
            "\u212aate@example.org", "a@example.org\0", "\ud800@example.org", "=?utf-8?q?=0a?=@example.org"]
)  # fmt: skip
def test_mailbox__no_address__says_what_was_expected(bad):
    with pytest.raises(BadAddress, match=r"expected an e-mail address like name@example\.org"):
        postman.mailbox(bad)


def test_message_id__same_notice_same_id__anything_else_another():
    base = ("31337/0x1", SUBSCRIBER, 1, SUBSCRIBER, b"t", b"b", DOMAIN)
    others = [("1/0x1",), ("0x2",), (2,), ("0x3",), (b"u",), (b"c",)]
    ids = {postman.message_id(*base[:i], *other, *base[i + 1 :]) for i, other in enumerate(others)}
    assert len(ids) == 6 and postman.message_id(*base) not in ids
    assert postman.message_id(*base[:4], b"tb", b"", DOMAIN) != postman.message_id(*base)
    assert postman.message_id(*base) == postman.message_id(*base)
