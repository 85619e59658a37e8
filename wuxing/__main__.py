# SPDX-License-Identifier: MIT
"""`python -m wuxing`: what runs without a network. The rest is under `ape run`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from wuxing.check import KINDS, CheckError, check
from wuxing.options import Parser

FINDINGS = ("xz", "zos", "zzm", "contattract")
"""Systems whose findings are written."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0, or 2 with the reason on standard error."""
    parser = Parser(prog="python -m wuxing", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("check", help="run a file of test vectors on this implementation")
    command.add_argument("kind", metavar="KIND", help=", ".join(sorted(KINDS)))
    command.add_argument("file", metavar="FILE", type=Path, help="a JSON list of cases")
    command.set_defaults(run=_check)
    commands.add_parser("simulate", help="run a system's scenario and write its report", add_help=False)
    commands.add_parser("interfaces", help="write interfaces/ again from the contracts").set_defaults(run=_interfaces)
    command = commands.add_parser("findings", help="where a system's paper contradicts itself, computed")
    command.add_argument("system", metavar="SYSTEM", choices=FINDINGS, help=", ".join(FINDINGS))
    command.set_defaults(run=_findings)
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["simulate"]:
        # a wing adds options of its own; and checking vectors need not load what a simulation does
        return import_module("wuxing.simulate").main(arguments[1:])
    options = parser.parse_args(arguments)
    return options.run(options)


def _check(options: argparse.Namespace) -> int:
    try:
        results = check(options.kind, options.file)
    except CheckError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(results))
    return 0


def _interfaces(_: argparse.Namespace) -> int:
    for name in import_module("wuxing.interfaces").write():
        print(name)
    return 0


def _findings(options: argparse.Namespace) -> int:
    print(import_module(f"wuxing.{options.system}.findings").report())
    return 0


def process() -> int:
    """`main` as a process: Ctrl-C, or a reader that has gone (`… | head`), ends it without a traceback."""
    try:
        try:
            return main()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes once more when it ends: what is left goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(process())
