# SPDX-License-Identifier: MIT
"""The house's rules for Vyper contracts, read off the compiler's own annotated syntax tree.

`python -m wuxing.vyper_rules` prints what breaks a rule and is not in the list of reasoned exceptions,
tools/vyper_rules.toml, and ends with 1; an exception that excepts nothing is one too. General analysers do not read
what this compiler writes.

    lock      a function that calls another contract and then writes, or may call twice, holds a lock
    event     an external function that writes storage logs an event
    pause     in a contract that can be paused, an external function that writes and is not stopped by it is listed
    raw       raw_call, raw_create, send, selfdestruct and delegate calls are listed
    result    what a call to a coin answers is asserted, where it answers
    loop      a loop has at most a thousand turns
    unsafe    arithmetic without checks has its reason in a comment beside or above it
    division  what was divided, and so rounded, is not multiplied again by another number
    origin    nobody asks tx.origin
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from vyper import ast as vy_ast
from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle
from vyper.compiler.phases import CompilerData
from vyper.semantics.analysis.base import ModuleInfo
from vyper.semantics.types.function import ContractFunctionT
from vyper.semantics.types.module import ModuleT

from wuxing.paths import CONTRACTS, ROOT

EXCEPTIONS = ROOT / "tools" / "vyper_rules.toml"
RULES = ("lock", "event", "pause", "raw", "result", "loop", "unsafe", "division", "origin")
MOST_TURNS = 1_000
_RAW = {"raw_call", "raw_create", "send", "selfdestruct", "create_from_blueprint", "create_minimal_proxy_to"}
_COIN = {"transfer", "transferFrom", "approve"}


@dataclass(frozen=True, order=True)
class Finding:
    """A rule that a place breaks: `where` is Contract.function or module.function, `what` the details."""

    rule: str
    where: str
    what: str
    line: str = field(compare=False, default="")

    def __str__(self) -> str:
        return f"{self.rule:<8} {self.where}: {self.what} ({self.line})"


def _is_module(node: Any) -> bool:
    return isinstance(node._metadata.get("type"), ModuleT | ModuleInfo)


def _state_variable(node: Any) -> str | None:
    """The storage variable that a target lies in, None for a local one."""
    while isinstance(node, vy_ast.Subscript | vy_ast.Attribute):
        if isinstance(node, vy_ast.Attribute) and (
            (isinstance(node.value, vy_ast.Name) and node.value.id == "self") or _is_module(node.value)
        ):
            return str(node.attr)
        node = node.value
    return None


def _ordered(node: Any) -> Iterator[Any]:
    """A node's parts before the node, as they are evaluated."""
    for child in node.get_children():
        yield from _ordered(child)
    yield node


def _callee(call: Any) -> ContractFunctionT | None:
    kind = call.func._metadata.get("type")
    return kind if isinstance(kind, ContractFunctionT) and not kind.is_external else None


def _called(call: Any) -> str:
    """What an external call calls, as Interface.function."""
    function = call.func
    target = function.value
    interface = target.func if isinstance(target, vy_ast.Call) else target
    name = getattr(interface, "id", None) or getattr(interface, "attr", None)
    if not isinstance(target, vy_ast.Call):
        name = str(target._metadata.get("type") or name)
    return f"{name}.{function.attr}"


