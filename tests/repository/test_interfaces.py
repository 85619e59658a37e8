# SPDX-License-Identifier: MIT
"""interfaces/ is what the contracts are, and Vyper takes it."""

from wuxing.engine.artifacts import vyper_harness
from wuxing.interfaces import PUBLISHED, contracts, short_name, stale, vyi
from wuxing.paths import INTERFACES


def test_interfaces__against_contracts__in_step():
    assert not stale(), "run make interfaces"


def test_interfaces__every_contract__has_each_kind_of_file():
    names = {p.stem for p in contracts()} | {short_name(name) for name in PUBLISHED}
    for start, end in (("", ".json"), ("", ".doc.json"), ("", ".ts"), ("I", ".sol"), ("I", ".vyi")):
        assert {f"{start}{name}{end}" for name in names} <= {p.name for p in INTERFACES.rglob(f"*{end}")}


def test_interfaces__imported_by_a_vyper_contract__compile():
    """An integrator's contract imports all of them and calls one."""
    files = sorted(INTERFACES.rglob("*.vyi"))
    lines = [f"from interfaces.{p.parent.name} import {p.stem}" for p in files]
    source = "\n".join(
        [
            "# pragma version 0.4.3",
            *lines,
            "@external",
            "def f(a: address) -> uint256:",
            "    return staticcall IXZMine(a).totalLife()",
        ]
    )
    deployer = vyper_harness(source)
    assert len(files) > 10 and deployer.compiler_data.bytecode


def test_vyi__struct_output_without_a_name__called_after_its_function():
    abi = [
        {
            "type": "function",
            "name": "terms_of",
            "stateMutability": "view",
            "inputs": [{"name": "from", "type": "uint256"}],
            "outputs": [{"name": "", "type": "tuple[]", "components": [{"name": "value", "type": "bytes"}]}],
        }
    ]
    text = vyi("Some", abi)
    assert "struct TermsOf:\n    value_: Bytes[8192]" in text
    assert "def terms_of(from_: uint256) -> DynArray[TermsOf, 256]: ..." in text
