# SPDX-License-Identifier: MIT
"""`ape run gateway` as a user types it, and killed in the middle (CNT-17): a node, a mail server, a process."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import ape
import pytest
from eth_account import Account
from eth_utils import keccak

from tests.anvil_node import anvil_node
from tests.mailserver import HOST, PASSWORD, USER, Held, MailServer, certificate, free_port
from tests.post_office import answer, bring
from wuxing.contattract.post.outbox import Outbox
from wuxing.engine import open_engine
from wuxing.engine.base import MNEMONIC
from wuxing.paths import ROOT
from wuxing.suite import plan

APE = f"{sys.prefix}/bin/ape"
NETWORK = ("--network", "ethereum:local:foundry")
TOPIC = b"greetings".ljust(32, b"\0")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def account(index):
    """An account of the test mnemonic with its key."""
    return Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")


class Chain:
    """Contattract on an Anvil of its own, deployed from this process and recorded as `ape run deploy` does."""

    def __init__(self, folder: Path, url: str):
        self.url = url
        with self.connected() as engine:
            deployer = engine.account(0)
            made = plan(engine, "contattract", "paper", deployer, {})
            system = made.deploy()
            assert made.factory
            self.notices = system.notices.address
            record = {
                "system": "contattract",
                "set": "paper",
                "deployer": deployer.address,
                "roles": {},
                "finished": True,
                "factory": {"address": made.factory.address, "tx": "", "block": None},
                "contracts": {
                    name: {
                        "contract": c.artifact.name,
                        "address": c.address,
                        "code_hash": "0x" + keccak(engine.code(c.address)).hex(),
                    }
                    for name, c in system
                },
                "calls": {},
            }
            (folder / "ethereum-local-31337-contattract.json").write_text(json.dumps(record))
            system.notices.opt_in(account(9), TOPIC, sender=account(5))

    @contextmanager
    def connected(self):
        """The engine of the node."""
        with ape.networks.parse_network_choice(NETWORK[1], provider_settings={"host": self.url}):
            yield open_engine("ape")

    def notify(self, *bodies: bytes, topic: bytes = TOPIC) -> None:
        """Notices from account 9 to account 5, on chain."""
        with self.connected() as engine:
            notices = engine.at("Notices", self.notices)
            notices.opt_in(account(9), topic.ljust(32, b"\0"), sender=account(5))
            for body in bodies:
                notices.notify(account(5), topic.ljust(32, b"\0"), body, sender=account(9))

    def confirm(self) -> None:
        """Lets so many blocks pass that all of now's count."""
        with self.connected() as engine:
            engine.mine(13)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where this test's deployments are recorded."""
    return tmp_path_factory.mktemp("deployments")


@pytest.fixture(scope="module")
def chain(folder):
    """A node with Contattract."""
    with anvil_node() as url:
        yield Chain(folder, url)


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


