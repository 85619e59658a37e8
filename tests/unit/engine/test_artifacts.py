# SPDX-License-Identifier: MIT
"""wuxing/engine/artifacts.py: what is kept of a compilation is used while every file that it read is the same.

titanoboa 0.2.8's own cache looks at direct imports only: with rent.vy changed, WorldDisk came back as its old code.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deep import DEEP
from wuxing.engine import CompileError, artifacts, compilers
from wuxing.interfaces import contracts
from wuxing.paths import BUILD, CONTRACTS, NODE_MODULES, ROOT

SNEKMATE, OPENZEPPELIN = "site-packages/snekmate", "node_modules/@openzeppelin/contracts"
FILES = sorted(compilers.unit_of(p) for p in CONTRACTS.rglob("*") if p.suffix in (".vy", ".vyi", ".sol"))
_VYPER = re.compile(r"^(?:from\s+([\w.]+)\s+import\s+(\w+)|import\s+([\w.]+))", re.MULTILINE)
_SOLIDITY = re.compile(r"^import\s[^;]*?[\"']([^\"']+)[\"']", re.MULTILINE)
_PROSE = re.compile(r'""".*?"""|/\*.*?\*/', re.DOTALL)


def imports(unit: str) -> set[str]:
    """The units that a file's import lines name: the test's own reading of them, not the compilers'."""
    text = _PROSE.sub("", compilers.file_of(unit).read_text())
    here = compilers.file_of(unit).parent
    if unit.endswith(".sol"):
        paths = [here / name if name[0] == "." else NODE_MODULES / name for name in _SOLIDITY.findall(text)]
        return {compilers.unit_of(Path(os.path.normpath(path))) for path in paths}
    found = set()
    for module, name, plain in _VYPER.findall(text):
        dotted = (module + "." * (module[-1] != ".") + name) if name else plain
        if dotted == "math" or dotted.startswith("ethereum.ercs"):
            continue  # the compiler's own
        above, tail = unit.split("/"), dotted.lstrip(".").replace(".", "/")
        dots = len(dotted) - len(dotted.lstrip("."))
        places = ["/".join([*above[:-dots], tail])] if dots else [tail, f"site-packages/{tail}"]
        tried = [place + suffix for place in places for suffix in (".vy", ".vyi")]
        found.add(next(place for place in tried if compilers.content(place)))
    return found


def depths(contract: str) -> dict[str, int]:
    """The units that a contract reaches, each with the length of the longest line of imports to it."""
    found: dict[str, int] = {}

    def visit(unit: str, depth: int) -> None:
        if found.get(unit, -1) < depth:
            found[unit] = depth
            for below in imports(unit):
                visit(below, depth + 1)

    visit(compilers.unit_of(artifacts.source_of(contract)), 0)
    return found


@pytest.fixture(scope="module")
def reach() -> dict[str, dict[str, int]]:
    """What each contract reaches, and how deep."""
    return {path.stem: depths(path.stem) for path in contracts()}


def test_reached__every_contract__what_its_import_lines_say(reach):
    compiling = {*compilers._OURS, *compilers._NPM, "node_modules/solc/package.json"}
    for name, units in reach.items():
        said = artifacts.reached(name) - {compilers.file_of(unit) for unit in compiling}
        assert said == {compilers.file_of(unit) for unit in units}, name


def copy_project(folder: Path) -> None:
    """All that compiling takes, into another folder."""
    for part in ("contracts", "tests/contracts", "benchmarks/contracts", "tools/solcx", "wuxing"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "node_modules").symlink_to(NODE_MODULES)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    """A copy of the sources and of what is kept of them, which this process takes for the project."""
    copy_project(tmp_path)
    kept = tmp_path / ".build" / "artifacts"
    kept.mkdir(parents=True)
    for path in contracts():
        artifacts.artifact(path.stem)
    for path in (BUILD / "artifacts").glob("*.json"):
        shutil.copy(path, kept)
    monkeypatch.setattr(compilers, "ROOT", tmp_path)
    monkeypatch.setattr(artifacts, "CONTRACTS", tmp_path / "contracts")
    monkeypatch.setattr(artifacts, "_CACHE", kept)
    return tmp_path


def test_kept__any_file_changed__stale_where_it_is_reached_and_nowhere_else(reach, elsewhere):
    """Every file of contracts/, one after the other; kept by units, it is good at another place as it is."""
    kept = {name: artifacts._found(name, with_data=False)[0]["read"] for name in reach}
    good = {name: artifacts._digest(read) for name, read in kept.items()}
    for unit in FILES:
        file = elsewhere / unit
        text = file.read_bytes()
        file.write_bytes(text + b"\n")
        stale = {name for name, read in kept.items() if artifacts._digest(compilers.contents(read)) != good[name]}
        file.write_bytes(text)
        assert stale == {name for name, units in reach.items() if unit in units}, unit


def test_kept__a_file_comes_before_another__stale(reach, elsewhere):
    """A package's module that the project gets too: the project's is read from then on."""
    (elsewhere / "snekmate" / "auth").mkdir(parents=True)
    (elsewhere / "snekmate" / "auth" / "ownable.vy").write_text("")
    stale = {name for name in reach if not artifacts._found(name, with_data=False)}
    assert stale == {name for name, units in reach.items() if f"{SNEKMATE}/auth/ownable.vy" in units}


