# SPDX-License-Identifier: MIT
"""Every engine under the same tests; the Anvil is started once."""

from __future__ import annotations

from collections.abc import Iterator

import ape
import pytest

from wuxing.engine import Engine, open_engine

EMBEDDED = ("titanoboa", "revm")


@pytest.fixture(scope="session")
def anvil() -> Iterator[Engine]:
    """The engine of a real Anvil."""
    with ape.networks.parse_network_choice("ethereum:local:foundry"):
        yield open_engine("ape")


@pytest.fixture
def on(request: pytest.FixtureRequest) -> Engine:
    """An engine by its name; embedded ones are fresh, what happens on Anvil is undone by the test."""
    name = request.param
    return request.getfixturevalue("anvil") if name == "anvil" else open_engine(name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `on` runs on each engine."""
    if "on" in metafunc.fixturenames:
        metafunc.parametrize("on", [*EMBEDDED, "anvil"], indirect=True)
