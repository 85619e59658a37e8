# SPDX-License-Identifier: MIT
"""What `ape run gateway` does: a gateway on the network that ape is connected to, with its listener for replies."""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
import signal
import sqlite3
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from eth_utils import is_address

from wuxing.contattract.post import postman
from wuxing.contattract.post.gateway import Errand, Gateway, GatewayError
from wuxing.contattract.post.outbox import Outbox
from wuxing.contattract.post.postman import Relay
from wuxing.contattract.signing import registration
from wuxing.deployments import recorded
from wuxing.engine import Contract
from wuxing.engine.ape_network import ApeEngine

LOG = logging.getLogger("wuxing.gateway")
READERS = 4
"""Messages that are read at once; while they are, the listener goes on with what others say."""


@dataclass(frozen=True)
class Settings:
    """What a user says to `ape run gateway`."""

    database: Path
    domain: str
    smtp: str
    smtp_ca: str | None = None
    listen: str | None = None
    certificate: str | None = None
    key: str | None = None
    confirmations: int = 12
    begin: int = 0
    postage: int = 0
    keep: bool = False


class _Inbox:
    """aiosmtpd's handler: takes mail to addresses that the gateway made, and nothing else."""

    def __init__(self, gateway: Gateway, readers: Executor) -> None:
        self.gateway, self.readers = gateway, readers

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if postman.read_address(self.gateway.outbox.secret, address, self.gateway.domain) is None:
            return "550 5.1.1 no such address"
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        try:
            # aiosmtpd leaves the brackets around a sender that is empty
            said = (envelope.rcpt_tos[0], raw, (envelope.mail_from or "").strip("<>"))
            return await asyncio.get_running_loop().run_in_executor(self.readers, self.gateway.accept, *said)
        except sqlite3.Error as error:
            LOG.warning("a message could not be noted, its server has to try again: %s", error)
            return "451 4.3.0 try again later"


@contextmanager
def listening(
    gateway: Gateway, host: str, port: int, certificate: str | None = None, key: str | None = None
) -> Iterator[None]:
    """Takes replies and bounces over SMTP meanwhile, with STARTTLS where there is a certificate."""
    context = None
    if certificate:
        try:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
        except (OSError, ssl.SSLError) as error:
            raise GatewayError(f"expected a certificate and its key in {certificate}, {key}: {error}") from None
    with ThreadPoolExecutor(READERS, "gateway") as readers:
        controller = Controller(
            _Inbox(gateway, readers),
            hostname=host,
            port=port,
            tls_context=context,
            data_size_limit=postman.LARGEST,
            ident="gateway",
        )
        try:
            controller.start()
        except (OSError, RuntimeError, TimeoutError) as error:
            raise GatewayError(f"expected to listen on {host}:{port}: {error}") from None
        try:
            yield
        finally:
            controller.stop()


def place(text: str, default: int) -> tuple[str, int]:
    """Host and port of `host` or `host:port`. Raises GatewayError for anything else."""
    host, _, port = text.rpartition(":") if ":" in text else (text, "", str(default))
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise GatewayError(f"expected HOST or HOST:PORT, got {text!r}")
    return host, int(port)


def attach(engine: ApeEngine, settings: Settings, account: Any = None) -> Gateway:
    """The gateway of the deployment that is recorded for the engine's network.

    The mail server's user and password are WUXING_SMTP_USER and WUXING_SMTP_PASSWORD of the environment.
    Raises DeploymentError, OutboxError or GatewayError.
    """
    made = recorded(engine.provider, "contattract")["contracts"]
    try:
        postman.mailbox(f"notices@{settings.domain}")
    except postman.BadAddress:
        raise GatewayError(f"expected a domain like gateway.example.org, got {settings.domain!r}") from None

    def contract(name: str, artifact: str) -> Contract | None:
        return engine.at(artifact, made[name]["address"]) if name in made else None

    notices = contract("notices", "Notices")
    if notices is None:
        raise GatewayError("expected a deployment of contattract with Notices: finish it with `ape run deploy`")
    host, port = place(settings.smtp, 587)
    relay = Relay(
        host,
        port,
        os.environ.get("WUXING_SMTP_USER", ""),
        os.environ.get("WUXING_SMTP_PASSWORD", ""),
        settings.smtp_ca,
    )
    outbox = Outbox(settings.database, f"{engine.chain_id}/{notices.address}")
    gateway = Gateway(
        engine,
        notices,
        outbox,
        relay,
        settings.domain,
        time.time,
        account,
        contract("mail", "Mail"),
        contract("names", "MailNames"),
        settings.confirmations,
        settings.begin,
        postage=settings.postage,
    )
    if settings.keep:
        if account is None:
            raise GatewayError("expected an account that pays for the keeper's pokes: name one with --account")
        gateway.errands = errands(
            gateway,
            contract("mine_notices", "MineNotices"),
            contract("lease_notices", "LeaseNotices"),
        )
    return gateway


