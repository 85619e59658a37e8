# SPDX-License-Identifier: MIT
"""Emission that halves, by the second (ZOS-4): the executable specification of contracts/common/emission.vy."""

from __future__ import annotations


def emitted(elapsed: int, total: int, period: int) -> int:
    """What has come out after so many seconds, in wei, rounded down: half of what is left in each period, evenly."""
    if elapsed <= 0:
        return 0
    halvings, into = divmod(elapsed, period)
    left = total * (2 * period - into)
    return total - -(-left // (2 * period << halvings))
