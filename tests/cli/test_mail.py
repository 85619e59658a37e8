# SPDX-License-Identifier: MIT
"""`ape run mail` as two people type it, on one Anvil: CNT-13 … CNT-16."""

import json
import re
import signal
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import rlp
from coincurve import PrivateKey
from eth_abi import encode
from eth_account import Account as LocalAccount
from eth_utils import keccak

from tests.cli.test_ape_commands import APE, environment, node, run_ape  # noqa: F401
from wuxing.contattract.post.letters import seal
from wuxing.engine.base import MNEMONIC, Account
from wuxing.paths import ROOT

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
    code, said = people(1, "register", "lighthouse", "--days", "40", "--no-wait")
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
    assert f"{BUYER}  (2.5 CNT wait)\n           | ahoy" in said
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


HOSTILE = [*map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F)))]
HOSTILE += map(chr, (*range(0x2066, 0x206A), 0x200B, 0xFEFF))


def test_mail__hostile_letters_on_chain__every_command_goes_on(registered, deployed, rpc):
    """CNT-14, CNT-15: lists where text belongs, noise and every control, sealed and not, on a real node."""
    people, mail = registered, deployed["contracts"]["mail"]["address"]
    key = PrivateKey(bytes.fromhex(json.loads((people.home / "2.json").read_text())["keys"][0])).public_key.format()
    ends = [bytes.fromhex(OWNER[2:]), bytes.fromhex(BUYER[2:])]
    text = "".join(HOSTILE).encode()
    files = [[b"a\0b" + text[:20], b"\1", b"\1" * 32, b"", b"", b"\2" * 32]]
    letters = [[b"\1", *ends, [b"s"], b"t", []], [b"\1", *ends, text, text, files], [b"\1", *ends, b"s", b"t", [[b""]]]]
    bodies = [(1, seal(key, rlp.encode(letter))) for letter in letters]
    bodies += [(1, seal(key, bytes(range(256)))), (0, text), (1, b"\xff" * 900)]
    first = int(people(2, "inbox")[1].partition(" ")[0]) + 1
    for version, body in bodies:
        data = encode(["address", "uint256", "bytes", "uint256"], [BUYER, version, body, 0])
        call = keccak(text="send(address,uint256,bytes,uint256)")[:4] + data
        sent = rpc("eth_sendTransaction", {"from": OWNER, "to": mail, "data": "0x" + call.hex()})
        mined = next(found for _ in iter(int, 1) if (found := rpc("eth_getTransactionReceipt", sent)))
        assert mined["status"] == "0x1"
    assert people(1, "send", BUYER, "--subject", "the good one")[0] == 0
    code, said = people(2, "inbox")
    assert code == 0 and "           | the good one" in said and f"4 of {first + 6} cannot be read" in said, said
    shown = [said]
    for number in range(first, first + 6):
        code, said = people(2, "read", str(number), "--save", str(people.home / "saved"))
        assert code in (0, 2) and said, said
        shown.append(said)
    assert not [c for said in shown for c in said if c in HOSTILE and c != "\n"]
    code, said = people(2, "read", str(first + 6))
    assert code == 0 and "subject    | the good one" in said


def test_register__a_local_account_on_a_node_that_mines_on_demand_or_not__ends(
    registered,
    environment,  # noqa: F811
    rpc,
    wait,
    tmp_path,
):
    """CNT-13, CNT-16: a new user's way: an account of ape's own, CNT from the local node, one command that ends."""
    people = registered
    (tmp_path / "accounts").mkdir()
    account = LocalAccount.from_key(keccak(text="a new user"))
    kept = LocalAccount.encrypt(account.key, "secret", kdf="pbkdf2", iterations=2)
    (tmp_path / "accounts" / "ann.json").write_text(json.dumps(kept))
    own = {"APE_DATA_FOLDER": str(tmp_path), "APE_ACCOUNTS_ann_PASSPHRASE": "secret"}
    on = ("--account", "ann", "--network", "ethereum:local:foundry")
    keys = ("--keys", str(tmp_path / "ann.json"), "--store", str(people.home / "space"))

    def types(*arguments):
        done = subprocess.run(
            [APE, "run", "mail", *arguments], cwd=ROOT, env=environment | own, capture_output=True, text=True
        )
        assert "Traceback" not in done.stderr, done.stderr
        told = [line for line in done.stdout.splitlines() if not line.startswith("WARNING")]
        return done.returncode, "\n".join(told).strip(), done.stderr

    def said_first(process):
        """Its first line; ape warns of automatic signing before it."""
        return next(line for line in process.stdout if not line.startswith("WARNING"))

    assert types("keygen", *keys[:2], *on)[0] == 0
    code, _, why = types("register", "breakwater", *keys, *on)
    assert code == 2 and "CNT to pay with" in why and "`ape run mail fund` gives some" in why
    assert types("fund", "30", *on)[:2] == (0, f"{account.address} has 30 CNT")
    code, _, why = types("fund", "1e12", *on)
    assert code == 2 and "CNT that are left of the swap budget, got 1e12" in why
    command = [APE, "run", "mail", "register", "breakwater", "--days", "30", *keys, *on]
    # Ctrl-C while it waits: the same command goes on
    stopped = subprocess.Popen(
        command, cwd=ROOT, env=environment | own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert "breakwater is committed to; it can be registered in" in said_first(stopped)
    stopped.send_signal(signal.SIGINT)
    _, why = stopped.communicate()
    assert stopped.returncode == 130 and "mail: stopped: the same command goes on" in why, why
    with subprocess.Popen(command, cwd=ROOT, env=environment | own, stdout=subprocess.PIPE, text=True) as waiting:
        assert "breakwater is committed to; it can be registered in" in said_first(waiting)
        wait(61)
        assert f"breakwater belongs to {account.address} until 20" in waiting.communicate()[0]
    # a node that mines nothing by itself, as with --no-mining, and one by an interval, as with --block-time 1
    rpc("evm_setAutomine", False)
    try:
        assert types("send", "breakwater", "--text", "to myself", *keys, *on)[0] == 0
        assert not rpc("anvil_getAutomine")
        rpc("evm_setIntervalMining", 1)
        assert types("renew", "breakwater", "--days", "30", *keys, *on)[0] == 0
    finally:
        rpc("evm_setIntervalMining", 0)
        rpc("evm_setAutomine", True)
    assert "1 messages to you" in types("inbox", *keys, *on)[1]


def test_mail__bad_input__a_clear_error_and_nothing_sent(registered, rpc, wait):
    """CNT-13, CNT-14: an expired and a confusable name, an oversize letter (unit tests have the other reasons)."""
    people = registered
    before = rpc("eth_blockNumber")
    cases = [
        (("send", "lіghthouse"), "name 'lіghthouse': "),
        (("send", "lighthouse", "--text", "x" * 1_000), "less than 1,024 bytes when sealed"),
        (("register", "breakwater", "--attestation", "0xzz"), "expected the normaliser's signature in hex"),
        (("send", "lighthouse", "--postage", "1e999999999"), "expected an amount of CNT"),
    ]
    for arguments, reason in cases:
        code, said = people(2, *arguments)
        assert code == 2 and said.startswith("mail: ") and reason in said, said
    assert rpc("eth_blockNumber") == before
    wait(41 * 86_400)
    code, said = people(2, "send", "lighthouse", "--text", "late")
    assert code == 2 and said == "mail: lighthouse: name has expired"
