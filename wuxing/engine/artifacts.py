# SPDX-License-Identifier: MIT
"""Compiled contracts by name: one source of bytecode and ABI for every engine.

Vyper goes through titanoboa's compiler front end (the installed vyper), Solidity through
py-solc-x with the npm compiler. What was compiled is kept in `.build/artifacts`, keyed by
the content of every project file that the contract reaches, so that a second start compiles nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from wuxing.engine.vyper_abi import described
from wuxing.paths import BENCHMARKS, BUILD, CONTRACTS, NODE_MODULES, ROOT, TESTS

SOLC_VERSION = "0.8.30"
EVM_VERSION = "cancun"
OLD_SOLC = ("0.5.16", "istanbul")
"""Compiler and EVM for peers whose pragma asks for Solidity 0.5."""
OPTIMIZER_RUNS = 10_000
_DOCS = ("userdoc", "devdoc")
_CACHE = BUILD / "artifacts"
_IMPORT = re.compile(
    r"^\s*(?:from\s+([\w.]+)\s+import\s+([\w, ]+)|import\s+([\w.]+))|^import\s.*?[\"'](.+?)[\"'];", re.M
)


class CompileError(Exception):
    """A contract does not compile; the text is the compiler's own."""


@dataclass(frozen=True)
class Artifact:
    """One compiled contract.

    `initcode` is without constructor arguments; `runtime` is the deployed code before immutables
    are set (empty where the file that brought it, e.g. Uniswap's build, has none).
    """

    name: str
    source: Path
    abi: list[dict]
    initcode: bytes
    runtime: bytes
    layout: dict
    userdoc: dict = field(default_factory=dict)
    """NatSpec for who calls it, in solc's form; of published contracts none."""
    devdoc: dict = field(default_factory=dict)
    """NatSpec for who builds on it."""

    @property
    def is_vyper(self) -> bool:
        """Whether the source is Vyper (and titanoboa can map errors to its lines)."""
        return self.source.suffix == ".vy"


def source_of(name: str) -> Path:
    """The file of a deployable contract: `XZMine` → contracts/xz/XZMine.vy. Peers are in benchmarks/contracts,
    what a test needs beside ours in tests/contracts.

    Names below node_modules are written as npm paths, e.g. `@uniswap/v2-core/build/UniswapV2Factory.json`
    or `solady/src/tokens/ERC20.sol:ERC20`. Raises LookupError when there is no such contract.
    """
    if "/" in name:
        path = NODE_MODULES / name.split(":")[0]
        found = [path] if path.exists() else []
    else:
        roots = (CONTRACTS, BENCHMARKS / "contracts", TESTS / "contracts")
        found = [p for suffix in (".vy", ".sol") for root in roots for p in root.rglob(name + suffix)]
    if len(found) != 1:
        raise LookupError(f"expected one contract named {name}, found {len(found)} in contracts/ or node_modules/")
    return found[0]


def _reached(path: Path, seen: dict[Path, bytes]) -> None:
    """Collects the project files that `path` reaches through its imports (libraries are pinned by lock files)."""
    if path in seen:
        return
    seen[path] = path.read_bytes()
    for module, names, plain, sol in _IMPORT.findall(seen[path].decode()):
        for target in [sol] if sol else [f"{module}.{n.split()[0]}" for n in names.split(",")] if names else [plain]:
            if sol:
                candidates = [(path.parent / target).resolve()]
            else:
                dots = len(target) - len(target.lstrip("."))
                tail = target.lstrip(".").replace(".", "/")
                bases = [path.parents[dots - 1]] if dots else [path.parent, ROOT, CONTRACTS]
                candidates = [b / (tail + s) for b in bases for s in (".vy", ".vyi")]
            for candidate in candidates:
                if candidate.is_file() and ROOT in candidate.parents and NODE_MODULES not in candidate.parents:
                    _reached(candidate, seen)


