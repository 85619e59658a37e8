# SPDX-License-Identifier: MIT
"""`python -m wuxing check clique FILE` (XZ-18): results, order, and what it says of bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wuxing.__main__ import main
from wuxing.xz import check_clique, clique
from wuxing.xz.clique import Snapshot

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"epoch": 30_000, "signers": ["A"], "blocks": [{"signer": "A"}]}
CASES = [
    GOOD | {"blocks": [{"signer": "A", "voted": "C", "auth": True}, {"signer": "C"}]},
    GOOD | {"blocks": [{"signer": "B"}]},
    GOOD | {"signers": ["B", "A"], "blocks": [{"signer": "A"}, {"signer": "A"}]},
    GOOD | {"epoch": 1, "blocks": [{"signer": "A", "checkpoint": ["B"]}]},
    GOOD | {"blocks": [{"signer": "A", "voted": "A", "auth": False}]},
]
RESULTS = [
    {"signers": ["A", "C"]},
    {"failure": "unauthorized signer"},
    {"failure": "recently signed"},
    {"failure": "invalid checkpoint"},
    {"signers": []},
]


def test_check_clique__file__results_in_order_on_stdout_only(tmp_path: Path):
    """XZ-18: the command as a caller runs it."""
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(CASES))
    done = subprocess.run(
        [sys.executable, "-m", "wuxing", "check", "clique", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == RESULTS


def test_check_clique__import__loads_no_engine():
    """Checking headers must not pay for an EVM or a simulator."""
    code = (
        "import sys, wuxing.__main__, wuxing.xz.check_clique;"
        "print([m for m in ('boa', 'ape', 'eth', 'pyrevm', 'simpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_clique__labels__sorted_by_label_not_by_address(tmp_path: Path):
    labels = [f"signer {n}" for n in range(9)]
    addresses = [check_clique.key_address(label) for label in labels]
    assert addresses != sorted(addresses)
    assert check_clique.run({"epoch": 9, "signers": labels[::-1], "blocks": []}) == {"signers": labels}


def test_check_clique__long_history__every_label_and_epoch():
    """A few thousand real headers across epochs, nobody sealing too early."""
    labels = list("ABCDEFG")
    blocks = []
    for number in range(1, 2001):
        block = {"signer": labels[number % 7]}
        if number % 100 == 0:
            block["checkpoint"] = labels
        blocks.append(block)
    assert check_clique.run({"epoch": 100, "signers": labels, "blocks": blocks}) == {"signers": labels}


def test_build__block__is_a_real_sealed_header():
    """XZ-18: the command seals with the label's own key and the header decodes to itself."""
    genesis = clique.genesis([check_clique.key_address("A")])
    block = {"signer": "A", "voted": "B", "auth": True, "checkpoint": []}
    header = check_clique.build(block, genesis, Snapshot.of_checkpoint(genesis, 30_000))
    assert clique.signer_of(clique.Header.decode(header.raw)) == check_clique.key_address("A")
    assert (header.coinbase, header.nonce) == (check_clique.key_address("B"), b"\xff" * 8)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (7, "expected an object, got 7"),
        ({}, "'signers' is missing"),
        (GOOD | {"signers": "A"}, "'signers': expected list"),
        (GOOD | {"signers": [1]}, "'signers': expected labels, got 1"),
        (GOOD | {"signers": [""]}, "'signers': expected labels"),
        (GOOD | {"signers": ["A", "A"]}, "a label stands twice"),
        (GOOD | {"epoch": "3"}, "'epoch': expected int"),
        (GOOD | {"epoch": True}, "'epoch': expected int, got true"),
        (GOOD | {"epoch": -1}, "'epoch': expected a number of blocks, got -1"),
        (GOOD | {"blocks": {}}, "'blocks': expected list"),
        (GOOD | {"blocks": ["A"]}, "block 1: expected an object"),
        (GOOD | {"blocks": [{}]}, "block 1: 'signer' is missing"),
        (GOOD | {"blocks": [{"signer": "A"}, {"signer": ""}]}, "block 2: 'signer': expected a label"),
        (GOOD | {"blocks": [{"signer": "A", "voted": 1}]}, "block 1: 'voted': expected str"),
        (GOOD | {"blocks": [{"signer": "A", "voted": "B", "auth": 1}]}, "block 1: 'auth': expected bool"),
        (GOOD | {"blocks": [{"signer": "A", "auth": True}]}, "'voted' names nobody"),
        (
            GOOD | {"blocks": [{"signer": "A", "checkpoint": [None]}]},
            "'checkpoint': expected labels, got null",
        ),
        (GOOD | {"block": []}, "unknown key 'block'"),
    ],
)
def test_check__malformed_case__its_number_and_status_2(tmp_path: Path, capsys, case, expected):
    """Bad input: the case's number, what was expected and what came; no result, no traceback."""
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([GOOD, case]))
    assert main(["check", "clique", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "case 2 (index 1)" in err and expected in err


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "cannot be read"),
        (b"[{", "expected JSON"),
        (b"\xff", "expected JSON"),
        (b"{}", "expected a list"),
    ],
)
def test_check__unreadable_file__status_2(tmp_path: Path, capsys, content, expected):
    file = tmp_path / "cases.json"
    if content is not None:
        file.write_bytes(content)
    assert main(["check", "clique", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and expected in err and "Traceback" not in err


def test_check__unknown_kind__status_2_and_the_known_ones(tmp_path: Path, capsys):
    assert main(["check", "click", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "kind: expected one of clique" in err and "got 'click'" in err
