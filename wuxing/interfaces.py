# SPDX-License-Identifier: MIT
"""interfaces/: what integrators need of every contract that a deployment makes, generated from the compiled contracts.

Of each contract: `<Name>.json` is the ABI for any client, `<Name>.doc.json` its NatSpec (userdoc and devdoc),
`<Name>.ts` the ABI as a constant, from which TypeScript clients infer types, `I<Name>.sol` the interface for Solidity
and `I<Name>.vyi` for Vyper. One folder per folder of contracts/, and `published` for those that packages bring;
`python -m wuxing interfaces` writes them, the tests check that they are in step.
"""

from __future__ import annotations

import copy
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from wuxing import devmarket
from wuxing.engine import CompileError, artifact
from wuxing.governance import TIMELOCK_CONTRACT
from wuxing.paths import CONTRACTS, INTERFACES, NODE_MODULES
from wuxing.zzm import treasury

PUBLISHED = (
    TIMELOCK_CONTRACT,
    devmarket.FACTORY,
    devmarket.PAIR,
    devmarket.WETH,
    devmarket.ROUTER,
    treasury.SAFE,
    treasury.PROXY,
    treasury.FACTORY,
    treasury.HANDLER,
)
"""Contracts of packages that a deployment makes or stands on."""
_SUFFIXES = (".json", ".vyi", ".sol", ".ts")
_RESERVED = {
    "from",
    "def",
    "event",
    "struct",
    "value",
    "self",
    "msg",
    "block",
    "tx",
    "log",
    "interface",
    "enum",
    "flag",
}
_SIZES = {"bytes": "Bytes[8192]", "string": "String[1024]"}
"""Vyper wants a bound where the ABI has none; a callee that returns less is read correctly."""
_BOUND = 256


def contracts() -> list[Path]:
    """The deployable contracts: CamelCase files."""
    return sorted(p for p in CONTRACTS.rglob("*") if p.suffix in (".vy", ".sol") and p.stem[0].isupper())


def generated() -> dict[Path, str]:
    """Every file of interfaces/ with what it has to hold. Raises CompileError."""
    names = {path.stem: INTERFACES / path.parent.relative_to(CONTRACTS) for path in contracts()}
    names |= {name: INTERFACES / "published" for name in PUBLISHED}
    for name in names:
        artifact(name)  # one after another: Vyper compiles in one thread only
    with ThreadPoolExecutor() as pool:
        made = pool.map(lambda item: _files(*item), names.items())
    return {path: text for files in made for path, text in files.items()}


def _files(name: str, folder: Path) -> dict[Path, str]:
    built = artifact(name)
    short, abi = short_name(name), named(built.abi)
    docs = {"userdoc": built.userdoc, "devdoc": built.devdoc}
    return {
        folder / f"{short}.json": json.dumps(abi, indent=2) + "\n",
        folder / f"{short}.doc.json": json.dumps(docs, indent=2) + "\n",
        folder / f"{short}.ts": typescript(short, abi),
        folder / f"I{short}.sol": solidity(short, abi),
        folder / f"I{short}.vyi": vyi(short, abi),
    }


def short_name(name: str) -> str:
    """A contract's own name: of `@uniswap/…/UniswapV2Pair.json` it is `UniswapV2Pair`."""
    return name.split("/")[-1].split(":")[-1].removesuffix(".json")


def named(abi: list[dict]) -> list[dict]:
    """The ABI with a name for every argument and an `internalType` for every parameter.

    An argument that its contract left without a name, as those of a mapping's getter, is `arg0`, `arg1` …
    """
    made = copy.deepcopy(abi)
    for entry in made:
        for index, parameter in enumerate(entry.get("inputs", [])):
            parameter["name"] = parameter["name"] or f"arg{index}"
        for parameter in (*entry.get("inputs", []), *entry.get("outputs", [])):
            _typed(parameter)
    return made


def _typed(parameter: dict) -> None:
    parameter.setdefault("internalType", parameter["type"])
    for part in parameter.get("components", []):
        _typed(part)