@cache
def artifact(name: str) -> Artifact:
    """The compiled contract `name`; compiles it when its sources changed.

    Raises LookupError for an unknown name and CompileError with the compiler's message.
    """
    path = source_of(name)
    if path.suffix == ".json":
        return _published(name, path)
    seen: dict[Path, bytes] = {}
    _reached(path, seen)
    digest = hashlib.sha256(f"docs {version('vyper')} {SOLC_VERSION} {EVM_VERSION} {OPTIMIZER_RUNS}".encode())
    for file in sorted(seen):
        digest.update(file.name.encode() + b"\0" + seen[file])
    label = name.replace("/", "_").replace(":", "_")
    kept = _CACHE / f"{label}-{digest.hexdigest()[:16]}.json"
    if kept.exists():
        data = json.loads(kept.read_text())
    else:
        data = _compile_vyper(path) if path.suffix == ".vy" else _compile_solidity(name, path)
        kept.parent.mkdir(parents=True, exist_ok=True)
        for stale in _CACHE.glob(f"{label}-*.json"):
            stale.unlink(missing_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(data))
        part.replace(kept)
    return Artifact(
        name,
        path,
        data["abi"],
        bytes.fromhex(data["initcode"]),
        bytes.fromhex(data["runtime"]),
        data["layout"],
        data["userdoc"],
        data["devdoc"],
    )


def _published(name: str, path: Path) -> Artifact:
    """A contract with its published bytecode, from a package's build file."""
    data = json.loads(path.read_text())
    code, runtime = data["bytecode"], data.get("deployedBytecode") or data["evm"]["deployedBytecode"]
    code, runtime = (part["object"] if isinstance(part, dict) else part for part in (code, runtime))
    return Artifact(
        name,
        path,
        data["abi"],
        bytes.fromhex(code.removeprefix("0x")),
        bytes.fromhex(runtime.removeprefix("0x")) if "__" not in runtime else b"",
        {},
    )


@cache
def vyper_deployer(path: Path):
    """titanoboa's deployer for a Vyper file, from its disk cache where nothing changed."""
    import boa
    from boa.interpret import set_cache_dir

    set_cache_dir(str(BUILD / "titanoboa"))
    return boa.load_partial(str(path))


def _compile_vyper(path: Path) -> dict:
    from vyper.exceptions import VyperException

    try:
        data = vyper_deployer(path).compiler_data
        abi, userdoc, devdoc = described(data)
        return {
            "abi": abi,
            "userdoc": userdoc,
            "devdoc": devdoc,
            "initcode": data.bytecode.hex(),
            "runtime": data.bytecode_runtime.hex(),
            "layout": data.storage_layout,
        }
    except VyperException as error:
        raise CompileError(f"{path.relative_to(ROOT)}: {error}") from None


def _compile_solidity(name: str, path: Path) -> dict:
    os.environ.setdefault("SOLCX_BINARY_PATH", str(ROOT / "tools" / "solcx"))
    import solcx
    from solcx.exceptions import SolcError

    contract = name.split(":")[1] if ":" in name else path.stem
    unit = str(path.relative_to(NODE_MODULES if NODE_MODULES in path.parents else ROOT))
    old = "pragma solidity ^0.5" in path.read_text()
    solc, evm = OLD_SOLC if old else (SOLC_VERSION, EVM_VERSION)
    request = {
        "language": "Solidity",
        "sources": {unit: {"content": path.read_text()}},
        "settings": {
            "evmVersion": evm,
            "optimizer": {"enabled": True, "runs": OPTIMIZER_RUNS},
            "outputSelection": {
                "*": {contract: ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "storageLayout", *_DOCS]}
            },
        },
    }
    try:
        result = solcx.compile_standard(request, base_path=str(ROOT), solc_version=solc)
    except SolcError as error:
        raise CompileError(f"{unit}: {error.message}") from None
    built = result["contracts"][unit][contract]
    return {
        "abi": built["abi"],
        "userdoc": built.get("userdoc", {}),
        "devdoc": built.get("devdoc", {}),
        "initcode": built["evm"]["bytecode"]["object"],
        "runtime": built["evm"]["deployedBytecode"]["object"],
        "layout": built.get("storageLayout", {}),
    }
