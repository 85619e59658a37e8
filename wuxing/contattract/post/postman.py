# SPDX-License-Identifier: MIT
"""E-mail of the gateway (CNT-17): letters made and sent, reply addresses, bounces and replies read.

Letters go out over SMTP with STARTTLS, to a server whose certificate is good, or not at all. Every letter has an
address of its own for replies and one for bounces, with a code (HMAC) that nobody else can make; who wrote a reply is
not checked (SPF and DKIM are the receiving server's matter), so who reads another's letter can answer it.
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
from email.message import EmailMessage

from eth_hash.auto import keccak
from eth_utils import to_canonical_address, to_checksum_address

_MAC = 10
"""Bytes of the code in a reply address."""
_QUOTED = re.compile(r"^(>|On .*wrote:\s*$|-+ ?Original Message)", re.IGNORECASE)


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
    sender: str, to: str, reply_to: str, id_: str, source: str, topic: bytes, number: int, body: bytes
) -> EmailMessage:
    """A notice as e-mail. Bodies and topics are strangers' bytes: they end up as text, never as headers."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["To"], made["Reply-To"] = sender, to, reply_to
    made["Subject"] = f"[{number}] {readable(topic, lines=False) or 'notice'}"
    made["Message-ID"] = id_
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(
        f"{readable(body)}\n\n-- \nNotice {number}, from {source}.\n"
        "An answer to this letter goes to that account on chain.\n",
        cte="quoted-printable",
    )
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


# addresses for replies and bounces

REPLY, BOUNCE = "r", "b"


def own_address(secret: bytes, kind: str, subscriber: str, number: int, domain: str) -> str:
    """Where a letter's replies, or bounces, go: kind, subscriber, number and a code."""
    said = to_canonical_address(subscriber) + number.to_bytes(5, "big")
    token = base64.b32encode(said + _code(secret, kind, said)).decode().rstrip("=").lower()
    return f"{kind}.{token}@{domain}"


def read_address(secret: bytes, address: str, domain: str) -> tuple[str, str, int] | None:
    """Kind, subscriber and number of an address of ours; None for one that we did not make."""
    local, _, where = address.strip("<>").rpartition("@")
    kind, _, token = local.lower().partition(".")
    if where.lower() != domain.lower() or kind not in (REPLY, BOUNCE):
        return None
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:  # binascii's own, and letters that are no ASCII
        return None
    said, code = raw[:25], raw[25:]
    if len(raw) != 25 + _MAC or not hmac.compare_digest(code, _code(secret, kind, said)):
        return None
    return kind, to_checksum_address(said[:20]), int.from_bytes(said[20:], "big")


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


def is_automatic(raw: bytes) -> bool:
    """Whether a machine wrote a message (RFC 3834): answering it would be a loop."""
    message = message_from_bytes(raw)
    said = str(message.get("Auto-Submitted", "no")).strip().lower()
    return said != "no" or message.get_content_type() == "multipart/report"


def identity(raw: bytes) -> str:
    """What a message is told by: a hash over its Message-ID, or over all of it where it has none."""
    said = str(message_from_bytes(raw).get("Message-ID", "")).strip()
    return keccak(said.encode() or raw).hex()


def answer_in(raw: bytes) -> str:
    """What a person wrote in a reply: its plain text without the letter that it quotes; empty where there is none."""
    try:
        part = message_from_bytes(raw, policy=policy.default).get_body(preferencelist=("plain",))
        text = part.get_content() if part is not None else ""
    except Exception:  # unknown charsets, and hostile headers, on which the library's parser fails in many ways
        return ""
    kept = [line for line in text.splitlines() if not _QUOTED.match(line)]
    return readable("\n".join(kept).strip().encode())
