# SPDX-License-Identifier: MIT
"""A block device over leased chunks (CNT-20): what a file system is put on.

Writes stay in a buffer until `flush`, which sends each chunk's in one signed operation (paper 3.1.7: collect operations
and submit them together). A write before the flush is the tenant's own affair: nobody else sees it, and it is lost with
the tenant's machine. After a flush that was refused or went unanswered the buffer is still there, to be flushed again.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from wuxing.contattract.chunks.state import TIMED_OUT
from wuxing.contattract.chunks.tenant import OVERTAKEN, Tenant
from wuxing.refused import Refused


class Spans:
    """Bytes written over each other, as runs that neither overlap nor touch."""

    def __init__(self) -> None:
        self.runs: list[tuple[int, bytearray]] = []

    def put(self, start: int, data: bytes) -> None:
        """Write bytes at a place."""
        end = start + len(data)
        keep: list[tuple[int, bytearray]] = []
        touched: list[tuple[int, bytearray]] = []
        for run in self.runs:
            (touched if run[0] <= end and start <= run[0] + len(run[1]) else keep).append(run)
        first = min([start, *(at for at, _ in touched)])
        last = max([end, *(at + len(old) for at, old in touched)])
        if len(touched) == 1 and touched[0][0] == first and touched[0][0] + len(touched[0][1]) >= start:
            joined = touched[0][1]
            joined[start - first : end - first] = data
        else:
            joined = bytearray(last - first)
            for at, old in touched:
                joined[at - first : at - first + len(old)] = old
            joined[start - first : end - first] = data
        self.runs = sorted([*keep, (first, joined)], key=lambda run: run[0])

    def lay_over(self, start: int, data: bytearray) -> None:
        """Put what was written over bytes that stand at a place."""
        for at, run in self.runs:
            low, high = max(at, start), min(at + len(run), start + len(data))
            if low < high:
                data[low - start : high - start] = run[low - at : high - at]

    def covers(self, start: int, size: int) -> bool:
        """Whether all of a range was written."""
        return any(at <= start and start + size <= at + len(run) for at, run in self.runs)


class BlockDevice:
    """Chunks in a row as one range of bytes, for their tenant or its delegate."""

    def __init__(self, tenant: Tenant, chunks: Sequence[int]) -> None:
        if not chunks:
            raise Refused("Device: expected at least one chunk, got none")
        self.tenant, self.chunks = tenant, tuple(chunks)
        self.chunk_size = tenant.network.rules.chunk_size
        self.size = len(self.chunks) * self.chunk_size
        self._dirty: dict[int, Spans] = {}
        self._seqs: dict[int, int] = {}  # by chunk: the number of the last operation, where that is known
        self._last: dict[int, int] = {}  # by chunk: when it was opened or written, in ms

    def _parts(self, offset: int, size: int) -> list[tuple[int, int, int]]:
        """A range as (chunk, offset in it, size). `Refused` if it is not within the device."""
        if not 0 <= offset <= offset + size <= self.size:
            raise Refused(f"Device: expected bytes within {self.size}, got {size} from {offset}")
        parts = []
        while size:
            number, within = divmod(offset, self.chunk_size)
            step = min(size, self.chunk_size - within)
            parts.append((self.chunks[number], within, step))
            offset, size = offset + step, size - step
        return parts

    def read(self, offset: int, size: int) -> bytes:
        """Bytes as they were written last, flushed or not."""
        parts = self._parts(offset, size)
        new = {part for part in parts if part[0] in self._dirty and self._dirty[part[0]].covers(*part[1:])}
        fetch = [part for part in parts if part not in new]
        operated = [chunk for chunk in self._last if self._operates(chunk)]
        old = dict(zip(fetch, self.tenant.read_all(fetch, operated), strict=True)) if fetch else {}
        found = []
        for part in parts:
            data = bytearray(old.get(part, bytes(part[2])))
            if part[0] in self._dirty:
                self._dirty[part[0]].lay_over(part[1], data)
            found.append(bytes(data))
        return b"".join(found)

    def write(self, offset: int, data: bytes) -> None:
        """Write bytes into the buffer."""
        done = 0
        for chunk, within, step in self._parts(offset, len(data)):
            self._dirty.setdefault(chunk, Spans()).put(within, data[done : done + step])
            done += step

    def flush(self) -> None:
        """Send what was written: one operation for each chunk, all chunks at once.

        `Refused` if one is not executed; what was written is then still in the buffer.
        """
        while self._dirty:
            for chunk in sorted(self._dirty):
                self._prepare(chunk)
            writes = []
            for chunk, spans in self._dirty.items():
                extents = [(at, bytes(run)) for at, run in spans.runs]
                writes.append(self.tenant.writing(chunk, self._seqs[chunk] + 1, extents))
            try:
                self.tenant.submit(writes)
            except Refused as refused:
                for write in writes:  # whether it was executed is not known: open again, and ask for the number
                    del self._seqs[write.chunk]
                if str(refused) not in (TIMED_OUT, OVERTAKEN):
                    raise
                continue
            for write in writes:
                self._seqs[write.chunk], self._last[write.chunk] = write.seq, self.tenant.network.clock
            self._dirty = {}

    def _operates(self, chunk: int) -> bool:
        """Whether this device surely is the chunk's operator: no outcome is unknown, its time-out is not half over."""
        half, clock = self.tenant.network.rules.operator_timeout // 2, self.tenant.network.clock
        return chunk in self._seqs and clock - self._last[chunk] < half

    def _prepare(self, chunk: int) -> None:
        """Be the operator of a chunk, and know the number of one's last operation on it."""
        if self._operates(chunk):
            return
        clock = self.tenant.network.clock
        self.tenant.open(chunk)
        self._seqs[chunk], self._last[chunk] = self.tenant.seq(chunk), clock


class DeviceFile(io.RawIOBase):
    """A device as a Python file of fixed length: read, write, seek; `flush` sends what was written."""

    def __init__(self, device: BlockDevice) -> None:
        super().__init__()
        self.device = device
        self._at = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; `OSError` before the beginning."""
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.device.size}[whence]
        if at < 0:
            raise OSError(f"expected a place in the device, got {at}")
        self._at = at
        return at

    def tell(self) -> int:
        """The place."""
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read what fits, at most to the end."""
        size = max(0, min(len(buffer), self.device.size - self._at))
        buffer[:size] = self.device.read(self._at, size) if size else b""
        self._at += size
        return size

    def write(self, data: Any) -> int:
        """Write; `OSError` if it does not fit: the device does not grow."""
        piece = bytes(data)
        if self._at + len(piece) > self.device.size:
            raise OSError(f"expected at most {self.device.size - self._at} bytes here, got {len(piece)}")
        self.device.write(self._at, piece)
        self._at += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Send what was written."""
        if not self.closed:
            self.device.flush()
        super().flush()
