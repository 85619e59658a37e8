# SPDX-License-Identifier: MIT
"""A real SMTP server with STARTTLS (aiosmtpd), for tests of the gateway: what it takes, and how it is made to fail."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import secrets
import socket
import ssl
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "gateway", "correct horse"


def certificate(folder: Path, address: str = HOST) -> tuple[str, str]:
    """Files of a self-signed certificate for an IP address and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail under test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(files[0]), str(files[1])


def free_port() -> int:
    """A port that nobody listens on, and that no outgoing connection is given by the system meanwhile."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as s, contextlib.suppress(OSError):
            s.bind((HOST, port))
            return port


class MailServer:
    """Takes letters of one user over STARTTLS. `at_rcpt` and `at_data` answer instead of it where they are set.

    `at_end` may end a session at "MAIL", "RCPT" or "DATA", by how many letters it took in it and whom the next is for:
    it answers with its last words, "" for none. `sessions` counts those that were logged in.
    """

    def __init__(self, files: tuple[str, str], port: int | None = None, starttls: bool = True) -> None:
        self.files, self.port, self.starttls = files, port or free_port(), starttls
        self.taken: list[tuple[str, str, bytes]] = []
        self.at_rcpt: Callable[[str], str | None] = lambda address: None
        self.at_data: Callable[[EmailMessage], str | None] = lambda message: None
        self.at_end: Callable[[str, int, str], str | None] = lambda step, taken, address: None
        self.sessions = 0
        self.controller: Controller | None = None

    def start(self) -> MailServer:
        """Listens from now on."""
        context = None
        if self.starttls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.files)
        options: dict[str, Any] = (
            {"tls_context": context, "require_starttls": True, "auth_required": True} if self.starttls else {}
        )
        self.controller = Controller(
            self, HOST, self.port, authenticator=self._authenticate, ready_timeout=300, **options
        )
        self.controller.start()
        return self

    def stop(self) -> None:
        """Is down from now on."""
        if self.controller:
            self.controller.stop()
            self.controller = None

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.sessions += good
        return AuthResult(success=good, handled=False)

    def _ends(self, server: Any, session: Any, step: str, address: str) -> str | None:
        answer = self.at_end(step, getattr(session, "letters", 0), address)
        if answer is not None:
            if answer:
                asyncio.get_running_loop().call_soon(server.transport.close)  # after the answer was written
            else:
                server.transport.abort()
        return answer

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list) -> str:
        if (answer := self._ends(server, session, "MAIL", address)) is not None:
            return answer
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list) -> str:
        if (answer := self._ends(server, session, "RCPT", address)) is not None:
            return answer
        if answer := self.at_rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if (answer := self._ends(server, session, "DATA", envelope.rcpt_tos[0])) is not None:
            return answer
        session.letters = getattr(session, "letters", 0) + 1
        message = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.at_data(message)
        if answer is None or answer.startswith("250"):
            self.taken += [(envelope.mail_from, to, envelope.content) for to in envelope.rcpt_tos]
        return answer or "250 taken"

    @property
    def letters(self) -> list[EmailMessage]:
        """All messages that were taken."""
        return [message_from_bytes(raw, policy=policy.default) for _, _, raw in self.taken]

    def mailbox(self) -> list[EmailMessage]:
        """As a mail store shows them: one for each Message-ID."""
        return list({message["Message-ID"]: message for message in self.letters}.values())


class Held:
    """Holds a server's answer until it is let go, and tells when it is reached."""

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()

    def __call__(self, _: Any) -> None:
        self.reached.set()
        self.go.wait(300)
