# SPDX-License-Identifier: MIT
"""E-mail of the gateway (CNT-17): letters made and sent, reply addresses, bounces and replies read.

Letters go out over SMTP with STARTTLS, to a server whose certificate is good, or not at all. Every letter has an
address of its own for replies, one for bounces and one for "no more", with a code (HMAC) that nobody else can make. A
reply counts from the mailbox itself by its From line, which can be forged (SPF and DKIM are the receiving server's
matter): who reads another's letter, and forges its sender, can answer it.

What strangers wrote goes out as encoded text and comes in through a parser that leaves headers as they are: none of it
is ever syntax to Python's parser of header values, which has decoded line breaks into headers (CVE-2024-6923) and read
two addresses as one (CVE-2023-27043).
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import hmac
import quopri
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import errors
from email.header import Header
from email.message import Message
from email.parser import BytesParser
from email.utils import format_datetime
from typing import Any

from eth_hash.auto import keccak
from eth_utils import to_canonical_address, to_checksum_address

LARGEST = 1 << 16
"""Bytes of a message that is taken."""
PARTS, DEPTH = 50, 8
"""Parts of a message that is read, and how deep they lie in each other: what parsing costs grows with both."""
_PARAMETERS = 2_000
"""Characters of a header whose parameters are read: what that costs grows with their square."""
_LINE = 998
"""Octets of a line of ours without its CR LF (RFC 5322)."""
_FOLD = "\r\n "
_MAC = 10
"""Bytes of the code in a reply address."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAILBOX = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?![0-9]+$){_LABEL}")
"""One reading alone: no quotation, no comment, no route, no literal address."""
_NAME = re.compile(r'(?:[^\x00-\x1f\x7f"\\<>@,;:()\[\]]|"[^\x00-\x1f\x7f"\\<>]*")*')
"""What may stand before an address in angle brackets."""
_OTHERS_SEE_MORE = (
    errors.FirstHeaderLineIsContinuationDefect,
    errors.InvalidHeaderDefect,
    errors.MisplacedEnvelopeHeaderDefect,
    errors.MissingHeaderBodySeparatorDefect,
)
"""What Python's parser leaves out of a header, and another one may not."""
_BREAKS = re.compile(rb"\r(?!\n)|(?<!\r)\n|\0")
"""Where one server sees the end of a line and another does not (CVE-2023-51764), and what no message may hold."""
_NO_CHARSETS = {"idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
"""Codecs that are Python's own, by the names it gives them: no mail program writes them, and some take very long."""
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "List-Help")
_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Loop")
_BELOW = re.compile(r"^(-- $|-+ ?Original Message|_{20,}\s*$)", re.IGNORECASE | re.MULTILINE)
"""Where a signature begins, or a letter that is quoted without marks."""
_QUOTED = re.compile(r"^(>.*|On [^\n]*(\n[^\n]+)?wrote:\s*)$", re.IGNORECASE | re.MULTILINE)


class Unreachable(Exception):
    """The mail server does not take letters now: down, wrong password, no STARTTLS, bad certificate. Letters wait."""


class Broken(Exception):
    """The session ended, or is to end (421, or no MAIL is taken): no verdict on the letter.

    `begun` where its data was on the way, so that it may have arrived.
    """

    def __init__(self, text: str, begun: bool = False) -> None:
        super().__init__(text)
        self.begun = begun


class Deferred(Exception):
    """The server does not take this letter now (4xx); it may later."""


class Refused(Exception):
    """The server will never take this letter (5xx); `for_good` where it is the mailbox that it refuses."""

    def __init__(self, text: str, for_good: bool) -> None:
        super().__init__(text)
        self.for_good = for_good


class BadAddress(ValueError):
    """Text that is no e-mail address."""


class Unreadable(ValueError):
    """A message that is not read: what was expected."""


