# SPDX-License-Identifier: MIT
"""Every engine under the same tests."""

from __future__ import annotations

import pytest

from wuxing.engine import Engine, open_engine

EMBEDDED = ("titanoboa", "revm")


@pytest.fixture
def on(request: pytest.FixtureRequest) -> Engine:
    """An engine by its name; embedded ones are fresh, what happens on Anvil is undone by the test."""
    name = request.param
    return request.getfixturevalue("anvil") if name == "anvil" else open_engine(name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `on` runs on each engine."""
    if "on" in metafunc.fixturenames:
        metafunc.parametrize("on", [*EMBEDDED, "anvil"], indirect=True)
