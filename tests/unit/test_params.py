# SPDX-License-Identifier: MIT
"""wuxing/params.py and params/xz.toml: the papers' numbers, and what a bad file is told (XZ-1, XZ-2, XZ-12, XZ-13)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fractions import Fraction

import pytest

from wuxing.params import ParamsError, default_set, load, shown
from wuxing.paths import PARAMS, ROOT
from wuxing.simulate import settings_of
from wuxing.suite import SYSTEMS, defaults_shown

XZ = 10**18
GOOD = (PARAMS / "xz.toml").read_text()


def test_sets__the_papers_two_readings():
    """XZ-1: 15.11亿 as printed, 10,000 × 151,110 as reconciled; XZ-12: the divisors."""
    paper, reconciled = load("xz", "paper"), load("xz", "reconciled")
    assert paper.cap == 1_511_000_000 * XZ
    assert reconciled.cap == reconciled.nft_supply * reconciled.nominal == 1_511_100_000 * XZ
    assert paper.melt_ratios[1:] == (Fraction(105_777, 10_000),) * 3
    assert reconciled.melt_ratios == (1, 1, 1, 1)
    assert paper.nominal == 1_095 * paper.daily_output


@pytest.mark.parametrize(("set_name", "cap"), [("paper", 1_511_000_000), ("reconciled", 1_511_100_000)])
def test_phases__end_at_exact_shares(set_name, cap):
    """XZ-13: 1%, 2%, 17%, 80%; the last phase ends at the cap."""
    ends = load("xz", set_name).phase_ends
    assert ends == tuple(cap * XZ * percent // 100 for percent in (1, 3, 20, 100))


def broken(tmp_path, pattern: str, replacement: str):
    text, count = re.subn(pattern, replacement, GOOD, count=1, flags=re.M | re.S)
    assert count == 1
    path = tmp_path / "xz.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("pattern", "replacement", "says"),
    [
        (r"\[nominal\].*?\n\n", "", "missing parameter nominal"),
        (r"^\[cap\]", "[moon]\nrule = 'XZ-9'\n\n[cap]", "unknown parameter moon"),
        (r'^value = "138"', 'value = "-138"', "daily_output: expected at least 0, got -138"),
        (r'^value = "138"', "value = 138", "daily_output: expected a decimal in quotes, got 138"),
        (r'^value = "138"', 'value = "abc"', "daily_output: expected a decimal, got 'abc'"),
        (r'^value = "138"', 'value = "0.1234567890123456789"', "daily_output: expected at most 18 decimals"),
        (r'^value = "138"', 'value = "139"', "nominal: expected daily_output × lifetime_units"),
        (r"^value = 1095", "value = 1095.5", "lifetime_units: expected a whole number, got 1095.5"),
        (r"^value = 1095", "value = true", "lifetime_units: expected a whole number, got True"),
        (r"^value = 1095", "value = 1095\nnote = 'x'", "lifetime_units: unknown key note"),
        (r'^unit = "units"', 'unit = "days"', "lifetime_units: expected the unit units, got days"),
        (r'^reconciled = "158665.5"', "", "melt_divisor: expected a value for reconciled"),
        (
            r'^paper = "15000"',
            'value = "1"\npaper = "15000"',
            "melt_divisor: expected either one value or one for each",
        ),
        (r"\[100, 200, 1700, 8000\]", "[100, 200, 1700, 8001]", "phase_share: expected a sum of 10000 bps"),
        (r"\[100, 200, 1700, 8000\]", "[100, 9900]", "expected four phases each"),
        (r"^value = 500$", "value = 10001", "node_share: expected at most 10000 bps, got 10001"),
        (r"^seed = .*?$", "", 'expected a line seed = "…"'),
        (r"\A", "= nonsense", "expected TOML"),
    ],
)
def test_load__bad_file__says_what_was_expected(tmp_path, pattern, replacement, says):
    with pytest.raises(ParamsError, match=re.escape(says)):
        load("xz", "reconciled", broken(tmp_path, pattern, replacement))


def test_load__no_file__says_so(tmp_path):
    with pytest.raises(ParamsError, match="found no such file"):
        load("xz", "paper", tmp_path / "xz.toml")


def test_load__unknown_set__names_the_known():
    with pytest.raises(ParamsError, match="expected a set of paper, reconciled, got 'printed'"):
        load("xz", "printed")


@pytest.mark.parametrize(
    ("system", "name", "text"),
    [
        ("zos", "minimums", "10, 1,000, 10,000, 100,000 ZOS"),
        ("contattract", "fee_low", "15 XZ"),
        ("contattract", "curve", "0.2 ratio"),
        ("zzm", "buyback_call_cap", "5,000 USD"),
        ("xz", "exit_lock", "15,552,000 s"),
    ],
)
def test_shown__a_parameter__stands_in_the_unit_of_its_file(system: str, name: str, text: str) -> None:
    assert dict(shown(load(system, "paper")))[name] == text


# the default set


def test_default_set__simulated_and_deployed__the_same():
    """One place says it, the help of both commands too."""
    shown = "paper for xz, zos, zzm; reconciled for contattract"
    assert defaults_shown() == shown
    for system in SYSTEMS:
        assert settings_of([system]).set_name == default_set(system)
    for command in ([sys.executable, "-m", "wuxing", "simulate"], [f"{sys.prefix}/bin/ape", "run", "deploy"]):
        wide = os.environ | {"COLUMNS": "200"}
        helped = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, env=wide)
        assert shown in " ".join(helped.stdout.split()), helped


@pytest.mark.parametrize("line", ['default = "dream"', "default = 1", ""])
def test_default_set__not_one_of_the_sets__refused(tmp_path, line):
    text = (PARAMS / "xz.toml").read_text().replace('default = "paper"', line)
    (tmp_path / "xz.toml").write_text(text)
    with pytest.raises(ParamsError, match=r"expected default to be a set of paper, reconciled, got"):
        default_set("xz", tmp_path / "xz.toml")


def test_load__misspelt_set__named_with_the_nearest():
    with pytest.raises(ParamsError, match=r"expected a set of paper, reconciled, got 'pper': did you mean paper\?"):
        load("xz", "pper")