@dataclass(frozen=True)
class Relay:
    """The server that takes our letters. `ca` is a file of certificates to trust instead of the system's."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    ca: str | None = None
    timeout: float = 30

    def connect(self) -> smtplib.SMTP:
        """A session that is encrypted and logged in. Raises Unreachable with what to do."""
        where = f"{self.host}:{self.port}"
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except (OSError, ssl.SSLError) as error:
            raise Unreachable(f"expected certificates to trust in {self.ca}: {error}") from None
        try:
            session = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"mail server {where} does not answer ({error}); letters wait") from None
        try:
            session.ehlo()
            if not session.has_extn("starttls"):
                raise Unreachable(f"mail server {where} offers no STARTTLS; nothing is sent in clear, letters wait")
            session.starttls(context=context)
            session.ehlo()
            if self.user:
                session.login(self.user, self.password)
        except ssl.SSLError as error:
            session.close()
            raise Unreachable(f"mail server {where}: its certificate is not good ({error}); letters wait") from None
        except smtplib.SMTPAuthenticationError as error:
            session.close()
            raise Unreachable(
                f"mail server {where} does not take user {self.user!r} with this password ({error.smtp_code}); "
                "set WUXING_SMTP_USER and WUXING_SMTP_PASSWORD"
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            session.close()
            raise Unreachable(f"mail server {where} broke off ({error}); letters wait") from None
        except Unreachable:
            session.close()
            raise
        return session


def send(session: smtplib.SMTP, sender: str, to: str, data: bytes, about_to: Callable[[], None]) -> None:
    """Sends one message; `about_to` is called when all is said but the data.

    Up to that call nothing was delivered, whatever happens; after it, only the server's answer tells. Raises Refused,
    Deferred or Broken.
    """
    begun = False
    try:
        # neither of these says anything of this letter: the sender is the gateway, whichever letter it is
        for code, answer in (session.rset(), session.mail(sender)):
            if code != 250:
                raise Broken(_said(code, answer))
        _judge(*session.rcpt(to), expected=2, mailbox=True)
        _judge(*session.docmd("DATA"), expected=3)
        about_to()
        begun = True
        session.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        code, answer = session.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Broken(f"the connection broke: {readable(str(error), lines=False)}", begun) from None
    if code < 200:
        raise Broken(f"no answer of a mail server: {_said(code, answer)}", begun)
    _judge(code, answer, expected=2)


def _judge(code: int, answer: bytes, expected: int, mailbox: bool = False) -> None:
    """What an answer means for a letter; nothing where its first digit is the one that was `expected`."""
    if code == 421 or code < 200:
        raise Broken(_said(code, answer))
    if code >= 500:
        raise Refused(_said(code, answer), mailbox)
    if code // 100 != expected:
        raise Deferred(_said(code, answer))


def _said(code: int, answer: bytes) -> str:
    return f"{code} {readable(answer, lines=False)[:400]}"


# letters


def message_id(chain: str, subscriber: str, number: int, source: str, topic: bytes, body: bytes, domain: str) -> str:
    """The same for the same notice on the same chain, however often it is made: receivers drop a second one by it."""
    words = [chain.encode(), subscriber.encode(), str(number).encode(), source.encode(), topic, body]
    return f"<{keccak(b''.join(keccak(word) for word in words))[:20].hex()}@{domain}>"


def readable(text: bytes | str, lines: bool = True) -> str:
    """Text of a stranger as it may stand in a letter: what cannot be printed is replaced; `lines` keeps new lines."""
    if isinstance(text, bytes):
        text = text.rstrip(b"\0").decode(errors="replace")
    return "".join(c if c.isprintable() or (lines and c == "\n") else "\ufffd" for c in text)


def letter(
    sender: str,
    to: str,
    reply_to: str,
    stop_at: str,
    id_: str,
    source: str,
    topic: bytes,
    number: int,
    body: bytes,
    now: float,
) -> bytes:
    """A notice as e-mail of second `now`. Bodies and topics are strangers' bytes: they become text, never headers.

    Raises ValueError where an address would not stand in a header.
    """
    subject = f"[{number}] {readable(topic, lines=False).strip() or 'notice'}"
    text = (
        f"{readable(body)}\n\n-- \nNotice {number}, from {source}.\n"
        "An answer to this letter goes to that account on chain.\n"
        f"No more of these letters: write to {stop_at}\n"
    )
    return _message(sender, to, reply_to, id_, subject, text, now, {"List-Unsubscribe": f"<mailto:{stop_at}>"})


def question(sender: str, to: str, reply_to: str, id_: str, subscriber: str, code: str, days: int, now: float) -> bytes:
    """Asks a mailbox whether it wants a subscriber's notices. Nothing in the text is a stranger's."""
    text = (
        f"The account {subscriber} asks that its notices are sent to this mailbox.\n\n"
        f"If you want that, answer this letter with the word yes within {days} days,\n"
        f"or hand in this code where you registered:\n\n{code}\n\n"
        "If not, do nothing: no notice will be sent to you.\n"
    )
    return _message(sender, to, reply_to, id_, "Notices for this mailbox?", text, now, {})


def _message(
    sender: str, to: str, reply_to: str, id_: str, subject: str, text: str, now: float, more: dict[str, str]
) -> bytes:
    """The octets that go out (RFC 5322): written here, for Python's own makers parse what they are given."""
    head = {
        "From": sender,
        "To": to,
        "Reply-To": reply_to,
        "Subject": _encoded(subject),
        "Date": format_datetime(datetime.fromtimestamp(int(now), UTC)),
        "Message-ID": id_,
        # RFC 3834, and what Exchange reads instead: no vacation notices to this
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **more,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "quoted-printable",
    }
    made = "".join(map(_header, head, head.values())).encode("ascii")
    made += b"\r\n" + quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    if _BREAKS.search(made) or max(map(len, made.split(b"\r\n"))) > _LINE:
        raise ValueError(f"expected lines of at most {_LINE} octets that end in CR LF, got others in {head}")
    return made


