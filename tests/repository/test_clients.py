# SPDX-License-Identifier: MIT
"""What other people's tools make of interfaces/: Solidity's compiler, Foundry's cast, abitype (viem) and ethers."""

from __future__ import annotations

import json
import subprocess

import solcx
from eth_abi import encode

from wuxing.engine.compilers import EVM_VERSION, SOLC_VERSION
from wuxing.interfaces import PUBLISHED, contracts, short_name
from wuxing.paths import INTERFACES, NODE_MODULES, ROOT
from wuxing.suite import SYSTEMS, Create, plan

BIN = NODE_MODULES / ".bin"


def abis() -> dict[str, list[dict]]:
    """Every ABI of interfaces/ by file."""
    files = sorted(p for p in INTERFACES.rglob("*.json") if not p.name.endswith(".doc.json"))
    return {str(p.relative_to(ROOT)): json.loads(p.read_text()) for p in files}


def test_interfaces__of_everything_that_a_deployment_makes__are_there(engine, deployer):
    """A wallet or an indexer needs the timelock and the market as much as our own contracts."""
    with engine.anchor():
        created = {
            short_name(step.contract)
            for system in SYSTEMS
            for step in plan(engine, system, "paper", deployer).steps
            if isinstance(step, Create)
        }
    there = {p.name.removesuffix(".json") for p in INTERFACES.rglob("*.json")}
    assert created and created <= there
    assert {f"{name}.doc" for name in (p.stem for p in contracts())} <= there
    assert {short_name(name) for name in PUBLISHED} <= there


def test_abis__every_parameter__has_an_internal_type_and_every_argument_a_name():
    def parameters(entries):
        for entry in entries:
            yield entry
            yield from parameters(entry.get("components", []))

    for file, abi in abis().items():
        for entry in abi:
            inputs, outputs = entry.get("inputs", []), entry.get("outputs", [])
            assert all(p["internalType"] for p in parameters([*inputs, *outputs])), file
            assert all(p["name"] for p in parameters(inputs)), (file, entry)
            for p in parameters([*inputs, *outputs]):
                assert p["type"].startswith("tuple") == p["internalType"].startswith("struct "), (file, p)


def test_docs__of_exported_functions__are_in_userdoc():
    """Vyper leaves out what a contract exports from its modules."""
    docs = json.loads((INTERFACES / "contattract" / "StorageProofs.doc.json").read_text())
    assert docs["userdoc"]["methods"]["announce(bytes32)"]["notice"].startswith("CNT-11: claims evidence before")
    assert docs["userdoc"]["methods"]["pause()"]["notice"]
    assert docs["devdoc"]["methods"]["announce(bytes32)"]["params"]["commitment"]


def test_solidity_interfaces__all_in_one_program__compile():
    """So does what `cast interface` makes of the ABIs: these files are that."""
    files = sorted(INTERFACES.rglob("I*.sol"))
    sources = {str(p.relative_to(ROOT)): {"content": p.read_text()} for p in files}
    settings = {"evmVersion": EVM_VERSION, "outputSelection": {"*": {"*": ["abi"]}}}
    request = {"language": "Solidity", "sources": sources, "settings": settings}
    built = solcx.compile_standard(request, solc_version=SOLC_VERSION)["contracts"]
    assert len(built) == len(files) > 30
    mine = {e["name"] for e in built["interfaces/xz/IXZMine.sol"]["IXZMine"]["abi"] if e["type"] == "function"}
    assert mine == {e["name"] for e in abis()["interfaces/xz/XZMine.json"] if e["type"] == "function"}


def test_typescript__what_viem_infers__is_what_the_contracts_return():
    """abitype is viem's own inference; the file compiles only if no type is `unknown`."""
    done = subprocess.run([BIN / "tsc", "-p", "clients/typescript"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_ethers__a_struct__reads_as_an_object():
    values = (1, 138 * 10**18, 2, 3, False, True)
    data = "0x" + encode(["uint256", "uint256", "uint256", "uint256", "bool", "bool"], values).hex()
    command = ["node", "clients/typescript/read.mjs", "interfaces/xz/XZMine.json", "pending", data]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert read == {
        "units": "1", "output": str(138 * 10**18), "burned": "2", "melted": "3", "stopped": False, "used_up": True
    }  # fmt: skip
