# SPDX-License-Identifier: MIT
"""What a mail client keeps: its private keys, what it has verified, content for sale; and where others fetch."""

from __future__ import annotations

import json
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from coincurve import PrivateKey

from wuxing.contattract.post.letters import MailError


class Store(Protocol):
    """Space that others read, such as a lease on the disk: content by its root."""

    def put(self, root: bytes, data: bytes) -> None:
        """Keeps content."""

    def get(self, root: bytes) -> bytes:
        """Content that was kept. KeyError where there is none."""


class FolderStore:
    """A folder as a store: a file for each root."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)

    def put(self, root: bytes, data: bytes) -> None:
        """Keeps content."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{root.hex()}.part"
        part.write_bytes(data)
        part.replace(self.folder / root.hex())

    def get(self, root: bytes) -> bytes:
        """Content that was kept. KeyError where there is none."""
        try:
            return (self.folder / root.hex()).read_bytes()
        except FileNotFoundError:
            raise KeyError(f"nothing is kept for {root.hex()} in {self.folder.name}") from None


class Keyring:
    """Private encryption keys, the newest last, and notes of the client; in a file that only its owner may read.

    Old keys are never dropped: mail that was sealed to them stays readable (CNT-13). Without a path it is kept in
    memory, for tests and agents.
    """

    def __init__(self, path: Path | None = None, keys: list[bytes] | None = None):
        self.path = path
        self.keys: list[bytes] = list(keys or [])
        self.seen: dict[str, dict[int, int]] = {}
        """Inbox -> number of messages -> its word, as verified."""
        self.secrets: dict[str, bytes] = {}
        """Name -> secret of a commitment that is not used yet."""
        self.prices: dict[bytes, int] = {}
        """Root of content for sale -> least price."""

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """A key file. MailError where it is missing, malformed, or readable by others."""
        try:
            if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise MailError(f"{path.name}: expected a file that only its owner can read: chmod 600")
            data = json.loads(path.read_text())
            made = cls(path, [PrivateKey(bytes.fromhex(key)).secret for key in data["keys"]])
            made.seen = {a: {int(n): int(w, 16) for n, w in words.items()} for a, words in data["seen"].items()}
            made.secrets = {name: bytes.fromhex(secret) for name, secret in data["secrets"].items()}
            made.prices = {bytes.fromhex(root): int(price) for root, price in data["prices"].items()}
        except FileNotFoundError:
            raise MailError(f"expected a key file {path.name}, found none: make one with `mail keygen`") from None
        except MailError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MailError(f"{path.name}: expected a key file as `mail keygen` makes it, {error!r}") from None
        return made

    def save(self) -> None:
        """Writes the file anew."""
        if self.path is None:
            return
        data: Mapping = {
            "keys": [key.hex() for key in self.keys],
            "seen": {a: {str(n): hex(w) for n, w in words.items()} for a, words in self.seen.items()},
            "secrets": {name: secret.hex() for name, secret in self.secrets.items()},
            "prices": {root.hex(): str(price) for root, price in self.prices.items()},
        }
        part = self.path.with_name(self.path.name + ".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(data, indent=2) + "\n")
        part.replace(self.path)

    def new_key(self) -> bytes:
        """A new private key, kept at once."""
        self.keys.append(PrivateKey(secrets.token_bytes(32)).secret)
        self.save()
        return self.keys[-1]

    @property
    def newest_first(self) -> list[bytes]:
        """In the order in which they are tried."""
        return self.keys[::-1]