class Contract:
    """A compiled contract and what its functions do."""

    def __init__(self, path: Path, root: Path = ROOT):
        self.path, self.name = path, path.stem
        bundle = FilesystemInputBundle([Path(p) for p in sys.path if p.endswith("site-packages")] + [root])
        file = FileInput(-1, Path(path.relative_to(root)), path, path.read_text())
        self.module: ModuleT = CompilerData(file, bundle).annotated_vyper_module._metadata["type"]

    @cached_property
    def functions(self) -> list[ContractFunctionT]:
        """What anybody can call and what may change state."""
        return [
            f for f in self.module.exposed_functions if f.is_mutable and isinstance(f.decl_node, vy_ast.FunctionDef)
        ]

    def reached(self, function: ContractFunctionT) -> list[ContractFunctionT]:
        """A function and all internal ones that it comes to."""
        found = [function]
        for known in found:
            for call in known.decl_node.get_descendants(vy_ast.Call):
                other = _callee(call)
                if other is not None and other not in found:
                    found.append(other)
        return found

    def nodes(self, function: ContractFunctionT, *kinds: Any) -> list[Any]:
        """All nodes of some kinds in what a function reaches."""
        return [node for f in self.reached(function) for node in f.decl_node.get_descendants(kinds)]

    def writes(self, function: ContractFunctionT) -> set[str]:
        """Storage variables that a function may write."""
        return {
            name
            for node in self.nodes(function, vy_ast.Assign, vy_ast.AugAssign, vy_ast.Call)
            if (name := _written(node))
        }

    @cached_property
    def all_functions(self) -> list[ContractFunctionT]:
        """All of the contract's and of the modules that it uses, each once."""
        found: list[ContractFunctionT] = []
        start = [f for f in self.module.exposed_functions if isinstance(f.decl_node, vy_ast.FunctionDef)]
        for function in start + ([self.module.init_function] if self.module.init_function else []):
            found += [f for f in self.reached(function) if f not in found]
        return found


def _written(node: Any) -> str | None:
    """The storage variable that a node writes."""
    if isinstance(node, vy_ast.Assign | vy_ast.AugAssign):
        targets = node.target.elements if isinstance(node.target, vy_ast.Tuple) else [node.target]
        return next((name for target in targets if (name := _state_variable(target))), None)
    if (
        isinstance(node, vy_ast.Call)
        and isinstance(node.func, vy_ast.Attribute)
        and node.func.attr in ("append", "pop")
    ):
        return _state_variable(node.func.value)
    return None


class _Flow:
    """Walks a function as it runs: what is written after another contract was called."""

    def __init__(self, trusted: set[str]):
        self.trusted = trusted
        self.late: set[tuple[str, str]] = set()

    def run(self, body: list[Any], before: str) -> tuple[str, bool]:
        """What was called last (empty: nothing yet) once the statements have run, and whether they may run through."""
        last = before
        for node in body:
            if isinstance(node, vy_ast.If):
                last = self._evaluate(node.test, last)
                ends = [self.run(branch, last) for branch in (node.body, node.orelse)]
                on = [called for called, through in ends if through]
                if not on:
                    return next((called for called, _ in ends if called), ""), False
                last = next((called for called in on if called), "")
            elif isinstance(node, vy_ast.For):
                last = self._evaluate(node.iter, last)
                for _ in range(2):  # what one turn calls the next one writes after
                    last = self.run(node.body, last)[0] or last
            else:
                last = self._evaluate(node, last)
                if isinstance(node, vy_ast.Return | vy_ast.Raise | vy_ast.Break | vy_ast.Continue):
                    return ("" if isinstance(node, vy_ast.Raise) else last), isinstance(
                        node, vy_ast.Break | vy_ast.Continue
                    )
        return last, True

    def _evaluate(self, statement: Any, last: str) -> str:
        for node in _ordered(statement):
            if isinstance(node, vy_ast.Call) and (inner := _callee(node)) is not None:
                last = self.run(inner.decl_node.body, last)[0] or last
            elif isinstance(node, vy_ast.ExtCall):
                called = _called(node.value)
                last = last if called in self.trusted else called
            elif isinstance(node, vy_ast.Call) and _is_raw(node) and not _is_static(node):
                last = str(node.func.id)
            elif (name := _written(node)) and last:
                self.late.add((last, name))
        return last


def _is_raw(node: Any) -> bool:
    return isinstance(node.func, vy_ast.Name) and node.func.id in _RAW


