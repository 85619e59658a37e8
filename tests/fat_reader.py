# SPDX-License-Identifier: MIT
"""A second reader of FAT12 and FAT16 images, from Microsoft's specification (fatgen103) alone: files by path.

It shares nothing with pyfatfs, which wrote the image, and checks what fsck.fat would: both tables are the same, no
cluster belongs to two files, no chain ends early or late, and none is lost.
"""

from __future__ import annotations

import struct

DIRECTORY, LABEL, LONG_NAME = 0x10, 0x08, 0x0F


class Image:
    """An image in memory."""

    def __init__(self, data: bytes) -> None:
        assert data[510:512] == b"\x55\xaa"
        self.data = data
        (self.sector, self.per_cluster, reserved, tables, entries, small, _, of_table) = struct.unpack_from(
            "<HBHBHHBH", data, 11
        )
        sectors = small or struct.unpack_from("<I", data, 32)[0]
        assert sectors * self.sector == len(data)
        size = of_table * self.sector
        copies = [data[(reserved * self.sector) + n * size :][:size] for n in range(tables)]
        assert all(copy == copies[0] for copy in copies)
        self.table = copies[0]
        self.root = (reserved + tables * of_table) * self.sector, entries * 32
        self.first = self.root[0] + -(-entries * 32 // self.sector) * self.sector
        self.clusters = (len(data) - self.first) // (self.sector * self.per_cluster)
        self.bits = 12 if self.clusters < 4_085 else 16
        self.used: set[int] = set()
        self.files = self._directory(data[self.root[0] : self.root[0] + self.root[1]], "")
        marked = {number for number in range(2, self.clusters + 2) if self.entry(number)}
        assert marked == self.used, "clusters that no file has"

    def entry(self, number: int) -> int:
        """What the table says of a cluster."""
        if self.bits == 16:
            return struct.unpack_from("<H", self.table, 2 * number)[0]
        pair = struct.unpack_from("<H", self.table, number * 3 // 2)[0]
        return pair >> 4 if number % 2 else pair & 0xFFF

    def chain(self, number: int) -> bytes:
        """The bytes of a chain of clusters."""
        size, parts = self.sector * self.per_cluster, []
        while number < (0xFF8 if self.bits == 12 else 0xFFF8):
            assert 2 <= number < self.clusters + 2 and number not in self.used
            self.used.add(number)
            parts.append(self.data[self.first + (number - 2) * size :][:size])
            number = self.entry(number)
        return b"".join(parts)

    def _directory(self, data: bytes, path: str) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        long: dict[int, str] = {}
        for at in range(0, len(data), 32):
            raw = data[at : at + 32]
            if raw[0] == 0:
                break
            kind = raw[11]
            if raw[0] == 0xE5:
                long = {}
            elif kind == LONG_NAME:
                text = (raw[1:11] + raw[14:26] + raw[28:32]).decode("utf-16-le")
                long[raw[0] & 0x3F] = text.split("\0")[0].rstrip("￿")
            elif not kind & LABEL:
                short = ".".join(filter(None, (raw[:8].decode().rstrip(), raw[8:11].decode().rstrip())))
                name = "".join(long[n] for n in sorted(long)) or short
                long = {}
                if short.strip(".") == "":
                    continue
                first, size = struct.unpack_from("<HI", raw, 26)
                if kind & DIRECTORY:
                    files |= self._directory(self.chain(first), f"{path}/{name}")
                else:
                    content = self.chain(first) if first else b""
                    unit = self.sector * self.per_cluster
                    assert len(content) == -(-size // unit) * unit
                    files[f"{path}/{name}"] = content[:size]
        return files
