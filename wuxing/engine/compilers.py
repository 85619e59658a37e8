# SPDX-License-Identifier: MIT
"""The two compilers, each with an account of every file that it read.

A *unit* names a file whatever the checkout's path is: `contracts/xz/XZMine.vy` and `node_modules/…` from the project's
root, `site-packages/snekmate/…` in the environment. What was read is a dict of units: Keccak of the bytes, or None
for a place where the compiler looked in vain, because a file that appears there would be read instead.
"""

from __future__ import annotations

import json
import os
import posixpath
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from eth_utils import keccak

from wuxing.engine.vyper_abi import described
from wuxing.paths import NODE_MODULES, ROOT

SOLC_VERSION = "0.8.30"
EVM_VERSION = "cancun"
OLD_SOLC = ("0.5.16", "istanbul")
"""Compiler and EVM for peers whose pragma asks for Solidity 0.5."""
OPTIMIZER_RUNS = 10_000
_PACKAGES = "site-packages"
_OURS = ("wuxing/engine/compilers.py", "wuxing/engine/vyper_abi.py")
_ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)
_NPM = ("tools/solcx/npm_solc.js",)


class CompileError(Exception):
    """A contract does not compile; the text is the compiler's own."""


def file_of(unit: str) -> Path:
    """Where a unit lies in this checkout and environment."""
    first, _, rest = unit.partition("/")
    return Path(sysconfig.get_path("purelib"), rest) if first == _PACKAGES else ROOT / unit


def unit_of(path: Path) -> str:
    """The unit of a file of the project."""
    return path.relative_to(ROOT).as_posix()


def content(unit: str) -> str | None:
    """Keccak of a unit's bytes as they are now, None where there is no such file."""
    try:
        path = file_of(unit)
        stat = path.stat()
        return _content(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)
    except _ABSENT:
        return None


@cache
def _content(path: Path, *state: int) -> str:
    return keccak(path.read_bytes()).hex()


def contents(units: Iterable[str]) -> dict[str, str | None]:
    """What `content` says of each."""
    return {unit: content(unit) for unit in units}


def compile_vyper(unit: str, text: str | None = None) -> tuple[dict, Any]:
    """What an artifact keeps of a Vyper contract, and Vyper's `CompilerData` with bytecode and source map.

    `text` stands for a file that is not there. All paths in the data are units, so that it means the same in every
    checkout. Raises CompileError.
    """
    from vyper.compiler.input_bundle import FileInput, InputBundle, _NotFound
    from vyper.compiler.phases import CompilerData
    from vyper.compiler.settings import Settings, anchor_settings
    from vyper.exceptions import VyperException
    from vyper.ir.compile_ir import assembly_to_evm

    read = contents(_OURS)

    def code_of(name: str) -> str:
        code = file_of(name).read_bytes()
        read[name] = keccak(code).hex()
        return code.decode()

    class Units(InputBundle):
        """The project first, then the environment's packages; the compiler itself adds the contract's own folder."""

        def _normalize_path(self, path: PurePath) -> PurePath:
            return PurePosixPath(posixpath.normpath(path.as_posix()))

        def _load_from_path(self, resolved_path: PurePath, path: PurePath) -> FileInput:
            try:
                code = code_of(resolved_path.as_posix())
            except _ABSENT:
                read[resolved_path.as_posix()] = None
                raise _NotFound(resolved_path) from None
            return FileInput(self._generate_source_id(resolved_path), path, resolved_path, code)

    try:
        file = FileInput(-1, PurePosixPath(unit), PurePosixPath(unit), code_of(unit) if text is None else text)
        data = CompilerData(file, Units([PurePosixPath(_PACKAGES), PurePosixPath()]), Settings())
        with anchor_settings(data.settings):
            abi, userdoc, devdoc = described(data)
            output = {
                "abi": abi,
                "userdoc": userdoc,
                "devdoc": devdoc,
                "initcode": data.bytecode.hex(),
                "runtime": data.bytecode_runtime.hex(),
                "layout": data.storage_layout,
                "read": read,
            }
            data.source_map = assembly_to_evm(data.assembly_runtime)[1]
    except VyperException as error:
        raise CompileError(f"{unit}: {error}") from None
    # all is read, and an object of a class in here cannot be pickled
    data.input_bundle = data.resolved_imports.input_bundle = None
    return output, data


def compile_solidity(path: Path, contract: str) -> dict:
    """What an artifact keeps of a Solidity contract. Raises CompileError."""
    os.environ.setdefault("SOLCX_BINARY_PATH", str(ROOT / "tools" / "solcx"))
    import solcx
    from solcx.exceptions import SolcError

    unit = str(path.relative_to(NODE_MODULES if NODE_MODULES in path.parents else ROOT))
    text = path.read_bytes().decode()
    old = "pragma solidity ^0.5" in text
    solc, evm = OLD_SOLC if old else (SOLC_VERSION, EVM_VERSION)
    code = ["evm.bytecode.object", "evm.deployedBytecode.object"]
    wanted = ["abi", *code, "storageLayout", "metadata", "userdoc", "devdoc"]
    request = {
        "language": "Solidity",
        "sources": {unit: {"content": text}},
        "settings": {
            "evmVersion": evm,
            "optimizer": {"enabled": True, "runs": OPTIMIZER_RUNS},
            "outputSelection": {"*": {contract: wanted}},
        },
    }
    try:
        result = solcx.compile_standard(request, base_path=str(ROOT), solc_version=solc)
    except SolcError as error:
        raise CompileError(f"{unit}: {error.message}") from None
    built = result["contracts"][unit][contract]
    package = f"{NODE_MODULES.name}/{'solc-' + solc if old else 'solc'}/package.json"
    read = contents((*_OURS, *_NPM, package))
    for name, said in json.loads(built["metadata"])["sources"].items():
        # as tools/solcx looks: the project, then npm's packages
        for place in (name, f"{NODE_MODULES.name}/{name}"):
            if content(place) is not None:
                read[place] = said["keccak256"].removeprefix("0x")
                break
            read[place] = None
    return {
        "abi": built["abi"],
        "userdoc": built["userdoc"],
        "devdoc": built["devdoc"],
        "initcode": built["evm"]["bytecode"]["object"],
        "runtime": built["evm"]["deployedBytecode"]["object"],
        "layout": built.get("storageLayout", {}),
        "read": read,
    }
