# SPDX-License-Identifier: MIT
"""tools/mutants/operators.py: which changes a text can have."""

from __future__ import annotations

import pytest

from tools.mutants.operators import candidates

VYPER = '''# pragma version 0.4.3
"""
@title Small, with a < b and a "quoted" + in prose
"""
event Added:
    amount: uint256

LIMIT: constant(uint256) = 1_00

@external
def add(amount: uint256, more: uint256 = 3):
    """
    @dev amount + more
    """
    assert amount < LIMIT and more != 0, "Small: 1 < 2"  # a comment + 5
    self.total += unsafe_add(amount, more)
    log Added(amount=amount)
    if amount > 2:
        self._move(amount, more)
'''
SOLIDITY = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;
/* a < b */
contract Small {
    uint256 public total;
    event Added(uint256 amount);

    function add(uint256 amount) external {
        require(amount <= 100, "Small: too much"); // 1 + 1
        if (amount == 7) revert();
        total += amount / 2;
        emit Added(amount);
        uint256 kept = total;
    }
}
"""
PYTHON = """def fee(amount, rate=2):
    if not rate:
        raise ValueError("1 + 1")
    return max(amount * rate // 10_000, 1)
"""


def changes(file: str, text: str) -> dict[str, list[tuple[str, str]]]:
    """Old and new text of every change, by its operator."""
    found: dict[str, list[tuple[str, str]]] = {}
    for mutant in candidates(file, text):
        found.setdefault(mutant.kind, []).append((text[mutant.start : mutant.end], mutant.new))
    return found


def test_candidates__vyper__every_operator_and_nothing_of_prose_or_declarations():
    assert changes("a.vy", VYPER) == {
        "constant": [("1_00", "101"), ("1_00", "99"), ("0", "1"), ("2", "1"), ("2", "3")],
        "boundary": [("<", "<="), (">", ">=")],
        "comparison": [("<", ">="), ("!=", "=="), (">", "<=")],
        "logic": [("and", "or")],
        "arithmetic": [("+=", "-="), ("unsafe_add", "unsafe_sub")],
        "arguments": [("amount, more", "more, amount"), ("amount, more", "more, amount")],
        "condition": [
            ("amount < LIMIT and more != 0", "not (amount < LIMIT and more != 0)"),
            ("amount > 2", "not (amount > 2)"),
        ],
        "check": [('assert amount < LIMIT and more != 0, "Small: 1 < 2"', "pass")],
        "event": [("log Added(amount=amount)", "pass")],
        "statement": [
            ("self.total += unsafe_add(amount, more)", "pass"),
            ("self._move(amount, more)", "pass"),
        ],
    }


def test_candidates__solidity__every_operator():
    found = changes("a.sol", SOLIDITY)
    assert found["check"] == [('require(amount <= 100, "Small: too much");', "{}")]
    assert found["event"] == [("emit Added(amount);", "{}")]
    assert found["statement"] == [("total += amount / 2;", "{}")]
    assert found["condition"] == [("amount <= 100", "!(amount <= 100)"), ("amount == 7", "!(amount == 7)")]
    assert ("/", "*") in found["arithmetic"] and found["boundary"] == [("<=", "<")]
    assert not any("1 + 1" in old for pairs in found.values() for old, _ in pairs)


def test_candidates__python__every_operator():
    found = changes("a.py", PYTHON)
    assert found["condition"] == [("not rate", "not (not rate)")]
    assert found["check"] == [('raise ValueError("1 + 1")', "pass")]
    assert found["arithmetic"] == [("max", "min"), ("*", "+"), ("//", "*")]
    assert found["arguments"] == [("amount * rate // 10_000, 1", "1, amount * rate // 10_000")]


@pytest.mark.parametrize(("file", "text"), [("a.vy", VYPER), ("a.sol", SOLIDITY), ("a.py", PYTHON)])
def test_applied__one_change__nothing_else(file, text):
    made = candidates(file, text)
    assert len({mutant.id for mutant in made}) == len(made)
    for mutant in made:
        broken = mutant.applied(text)
        assert broken != text
        assert len(broken) - len(text) == len(mutant.new) - (mutant.end - mutant.start)
        assert text.splitlines()[mutant.line - 1] != broken.splitlines()[mutant.line - 1]
