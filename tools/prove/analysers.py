# SPDX-License-Identifier: MIT
"""What each analyser found in the project, in one form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.prove.project import FOLDER, run

STANDARDS = [
    ("CNT", "ERC2612"),
    ("NFTXZ", "ERC721"),
    ("VotingWrapper", "ERC20"),
    ("XZ", "ERC2612"),
    ("ZOS", "ERC2612"),
    ("ZZM", "ERC2612"),
]
"""Contracts and the standards that they keep, as slither-check-erc calls them; ERC2612 looks at ERC-20 too."""
SECONDS = 300
"""For one question of a check; a question that is not answered then counts as not proved."""
_ESCAPES = re.compile(r"\x1b\[[\d;]*m")


class ToolError(Exception):
    """A tool that did not do its work: what it said, not a finding."""


@dataclass(frozen=True, order=True)
class Finding:
    """What a tool says of a place: `rule` is the tool's own name for it."""

    tool: str
    rule: str
    where: str
    what: str = field(compare=False, default="")

    def __str__(self) -> str:
        return f"{self.tool}: {self.rule}: {self.where}" + (f": {self.what}" if self.what else "")


def build() -> None:
    """Compiles the project. Raises ToolError with forge's message."""
    done = run("forge", "build", "--build-info", "--ast")
    if done.returncode:
        raise ToolError(f"forge build: {done.stderr or done.stdout}")


def slither() -> Iterator[Finding]:
    """All detectors over our Solidity; libraries are read, and not judged."""
    report = FOLDER / "slither.json"
    report.unlink(missing_ok=True)
    ours = ["--foundry-ignore-compile", "--exclude-dependencies", "--filter-paths", "checks/"]
    done = run("slither", ".", *ours, "--json", report.name)
    found = json.loads(report.read_text()) if report.exists() else {"success": False}
    if not found["success"]:
        raise ToolError(f"slither: {found.get('error') or done.stderr}")
    for result in found["results"].get("detectors", []):
        yield Finding("slither", result["check"], _place(result["elements"][0]), result["description"].splitlines()[0])


def _place(element: dict) -> str:
    """Contract.function, the contract, or the file, as far as an element says."""
    parent = element.get("type_specific_fields", {}).get("parent")
    if element["type"] in ("contract", "pragma"):
        return str(element["name"])
    return f"{_place(parent)}.{element['name']}" if parent else str(element["name"])


def erc() -> Iterator[Finding]:
    """Each of STANDARDS, line by line. Raises ToolError when nothing was looked at."""
    for contract, standard in STANDARDS:
        done = run("slither-check-erc", ".", contract, "--erc", standard, "--foundry-ignore-compile")
        text = _ESCAPES.sub("", done.stdout + done.stderr)
        if "[✓]" not in text:
            raise ToolError(f"slither-check-erc {contract} {standard}: {text}")
        function = ""
        for line in text.splitlines():
            if top := re.match(r"\[(.)\] (\S+) ", line):
                function = top[2]
            if missed := re.match(r"\s*\[ \] (.*)", line):
                yield Finding("erc", standard, f"{contract} {function}", missed[1])


def halmos() -> Iterator[Finding]:
    """All checks. Raises ToolError where one that was compiled gave no answer, as when a contract's setUp fails."""
    layout = ["--storage-layout", "generic"]  # Solady's coins hash their slots in a way of their own
    done = run("halmos", "--function", "check_", *layout, "--solver-timeout-assertion", f"{SECONDS}s")
    text = _ESCAPES.sub("", done.stdout + done.stderr)
    answers = re.findall(r"^\[(\w+)\] (check_\w+)", text, re.M)
    expected = sorted(_checks())
    if sorted(check for _, check in answers) != expected:
        raise ToolError(f"halmos: expected answers of {len(expected)} checks, got {len(answers)}: {text}")
    yield from (Finding("halmos", answer.lower(), check) for answer, check in answers if answer != "PASS")
    print(f"halmos: {sum(answer == 'PASS' for answer, _ in answers)} of {len(answers)} checks proved")


def _checks() -> Iterator[str]:
    """The checks of every contract that can be deployed, inherited ones too."""
    for source in (FOLDER / "checks").glob("*.t.sol"):
        for path in (FOLDER / "out" / source.name).glob("*Checks.json"):
            built = json.loads(path.read_text())
            if built["bytecode"]["object"] != "0x":
                yield from (entry["name"] for entry in built["abi"] if entry.get("name", "").startswith("check_"))
