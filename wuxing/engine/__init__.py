# SPDX-License-Identifier: MIT
"""Engines: the same contracts and the same scenario on several EVMs.

`open_engine("titanoboa")` is embedded and explains errors, `"revm"` is embedded and fast, `"ape"`
is whatever network ape is connected to.
"""

from wuxing.engine.artifacts import Artifact, CompileError, artifact
from wuxing.engine.base import Contract, Engine, EngineError, Event, Receipt, Revert

ENGINES = ("titanoboa", "revm", "ape")


def open_engine(name: str) -> Engine:
    """A fresh engine; "ape" wraps the network that ape is connected to at the moment.

    Raises ValueError for another name.
    """
    if name == "titanoboa":
        from wuxing.engine.titanoboa import TitanoboaEngine

        return TitanoboaEngine()
    if name == "revm":
        from wuxing.engine.revm import RevmEngine

        return RevmEngine()
    if name == "ape":
        from wuxing.engine.ape_network import connect

        return connect()
    raise ValueError(f"expected an engine of {', '.join(ENGINES)}, got {name!r}")


__all__ = [
    "ENGINES",
    "Artifact",
    "CompileError",
    "Contract",
    "Engine",
    "EngineError",
    "Event",
    "Receipt",
    "Revert",
    "artifact",
    "open_engine",
]