def memory(engine: ApeEngine, database: Path) -> Gateway:
    """A gateway that only notes what its users say: it sends nothing. Raises as `attach` does."""
    return attach(engine, Settings(database, "gateway.invalid", "localhost"))


def aside(engine: ApeEngine, database: Path, again: bool) -> Iterator[str]:
    """Lines about what is set aside; `again` lets letters and answers wait once more. Raises as `attach` does."""
    if not database.exists():
        raise GatewayError(f"{database}: expected the memory of a gateway, found no such file")
    outbox = memory(engine, database).outbox
    if again:
        yield f"{outbox.try_again()} letters and answers wait again"
    found = outbox.aside()
    for one in found:
        yield postman.readable(f"{one.kind} {one.item}: {one.reason}", lines=False)
    yield f"{outbox.count_aside()} set aside, {len(found)} of them kept"


def errands(gateway: Gateway, mine: Contract | None, leases: Contract | None) -> list[Errand]:
    """What the keeper looks after: cabinets and exits of XZ's mine, leases and landlords of the disk."""

    def subscribers() -> list[str]:
        return [s.address for s in gateway.outbox.subscribers() if s.email and not s.suspended]

    found = []
    if mine is not None:
        cabinets = mine.engine.at("NFTXZ", mine.engine.at("XZMine", mine.mine()).nft())
        found.append(Errand(mine, "fee_news", "poke_fee", lambda: list(range(1, cabinets.totalMinted() + 1))))
        found.append(Errand(mine, "exit_news", "poke_exit", subscribers))
    if leases is not None:
        disk = leases.engine.at("WorldDisk", leases.disk())
        found.append(Errand(leases, "lease_news", "poke_lease", lambda: list(range(disk.world()["count"]))))
        found.append(Errand(leases, "landlord_news", "poke_landlord", subscribers))
    return found


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Holds a database meanwhile, so that no second gateway sends its letters too; the kernel lets go of a killed one.

    Raises GatewayError where another one runs.
    """
    with open(f"{database}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GatewayError(f"expected to be the only gateway on {database}, another one runs") from None
        yield


def follow(gateway: Gateway, settings: Settings, interval: float, once: bool) -> None:
    """Runs the gateway until SIGTERM or SIGINT, or one step."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("wuxing.gateway").setLevel(logging.INFO)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as held:
        held.enter_context(alone(settings.database))
        if count := gateway.outbox.count_aside():
            LOG.warning("%d are set aside: `ape run gateway aside` shows them", count)
        if once:
            gateway.step()
            return
        if settings.listen is not None:
            host, port = place(settings.listen, 25)
            held.enter_context(listening(gateway, host, port, settings.certificate, settings.key))
        gateway.run(stop, interval)


def statement(engine: ApeEngine, subscriber: str, email: str, nonce: int, deadline: int) -> str:
    """The typed data that a subscriber signs, as JSON for its wallet. Raises GatewayError for what is no address."""
    if not is_address(subscriber):
        raise GatewayError(f"subscriber: expected an address, got {subscriber!r}")
    try:
        postman.mailbox(email)
    except postman.BadAddress as error:
        raise GatewayError(f"email: {error}") from None
    notices = recorded(engine.provider, "contattract")["contracts"]["notices"]["address"]
    return json.dumps(registration(engine.chain_id, notices, subscriber, email, nonce, deadline), indent=2)


_STATEMENT = 4_096
"""Bytes of a signed statement at most."""


def statement_in(path: Path) -> dict[str, Any]:
    """A signed statement from a file. Raises GatewayError for one that is no JSON object."""
    try:
        with path.open("rb") as file:
            text = file.read(_STATEMENT + 1)
        if len(text) > _STATEMENT:  # also, json's scanner ends the process where lists are nested too deeply
            raise ValueError(f"more than {_STATEMENT:,} bytes")
        found = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise GatewayError(f"{path}: expected a statement as JSON, got: {error}") from None
    if not isinstance(found, dict):
        raise GatewayError(f"{path}: expected a JSON object, got {type(found).__name__}")
    return found
