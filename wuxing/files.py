# SPDX-License-Identifier: MIT
"""Files that are written whole or not at all: keys, records, state, reports.

What is written stands beside its place under a name that nobody can foresee, is flushed, and is then moved there. So a
kill, a power cut or a full disk leaves the file that was there before, and whoever reads sees one or the other. The
name beside it is new (O_EXCL), no link is followed (O_NOFOLLOW), and the mode counts from the first byte on: nobody can
have opened beforehand what a private key is written to. A link at the place itself is replaced, not followed.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
"""The mode of what only its owner may read."""
PUBLIC = 0o666
"""The mode of anything else, before the process's umask."""


@contextmanager
def whole(path: Path, mode: int = PUBLIC, new: bool = False) -> Iterator[BinaryIO]:
    """A binary file to write to; it takes its place at `path` when the block ends well, and is dropped otherwise.

    Makes the folder. With `new` the place has to be free. Raises OSError with the file's name, FileExistsError where
    a `new` one is there already; then nothing has changed.
    """
    path = Path(path)
    part = path.parent / f".{secrets.token_hex(12)}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(part, flags, mode), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if new:  # a link is made only where nothing is; a rename would put one file into another's place
                os.link(part, path)
            else:
                part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink()
    except OSError as error:
        if error.errno is None or error.filename not in (None, str(part), str(path.parent)):
            raise  # not about this file
        raise type(error)(error.errno, f"{error.strerror}, nothing was changed", path.name) from None
    flush_folder(path.parent)


def write_whole(path: Path, data: bytes | str, mode: int = PUBLIC, new: bool = False) -> None:
    """Writes a file whole or not at all, text in UTF-8; as `whole`."""
    with whole(path, mode, new) as file:
        file.write(data.encode() if isinstance(data, str) else data)


def flush_folder(folder: Path) -> None:
    """Has a folder's names on the disk, so that a power cut does not bring an old one back."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # what a file system says whose folders need no flush
            raise
    finally:
        os.close(handle)