def _is_static(node: Any) -> bool:
    return any(k.arg == "is_static_call" and getattr(k.value, "value", False) for k in node.keywords)


def findings(contract: Contract, trusted: set[str] = frozenset()) -> set[Finding]:  # type: ignore[assignment]
    """All that breaks a rule in a contract; a call to what is `trusted` (Interface.function) calls nobody back."""
    found: set[Finding] = set()
    for function in contract.functions:
        where = f"{contract.name}.{function.name}"
        line = _place(function.decl_node)
        if not function.nonreentrant:
            flow = _Flow(trusted)
            flow.run(function.decl_node.body, "")
            for called, name in flow.late:
                found.add(Finding("lock", where, f"writes {name} after {called}", line))
        written = contract.writes(function)
        if written and not contract.nodes(function, vy_ast.Log):
            found.add(Finding("event", where, f"writes {', '.join(sorted(written))} and logs nothing", line))
        if written and _can_pause(contract) and not _is_paused(contract, function):
            found.add(Finding("pause", where, "goes on during a pause", line))
    for function in contract.all_functions:
        found |= set(_local(function))
    return found


def _can_pause(contract: Contract) -> bool:
    return any(f.name == "pause" for f in contract.functions)


def _is_paused(contract: Contract, function: ContractFunctionT) -> bool:
    return any(
        isinstance(node.msg, vy_ast.Str) and str(node.msg.value).endswith("paused")
        for node in contract.nodes(function, vy_ast.Assert)
    )


def _place(node: Any) -> str:
    module = node.module_node
    name = (
        Path(module.resolved_path).relative_to(ROOT) if Path(module.resolved_path).is_relative_to(ROOT) else module.path
    )
    return f"{name}:{node.lineno}"


def _local(function: ContractFunctionT) -> Iterator[Finding]:
    """What a function breaks by itself, wherever it is used."""
    body = function.decl_node
    file = Path(body.module_node.resolved_path)
    if "site-packages" in file.parts:
        return
    where, text = f"{file.stem}.{function.name}", file.read_text().splitlines()
    for node in body.get_descendants((vy_ast.Call, vy_ast.BinOp, vy_ast.For, vy_ast.Attribute, vy_ast.Expr)):
        line = _place(node)
        if isinstance(node, vy_ast.Call) and isinstance(node.func, vy_ast.Name):
            name = str(node.func.id)
            if name in _RAW:
                yield Finding("raw", where, name, line)
            if name.startswith("unsafe_") and not _has_reason(node, text):
                yield Finding("unsafe", where, f"{name} without a reason", line)
        elif isinstance(node, vy_ast.Expr) and isinstance(node.value, vy_ast.ExtCall):
            call = node.value.value
            if call.func.attr in _COIN and call.func._metadata["type"].return_type is not None:
                yield Finding("result", where, f"drops what {_called(call)} answers", line)
        elif isinstance(node, vy_ast.For) and (turns := _turns(node)) > MOST_TURNS:
            yield Finding("loop", where, f"up to {turns:,} turns", line)
        elif isinstance(node, vy_ast.Attribute) and node.attr == "origin" and getattr(node.value, "id", "") == "tx":
            yield Finding("origin", where, "asks tx.origin", line)
        elif isinstance(node, vy_ast.BinOp) and isinstance(node.op, vy_ast.Mult):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if (
                    isinstance(side, vy_ast.BinOp)
                    and isinstance(side.op, vy_ast.FloorDiv)
                    and side.right.node_source_code != other.node_source_code  # rounds down to a multiple
                ):
                    yield Finding("division", where, node.node_source_code, line)


def _has_reason(node: Any, text: list[str]) -> bool:
    """A comment in the statement's lines, or above it with no empty line between."""
    statement = node
    while not isinstance(statement.get_ancestor(), vy_ast.FunctionDef | vy_ast.If | vy_ast.For):
        statement = statement.get_ancestor()
    first = statement.lineno - 1
    if any("#" in line for line in text[first : statement.end_lineno]):
        return True
    while first > 0 and text[first - 1].strip() and not text[first - 1].strip().startswith(("def ", "@", '"""')):
        first -= 1
        if text[first].strip().startswith("#"):
            return True
    return False


