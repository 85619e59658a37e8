# SPDX-License-Identifier: MIT
"""Which files are changed, and which tests are asked about each, the likeliest first."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from wuxing.engine.artifacts import reached
from wuxing.interfaces import contracts
from wuxing.paths import CONTRACTS, ROOT, TESTS

PYTHON = (
    *("wuxing/**/*model.py", "wuxing/**/deployment.py", "wuxing/**/signing.py", "wuxing/contattract/post/*.py"),
    *("wuxing/emission.py", "wuxing/unlock.py", "wuxing/vesting.py", "wuxing/log2.py", "wuxing/merkle.py"),
    *("wuxing/typed_data.py", "wuxing/handover.py", "wuxing/deployments.py", "wuxing/suite.py", "wuxing/governance.py"),
    *("wuxing/feed.py", "wuxing/*/feed.py", "wuxing/zzm/treasury.py", "wuxing/contattract/proof.py"),
    *("wuxing/contattract/sealing.py", "wuxing/contattract/keys.py", "wuxing/xz/rounds.py", "wuxing/xz/evidence.py"),
)
"""Python that money and mail depend on: models, deployments, signatures, the post."""
# they compare bytes, gas or text with what is kept, so any change at all fails them
BLIND = ("tests/repository/", "tests/test_gas_", "tests/unit/engine/test_artifacts.py", "tests/unit/mutants/")
_HELPER = re.compile(r"^from tests\.(\w+) import|^from tests import (\w+)|^import tests\.(\w+)", re.MULTILINE)
_FROM = re.compile(r"^\s*from (wuxing[\w.]*) import (?:\(([^)]*)\)|([^\n(]+))", re.MULTILINE)
_STEP = re.compile(r"Create\(\s*\"(\w+)\",\s*\"(\w+)\"")


def files() -> tuple[list[str], list[str]]:
    """The contracts and modules of contracts/, and the Python files."""
    ours = [p for p in CONTRACTS.rglob("*") if p.suffix in (".vy", ".sol") and not p.stem.startswith("Dev")]
    python = {p for pattern in PYTHON for p in ROOT.glob(pattern) if p.name != "__init__.py"}
    return sorted(str(p.relative_to(ROOT)) for p in ours), sorted(str(p.relative_to(ROOT)) for p in python)


@cache
def reaching(file: str) -> list[str]:
    """The contracts whose code a file is part of."""
    return [p.stem for p in contracts() if ROOT / file in _reached(p.stem)]


@cache
def _reached(name: str) -> set[Path]:
    return reached(name)


@cache
def _steps() -> dict[str, set[str]]:
    """What tests call a contract: the names of its steps in the deployments."""
    found: dict[str, set[str]] = {}
    for path in ROOT.glob("wuxing/*/deployment.py"):
        for step, contract in _STEP.findall(path.read_text()):
            found.setdefault(contract, set()).add(step)
    return found


@cache
def _tests() -> dict[str, str]:
    """Every test file with what it stands on: its own text, its helpers' and its folder's conftest."""
    texts = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        name = str(path.relative_to(ROOT))
        if name.startswith(BLIND):
            continue
        text = path.read_text()
        for match in _HELPER.findall(text):
            helper = TESTS / f"{next(filter(None, match))}.py"
            text += helper.read_text() if helper.exists() else ""
        for above in path.parents:
            if above == TESTS:
                break
            text += (above / "conftest.py").read_text() if (above / "conftest.py").exists() else ""
        texts[name] = text
    return texts


@cache
def _imports() -> dict[str, set[str]]:
    """The modules of wuxing that each of them imports."""
    found = {}
    for path in ROOT.glob("wuxing/**/*.py"):
        found[_dotted(path)] = _imported(path.read_text())
    return found


def _dotted(path: Path) -> str:
    return str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")


@cache
def _imported(text: str) -> set[str]:
    """The modules of wuxing that a text names in its imports."""
    names = set()
    for module, many, one in _FROM.findall(text):
        names |= {module} | {f"{module}.{word}" for word in re.findall(r"\w+", many or one)}
    return names | set(re.findall(r"^\s*import (wuxing[\w.]*)", text, re.MULTILINE))


def asked_about(file: str, line: int) -> list[str]:
    """The test files that can see a change in a line, the likeliest and cheapest first."""
    text = (ROOT / file).read_text()
    function = _enclosing(text, line)
    scores = _scores_of_contract(file, function) if file.startswith("contracts/") else _scores_of_python(file, function)
    return sorted(scores, key=lambda name: (-scores[name], _cost(name), name))


def _enclosing(text: str, line: int) -> str:
    above = text.splitlines()[:line]
    for said in reversed(above):
        if match := re.match(r"\s*(?:async )?(?:def|function)\s+_?(\w+)", said):
            return match[1]
    return ""


def _cost(name: str) -> int:
    order = ("tests/unit/", "tests/differential/", "tests/e2e/", "tests/chain/", "tests/cli/", "tests/")
    return next(i for i, start in enumerate(order) if name.startswith(start))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _scores_of_contract(file: str, function: str) -> dict[str, int]:
    stem, system = Path(file).stem, Path(file).parts[1]
    scores = {}
    for name, text in _tests().items():
        score = 0
        for contract in reaching(file):
            said = {contract} | {f".{step}" for step in _steps().get(contract, ())}
            known = any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in said)
            known |= any(f"/{word}/" in name for word in {_snake(contract), *_steps().get(contract, ())})
            score = max(score, known * (4 if contract == stem else 2))
        if re.search(rf"(?<!\w){re.escape(stem)}(?!\w)", text) or f"/{_snake(stem)}/" in name:
            score = max(score, 4)
        if not score:
            continue
        score += 6 * (function != "" and bool(re.search(rf"test_{re.escape(function)}(?:__|\.py)", name + "\n" + text)))
        score += 2 * (function != "" and f"{function}(" in text)
        score -= 4 * name.startswith(("tests/unit/engine/", "tests/cli/", "tests/e2e/test_scenario"))
        score += 2 * (f"tests/unit/{system}/" in name) + 2 * name.startswith(("tests/unit/", "tests/differential/"))
        scores[name] = score
    # what no test names is part of something larger: ask all of its system
    return scores or {name: 1 for name in _tests() if f"/{system}/" in name or system in Path(name).stem}


def _scores_of_python(file: str, function: str) -> dict[str, int]:
    module = _dotted(ROOT / file)
    near = {module: 0}
    for distance in (1, 2, 3):  # who imports it, and who imports those
        for other, names in _imports().items():
            if other not in near and names & {m for m, d in near.items() if d == distance - 1}:
                near[other] = distance
    scores = {}
    for name, text in _tests().items():
        distance = min((d for m, d in near.items() if m in _imported(text)), default=None)
        command = name.startswith("tests/cli/") and Path(file).stem.removesuffix("_command") in name
        if distance is None and not command:
            continue
        score = 12 - 3 * (0 if command or distance is None else distance)
        score += 2 * (function != "" and bool(re.search(rf"(?<!\w){re.escape(function)}(?!\w)", text)))
        score += 2 * name.startswith("tests/unit/") - 2 * name.startswith(("tests/cli/", "tests/e2e/test_scenario"))
        scores[name] = score
    return scores


def is_other_python(old: str, new: str) -> bool | None:
    """Whether two texts mean something else; None where the new one is no Python."""
    try:
        return ast.dump(ast.parse(old)) != ast.dump(ast.parse(new))
    except (SyntaxError, ValueError):
        return None