def _header(name: str, value: str) -> str:
    """A header's lines: a long value is folded at its spaces, not before it, where some parsers keep the fold."""
    if not value.isprintable():
        raise ValueError(f"expected a {name} of one line, got {value!r}")
    if len(name) + len(value) > 76:
        value = value.replace(" ", _FOLD)
    return f"{name}: {value}\r\n"


def _encoded(text: str) -> str:
    """Text as a header's value (RFC 2047) in which nothing of it can be taken for an encoded word."""
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8", 76, "Subject").encode(linesep="")


def mailbox(text: str) -> str:
    """An e-mail address as `local@domain`, which every parser reads alike. Raises BadAddress for anything else."""
    local = text.partition("@")[0]
    if not _MAILBOX.fullmatch(text) or len(text) > 254 or len(local) > 64 or "=?" in text:
        raise BadAddress(f"expected an e-mail address like name@example.org, got {text[:80]!r}")
    return text


# our addresses: kind, subscriber, number of the letter or request, and a code

REPLY, BOUNCE, STOP = "r", "b", "u"
"""Of a letter: answers, bounces, and where to ask for no more."""
AGREE, RETURNED = "c", "d"
"""Of a request: answers, and bounces."""


def token(secret: bytes, kind: str, subscriber: str, number: int) -> str:
    """What nobody can make without the secret: a subscriber, a number of 40 bits, and their code of 80."""
    said = to_canonical_address(subscriber) + number.to_bytes(5, "big")
    return base64.b32encode(said + _code(secret, kind, said)).decode().rstrip("=").lower()


def own_address(secret: bytes, kind: str, subscriber: str, number: int, domain: str) -> str:
    """Where messages of a kind about a letter or a request go."""
    return f"{kind}.{token(secret, kind, subscriber, number)}@{domain}"


def read_token(secret: bytes, kind: str, text: str) -> tuple[str, int] | None:
    """Subscriber and number of a token of ours; None for one that we did not make."""
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:  # binascii's own, and letters that are no ASCII
        return None
    said, code = raw[:25], raw[25:]
    if len(raw) != 25 + _MAC or not hmac.compare_digest(code, _code(secret, kind, said)):
        return None
    return to_checksum_address(said[:20]), int.from_bytes(said[20:], "big")


def read_address(secret: bytes, address: str, domain: str) -> tuple[str, str, int] | None:
    """Kind, subscriber and number of an address of ours; None for one that we did not make."""
    local, _, where = address.strip("<>").rpartition("@")
    kind, _, text = local.lower().partition(".")
    if where.lower() != domain.lower() or kind not in (REPLY, BOUNCE, STOP, AGREE, RETURNED):
        return None
    found = read_token(secret, kind, text)
    return (kind, *found) if found else None


def _code(secret: bytes, kind: str, said: bytes) -> bytes:
    return hmac.new(secret, kind.encode() + said, hashlib.sha256).digest()[:_MAC]


# what comes in: anybody's bytes, parsed once. The policy of old leaves headers as they are, so that none makes it fail


