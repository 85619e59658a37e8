# SPDX-License-Identifier: MIT
"""`ape run deploy` and `ape console` as a user types them, against a node that other processes share."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.anvil_node import anvil_node
from wuxing.paths import ROOT

APE = f"{sys.prefix}/bin/ape"
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def node():
    """An Anvil of its own on a free port."""
    with anvil_node() as url:
        yield url


@pytest.fixture(scope="module")
def environment(node, tmp_path_factory):
    """What the commands run with: this node, deployments recorded in a folder of the test."""
    return os.environ | {
        "APE_FOUNDRY_HOST": node,
        "WUXING_DEPLOYMENTS": str(tmp_path_factory.mktemp("deployments")),
        "COLUMNS": "200",
    }


@pytest.fixture(scope="module")
def run_ape(environment):
    """Runs ape; returns its exit code and all that it printed."""

    def run(*arguments, stdin=""):
        done = subprocess.run([APE, *arguments], cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True)
        return done.returncode, _ANSI.sub("", done.stdout + done.stderr)

    return run


DEPLOY = ("run", "deploy", "xz", "--network", "ethereum:local:foundry", "--account", "TEST::0")


@pytest.fixture(scope="module")
def deployed(environment, run_ape):
    """A deployment that was killed in the middle and finished by the same command; its record, and what was said."""
    path = Path(environment["WUXING_DEPLOYMENTS"]) / "ethereum-local-31337-xz.json"
    process = subprocess.Popen(
        [APE, *DEPLOY], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 300
    while not path.exists() or len(json.loads(path.read_text())["contracts"]) < 10:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    killed = json.loads(path.read_text())
    code, said = run_ape(*DEPLOY)
    return killed, json.loads(path.read_text()), code, said


def test_deploy__killed_in_the_middle__same_command_finishes(deployed):
    killed, record, code, said = deployed
    assert code == 0 and "Deployed and verified" in said, said
    assert 10 <= len(killed["contracts"]) < len(record["contracts"]) and not killed["finished"] and record["finished"]
    assert record["factory"]["address"] == killed["factory"]["address"]
    for name, entry in killed["contracts"].items():
        assert record["contracts"][name]["address"] == entry["address"]
        assert record["contracts"][name]["tx"] == entry["tx"]


def test_console__suite__plain_ape_contracts(deployed, run_ape):
    record = deployed[1]
    lines = [
        "suite",
        "print('TYPE', type(suite.xz.mine).__module__, type(suite.xz.mine).__name__)",
        "print('WHERE', suite.xz.mine.address, suite.xz.token.symbol(), suite.xz.mine.totalLife())",
        "print('OWNER', suite.xz.mine.owner() == suite.xz.timelock)",
        "suite.xz.shop",
        "suite.zzz",
    ]
    code, said = run_ape("console", "--network", "ethereum:local:foundry", stdin="\n".join(lines) + "\n")
    assert code == 0
    assert "<suite on ethereum:local:foundry: xz>" in said
    assert "TYPE ape.contracts.base ContractInstance" in said
    assert f"WHERE {record['contracts']['mine']['address']} XZ 0" in said
    assert "OWNER True" in said
    assert "AttributeError: expected one of token, mine, nft" in said and "got shop" in said
    assert "AttributeError: expected a system of xz" in said and "got zzz" in said


def _list(first, count):
    return ",".join(f"0x{i:040x}" for i in range(first, first + count))


def test_deploy__list_roles__investors_and_keyholders_hold_what_is_theirs(run_ape, environment):
    """ZZM-2, ZZM-4: lists with commas on the command line."""
    roles = ("--role", f"investors={_list(0x1000, 3)}", "--role", f"keyholders={_list(0x2000, 5)}")
    command = ("run", "deploy", "zzm", *DEPLOY[3:], *roles)
    code, said = run_ape(*command)
    assert code == 0 and "Deployed and verified" in said, said
    record = json.loads((Path(environment["WUXING_DEPLOYMENTS"]) / "ethereum-local-31337-zzm.json").read_text())
    assert record["roles"]["keyholders"] == _list(0x2000, 5).split(",") and record["finished"]
    code, said = run_ape(*command)
    assert code == 0 and "Already deployed, nothing to do" in said
    code, said = run_ape("run", "deploy", "zzm", *DEPLOY[3:], "--role", f"keyholders={_list(0x2000, 4)}")
    assert code == 2 and "role keyholders: expected 5 different addresses, got 4" in " ".join(said.split())
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--network", "ethereum:sepolia:{node}", "--account", "TEST::0"),
            "does not match network chain ID '11155111'",
        ),
        (("--network", "ethereum:atlantis", "--account", "TEST::0"), "No network in 'ethereum' named 'atlantis'"),
        (("--network", "ethereum:local:foundry"), "expected an account to send from, got none"),
    ],
    ids=["wrong network", "unknown network", "no account"],
)
def test_deploy__cannot_begin__says_why_without_a_traceback(run_ape, node, arguments, message):
    code, said = run_ape("run", "deploy", "xz", *(a.format(node=node) for a in arguments))
    assert code == 2 and message in " ".join(said.split()) and "Traceback" not in said and 'File "' not in said, said