@pytest.mark.parametrize("library", [SNEKMATE, OPENZEPPELIN, "node_modules/solc"])
def test_kept__a_library_of_another_version__stale(reach, elsewhere, monkeypatch, library):
    """A changed lock file: the same names, other bytes, wherever they are installed."""
    content = compilers.content
    monkeypatch.setattr(compilers, "content", lambda unit: "other" if unit.startswith(library) else content(unit))
    stale = {name for name in reach if not artifacts._found(name, with_data=False)}
    sol = {path.stem for path in contracts() if path.suffix == ".sol"}
    of_library = {name for name, units in reach.items() if any(unit.startswith(library) for unit in units)}
    assert stale == (sol if library.endswith("solc") else of_library)


def test_kept__another_compiler__stale(elsewhere, monkeypatch):
    assert artifacts._found("Budgets", with_data=False)
    monkeypatch.setattr(artifacts, "version", lambda package: "0.4.4")
    assert not artifacts._found("Budgets", with_data=False)


@pytest.mark.parametrize("damage", [lambda b: b"", lambda b: b[:-100], lambda b: b"[]", lambda b: b"\x80\x05}."])
def test_kept__a_file_that_is_cut_or_not_ours__compiled_anew(elsewhere, damage):
    source = artifacts._Source("FileStamps", artifacts.source_of("FileStamps"))
    good, data = artifacts._kept(source, with_data=True)
    for suffix in ("json", "pickle"):
        (path,) = artifacts._CACHE.glob(f"FileStamps-*.{suffix}")
        path.write_bytes(damage(path.read_bytes()))
        found, again = artifacts._kept(source, with_data=True)
        assert (found, again.bytecode) == (good, data.bytecode)


# a warm compilation is as a cold one: in processes of their own, by what is public alone

_SCRIPT = """
import sys
from wuxing.engine.artifacts import artifact, source_of, vyper_deployer
built, source = artifact(sys.argv[1]), source_of(sys.argv[1])
print(built.initcode.hex(), built.runtime.hex())
print(vyper_deployer(source).compiler_data.bytecode.hex() if source.suffix == ".vy" else built.initcode.hex())
"""
NAMED = [
    ("FileStamps", "contracts/contattract/FileStamps.vy"),
    ("SliceReader", "contracts/contattract/proof_words.vy"),
    ("MineNotices", "contracts/common/log2.vy"),  # through mining
    ("WorldDisk", "contracts/common/log2.vy"),  # through a module, disk_world and rent
    ("ModuleSetup", "contracts/zzm/ModuleSetup.sol"),
    ("XZ", "contracts/tokens/guarded_erc20.sol"),  # through capped_token
]
"""Some of every depth: 0 to 4 in Vyper, 0 and 2 in Solidity."""


def _cases() -> list[tuple[str, str]]:
    """Contract and changed file. `make test-deep` takes every file of contracts/, each within the contract that reaches
    it by the longest line of imports."""
    if not DEEP:
        return NAMED
    reach = {path.stem: depths(path.stem) for path in contracts()}
    return [(max(reach, key=lambda name: reach[name].get(unit, -1)), unit) for unit in FILES]


@pytest.mark.parametrize(("contract", "changed"), _cases())
def test_artifact__file_changed__warm_as_cold(tmp_path, contract, changed):
    copy_project(tmp_path)
    kept = tmp_path / ".build" / "artifacts"
    kept.mkdir(parents=True)
    for path in (BUILD / "artifacts").glob(f"{contract}-*"):
        shutil.copy(path, kept)

    def compiled() -> str:
        here = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-c", _SCRIPT, contract]
        done = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    before = compiled()
    with (tmp_path / changed).open("a") as file:
        file.write("# changed\n" if file.name.endswith((".vy", ".vyi")) else "// changed\n")
    warm = compiled()
    shutil.rmtree(tmp_path / ".build")
    assert warm == compiled() != before


def test_artifact__two_processes_at_once__one_compiles(tmp_path):
    """Both get the same, nobody reads half a file, and the second has waited for the first."""
    copy_project(tmp_path)
    counting = _SCRIPT.replace(
        "built, source",
        "from wuxing.engine import artifacts\n"
        "real = artifacts.compile_vyper\n"
        "artifacts.compile_vyper = lambda *a: (print('compiled'), real(*a))[1]\n"
        "built, source",
        1,
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", counting, "SliceReader"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [process.communicate()[0].splitlines() for process in running]
    assert sorted(len(lines) for lines in said) == [2, 2, 3]
    assert len({tuple(lines[-2:]) for lines in said}) == 1
    assert not list((tmp_path / ".build" / "artifacts").glob("*.part"))


# before a deployment


def test_check_cold__a_poisoned_file__named(elsewhere, monkeypatch):
    """A file of the cache that is under the right name and holds other code."""
    monkeypatch.setattr(artifacts, "artifact", artifacts.artifact.__wrapped__)
    artifacts.check_cold(["FileStamps", "SliceReader", "@uniswap/v2-core/build/UniswapV2Factory.json"])
    (path,) = artifacts._CACHE.glob("SliceReader-*.json")
    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"initcode": kept["initcode"].replace("60", "61", 1)}))
    with pytest.raises(CompileError, match=r"SliceReader: expected .* remove \.build/artifacts"):
        artifacts.check_cold(["FileStamps", "SliceReader"])
