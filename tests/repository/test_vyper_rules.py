# SPDX-License-Identifier: MIT
"""The rules that `make lint` holds Vyper contracts to: each finds what it is for, and lets what is right pass."""

from __future__ import annotations

import pytest

from wuxing.vyper_rules import EXCEPTIONS, Contract, Exceptions, check, findings

HEAD = """# pragma version 0.4.3
interface Coin:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def take(amount: uint256): nonpayable

event Done:
    amount: uint256

coin: immutable(address)
held: public(HashMap[address, uint256])
paused: public(bool)

@deploy
def __init__(coin_: address):
    coin = coin_

"""

CASES = {
    "writes after a call": (
        "lock",
        """@external
def leave():
    extcall Coin(coin).take(1)
    self.held[msg.sender] = 0
    log Done(amount=1)
""",
    ),
    "writes after a call in an inner function": (
        "lock",
        """@external
def leave():
    self._pay()
    self.held[msg.sender] = 0
    log Done(amount=1)

@internal
def _pay():
    extcall Coin(coin).take(1)
""",
    ),
    "writes in the next turn": (
        "lock",
        """@external
def leave():
    for i: uint256 in range(3):
        self.held[msg.sender] = i
        extcall Coin(coin).take(1)
    log Done(amount=1)
""",
    ),
    "calls in one branch": (
        "lock",
        """@external
def leave(soon: bool):
    if soon:
        extcall Coin(coin).take(1)
    self.held[msg.sender] = 0
    log Done(amount=1)
""",
    ),
    "writes and logs nothing": ("event", "@external\ndef put(amount: uint256):\n    self.held[msg.sender] = amount\n"),
    "goes on during a pause": (
        "pause",
        """@external
def pause():
    self.paused = True
    log Done(amount=0)

@external
def enter():
    self.held[msg.sender] = 1
    log Done(amount=1)
""",
    ),
    "raw call": ("raw", '@external\ndef ask(to: address):\n    raw_call(to, b"")\n'),
    "drops an answer": ("result", "@external\ndef pay():\n    extcall Coin(coin).transfer(msg.sender, 1)\n"),
    "long loop": (
        "loop",
        """@external
def count(n: uint256) -> uint256:
    total: uint256 = 0
    for i: uint256 in range(n, bound=1_001):
        total += i
    return total
""",
    ),
    "no reason": ("unsafe", "@external\ndef add(a: uint256) -> uint256:\n    return unsafe_add(a, 1)\n"),
    "rounds first": ("division", "@external\ndef part(a: uint256) -> uint256:\n    return a // 100 * 3\n"),
    "asks the origin": ("origin", "@external\ndef who() -> address:\n    return tx.origin\n"),
}

GOOD = {
    "writes before": """@external
def leave():
    self.held[msg.sender] = 0
    log Done(amount=1)
    assert extcall Coin(coin).transfer(msg.sender, 1)
""",
    "holds a lock": """@external
@nonreentrant
def leave():
    extcall Coin(coin).take(1)
    self.held[msg.sender] = 0
    log Done(amount=1)
""",
    "calls in a branch that ends": """@external
def leave(soon: bool):
    if soon:
        extcall Coin(coin).take(1)
        return
    self.held[msg.sender] = 0
    log Done(amount=1)
""",
    "only reads": """@external
@view
def sum() -> uint256:
    return self.held[msg.sender]
""",
    "stopped by a pause": """@external
def pause():
    assert not self.paused, "Case: already paused"
    self.paused = True
    log Done(amount=0)

@external
def enter():
    assert not self.paused, "Case: entries are paused"
    self.held[msg.sender] = 1
    log Done(amount=1)
""",
    "arithmetic": """@external
def add(a: uint256) -> uint256:
    # a day is a multiple of itself
    b: uint256 = unsafe_add(a, 1)
    return b // 86_400 * 86_400 + b * 3 // 100
""",
}


@pytest.fixture
def contract(tmp_path):
    """A contract of a few lines, compiled as far as the analysis needs."""

    def made(text):
        path = tmp_path / "Case.vy"
        path.write_text(HEAD + text)
        return path

    return made


@pytest.mark.parametrize("case", CASES)
def test_findings__bad_contract__its_rule_alone(contract, tmp_path, case):
    rule, text = CASES[case]
    assert {finding.rule for finding in findings(Contract(contract(text), tmp_path))} == {rule}


@pytest.mark.parametrize("case", GOOD)
def test_findings__good_contract__none(contract, tmp_path, case):
    assert findings(Contract(contract(GOOD[case]), tmp_path)) == set()


def test_findings__call_to_what_is_trusted__needs_no_lock(contract, tmp_path):
    made = Contract(contract(CASES["writes after a call"][1]), tmp_path)
    assert findings(made, {"Coin.take"}) == set() and findings(made, {"Coin.transfer"})


def test_check__exception_that_excepts_nothing__is_told(contract, tmp_path):
    path = contract(CASES["no reason"][1])
    fitting = Exceptions({"Case": {"Coin.take"}}, {("unsafe", "Case.*"), ("loop", "Case.add")})
    assert check([path], fitting, tmp_path) == ([], ["Case: Coin.take", "loop Case.add"])


@pytest.mark.parametrize(
    "entry, said",
    [
        ('[[except]]\nrule = "lock"\nwhere = ["A.b"]', "expected reason"),
        ('[[except]]\nrule = "lok"\nwhere = ["A.b"]\nreason = "r"', "expected a rule of lock"),
        ('[[trusted]]\nwhere = ["A"]\nreason = "r"', "expected calls"),
    ],
)
def test_exceptions__without_reason_or_rule__refused(tmp_path, entry, said):
    path = tmp_path / "rules.toml"
    path.write_text(entry)
    with pytest.raises(ValueError, match=said):
        Exceptions.read(path)


def test_exceptions__ours__are_read():
    ours = Exceptions.read(EXCEPTIONS)
    assert ours.trusted and ours.excepted