class _Part(Message):
    """A message or part of one, which refuses to become larger than what is read."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._whole, self._parts, self._depth = self, 1, 0

    def attach(self, payload: Any) -> None:
        """Takes a part, before it is parsed."""
        whole = payload._whole = self._whole
        payload._depth, whole._parts = self._depth + 1, whole._parts + 1
        if payload._depth > DEPTH or whole._parts > PARTS:
            raise Unreadable(f"expected at most {PARTS} parts, {DEPTH} deep")
        super().attach(payload)

    def set_raw(self, name: str, value: str) -> None:
        """Takes a header."""
        if name.lower().startswith("content-") and len(value) > _PARAMETERS:
            raise Unreadable(f"expected at most {_PARAMETERS} characters of {readable(name[:40], lines=False)}")
        super().set_raw(name, value)  # type: ignore[misc]


def parsed(raw: bytes) -> Message:
    """A message within the bounds that others read alike. Raises Unreadable as soon as it is seen to be none."""
    if len(raw) > LARGEST:
        raise Unreadable(f"expected at most {LARGEST} bytes")
    if _BREAKS.search(raw):
        raise Unreadable("expected lines that end in CR LF, and no NUL")
    return BytesParser(_Part).parsebytes(raw)


def hard_bounce(message: Message) -> str | None:
    """Why a delivery failed for good, from a delivery status notification (RFC 3464); None for anything else."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.walk():
            status = str(block.get("Status", "")).strip()
            if str(block.get("Action", "")).strip().lower() == "failed" and status.startswith("5"):
                return readable(f"{status} {block.get('Diagnostic-Code', '')}".strip(), lines=False)[:200]
    return None


def is_automatic(message: Message, sender: str) -> bool:
    """Whether a machine or a list wrote a message: answering it would be a loop, and it speaks for nobody.

    `sender` is the envelope's, empty for bounces, receipts and vacation notices (RFC 3834).
    """
    return (
        not sender
        or any(said not in ("", "no") for said in _words(message, "Auto-Submitted"))
        or any(said in ("bulk", "junk", "list", "auto_reply") for said in _words(message, "Precedence"))
        or message.get_content_type() == "multipart/report"
        or any(name in message for name in (*_LISTS, *_MACHINES))
    )


def _words(message: Message, header: str) -> list[str]:
    """Values of a header without their parameters."""
    return [str(value).partition(";")[0].strip().lower() for value in message.get_all(header, [])]


def is_from(message: Message, mailbox: str) -> bool:
    """Whether a message says that this mailbox wrote it, and cannot be read as from anybody else.

    One From line of an address alone, or of a name and the address in angle brackets: all else that RFC 5322 allows
    (comments, groups, routes, quoted local parts, lists) is read in more than one way (CVE-2023-27043).
    """
    lines = [value for name, value in message.raw_items() if name.lower() == "from"]
    if len(lines) != 1 or message.get_unixfrom() or any(isinstance(d, _OTHERS_SEE_MORE) for d in message.defects):
        return False
    name, address = "", re.sub(r"\r?\n(?=[ \t])", "", lines[0]).strip(" \t")
    if address.endswith(">"):
        name, bracket, address = address[:-1].rpartition("<")
        address = address if bracket else ""
    return address.isascii() and address.lower() == mailbox.lower() and _NAME.fullmatch(name) is not None


def identity(message: Message, raw: bytes) -> str:
    """What a message is told by: a hash over its Message-ID, or over all of it where it has none."""
    said = str(message.get("Message-ID", "")).strip()
    return keccak(said.encode(errors="replace") or raw).hex()


def has_files(message: Message) -> bool:
    """Whether files are attached; a signature is none."""
    return any(
        part.get_content_disposition() == "attachment" and not part.get_content_subtype().endswith("-signature")
        for part in message.walk()
    )


def answer_in(message: Message) -> str:
    """What a person wrote in a reply: its plain text without the letter that it quotes; empty where there is none."""
    part = _plain(message)
    if part is None:
        return ""
    try:
        charset = str(part.get_content_charset("us-ascii"))
        if codecs.lookup(charset).name.replace("_", "-") in _NO_CHARSETS:
            return ""
        octets = part.get_payload(decode=True)
        text = octets.decode(charset, "replace") if isinstance(octets, bytes) else ""
    except (LookupError, ValueError):  # unknown charsets, and what is none
        return ""
    text = _BELOW.split("\n".join(text.splitlines()), maxsplit=1)[0]
    return readable(_QUOTED.sub("", text).strip())


def _plain(message: Any) -> Message | None:
    """The part that a mail program shows as text: not an attachment, nor what only belongs to another part."""
    if message.get_content_disposition() == "attachment":
        return None
    if message.get_content_maintype() != "multipart":
        return message if message.get_content_type() == "text/plain" else None
    parts = message.get_payload()
    if not isinstance(parts, list):
        return None
    inside = parts[:1] if message.get_content_subtype() == "related" else parts
    return next((found for part in inside if (found := _plain(part)) is not None), None)
