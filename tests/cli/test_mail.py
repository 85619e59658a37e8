# SPDX-License-Identifier: MIT
"""`ape run mail` as two people type it, on one Anvil: CNT-13 … CNT-16."""

import json
import re
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.cli.test_ape_commands import environment, node, run_ape  # noqa: F401
from wuxing.engine.base import MNEMONIC, Account

SELLER, BUYER, OWNER = (Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{i}").address for i in (1, 2, 3))
CONTENT = b"".join(keccak(i.to_bytes(4, "big")) for i in range(90))


@pytest.fixture(scope="module")
def rpc(node):  # noqa: F811
    """Asks the node."""

    def ask(method, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        answer = json.load(urlopen(Request(node, body, {"Content-Type": "application/json"})))
        assert "error" not in answer, answer
        return answer["result"]

    return ask


@pytest.fixture(scope="module")
def wait(rpc):
    """Lets time pass on the node."""

    def passed(seconds):
        rpc("evm_increaseTime", seconds)
        rpc("evm_mine")

    return passed


@pytest.fixture(scope="module")
def deployed(environment, run_ape, rpc):  # noqa: F811
    """Contattract deployed by `ape run deploy`; seller and buyer have 1,000 CNT each."""
    on = ("--network", "ethereum:local:foundry", "--account", "TEST::0")
    code, said = run_ape("run", "deploy", "contattract", *on, "--role", f"owner={OWNER}")
    assert code == 0 and "Deployed and verified" in said, said
    record = json.loads((Path(environment["WUXING_DEPLOYMENTS"]) / "ethereum-local-31337-contattract.json").read_text())
    for who in (SELLER, BUYER):
        terms = encode(["uint256", "address", "uint256", "string"], [0, who, 1_000 * 10**18, "tests"])
        data = keccak(text="spend(uint256,address,uint256,string)")[:4] + terms
        sent = {"from": OWNER, "to": record["contracts"]["budgets"]["address"], "data": "0x" + data.hex()}
        # The Sync call answers once it is mined; the hash alone comes before its receipt is to be had.
        assert rpc("eth_sendTransactionSync", sent)["status"] == "0x1"
    return record


@pytest.fixture(scope="module")
def people(deployed, run_ape, tmp_path_factory):  # noqa: F811
    """`people(1, "inbox")` is TEST::1 typing `ape run mail inbox …`; each has its key file, both one space."""
    home = tmp_path_factory.mktemp("people")

    def types(who, command, *arguments):
        own = () if command == "keygen" else ("--store", str(home / "space"), "--account", f"TEST::{who}")
        on = () if command == "keygen" else ("--network", "ethereum:local:foundry")
        keys = ("--keys", str(home / f"{who}.json"))
        code, said = run_ape("run", "mail", command, *arguments, *keys, *own, *on)
        assert "Traceback" not in said, said
        return code, said.strip()

    types.home = home
    for who in (1, 2):
        assert types(who, "keygen")[0] == 0
    return types


@pytest.fixture(scope="module")
def registered(people, wait):
    """The seller is `lighthouse`, in two steps a minute apart; the buyer publishes a key alone."""
    code, said = people(1, "register", "lighthouse", "--days", "40")
    assert code == 0 and "lighthouse is committed to: run the same command again in" in said, said
    wait(61)
    code, said = people(1, "register", "lighthouse", "--days", "40")
    assert code == 0 and f"lighthouse belongs to {SELLER} until 20" in said, said
    assert people(2, "rotate") == (0, "key version 1 is published")
    return people


def test_mail__letters_and_a_sale__as_typed(registered, wait):
    """CNT-13 … CNT-16: a letter with a file for sale, postage, reading, buying, sealing, opening, being paid."""
    people = registered
    (people.home / "film.raw").write_bytes(CONTENT)
    assert people(1, "postage", "2.5")[0] == 0
    assert people(2, "send", "lighthouse", "--subject", "ahoy", "--text", "any films?") == (
        0,
        f"sent: message 1 of {SELLER}",
    )
    code, said = people(1, "inbox")
    assert code == 0 and "1 messages to you, complete and in order" in said
    assert f"{BUYER}  ahoy  (2.5 CNT wait)" in said
    code, said = people(1, "read", "1")
    assert code == 0 and "any films?" in said and "2.5 CNT of postage received" in said
    film = str(people.home / "film.raw")
    assert people(1, "send", BUYER, "--subject", "re: ahoy", "--attach", film, "--price", "40")[0] == 0
    code, said = people(2, "buy", "1")
    assert code == 0 and "order 1: 40 CNT are in escrow" in said
    assert people(1, "serve") == (0, "order 1: sealed")
    out = str(people.home / "bought.raw")
    code, said = people(2, "open", "1", "--out", out)
    assert code == 0 and "order 1 is confirmed: it is the seller's turn" in said
    assert people(1, "serve") == (0, "order 1: key revealed")
    code, said = people(2, "open", "1", "--out", out)
    assert code == 0 and "order 1 is open: 2,880 bytes in bought.raw" in said
    assert Path(out).read_bytes() == CONTENT
    wait(2 * 86_400)
    assert people(1, "serve") == (0, "order 1: 40 CNT received")


def test_mail__offer_to_everybody_and_a_friend__as_typed(registered):
    """CNT-15, CNT-16: `attach` offers a file, `allow` lets one write for nothing, which `lookup` shows."""
    people = registered
    (people.home / "song.raw").write_bytes(CONTENT)
    code, said = people(1, "attach", str(people.home / "song.raw"), "--price", "3")
    assert code == 0 and re.fullmatch(r"offered: [0-9a-f]{64}, 2,880 bytes for 3 CNT; run `serve` to sell", said), said
    assert people(1, "postage", "2")[0] == 0
    for command, postage in [((), "2"), (("allow", BUYER), "0"), (("allow", BUYER, "--no-longer"), "2")]:
        assert not command or people(1, *command)[0] == 0
        code, said = people(2, "lookup", "lighthouse")
        assert code == 0 and f"account    {SELLER}" in said and f"postage    {postage} CNT for you" in said, said


def test_mail__bad_input__a_clear_error_and_nothing_sent(registered, rpc, wait):
    """CNT-13, CNT-14: an expired and a confusable name, an oversize letter (unit tests have the other reasons)."""
    people = registered
    before = rpc("eth_blockNumber")
    cases = [
        (("send", "lіghthouse"), "name 'lіghthouse': "),
        (("send", "lighthouse", "--text", "x" * 1_000), "less than 1,024 bytes when sealed"),
    ]
    for arguments, reason in cases:
        code, said = people(2, *arguments)
        assert code == 2 and said.startswith("mail: ") and reason in said, said
    assert rpc("eth_blockNumber") == before
    wait(41 * 86_400)
    code, said = people(2, "send", "lighthouse", "--text", "late")
    assert code == 2 and said == "mail: lighthouse: name has expired"
