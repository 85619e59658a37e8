# SPDX-License-Identifier: MIT
"""What a model raises where a contract reverts."""


class Refused(ValueError):
    """A move that the rules forbid; the text is the contract's revert reason."""
