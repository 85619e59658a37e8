# SPDX-License-Identifier: MIT
"""E-mail of the gateway (CNT-17): letters made and sent, reply addresses, bounces and replies read.

Letters go out over SMTP with STARTTLS, to a server whose certificate is good, or not at all. Every letter has an
address of its own for replies, one for bounces and one for "no more", with a code (HMAC) that nobody else can make. A
reply counts from the mailbox itself by its From line, which can be forged (SPF and DKIM are the receiving server's
matter): who reads another's letter, and forges its sender, can answer it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import getaddresses

from eth_hash.auto import keccak
from eth_utils import to_canonical_address, to_checksum_address

_MAC = 10
"""Bytes of the code in a reply address."""
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "List-Help")
_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Loop")
_BELOW = re.compile(r"^(-- $|-+ ?Original Message|_{20,}\s*$)", re.IGNORECASE | re.MULTILINE)
"""Where a signature begins, or a letter that is quoted without marks."""
_QUOTED = re.compile(r"^(>.*|On [^\n]*(\n[^\n]+)?wrote:\s*)$", re.IGNORECASE | re.MULTILINE)


class Unreachable(Exception):
    """The mail server does not take letters now: down, wrong password, no STARTTLS, bad certificate. Letters wait."""


class Deferred(Exception):
    """The server does not take this letter now (4xx, or the connection broke); it may later."""


class Refused(Exception):
    """The server will never take this letter (5xx); `for_good` where it is the mailbox that it refuses."""

    def __init__(self, text: str, for_good: bool) -> None:
        super().__init__(text)
        self.for_good = for_good


class BadAddress(ValueError):
    """Text that is no e-mail address."""


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


def send(session: smtplib.SMTP, sender: str, to: str, message: EmailMessage, about_to: Callable[[], None]) -> None:
    """Sends one message; `about_to` is called when all is said but the data.

    Up to that call nothing was delivered, whatever happens; after it, only the server's answer tells. Raises Refused
    or Deferred. What Deferred says after `about_to` leaves it open whether the letter arrived.
    """
    data = message.as_bytes(policy=policy.SMTP)
    try:
        session.rset()
        for code, answer, mailbox in ((*session.mail(sender), False), (*session.rcpt(to), True)):
            if code >= 500:
                raise Refused(f"{code} {answer.decode(errors='replace')}", mailbox)
            if code >= 300:
                raise Deferred(f"{code} {answer.decode(errors='replace')}")
        about_to()
        code, answer = session.data(data)
    except smtplib.SMTPDataError as error:
        code, answer = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
    except (OSError, smtplib.SMTPException) as error:
        raise Deferred(f"the connection broke: {error}") from None
    if code >= 500:
        raise Refused(f"{code} {answer.decode(errors='replace')}", False)
    if code != 250:
        raise Deferred(f"{code} {answer.decode(errors='replace')}")


# letters


def message_id(chain: str, subscriber: str, number: int, source: str, topic: bytes, body: bytes, domain: str) -> str:
    """The same for the same notice on the same chain, however often it is made: receivers drop a second one by it."""
    words = [chain.encode(), subscriber.encode(), str(number).encode(), source.encode(), topic, body]
    return f"<{keccak(b''.join(keccak(word) for word in words))[:20].hex()}@{domain}>"


def readable(raw: bytes, lines: bool = True) -> str:
    """Text of a stranger as it may stand in a letter: what cannot be printed is replaced; `lines` keeps new lines."""
    text = raw.rstrip(b"\0").decode(errors="replace")
    return "".join(c if c.isprintable() or (lines and c == "\n") else "\ufffd" for c in text)


def letter(
    sender: str, to: str, reply_to: str, stop_at: str, id_: str, source: str, topic: bytes, number: int, body: bytes
) -> EmailMessage:
    """A notice as e-mail. Bodies and topics are strangers' bytes: they end up as text, never as headers."""
    subject = f"[{number}] {readable(topic, lines=False) or 'notice'}"
    text = (
        f"{readable(body)}\n\n-- \nNotice {number}, from {source}.\n"
        "An answer to this letter goes to that account on chain.\n"
        f"No more of these letters: write to {stop_at}\n"
    )
    made = _message(sender, to, reply_to, id_, subject, text)
    made["List-Unsubscribe"] = f"<mailto:{stop_at}>"
    return made


