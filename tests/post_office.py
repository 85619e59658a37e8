# SPDX-License-Identifier: MIT
"""Contattract on an Anvil, a gateway with a registered subscriber, and a mail server: for the gateway's e2e tests."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.mailserver import HOST, PASSWORD, USER, MailServer, certificate
from wuxing.contattract.post.gateway import Gateway
from wuxing.contattract.post.outbox import Outbox
from wuxing.contattract.post.postman import AGREE, Relay, own_address, token
from wuxing.contattract.signing import registration
from wuxing.suite import deploy

TOPIC = b"greetings".ljust(32, b"\0")
DOMAIN = "gateway.example.org"
EMAIL = "miner@example.org"
CONFIRMATIONS = 2


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The mail server's certificate and key."""
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(files):
    """A mail server that runs."""
    made = MailServer(files).start()
    yield made
    made.stop()


@pytest.fixture
def system(anvil, deployer, owner, guardian, node):
    """Contattract on an Anvil."""
    with anvil.anchor():
        roles = {"owner": owner.address, "guardian": guardian.address, "consensus_payee": node.address}
        yield deploy(anvil, "contattract", "paper", deployer, roles)


class Post:
    """A gateway whose clock stands still, a subscriber, and a source that notifies it."""

    def __init__(self, anvil, system, files, port, path, miner, node, operator) -> None:
        self.anvil, self.system, self.files, self.port, self.path = anvil, system, files, port, path
        self.subscriber, self.source, self.operator = miner, node, operator
        self.now = 2_000_000_000.0
        system.notices.opt_in(node, TOPIC, sender=miner)
        self.gateway = self.open()
        self.register()

    def open(self, **relay) -> Gateway:
        """A gateway on the same outbox, as after a restart."""
        said = {"user": USER, "password": PASSWORD, "ca": self.files[0], "timeout": 300.0} | relay
        s, chain = self.system, f"{self.anvil.chain_id}/{self.system.notices.address}"
        outbox = Outbox(self.path, chain)
        return Gateway(
            self.anvil,
            s.notices,
            outbox,
            Relay(HOST, self.port, **said),
            DOMAIN,
            lambda: self.now,
            self.operator,
            s.mail,
            s.names,
            CONFIRMATIONS,
        )

    def statement(self, email=EMAIL, nonce=1, deadline=2_000_000_000, signer=None) -> dict:
        """A registration as the subscriber's wallet signs it."""
        address = self.subscriber.address
        typed = registration(self.anvil.chain_id, self.system.notices.address, address, email, nonce, deadline)
        signature = (signer or self.subscriber).sign_typed_data(full_message=typed).signature.hex()
        return {"subscriber": address, "email": email, "nonce": nonce, "deadline": deadline, "signature": signature}

    def ask(self, **changes) -> str:
        """Hands a statement in; the code that its mailbox will be sent."""
        assert not self.gateway.register(self.statement(**changes))
        asked = [x for x in self.gateway.outbox.letters() if x.number == 0 and x.state == "queued"]
        serial = max(self.gateway.outbox.request_of(x).serial for x in asked)
        return token(self.gateway.outbox.secret, AGREE, self.subscriber.address, serial)

    def register(self, **changes) -> None:
        """Hands a statement in, and the code for the mailbox, which then is not asked any more."""
        self.gateway.confirm(self.ask(**changes))

    def notify(self, body=b"hello", confirmed=True) -> int:
        """A notice on chain; its number."""
        number = self.system.notices.notify(self.subscriber, TOPIC, body, sender=self.source).value
        if confirmed:
            self.anvil.mine(CONFIRMATIONS)
        return number

    def states(self) -> list[str]:
        """States of all notices' letters."""
        return [letter.state for letter in self.gateway.outbox.letters() if letter.number]

    def address(self, kind, number=1) -> str:
        """An address that the gateway made."""
        return own_address(self.gateway.outbox.secret, kind, self.subscriber.address, number, DOMAIN)


@pytest.fixture
def post(anvil, system, files, server, tmp_path, miner, node, operator, monkeypatch):
    """A gateway with a registered subscriber and a mail server that runs."""
    monkeypatch.setenv("AIOSMTPD_CONTROLLER_TIMEOUT", "300")  # how long a listener has to begin
    made = Post(anvil, system, files, server.port, tmp_path / "gateway.sqlite", miner, node, operator)
    yield made
    made.gateway.outbox.close()


def bounce(status="5.1.1", action="failed") -> bytes:
    """A delivery status notification as RFC 3464 shows it."""
    return (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {EMAIL}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 user unknown\r\n\r\n--b--\r\n"
    ).encode()


def answer(text="Yes, thanks.\n\n> hello\n", id_="<1@example.org>", sender=EMAIL, **headers) -> bytes:
    """A person's answer."""
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, "Re: [1] greetings", id_
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes(policy=SMTP)


def bring(post, to, raw, sender=EMAIL) -> tuple[int, bytes]:
    """Sends a message to the gateway's listener as a mail server would; the last answer."""
    with smtplib.SMTP(HOST, post.listener, timeout=300) as session:
        session.starttls(context=ssl.create_default_context(cafile=post.files[0]))
        session.ehlo()
        session.mail(sender)
        code, said = session.rcpt(to)
        return (code, said) if code != 250 else session.data(raw)