def _turns(node: Any) -> int:
    """The most turns of a loop."""
    if isinstance(node.iter, vy_ast.Call):  # range
        bound = next((k.value for k in node.iter.keywords if k.arg == "bound"), None)
        values = [a.reduced() for a in ([bound] if bound is not None else node.iter.args)]
        numbers = [v.value for v in values if isinstance(v, vy_ast.Int)]
        return numbers[-1] - (numbers[0] if len(numbers) > 1 else 0) if numbers else 0
    kind = node.iter._metadata.get("type")
    return int(getattr(kind, "length", None) or getattr(kind, "count", 0) or 0)


@dataclass(frozen=True)
class Exceptions:
    """What tools/vyper_rules.toml excepts, each with its reason."""

    trusted: dict[str, set[str]]
    """Calls that call nobody back, by contract."""
    excepted: set[tuple[str, str]]
    """(rule, where); a * in `where` stands for anything."""

    @classmethod
    def read(cls, path: Path = EXCEPTIONS) -> Exceptions:
        """Raises ValueError for a rule that there is not, or an exception without a reason."""
        data = tomllib.loads(path.read_text())
        trusted: dict[str, set[str]] = {}
        excepted: set[tuple[str, str]] = set()
        for entry in data.get("trusted", []):
            _check(entry, "calls", path)
            for contract in entry["where"]:
                trusted.setdefault(contract, set()).update(entry["calls"])
        for entry in data.get("except", []):
            _check(entry, "rule", path)
            if entry["rule"] not in RULES:
                raise ValueError(f"{path.name}: expected a rule of {', '.join(RULES)}, got {entry['rule']!r}")
            excepted |= {(entry["rule"], where) for where in entry["where"]}
        return cls(trusted, excepted)


def _check(entry: dict, key: str, path: Path) -> None:
    for needed in ("where", key, "reason"):
        if not entry.get(needed):
            raise ValueError(f"{path.name}: expected {needed} in each entry, got {entry}")


def check(paths: list[Path], exceptions: Exceptions, root: Path = ROOT) -> tuple[list[Finding], list[str]]:
    """What breaks a rule without an exception, and exceptions that except nothing."""
    found: set[Finding] = set()
    used: set[str] = set()
    for path in paths:
        contract = Contract(path, root)
        trusted = exceptions.trusted.get(contract.name, set())
        found |= findings(contract, trusted)
        called = {_called(n.value) for f in contract.functions for n in contract.nodes(f, vy_ast.ExtCall)}
        used |= {f"{contract.name}: {call}" for call in trusted & called}
    idle = {f"{name}: {call}" for name, calls in exceptions.trusted.items() for call in calls} - used
    broken, excepting = set(found), set()
    for rule, where in exceptions.excepted:
        if fitting := {f for f in found if f.rule == rule and fnmatchcase(f.where, where)}:
            excepting.add((rule, where))
            broken -= fitting
    idle |= {f"{rule} {where}" for rule, where in exceptions.excepted - excepting}
    return sorted(broken), sorted(idle)


def main() -> int:
    """Checks every contract that is deployed; 0, or 1 where a rule is broken."""
    paths = sorted(p for p in CONTRACTS.rglob("*.vy") if p.stem[0].isupper())
    broken, idle = check(paths, Exceptions.read())
    for finding in broken:
        print(finding)
    for entry in idle:
        print(f"tools/vyper_rules.toml: excepts nothing any more: {entry}")
    print(f"{len(paths)} contracts, {len(RULES)} rules, {len(broken)} findings without a reason")
    return 1 if broken or idle else 0


if __name__ == "__main__":
    sys.exit(main())
