# SPDX-License-Identifier: MIT
"""`ape run deploy` as an operator meets it: no node, Ctrl-C, a node's key in its URL, roles forgotten, and the wrong
node in the console (XZ-21). Every command is a process, every node a real one.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ape.exceptions import ProviderError
from eth_account import Account
from web3 import HTTPProvider, Web3

from tests.anvil_node import anvil_node
from wuxing.ape_command import reason_of
from wuxing.paths import ROOT

APE = f"{sys.prefix}/bin/ape"
SECRET = "S3CR3T"
ROLES = ("guardian", "node_payee", "foundation", "founders", "investors")
LOCAL = ("--network", "ethereum:local:foundry", "--account", "TEST::0")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def node() -> Iterator[str]:
    """The URL of an Anvil that somebody else started."""
    with anvil_node() as url:
        yield url


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Where deployments are recorded."""
    return tmp_path / "deployments"


@pytest.fixture
def ape(records: Path, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs ape; returns its exit code and all that it printed. `stop` sends SIGINT at the first line that has it."""

    def run(*arguments: str, stdin: str = "", stop: str | None = None, **environment: str) -> tuple[int, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("APE_FOUNDRY")}
        kept |= {"WUXING_DEPLOYMENTS": str(records), "COLUMNS": "240"}
        process = subprocess.Popen(
            [APE, *arguments],
            cwd=ROOT,
            env=kept | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdin and process.stdout
        said = ""
        if stop is None:
            said = process.communicate(stdin)[0]
        else:
            for line in process.stdout:
                said += line
                if stop in line:
                    process.send_signal(signal.SIGINT)
                    break
            said += process.communicate()[0]
        return process.returncode, _ANSI.sub("", said)

    return run


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    ("provider", "told"),
    [
        ("foundry", "expected a node at {url}, found none: ape started one that ends with this command"),
        ("foundry", "expected a node at an address that APE_FOUNDRY_HOST names, found none: ape started one"),
        ("test", "ethereum:local:test is a chain within this command, and ends with it"),
    ],
    ids=["nothing at the host", "no host", "ape's own chain"],
)
def test_deploy__no_node_that_stays__refused_and_nothing_recorded(ape, records, provider, told):
    """It was "Deployed and verified" on a chain that ended with the command, and its record blocked the real one."""
    url = f"http://127.0.0.1:{_free_port()}"
    environment = {"APE_FOUNDRY_HOST": url} if "{url}" in told else {}
    network = ("--network", f"ethereum:local:{provider}", "--account", "TEST::0")
    code, said = ape("run", "deploy", "zos", *network, **environment)
    assert code == 2 and f"Not deployed: {told.format(url=url)}" in said, said
    assert "verified" not in said and not records.exists()


def test_deploy__ctrl_c__says_how_far_and_the_same_command_goes_on(ape, records, node):
    code, said = ape("run", "deploy", "zos", *LOCAL, stop="done  token", APE_FOUNDRY_HOST=node)
    stopped = re.search(r"Stopped: (\d+) of 11 steps are done: the same command goes on", said)
    assert code == 130 and stopped and 2 <= int(stopped[1]) < 11 and "Traceback" not in said, said
    path = records / "ethereum-local-31337-zos.json"
    record = json.loads(path.read_text())
    assert not record["finished"]
    code, said = ape("run", "deploy", "zos", *LOCAL, APE_FOUNDRY_HOST=node)
    assert code == 0 and "kept  token" in said and "Deployed and verified" in said, said
    assert json.loads(path.read_text())["contracts"]["token"] == record["contracts"]["token"] | {"verified": True}


def test_console__record_of_another_node__says_so(ape, records, node):
    """The right network with the wrong node: code that stands at the same addresses there is not what was deployed."""
    code, said = ape("run", "deploy", "zos", *LOCAL, APE_FOUNDRY_HOST=node)
    assert code == 0, said
    genesis = json.loads((records / "ethereum-local-31337-zos.json").read_text())["genesis"]
    assert genesis == "0x" + bytes(Web3(HTTPProvider(node)).eth.get_block(0)["hash"]).hex()
    with anvil_node("--timestamp", "1700000000") as other:
        here = "0x" + bytes(Web3(HTTPProvider(other)).eth.get_block(0)["hash"]).hex()
        told = f"ethereum-local-31337-zos.json is of a chain with the genesis {genesis}, this node's has {here}"
        console = ("console", "--network", "ethereum:local:foundry")
        code, said = ape(*console, stdin="suite\nsuite.zos\nsuite.zoss\n", APE_FOUNDRY_HOST=other)
        assert f"not zos ({told}" in said and f"AttributeError: {told}: connect to the node that it is of" in said, said
        assert "got zoss: did you mean zos?" in said
        code, said = ape("run", "deploy", "zos", *LOCAL, APE_FOUNDRY_HOST=other)
    assert code == 0 and f"Not gone on with: {told}" in said and "Deployed and verified" in said, said
    assert "That file is ethereum-local-31337-zos.aside-1.json now" in said
    kept = json.loads((records / "ethereum-local-31337-zos.aside-1.json").read_text())
    assert kept["genesis"] == genesis and kept["finished"]


@pytest.fixture(scope="module")
def sepolia() -> Iterator[str]:
    """A node of a network that others share, as ape knows it, by a URL with a password and a key in it."""
    with anvil_node("--chain-id", "11155111", "--block-time", "1") as url:
        yield url.replace("http://", f"http://user:{SECRET}@") + f"/?apikey={SECRET}"


@pytest.fixture
def mine(sepolia: str, tmp_path: Path) -> dict[str, str]:
    """The environment in which ape has a funded account `me` with a passphrase."""
    made = Account.create()
    (tmp_path / "ape" / "accounts").mkdir(parents=True)
    locked = Account.encrypt(made.key, SECRET, kdf="pbkdf2", iterations=10) | {"address": made.address}
    (tmp_path / "ape" / "accounts" / "me.json").write_text(json.dumps(locked))
    Web3(HTTPProvider(sepolia)).provider.make_request("anvil_setBalance", [made.address, hex(10**20)])
    return {"APE_DATA_FOLDER": str(tmp_path / "ape")}


def test_deploy__key_in_the_url__nowhere_in_what_is_said_or_kept(ape, records, sepolia, mine):
    """A shared network: the wait for confirmations is said, and the key of its node is in no line and no file."""
    roles = [f"--role={name}=0x{0x1000 + i:040x}" for i, name in enumerate(ROLES)]
    command = ("run", "deploy", "zos", "--network", f"ethereum:sepolia:{sepolia}", "--account", "me", *roles, "--yes")
    code, said = ape(*command, stop="done  factory", APE_ACCOUNTS_me_PASSPHRASE=SECRET, **mine)
    assert code == 130 and "Each step waits until it is mined and 2 blocks are on top of it" in said, said
    assert "Stopped: 1 of 11 steps are done: the same command goes on" in said
    kept = (records / "ethereum-sepolia-11155111-zos.json").read_text()
    assert SECRET not in said + kept and json.loads(kept)["network"].startswith("ethereum:sepolia")


def test_deploy__role_missing__told_before_the_passphrase_is_asked(ape, records, sepolia, mine):
    network = ("--network", f"ethereum:sepolia:{sepolia}")
    code, said = ape("run", "deploy", "zos", *network, "--account", "me", **mine)
    assert code == 2 and f"{', '.join(ROLES)} missing, name each with --role" in said, said
    assert "assphrase" not in said and "Danger" not in said and SECRET not in said and not records.exists()


def test_deploy__dry_run_without_roles__bill_and_what_is_still_to_be_named(ape, records, sepolia, mine):
    """The first command of README.md, before anybody knows which roles there are."""
    network = ("--network", f"ethereum:sepolia:{sepolia}", "--account", "me")
    code, said = ape("run", "deploy", "zos", *network, "--dry-run", **mine)
    assert code == 0 and "left to send" in said and f"Still to be named with --role: {', '.join(ROLES)};" in said, said
    assert "Nothing was sent." in said and SECRET not in said and not records.exists()


@pytest.mark.parametrize(
    ("network", "told"),
    [
        (f"https://user:{SECRET}@127.0.0.1:1/v2/{SECRET}?key={SECRET}", "No (supported) node found on"),
        (f"ethereum:sepolia:http://127.0.0.1:1/v2/{SECRET}", "No (supported) node found on"),
        (f"etherum:sepolia:https://127.0.0.1:1/v2/{SECRET}", "Did you mean 'ethereum'?"),
        ("ethereum:sepolai:node", "Did you mean 'sepolia"),
    ],
    ids=["no node", "no node of a network", "misspelt ecosystem", "misspelt network"],
)
def test_deploy__wrong_network__said_without_its_key(ape, records, network, told):
    code, said = ape("run", "deploy", "zos", "--network", network, "--account", "TEST::0")
    assert code == 2 and told in said and SECRET not in said and "Traceback" not in said, said
    assert not records.exists()


def test_deploy__misspelt_system__named_with_the_nearest(ape):
    code, said = ape("run", "deploy", "contatract", *LOCAL)
    assert code == 2 and "got 'contatract': did you mean contattract?" in said, said


def test_reason_of__ape_misses_a_uri__says_where_it_goes():
    """ape's own text does not say how a node is named."""
    said = reason_of(ProviderError("Missing URI for network 'sepolia' on 'ethereum'."))
    assert "--network, as ethereum:sepolia:https://" in said and "ape-config.yaml" in said
