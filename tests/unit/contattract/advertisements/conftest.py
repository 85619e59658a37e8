# SPDX-License-Identifier: MIT
"""A guarded account (the miner)."""

from tests.guarded import guarded

__all__ = ["guarded"]
