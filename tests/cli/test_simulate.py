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

from wuxing.__main__ import main
from wuxing.paths import ROOT
from wuxing.suite import SYSTEMS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], f"system: expected one of {', '.join(SYSTEMS)}, got 'nothing'"),
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
    while not (broken / "checkpoint.pickle").exists() and process.poll() is None:
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
    assert not (broken / "checkpoint.pickle").exists()
