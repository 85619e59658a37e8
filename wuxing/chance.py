# SPDX-License-Identifier: MIT
"""All chance of a run: streams named after who draws and the run's seed, so that one agent's draws move no other's."""

from __future__ import annotations

from random import Random


def stream(seed: int, name: str) -> Random:
    """The random numbers of one agent in one run."""
    return Random(f"{seed} {name}")