class Command:
    """`ape run gateway` with one database."""

    def __init__(self, chain, folder, files, server, database):
        self.files, self.server, self.database, self.chain = files, server, database, chain
        self.listener = free_port()
        self.started = []
        self.environment = os.environ | {
            "APE_FOUNDRY_HOST": chain.url,
            "WUXING_DEPLOYMENTS": str(folder),
            "WUXING_SMTP_USER": USER,
            "WUXING_SMTP_PASSWORD": PASSWORD,
            "AIOSMTPD_CONTROLLER_TIMEOUT": "300",
            "COLUMNS": "200",
        }

    def run(self, *arguments, **environment):
        """Runs it to its end; its exit code and all that it said."""
        done = subprocess.run(
            [APE, "run", "gateway", *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
        )
        return done.returncode, _ANSI.sub("", done.stdout + done.stderr)

    def follow(self, *arguments):
        """The arguments of `follow`."""
        return (
            "follow", *NETWORK, "--database", str(self.database), "--domain", "gateway.example.org",
            "--smtp", f"{HOST}:{self.server.port}", "--smtp-ca", self.files[0], "--confirmations", "0",
            "--account", "TEST::3", "--interval", "0.1", *arguments,
        )  # fmt: skip

    def start(self, *arguments):
        """Starts it as a process of its own, which ends with the test."""
        process = subprocess.Popen(
            [APE, "run", "gateway", *self.follow(*arguments)],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def register(self, folder, signer):
        """Asks for the statement, signs it, hands it in. What was said before is confirmed by then."""
        self.chain.confirm()
        code, said = self.run("statement", account(5).address, "miner@example.org", *NETWORK)
        assert code == 0, said
        typed = json.loads(said)
        signature = signer.sign_typed_data(full_message=typed).signature.hex()
        path = folder / "statement.json"
        path.write_text(json.dumps(typed["message"] | {"signature": signature}))
        return self.run("register", str(path), "--database", str(self.database), *NETWORK)

    def agree(self):
        """As if the mailbox had agreed, before it is asked."""
        outbox = Outbox(self.database, f"31337/{self.chain.notices}")
        assert outbox.confirm(1, 0) == ""
        outbox.close()

    def states(self, which="number > 0"):
        """States of all letters of notices, or of those `which`, read beside the process."""
        with closing(sqlite3.connect(self.database)) as db:
            return [row[0] for row in db.execute(f"select state from letter where {which} order by block, number")]


@pytest.fixture
def command(chain, folder, files, server, tmp_path):
    """The command with a database of its own."""
    made = Command(chain, folder, files, server, tmp_path / "gateway.sqlite")
    yield made
    for process in made.started:
        if process.poll() is None:
            kill(process)


def until(condition, process=None):
    """Waits for something that another process does."""
    deadline = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < deadline and (process is None or process.poll() is None)
        time.sleep(0.02)


def kill(process):
    """SIGKILL: no goodbye."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_follow__killed_before_and_while_it_sends__nothing_lost_and_one_letter_in_the_mailbox(
    command, chain, server, tmp_path
):
    """CNT-17, at the two worst moments. Before the data: sent once. After it, unheard: again, under the same ID."""
    code, said = command.register(tmp_path, account(5))
    assert code == 0 and "miner@example.org will be asked: notices go there once it has said yes" in said, said
    command.agree()
    chain.notify(b"first", b"second")
    rcpt, data = Held(), Held()
    server.at_rcpt = rcpt
    process = command.start()
    until(rcpt.reached.is_set, process)
    kill(process)
    rcpt.go.set()
    assert not server.taken and command.states() == ["queued", "queued"]

    def take_and_be_silent(message):
        if "[2]" in message["Subject"]:
            server.taken.append(("", "miner@example.org", message.as_bytes()))
            data(message)
            return "421 too late"
        return None

    server.at_rcpt, server.at_data = lambda _: None, take_and_be_silent
    process = command.start()
    until(data.reached.is_set, process)
    kill(process)
    data.go.set()
    assert command.states() == ["sent", "sending"]
    server.at_data = lambda _: None
    code, said = command.run(*command.follow("--once"))
    assert code == 0, said
    assert command.states() == ["sent", "sent"]
    # the server was handed the second one twice: its mailbox shows it once
    assert [m["Subject"] for m in server.letters] == ["[1] greetings", "[2] greetings", "[2] greetings"]
    assert [m["Subject"] for m in server.mailbox()] == ["[1] greetings", "[2] greetings"]


def test_confirm__killed_while_it_asks__one_letter_in_the_mailbox_whose_code_counts_once(
    command, chain, server, tmp_path
):
    """CNT-17, opt-in: killed after the data, unheard; the code of the letter; what no code is."""
    assert command.register(tmp_path, account(5))[0] == 0
    chain.notify(b"waits")
    data = Held()

    def take_and_be_silent(message):
        server.taken.append(("", "miner@example.org", message.as_bytes()))
        data(message)
        return "421 too late"

    server.at_data = take_and_be_silent
    process = command.start()
    until(data.reached.is_set, process)
    kill(process)
    data.go.set()
    server.at_data = lambda _: None
    assert command.states("number = 0") == ["sending"] and command.states() == ["queued"]
    code, said = command.run(*command.follow("--once"))
    assert code == 0, said
    assert len(server.letters) == 2 and command.states("number = 0") == ["sent"]
    [asked] = server.mailbox()
    token = asked["Reply-To"].split("@")[0].removeprefix("c.")
    assert token in asked.get_content() and command.states() == ["queued"]
    on = ("--database", str(command.database), *NETWORK)
    for text, expected in [
        (token, (0, "notices go to miner@example.org from now on")),
        (token, (2, "gateway: expected a code that still counts, its request was confirmed before: register again")),
        ("abc", (2, "gateway: expected a code of a letter from this gateway, got 'abc'")),
    ]:
        code, said = command.run("confirm", text, *on)
        assert (code, said.strip()) == expected
    assert command.run(*command.follow("--once"))[0] == 0
    assert [m["Subject"].partition("] ")[2] for m in server.mailbox()] == ["", "greetings"]


def test_follow__runs__asks_listens_sends_and_stops_when_told(command, chain, server, tmp_path):
    """The mailbox says yes by answering, to a gateway that runs."""
    assert command.register(tmp_path, account(5))[0] == 0
    listen = ("--listen", f"{HOST}:{command.listener}", "--certificate", command.files[0], "--key", command.files[1])
    process = command.start(*listen, "--keep")
    chain.notify(b"hello")
    until(lambda: len(server.taken) == 1, process)
    yes = answer("yes", sender="miner@example.org")
    assert bring(command, server.letters[0]["Reply-To"], yes) == (250, b"2.0.0 notices go to this mailbox from now on")
    until(lambda: len(server.taken) == 2, process)
    assert server.letters[1]["Subject"].endswith("greetings")
    code, said = command.run(*command.follow("--once"))
    assert code == 2 and "expected to be the only gateway on" in said, said
    process.send_signal(signal.SIGTERM)
    assert process.wait(300) == 0


def test_follow__encoded_word_that_is_no_text__the_process_goes_on_at_every_start(command, chain, server, tmp_path):
    """CNT-17, cpython 121650: one notice ended the gateway for everybody, as often as it was started."""
    assert command.register(tmp_path, account(5))[0] == 0
    command.agree()
    chain.notify(b"=?utf-7?q?+2AA-?=", b"next", topic=b"=?utf-7?q?+2AA-?=")
    for _ in range(2):
        code, said = command.run(*command.follow("--once"))
        assert code == 0 and "Traceback" not in said, said
    assert command.states() == ["sent", "sent"] and len(server.taken) == 2


def test_aside__what_was_set_aside__shown_counted_and_tried_again(command, chain, server, tmp_path):
    """CNT-17: with its reason, in one line without control characters; letters wait again when they are told to."""
    on = ("--database", str(command.database), *NETWORK)
    code, said = command.run("aside", *on)
    assert code == 2 and "expected the memory of a gateway, found no such file" in said, said
    assert command.register(tmp_path, account(5))[0] == 0
    command.agree()
    chain.notify(b"hello")
    code, said = command.run(*command.follow("--once", "--smtp", f"{HOST}:{free_port()}"))
    assert command.states() == ["queued"], said
    outbox = Outbox(command.database, f"31337/{chain.notices}")
    outbox.mark(outbox.letters("queued")[-1], "aside", "a fault of this letter")
    outbox.set_aside("message", "r.x@example.org", "expected \x1b[2J no\nsuch thing", b"")
    outbox.close()
    code, said = command.run("aside", *on)
    assert code == 0 and "letter <" in said and ": a fault of this letter" in said, said
    assert "message r.x@example.org: expected \ufffd[2J no\ufffdsuch thing" in said
    assert "2 set aside, 2 of them kept" in said
    code, said = command.run(*command.follow("--once"))
    assert code == 0 and "2 are set aside: `ape run gateway aside` shows them" in said and not server.taken, said
    code, said = command.run("aside", "--again", *on)
    assert code == 0 and "1 letters and answers wait again" in said and "1 set aside, 1 of them kept" in said, said
    assert command.run(*command.follow("--once"))[0] == 0 and command.states() == ["sent"]


@pytest.mark.parametrize(
    "what",
    ["signer", "subscriber", "email", "domain", "deep", "json", "missing", "network", "smtp", "database", "account"],
)
def test_gateway__bad_input__says_what_was_expected_and_exits_2(command, chain, server, tmp_path, what):
    """No traceback; the message names the remedy."""
    if what == "signer":
        code, said = command.register(tmp_path, account(6))
        expected = f"expected a statement signed by {account(5).address}, this one was signed by {account(6).address}"
    elif what == "subscriber":
        code, said = command.run("statement", "0x12", "miner@mail.example", *NETWORK)
        expected = "subscriber: expected an address, got '0x12'"
    elif what == "email":
        code, said = command.run("statement", account(5).address, "miner@example.org(x)", *NETWORK)
        expected = "email: expected an e-mail address like name@example.org, got 'miner@example.org(x)'"
    elif what == "domain":
        code, said = command.run(*command.follow("--once", "--domain", "example.org\nBcc: x"))
        expected = "expected a domain like gateway.example.org"
    elif what == "deep":
        path = tmp_path / "statement.json"
        path.write_text("[" * 100_000)
        code, said = command.run("register", str(path), "--database", str(command.database), *NETWORK)
        expected = "expected a statement as JSON"
    elif what in ("json", "missing"):
        path = tmp_path / "statement.json"
        if what == "json":
            path.write_text("[1, 2]")
        code, said = command.run("register", str(path), "--database", str(command.database), *NETWORK)
        expected = "expected a JSON object, got list" if what == "json" else "expected a statement as JSON"
    elif what == "network":
        empty = str(tmp_path / "none")
        code, said = command.run(*command.follow("--once"), WUXING_DEPLOYMENTS=empty)
        expected = "found no such file: deploy first"
    elif what == "smtp":
        code, said = command.run(*command.follow("--once", "--smtp", "mail:port"))
        expected = "expected HOST or HOST:PORT, got 'mail:port'"
    elif what == "database":
        command.database.write_text("a text that is no database at all, and long enough")
        code, said = command.run(*command.follow("--once"))
        expected = "expected a database of the gateway"
    else:
        code, said = command.run(*command.follow("--once", "--account", "nobody"))
        expected = "ape has no account 'nobody'"
    assert code == 2 and expected in said and "Traceback" not in said, said


def test_follow__wrong_password__goes_on_and_says_where_it_is_set(command, chain, server, tmp_path):
    """What can heal is no end: the letter waits."""
    assert command.register(tmp_path, account(5))[0] == 0
    command.agree()
    chain.notify(b"hello")
    code, said = command.run(*command.follow("--once"), WUXING_SMTP_PASSWORD="wrong")
    assert code == 0 and "set WUXING_SMTP_USER and WUXING_SMTP_PASSWORD" in said and "Traceback" not in said
    assert command.states() == ["queued"] and not server.taken
