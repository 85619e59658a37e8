# SPDX-License-Identifier: MIT
"""Contattract on an Anvil, a gateway with a registered subscriber, and a mail server: for the gateway's e2e tests."""

from __future__ import annotations

import pytest

from tests.mailserver import HOST, PASSWORD, USER, MailServer, certificate
from wuxing.contattract.post.gateway import Gateway
from wuxing.contattract.post.outbox import Outbox
from wuxing.contattract.post.postman import Relay, own_address
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
        said = {"user": USER, "password": PASSWORD, "ca": self.files[0], "timeout": 5.0} | relay
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

    def register(self, **changes) -> None:
        """Hands a statement in."""
        self.gateway.register(self.statement(**changes))

    def notify(self, body=b"hello", confirmed=True) -> int:
        """A notice on chain; its number."""
        number = self.system.notices.notify(self.subscriber, TOPIC, body, sender=self.source).value
        if confirmed:
            self.anvil.mine(CONFIRMATIONS)
        return number

    def states(self) -> list[str]:
        """States of all letters."""
        return [letter.state for letter in self.gateway.outbox.letters()]

    def address(self, kind, number=1) -> str:
        """An address that the gateway made."""
        return own_address(self.gateway.outbox.secret, kind, self.subscriber.address, number, DOMAIN)


@pytest.fixture
def post(anvil, system, files, server, tmp_path, miner, node, operator):
    """A gateway with a registered subscriber and a mail server that runs."""
    made = Post(anvil, system, files, server.port, tmp_path / "gateway.sqlite", miner, node, operator)
    yield made
    made.gateway.outbox.close()