def question(sender: str, to: str, reply_to: str, id_: str, subscriber: str, code: str, days: int) -> EmailMessage:
    """Asks a mailbox whether it wants a subscriber's notices. Nothing in the text is a stranger's."""
    text = (
        f"The account {subscriber} asks that its notices are sent to this mailbox.\n\n"
        f"If you want that, answer this letter with the word yes within {days} days,\n"
        f"or hand in this code where you registered:\n\n{code}\n\n"
        "If not, do nothing: no notice will be sent to you.\n"
    )
    return _message(sender, to, reply_to, id_, "Notices for this mailbox?", text)


def _message(sender: str, to: str, reply_to: str, id_: str, subject: str, text: str) -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["To"], made["Reply-To"] = sender, to, reply_to
    made["Subject"], made["Message-ID"] = subject, id_
    # RFC 3834, and what Exchange reads instead: no vacation notices to this
    made["Auto-Submitted"], made["X-Auto-Response-Suppress"] = "auto-generated", "All"
    made.set_content(text, cte="quoted-printable")
    return made


def mailbox(text: str) -> str:
    """An e-mail address as `local@domain`. Raises BadAddress for anything else."""
    try:
        parsed = Address(addr_spec=text)
        if not text.isascii() or not text.isprintable() or " " in text or len(text) > 254 or "." not in parsed.domain:
            raise ValueError(text)
        return parsed.addr_spec
    except (ValueError, IndexError, AttributeError, MessageError):
        raise BadAddress(f"expected an e-mail address like name@example.org, got {text[:80]!r}") from None


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


# what comes in: anybody's bytes. The policy of old leaves headers as they are, so that none makes it fail


def hard_bounce(raw: bytes) -> str | None:
    """Why a delivery failed for good, from a delivery status notification (RFC 3464); None for anything else."""
    for part in message_from_bytes(raw).walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.walk():
            status = str(block.get("Status", "")).strip()
            if str(block.get("Action", "")).strip().lower() == "failed" and status.startswith("5"):
                return readable(f"{status} {block.get('Diagnostic-Code', '')}".strip().encode(), lines=False)[:200]
    return None


def is_automatic(raw: bytes, sender: str) -> bool:
    """Whether a machine or a list wrote a message: answering it would be a loop, and it speaks for nobody.

    `sender` is the envelope's, empty for bounces, receipts and vacation notices (RFC 3834).
    """
    message = message_from_bytes(raw)
    said = _word(message, "Auto-Submitted")
    return (
        not sender
        or said not in ("", "no")
        or _word(message, "Precedence") in ("bulk", "junk", "list", "auto_reply")
        or message.get_content_type() == "multipart/report"
        or any(name in message for name in (*_LISTS, *_MACHINES))
    )


def _word(message: Message, header: str) -> str:
    """A header's value without its parameters."""
    return str(message.get(header, "")).partition(";")[0].strip().lower()


def is_from(raw: bytes, mailbox: str) -> bool:
    """Whether a message says that this mailbox wrote it, and nobody else."""
    lines = message_from_bytes(raw).get_all("From", [])
    found = [address.lower() for _, address in getaddresses([str(line) for line in lines])]
    return len(lines) == 1 and found == [mailbox.lower()]


def identity(raw: bytes) -> str:
    """What a message is told by: a hash over its Message-ID, or over all of it where it has none."""
    said = str(message_from_bytes(raw).get("Message-ID", "")).strip()
    return keccak(said.encode() or raw).hex()


def has_files(raw: bytes) -> bool:
    """Whether files are attached; a signature is none."""
    return any(
        part.get_content_disposition() == "attachment" and not part.get_content_subtype().endswith("-signature")
        for part in message_from_bytes(raw).walk()
    )


def answer_in(raw: bytes) -> str:
    """What a person wrote in a reply: its plain text without the letter that it quotes; empty where there is none."""
    try:
        part = message_from_bytes(raw, policy=policy.default).get_body(preferencelist=("plain",))
        text = part.get_content() if part is not None else ""
    except Exception:  # unknown charsets, and hostile headers, on which the library's parser fails in many ways
        return ""
    text = _BELOW.split("\n".join(text.splitlines()), maxsplit=1)[0]
    return readable(_QUOTED.sub("", text).strip().encode())
