# SPDX-License-Identifier: MIT
"""What a mail client keeps: its private keys, what it has verified, content for sale; and where others fetch."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from coincurve import PrivateKey

from wuxing.contattract.post.letters import MailError
from wuxing.files import PRIVATE, PUBLIC, write_whole


class Store(Protocol):
    """Space that others read, such as a lease on the disk: content by its root."""

    def put(self, root: bytes, data: bytes) -> None:
        """Keeps content."""

    def get(self, root: bytes) -> bytes:
        """Content that was kept. KeyError where there is none."""


class FolderStore:
    """A folder as a store: a file for each root, with this mode."""

    def __init__(self, folder: Path, mode: int = PUBLIC):
        self.folder, self.mode = Path(folder), mode

    def put(self, root: bytes, data: bytes) -> None:
        """Keeps content."""
        write_whole(self.folder / root.hex(), data, self.mode)

    def get(self, root: bytes) -> bytes:
        """Content that was kept. KeyError where there is none."""
        try:
            return (self.folder / root.hex()).read_bytes()
        except FileNotFoundError:
            raise KeyError(f"nothing is kept for {root.hex()} in {self.folder.name}") from None


class Keyring:
    """Private encryption keys, the newest last, and notes of the client; in a file that only its owner may read.

    Old keys are never dropped: mail that was sealed to them stays readable (CNT-13), also when two commands write the
    file at a time. Without a path it is kept in memory, for tests and agents.
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
        self._used: set[str] = set()

    @classmethod
    def new(cls, path: Path) -> Keyring:
        """A key file with a first key. MailError where something is at its place already."""
        made = cls(path, [_random_key()])
        try:
            write_whole(path, made._text(), PRIVATE, new=True)
        except FileExistsError:
            raise MailError(f"{path.name} exists: expected a new file") from None
        return made

    @classmethod
    def load(cls, path: Path) -> Keyring:
        """A key file. MailError where it is missing, malformed, or readable by others."""
        try:
            path = path.resolve()  # who keeps it elsewhere, behind a link, has it written there
            with path.open(encoding="utf-8") as file:
                if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise MailError(f"{path.name}: expected a file that only its owner can read: chmod 600")
                data = json.loads(file.read())
            made = cls(path, [PrivateKey(bytes.fromhex(key)).secret for key in data["keys"]])
            made.seen = {a: {int(n): int(w, 16) for n, w in words.items()} for a, words in data["seen"].items()}
            made.secrets = {name: bytes.fromhex(secret) for name, secret in data["secrets"].items()}
            made.prices = {bytes.fromhex(root): int(price) for root, price in data["prices"].items()}
        except FileNotFoundError:
            raise MailError(f"expected a key file {path.name}, found none: make one with `mail keygen`") from None
        except MailError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            # not the error's own text, which may show what the file holds
            raise MailError(
                f"{path.name}: expected a key file as `mail keygen` makes it, it was cut off or edited "
                f"({type(error).__name__})"
            ) from None
        return made

    def save(self) -> None:
        """Writes the file anew, with what another command has added to it meanwhile."""
        if self.path is None:
            return
        with self._alone(self.path):
            if self.path.exists():
                there = Keyring.load(self.path)
                self.keys = there.keys + [key for key in self.keys if key not in there.keys]
                others = {name: s for name, s in there.secrets.items() if name not in self._used}
                self.secrets, self.prices = others | self.secrets, there.prices | self.prices
            write_whole(self.path, self._text(), PRIVATE)

    def use(self, name: str) -> None:
        """The secret of a commitment is used up."""
        del self.secrets[name]
        self._used.add(name)
        self.save()

    def new_key(self) -> bytes:
        """A new private key, kept at once."""
        made = _random_key()
        self.keys.append(made)
        self.save()
        return made

    @property
    def newest_first(self) -> list[bytes]:
        """In the order in which they are tried."""
        return self.keys[::-1]

    def _text(self) -> str:
        data: Mapping = {
            "keys": [key.hex() for key in self.keys],
            "seen": {a: {str(n): hex(w) for n, w in words.items()} for a, words in self.seen.items()},
            "secrets": {name: secret.hex() for name, secret in self.secrets.items()},
            "prices": {root.hex(): str(price) for root, price in self.prices.items()},
        }
        return json.dumps(data, indent=2) + "\n"

    @contextmanager
    def _alone(self, path: Path) -> Iterator[None]:
        """No other command writes the file meanwhile; the kernel lets go of a killed one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        lock = os.open(path.with_name(f".{path.name}.lock"), flags, PRIVATE)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _random_key() -> bytes:
    return PrivateKey(secrets.token_bytes(32)).secret
