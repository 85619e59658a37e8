# SPDX-License-Identifier: MIT
"""A guarded account."""

from tests.guarded import guarded

__all__ = ["guarded"]
