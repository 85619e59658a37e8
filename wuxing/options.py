# SPDX-License-Identifier: MIT
"""Command lines: what is misspelt gets the nearest name that there is."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn


def nearest(given: str, names: Iterable[str]) -> str:
    """": did you mean …?" with the nearest of the names, or nothing where none is near."""
    found = get_close_matches(given.lower(), list(names), 1)
    return f": did you mean {found[0]}?" if found else ""


class Parser(argparse.ArgumentParser):
    """An argument parser that names the nearest option or command."""

    def parse_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def, override]
        """As argparse's; exits 2 for an option that there is not, with the nearest."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            wrong = next((text for text in unknown if text.startswith("-")), unknown[0])
            names = [name for name in self._option_string_actions if name.startswith("--")]
            self.error(f"unknown: {' '.join(unknown)}{nearest(wrong.partition('=')[0], names)}")
        return options

    def error(self, message: str) -> NoReturn:
        """Exits 2 with the usage, the message, and for a wrong choice the nearest."""
        _, wrong, rest = message.partition("invalid choice: '")
        if wrong:
            given, _, choices = rest.partition("' (choose from ")
            message += nearest(given, [name.strip("' ") for name in choices.rstrip(")").split(",")])
        super().error(message)
