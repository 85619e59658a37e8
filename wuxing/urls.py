# SPDX-License-Identifier: MIT
"""URLs as they may be shown and kept: a node's user, password, path and query are often its owner's key."""

from __future__ import annotations

import re

_URL = re.compile(
    r"\b(?P<scheme>https?|wss?)://(?:[^\s/?#'\"]*@)?"
    r"(?P<place>(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::\d+)?)(?P<rest>[/?#@:][^\s'\"<>]*(?<![.,:;)]))?",
    re.I,
)
_PATH = re.compile(r"(?<=with url: )\S+")
"""How urllib3 says a path without its host."""


def without_secrets(text: str) -> str:
    """The text with each URL cut down to scheme, host and port; "…" stands for what was there besides."""
    return _URL.sub(_bare, _PATH.sub("/…", text))


def _bare(url: re.Match[str]) -> str:
    rest = url["rest"] or ""
    if rest.startswith((":", "@")) or "@" in rest:
        return f"{url['scheme']}://…"  # a password with a slash in it: what looks like the host may be the user
    return f"{url['scheme']}://{url['place']}" + ("/…" if rest.strip("/") else "")


class Discreet(Exception):
    """An error whose text names networks and nodes: it is said without their secrets, in tracebacks too."""

    def __str__(self) -> str:
        return without_secrets(super().__str__())
