# SPDX-License-Identifier: MIT
"""Files of a run: all or none, and never over another run's. A full disk and a second run destroyed the first."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars
import pytest

from wuxing import outputs
from wuxing.outputs import OutputError
from wuxing.paths import ROOT
from wuxing.record import Record
from wuxing.simulation import Settings, SettingsError

STATE = "0123456789abcdef"


def settings(folder: Path, days: int = 90, **more) -> Settings:
    return Settings("zzm", "paper", "revm", 1, days, folder, **more)


def write(made: Settings, *tables: str, state: str = STATE) -> None:
    record = Record()
    for table in tables:
        record.add(table, days=made.days)
    with outputs.writing(made, state) as folder:
        record.save(folder)
        (folder / "report.html").write_text(f"<p>{made.days} days</p>")
        files = sorted([*(file.name for file in folder.iterdir()), "summary.json"])
        (folder / "summary.json").write_text(json.dumps({"asked": outputs.asked(made), "files": files}))


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_writing__two_runs__each_has_a_folder_and_the_report_is_the_newest(tmp_path: Path) -> None:
    write(settings(tmp_path, 90, named=False), "supply", "attacks")
    first = content(tmp_path / "runs")
    write(settings(tmp_path, 80, named=False), "supply")
    runs = {folder.name for folder in (tmp_path / "runs").iterdir()}
    assert runs == {f"paper-revm-seed-1-days-{days}-01234567" for days in (80, 90)}
    assert first.items() <= content(tmp_path / "runs").items()
    assert {path.name for path in tmp_path.iterdir()} == {"runs", *outputs.NEWEST}
    newest = tmp_path / "runs" / "paper-revm-seed-1-days-80-01234567"
    assert all((tmp_path / name).read_bytes() == (newest / name).read_bytes() for name in outputs.NEWEST)
    assert not (newest / "attacks.parquet").exists(), "a table of another kind of run"
    assert not (tmp_path / "report.html").is_symlink(), "a browser on another system may not follow one"


def test_writing__the_same_run_again__takes_its_own_place(tmp_path: Path) -> None:
    for tables in (("supply", "old"), ("supply",)):
        write(settings(tmp_path, named=False), *tables)
    (run,) = (tmp_path / "runs").iterdir()
    assert not (run / "old.parquet").exists()
    write(settings(tmp_path, named=False), "supply", state="f" * 64)
    assert len(list((tmp_path / "runs").iterdir())) == 2, "the code has changed, and what it leaves"


def test_writing__where_an_earlier_version_wrote__keeps_that_run(tmp_path: Path) -> None:
    for name in ("report.html", "summary.json", "record.duckdb", "daily.parquet"):
        (tmp_path / name).write_text("of before")
    write(settings(tmp_path, named=False), "supply")
    before = content(tmp_path / "runs" / "before")
    assert set(before) == {"report.html", "summary.json", "record.duckdb", "daily.parquet"}
    assert set(before.values()) == {b"of before"}
    assert (tmp_path / "report.html").read_text() == "<p>90 days</p>"


def test_check__a_named_folder_with_another_run__is_refused(tmp_path: Path) -> None:
    write(settings(tmp_path), "supply")
    before = content(tmp_path)
    outputs.check(settings(tmp_path))
    for other in (settings(tmp_path, 80), Settings("zos", "paper", "revm", 1, 90, tmp_path)):
        with pytest.raises(SettingsError, match=r"got one with (days 90|system zzm): name another folder, or add --re"):
            outputs.check(other)
    assert content(tmp_path) == before


@pytest.mark.parametrize("text", ["", "[]", "{", '{"asked": []}', '{"asked": {"seed": 1}}'])
def test_check__a_summary_that_is_not_ours__is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "summary.json").write_text(text)
    with pytest.raises(SettingsError, match="name another folder, or add --replace"):
        outputs.check(settings(tmp_path))


def test_check__a_report_of_something_else__is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("mine")
    with pytest.raises(SettingsError, match=r"expected a folder without a run, got report\.html in"):
        outputs.check(settings(tmp_path))


def test_writing__with_replace__leaves_no_table_of_the_run_before(tmp_path: Path) -> None:
    (tmp_path / "mine.parquet").write_text("of the user")
    write(settings(tmp_path, 90), "supply", "attacks")
    other = settings(tmp_path, 80, replace=True)
    outputs.check(other)
    write(other, "supply")
    names = {"mine.parquet", "record.duckdb", "report.html", "summary.json", "supply.parquet"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert polars.read_parquet(tmp_path / "supply.parquet")["days"].to_list() == [80]


def test_writing__a_summary_that_names_files_elsewhere__removes_none(tmp_path: Path) -> None:
    (tmp_path / "kept.parquet").write_text("kept")
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "summary.json").write_text(json.dumps({"files": ["../kept.parquet", "/kept.parquet", 7]}))
    write(settings(folder, replace=True), "supply")
    assert (tmp_path / "kept.parquet").exists()


def test_writing__a_process_was_killed__what_it_left_goes_and_what_another_writes_stays(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        for process in (ended, running):
            (tmp_path / "runs" / f".writing-{process.pid}").mkdir(parents=True)
        write(settings(tmp_path, named=False))
        assert [path.name for path in tmp_path.rglob(".writing*")] == [f".writing-{running.pid}"]
        running.communicate(b"\n")


def test_writing__stopped_halfway__changes_nothing(tmp_path: Path) -> None:
    write(settings(tmp_path, named=False), "supply")
    before = content(tmp_path)
    with pytest.raises(KeyboardInterrupt), outputs.writing(settings(tmp_path, 80, named=False), STATE) as folder:
        (folder / "report.html").write_text("half")
        raise KeyboardInterrupt
    assert content(tmp_path) == before
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["paper-revm-seed-1-days-90-01234567"]


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from test_outputs import settings, write
from wuxing.outputs import OutputError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    write(settings(Path(sys.argv[1]), 80, named=sys.argv[3] == "named"), "supply", "attacks")
except OutputError as error:
    print(error)
"""


@pytest.mark.parametrize(("room", "named"), [(0, "named"), (5_000, "named"), (1_000, "runs")])
def test_writing__no_room__says_so_and_the_run_before_is_whole(tmp_path: Path, room: int, named: str) -> None:
    """A limit of the size of a file stands for the full disk: the first file, some, or the last fails."""
    write(settings(tmp_path, 80, named=named == "named"), "supply", "attacks")
    before = content(tmp_path)
    command = [sys.executable, "-c", FULL, str(tmp_path), str(room), named, str(Path(__file__).parent)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("out: expected to write the run to ") and "as it was" in ended.stdout
    assert len(ended.stdout.splitlines()) == 1 and "Traceback" not in ended.stderr
    assert content(tmp_path) == before and not list(tmp_path.rglob(".writing*"))


def test_writing__a_folder_in_the_way__says_so(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(OutputError, match=r"expected to write the run to .*runs, got: File exists"):
        write(settings(tmp_path, named=False), "supply")
