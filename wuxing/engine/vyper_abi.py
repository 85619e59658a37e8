# SPDX-License-Identifier: MIT
"""A Vyper contract's ABI as clients want it: each parameter's `internalType`, and the NatSpec of all that it exports.

Vyper 0.4.3 says `tuple` of a struct without its name, so that a client cannot declare it, and gives the NatSpec of a
contract's own functions alone, not of those that it exports from modules.
"""

from __future__ import annotations

from typing import Any


def described(data: Any) -> tuple[list[dict], dict, dict]:
    """ABI, userdoc and devdoc of Vyper's `CompilerData`, in the form of solc's."""
    from vyper.compiler.output import build_abi_output

    module = data.annotated_vyper_module._metadata["type"]
    abi = build_abi_output(data)
    functions: dict[str, list[Any]] = {}
    for function in module.exposed_functions:
        functions.setdefault(function.name, []).append(function)
    # an event that nothing logs is in the ABI as well
    events = {name: node._metadata["event_type"] for node in module.event_defs for name in [node.name]}
    events |= {event.name: event for event in module.used_events}
    for entry in abi:
        if entry["type"] == "function":
            _function(entry, functions[entry["name"]][0])
        elif entry["type"] == "constructor":
            _all(entry["inputs"], [argument.typ for argument in module.init_function.arguments])
        elif entry["type"] == "event":
            _event(entry, events[entry["name"]])
    return abi, *_natspec(data.annotated_vyper_module, module.exposed_functions)


def _function(entry: dict, function: Any) -> None:
    from vyper.semantics.types import TupleT

    # a function with default arguments has an entry for each number of them
    _all(entry["inputs"], [argument.typ for argument in function.arguments][: len(entry["inputs"])])
    returned = function.return_type
    outputs = [] if returned is None else returned.member_types if isinstance(returned, TupleT) else [returned]
    _all(entry["outputs"], outputs)


def _event(entry: dict, event: Any) -> None:
    for parameter in entry["inputs"]:
        _one(parameter, event.arguments[parameter["name"]])


def _all(parameters: list[dict], types: list[Any]) -> None:
    for parameter, kind in zip(parameters, types, strict=True):
        _one(parameter, kind)


def _one(parameter: dict, kind: Any) -> None:
    """Adds `internalType` to a parameter and to the parts of a struct."""
    from vyper.semantics.types import DArrayT, SArrayT, StructT

    element = kind
    while isinstance(element, DArrayT | SArrayT):
        element = element.value_type
    if isinstance(element, StructT):
        suffix = parameter["type"].removeprefix("tuple")
        parameter["internalType"] = f"struct {element._id}{suffix}"
        _all(parameter["components"], list(element.members.values()))
    else:
        parameter["internalType"] = parameter["type"]


def _natspec(own: Any, exposed: list[Any]) -> tuple[dict, dict]:
    from vyper.ast.natspec import parse_natspec

    found = parse_natspec(own)
    userdoc, devdoc = dict(found.userdoc), dict(found.devdoc)
    methods: dict[str, dict] = {"user": dict(userdoc.get("methods", {})), "dev": dict(devdoc.get("methods", {}))}
    modules = {id(node): node for f in exposed if (node := getattr(f.decl_node, "module_node", None)) is not None}
    names = {name for function in exposed for name in function.method_ids}
    for node in modules.values():
        if node is own:
            continue
        said = parse_natspec(node)
        for kind, doc in (("user", said.userdoc), ("dev", said.devdoc)):
            methods[kind] |= {n: d for n, d in doc.get("methods", {}).items() if n in names} | methods[kind]
    for kind, doc in (("user", userdoc), ("dev", devdoc)):
        doc |= {"kind": kind, "version": 1, "methods": dict(sorted(methods[kind].items()))}
    return userdoc, devdoc
