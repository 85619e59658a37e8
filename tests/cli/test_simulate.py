# SPDX-License-Identifier: MIT
"""`python -m wuxing simulate`: bad input is refused in one line, a run writes what it says, a killed one goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.report_pages import Page, check
from wuxing import outputs
from wuxing.__main__ import main
from wuxing.paths import OUT, ROOT
from wuxing.simulate import settings_of
from wuxing.suite import SYSTEMS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], f"system: expected one of {', '.join(SYSTEMS)}, got 'nothing'"),
        (["zmz"], f"system: expected one of {', '.join(SYSTEMS)}, got 'zmz': did you mean zzm?"),
        (["xz", "--engine", "remv"], "engine: expected one of titanoboa, revm, ape, got 'remv': did you mean revm?"),
        (["xz", "--days", "-1"], "days: expected 1 to 36,500, got -1"),
        (["xz", "--days", "99999999"], "days: expected 1 to 36,500, got 99,999,999"),
        (["xz", "--days", "2"], "days: expected at least 3, got 2"),
        (["xz", "--set", "imaginary"], "xz.toml: expected a set of paper, reconciled, got 'imaginary'"),
        (["xz", "--engine", "steam"], "engine: expected one of titanoboa, revm, ape, got 'steam'"),
        (["xz", "--cabinets", "2"], "cabinets: expected at least 3 (above 500 the mine alone is simulated), got 2"),
        (["xz", "--cabinets", "10001"], "cabinets: expected at most 10,000, got 10,001"),
        (["contattract", "--days", "13"], "days: expected 14 to 730, got 13"),
        (["contattract", "--tenants", "5"], "tenants: expected 6 to 360, got 5"),
        (["contattract", "--landlords", "1000"], "landlords: expected 8 to 128, got 1,000"),
        (
            ["xz", "--cabinets", "600", "--engine", "titanoboa"],
            "engine: expected revm for more than 500 cabinets, got titanoboa",
        ),
    ],
)
def test_simulate__bad_input__says_what_was_expected(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *arguments, "--out", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert captured.err.strip().splitlines()[-1] == message
    assert "Traceback" not in captured.err
    assert not (tmp_path / "out").exists()


def test_simulate__out_is_a_file__is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("here")
    assert main(["simulate", "xz", "--out", str(file / "below")]) == 2
    assert capsys.readouterr().err.strip() == f"out: expected a folder, got the file {file}"
    assert file.read_text() == "here"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that even root cannot write to")
def test_simulate__out_takes_no_files__is_refused_before_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "xz", "--out", "/proc/below"]) == 2
    assert "out: expected a folder that can be written to, got /proc: " in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_simulate__out_is_locked__is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    assert main(["simulate", "xz", "--out", str(tmp_path / "below")]) == 2
    assert "expected a folder that can be written to" in capsys.readouterr().err


def test_simulate__not_a_number__exits_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["simulate", "xz", "--days", "many"])
    assert exit_.value.code == 2
    assert "--days" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["xz", "--cabinest", "5"], "unknown: --cabinest 5: did you mean --cabinets?"),
        (["zos", "--minners=5"], "unknown: --minners=5: did you mean --miners?"),
        (["xz", "--quick"], "unknown: --quick"),
        (["xz", "zos"], "unknown: zos"),
    ],
)
def test_simulate__a_wrong_option__is_told_the_nearest(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["simulate", *arguments])
    assert exit_.value.code == 2
    assert capsys.readouterr().err.strip().splitlines()[-1] == f"python -m wuxing simulate: error: {message}"


def test_main__a_wrong_command__is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulat"])
    assert capsys.readouterr().err.strip().endswith(": did you mean simulate?")


@pytest.mark.parametrize("system", SYSTEMS)
def test_simulate__help__says_the_defaults_that_are_used(system: str, capsys: pytest.CaptureFixture[str]) -> None:
    """ZOS has six years by default, Contattract a set of its own: the help said 90 and paper for all."""
    with pytest.raises(SystemExit):
        main(["simulate", system, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    made = settings_of([system])
    assert f"days to simulate ({made.days})" in said and f"parameter set ({made.set_name})" in said
    for name, value in made.options.items():
        assert f"({value})" in said.partition(f"--{name} N")[2] or value is None
    assert made.out == OUT / system and not made.named


def test_simulate__out_with_a_run_of_other_settings__is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the run, not after it."""
    ours = settings_of(["zzm", "--days", "90", "--out", str(tmp_path)])
    (tmp_path / "summary.json").write_text(json.dumps({"asked": outputs.asked(ours)}))
    assert main(["simulate", "zzm", "--days", "80", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.strip() == (
        "out: expected a folder without a run of other settings, got one with days 90: "
        "name another folder, or add --replace"
    )
    assert settings_of(["zzm", "--days", "80", "--out", str(tmp_path), "--replace"]).replace
    assert main(["simulate", "zzm", "--replace"]) == 2
    assert capsys.readouterr().err.startswith("replace: expected --out FOLDER with it, got none")


def test_simulate__no_room_at_the_end__keeps_the_run_before(tmp_path: Path) -> None:
    """A full disk cut off the report of the run before, and left a traceback."""
    folder = tmp_path / "zzm"
    arguments = [sys.executable, "-m", "wuxing", "simulate", "zzm", "--days", "80", "--out", str(folder)]
    assert subprocess.run(arguments, cwd=ROOT, capture_output=True, timeout=300).returncode == 0
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    limited = ["sh", "-c", 'ulimit -f 4000; exec "$@"', "sh", *arguments]  # blocks of 512 bytes: not the whole report
    ended = subprocess.run(limited, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 2 and "Traceback" not in ended.stderr
    assert ended.stderr.strip().splitlines()[-1] == (
        f"out: expected to write the run to {folder}, got: File too large. What was there is as it was"
    )
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def run(*arguments: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "wuxing", "simulate", "xz", *arguments, "--out", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_simulate__ape_without_a_network__is_refused(tmp_path: Path) -> None:
    """In a process of its own: pytest's ape plugin connects this one."""
    process = run("--engine", "ape", folder=tmp_path / "xz")
    _, err = process.communicate(timeout=300)
    assert process.returncode == 2
    assert err.strip().splitlines()[-1] == "expected ape to be connected to a network (--network …), found none"
    assert not (tmp_path / "xz").exists()


def test_simulate__three_days__writes_record_and_report(tmp_path: Path) -> None:
    process = run("--days", "3", "--cabinets", "3", "--seed", "7", folder=tmp_path / "xz")
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert "Traceback" not in err and out == ""
    assert "attacks" in err and "report.html" in err
    summary = json.loads((tmp_path / "xz" / "summary.json").read_text())
    assert summary["settings"] == {
        "parameter set": "paper", "engine": "revm", "seed": "7", "days": "3", "cabinets": "3",
    }  # fmt: skip
    assert len(summary["digest"]) == 64
    html = (tmp_path / "xz" / "report.html").read_text()
    for title in (
        "Minted against the phases' caps",
        "Melt and effective supply",
        "Fees and burns",
        "Buy-back against sales",
        "Feed against true price: N02BE",
        "Signers and votes on the native chain",
        "Attacks tried",
        "What attacks cost the attacker",
    ):
        assert title.replace("'", "&#39;") in html
    check(Page(html))
    with duckdb.connect(str(tmp_path / "xz" / "record.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM daily").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM attacks").fetchone()[0] > 20  # type: ignore[index]


def test_simulate__killed_and_run_again__ends_the_same(tmp_path: Path) -> None:
    """A long run that is killed (SIGKILL) goes on from its checkpoint to the same end."""
    arguments = ("--cabinets", "510", "--days", "400", "--set", "reconciled")
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    process = run(*arguments, folder=whole)
    process.communicate(timeout=300)
    assert process.returncode == 0

    process = run(*arguments, folder=broken)
    deadline = time.monotonic() + 300
    while not list(broken.glob("checkpoints/*.pickle")) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (broken / "summary.json").exists()
    process = run(*arguments, folder=broken)
    process.communicate(timeout=300)
    assert process.returncode == 0
    digests = [json.loads((folder / "summary.json").read_text())["digest"] for folder in (whole, broken)]
    assert digests[0] == digests[1]
    assert not (broken / "checkpoints").exists()


def interrupted(*arguments: str, folder: Path, after: str) -> tuple[int, str]:
    """Presses Ctrl-C (all processes of the terminal get it) once the run has come so far; status and standard error."""
    command = [sys.executable, "-m", "wuxing", "simulate", *arguments, "--out", str(folder)]
    error = folder.with_suffix(".err")
    with error.open("w") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, stderr=file, start_new_session=True, env=os.environ | {"FORCE_COLOR": "1"}
        )
        deadline = time.monotonic() + 300
        while after not in error.read_text() and not list(folder.glob(after)) and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        return process.wait(timeout=120), error.read_text()


@pytest.mark.parametrize("arguments", [("zzm", "--days", "900"), ("xz", "--days", "10", "--cabinets", "3")])
def test_simulate__ctrl_c__says_that_nothing_was_written(arguments: tuple[str, ...], tmp_path: Path) -> None:
    status, err = interrupted(*arguments, folder=tmp_path / "run", after="day ")
    assert status == 130 and "Traceback" not in err, err
    assert err.strip().endswith("stopped: nothing was written, and the same command starts over")
    assert not (tmp_path / "run").exists()


def test_simulate__ctrl_c_after_a_checkpoint__says_that_the_same_command_goes_on(tmp_path: Path) -> None:
    arguments = ("xz", "--cabinets", "510", "--days", "400", "--set", "reconciled")
    status, err = interrupted(*arguments, folder=tmp_path / "run", after="checkpoints/*.pickle")
    assert status == 130 and "Traceback" not in err, err
    assert err.strip().endswith("stopped: the same command goes on from the last checkpoint")


def test_simulate__a_reader_that_has_gone__no_traceback(tmp_path: Path) -> None:
    """`python -m wuxing … | head`: help to standard output, progress and summary to standard error."""
    help_, run_ = (
        f"{sys.executable} -m wuxing simulate zzm {arguments} | head -c 1 >/dev/null"
        for arguments in ("--help", f"--days 80 --out {tmp_path / 'zzm'} 2>&1")
    )
    for line in (help_, f"{{ {run_}; }}"):
        ended = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, timeout=300)
        assert "Traceback" not in ended.stderr + ended.stdout and "Exception" not in ended.stderr, ended.stderr
