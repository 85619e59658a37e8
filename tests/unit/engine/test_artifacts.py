# SPDX-License-Identifier: MIT
"""wuxing/engine/artifacts.py: compiled contracts are kept by the content of all files that they reach."""

from __future__ import annotations

import pytest

from wuxing.engine.artifacts import _reached, source_of


@pytest.mark.parametrize(
    ("contract", "modules"),
    [
        ("WorldDisk", {"disk_words.vy", "disk_world.vy", "rent.vy", "log2.vy", "roles.vy", "vesting_words.vy"}),
        ("SliceReader", {"proof_words.vy"}),
        ("ZZM", {"guarded_erc20.sol"}),
    ],
)
def test_reached__modules_under_another_name_too(contract, modules):
    """A change of a module that is imported `as` something else compiles the contract anew."""
    seen: dict = {}
    _reached(source_of(contract), seen)
    assert modules <= {path.name for path in seen}
