# SPDX-License-Identifier: MIT
"""Compiled contracts by name: one source of bytecode and ABI for every engine.

What was compiled is kept in `.build/artifacts` with the list of files that the compiler read for it, libraries and the
compiler's own package among them. It is used again while each of them has the same bytes; so a second start compiles
nothing, and no change, however deep, comes back as old code. Nothing kept holds the checkout's path.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import json
import pickle
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from wuxing.engine.compilers import (
    CompileError,
    compile_solidity,
    compile_vyper,
    contents,
    file_of,
    unit_of,
)
from wuxing.files import write_whole
from wuxing.paths import BENCHMARKS, BUILD, CONTRACTS, NODE_MODULES, ROOT, TESTS

_CACHE = BUILD / "artifacts"


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


@cache
def artifact(name: str) -> Artifact:
    """The compiled contract `name`; compiles it when anything that it reaches changed.

    Raises LookupError for an unknown name and CompileError with the compiler's message.
    """
    path = source_of(name)
    return _published(name, path) if path.suffix == ".json" else _made(name, path, _kept(_Source(name, path))[0])


def reached(name: str) -> set[Path]:
    """Every file that the compiler read for the contract `name`, libraries and what compiles among them."""
    path = source_of(name)
    if path.suffix == ".json":
        return {path}
    return {file_of(unit) for unit, known in _kept(_Source(name, path))[0]["read"].items() if known}


def check_cold(names: Iterable[str]) -> None:
    """Compiles contracts anew, past all that is kept, and compares: a last look before code goes where it stays.

    Raises CompileError naming the contract whose artifact is not what its sources make.
    """
    for name in names:
        path = source_of(name)
        if path.suffix != ".json" and _made(name, path, _Source(name, path).compiled()[0]) != artifact(name):
            raise CompileError(
                f"{name}: expected the artifact to be what {unit_of(path)} compiles to, found another: "
                f"remove {_CACHE.parent.name}/{_CACHE.name} and start again"
            )


@cache
def vyper_deployer(path: Path) -> Any:
    """titanoboa's deployer for a Vyper file. Raises CompileError."""
    return _deployer(_Source(path.stem, path))


@cache
def vyper_harness(text: str, folder: Path = ROOT) -> Any:
    """titanoboa's deployer for Vyper text, as if it lay in `folder` of the project. Raises CompileError.

    In place of `boa.loads`, whose own cache looks at direct imports only and returns old code.
    """
    label = f"harness_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return _deployer(_Source(label, folder / "under_test.vy", text))


def _deployer(source: _Source) -> Any:
    from boa.contracts.vyper.vyper_contract import VyperDeployer
    from vyper.semantics.namespace import get_namespace

    get_namespace()  # titanoboa takes it for made, as it is where this process has compiled before
    return VyperDeployer(_kept(source, with_data=True)[1], filename=str(source.path))


def _made(name: str, path: Path, output: dict) -> Artifact:
    code, runtime = bytes.fromhex(output["initcode"]), bytes.fromhex(output["runtime"])
    return Artifact(name, path, output["abi"], code, runtime, output["layout"], output["userdoc"], output["devdoc"])


@dataclass(frozen=True)
class _Source:
    """What is to be compiled: the contract called `name` of a file, or a text in place of a file."""

    name: str
    path: Path
    text: str | None = None

    @property
    def label(self) -> str:
        return self.name.replace("/", "_").replace(":", "_")

    def compiled(self) -> tuple[dict, Any]:
        """What is kept of it, `read` being what the compiler read; and for Vyper the compiler's data."""
        if self.path.suffix == ".sol":
            contract = self.name.split(":")[1] if ":" in self.name else self.path.stem
            return compile_solidity(self.path, contract), None
        return compile_vyper(unit_of(self.path), self.text)


def _kept(source: _Source, with_data: bool = False) -> tuple[dict, Any]:
    """What `source` compiles to, from disk where nothing that was read for it changed.

    Of two processes that want the same, one compiles and the other waits for it.
    """
    if found := _found(source.label, with_data):
        return found
    _CACHE.mkdir(parents=True, exist_ok=True)
    with (_CACHE / f"{source.label}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := _found(source.label, with_data):
            return found
        output, data = source.compiled()
        kept = _CACHE / f"{source.label}-{_digest(output['read'])}.json"
        old = [p for p in _CACHE.iterdir() if re.fullmatch(rf"{re.escape(source.label)}-[0-9a-f]+", p.stem)]
        if data is not None:
            write_whole(kept.with_suffix(".pickle"), _pickled(data))
        write_whole(kept, json.dumps(output))
        for path in old:
            if path.stem != kept.stem:
                path.unlink(missing_ok=True)
        return output, data


def _found(label: str, with_data: bool) -> tuple[dict, Any] | None:
    for path in _CACHE.glob(f"{label}-*.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):  # cut, written by another version, removed meanwhile
            output = json.loads(path.read_bytes())
            if path.stem == f"{label}-{_digest(contents(output['read']))}":
                return output, _unpickled(path.with_suffix(".pickle")) if with_data else None
    return None


def _digest(read: dict[str, str | None]) -> str:
    state = [version("vyper"), sorted(read.items())]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


def _pickled(data: Any) -> bytes:
    with _without_collection():
        return pickle.dumps(data, pickle.HIGHEST_PROTOCOL)


def _unpickled(path: Path) -> Any:
    """Vyper's data from a file. Raises ValueError where it is cut or of another version of its classes."""
    from vyper.compiler.phases import CompilerData

    kept = path.read_bytes()
    try:
        with _without_collection():
            data = pickle.loads(kept)
    except Exception as error:  # whatever the bytes of a cut pickle happen to say
        raise ValueError(f"{path.name}: {error}") from None
    if not isinstance(data, CompilerData):
        raise ValueError(f"{path.name}: expected Vyper's data, got {type(data).__name__}")
    return data


@contextmanager
def _without_collection() -> Iterator[None]:
    """A tree of hundred thousands of nodes is read four times as fast while nobody looks for garbage among them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


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