def stale() -> list[str]:
    """Files that are missing, differ, or belong to no contract; empty when all is in step."""
    wanted = generated()
    there = {p for p in INTERFACES.rglob("*") if p.suffix in _SUFFIXES}
    differing = {p for p, text in wanted.items() if p not in there or p.read_text() != text}
    return sorted(str(p.relative_to(INTERFACES)) for p in differing | (there - set(wanted)))


def write() -> list[str]:
    """Brings interfaces/ into step; returns the files that changed."""
    changed, wanted = stale(), generated()
    for name in changed:
        path = INTERFACES / name
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path])
        else:
            path.unlink()
    return changed


def typescript(name: str, abi: list[dict]) -> str:
    """The ABI as a TypeScript constant: from JSON, whose types are wide, viem and abitype infer nothing."""
    return f"// SPDX-License-Identifier: MIT\nexport const {name}Abi = {json.dumps(abi, indent=2)} as const;\n"


def solidity(name: str, abi: list[dict]) -> str:
    """The Solidity interface of a contract, by Foundry's `cast interface`.

    Raises CompileError where cast does not take the ABI.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(abi, file)
        file.flush()
        command = [str(NODE_MODULES / ".bin" / "cast"), "interface", file.name, "--name", f"I{name}"]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or "Warning" in done.stderr:
        raise CompileError(f"cast interface of {name}: {done.stderr.strip()}")
    text = done.stdout.replace("SPDX-License-Identifier: UNLICENSED", "SPDX-License-Identifier: MIT")
    return text.strip() + "\n"


def vyi(name: str, abi: list[dict]) -> str:
    """The Vyper interface of a contract: its structs, events and functions.

    Of functions with the same name Vyper can declare one, the first of the ABI.
    """
    structs: dict[str, str] = {}
    functions = list(_functions(abi, structs))
    events = [_event(e, structs) for e in abi if e["type"] == "event" and not e.get("anonymous")]
    parts = ["# SPDX-License-Identifier: MIT\n# pragma version 0.4.3\n" + f'"""\n@title Interface of {name}\n"""\n']
    return "\n".join([*parts, *structs.values(), *_once(events), *functions])


def _functions(abi: list[dict], structs: dict[str, str]) -> Iterator[str]:
    seen = set()
    for entry in abi:
        if entry["type"] != "function" or entry["name"] in seen:
            continue
        seen.add(entry["name"])
        inputs = ", ".join(f"{_name(p, i)}: {_type(p, structs)}" for i, p in enumerate(entry["inputs"]))
        outputs = [_type(p, structs, _titled(entry["name"])) for p in entry["outputs"]]
        arrow = f" -> {outputs[0] if len(outputs) == 1 else '(' + ', '.join(outputs) + ')'}" if outputs else ""
        yield f"@external\n@{entry['stateMutability']}\ndef {entry['name']}({inputs}){arrow}: ...\n"


def _event(entry: dict, structs: dict[str, str]) -> str:
    lines = []
    for i, param in enumerate(entry["inputs"]):
        kind = _type(param, structs)
        lines.append(f"    {_name(param, i)}: {f'indexed({kind})' if param['indexed'] else kind}")
    return f"event {entry['name']}:\n" + "\n".join(lines or ["    pass"]) + "\n"


def _once(texts: list[str]) -> list[str]:
    return list({text.splitlines()[0]: text for text in reversed(texts)}.values())[::-1]


def _name(param: dict, index: int) -> str:
    name = param["name"].lstrip("_") or f"arg{index}"
    return f"{name}_" if name in _RESERVED else name


def _type(param: dict, structs: dict[str, str], fallback: str = "") -> str:
    """The Vyper type of a parameter; a struct without a name in the ABI is called after what it belongs to."""
    kind, *sizes = re.split(r"(?=\[)", param["type"])
    if kind == "tuple":
        kind = param.get("internalType", "").split(" ")[-1].split("[")[0].split(".")[-1]
        kind = kind or _titled(param["name"]) or fallback
        fields = [f"    {_name(c, i)}: {_type(c, structs)}" for i, c in enumerate(param["components"])]
        structs.setdefault(kind, f"struct {kind}:\n" + "\n".join(fields) + "\n")
    kind = _SIZES.get(kind, kind)
    for size in sizes:
        kind = f"DynArray[{kind}, {_BOUND}]" if size == "[]" else f"{kind}{size}"
    return kind


def _titled(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
