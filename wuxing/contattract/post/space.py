# SPDX-License-Identifier: MIT
"""Leased space as a mail client's store (CNT-14, CNT-15): content lies on the chunk network, where readers fetch it.

Records stand one after the other: root (32 bytes), size (8 bytes, big-endian), content; a head of zeros ends them. The
content is flushed before its head, so a writer that dies between leaves no half record, only space that the next record
overwrites.
"""

from __future__ import annotations

from wuxing.contattract.chunks.device import BlockDevice

_HEAD = 40


class SpaceStore:
    """A block device as a store. A reader opens one on a device of its own, as a delegate that may read."""

    def __init__(self, device: BlockDevice) -> None:
        self.device = device
        self._end = 0
        self._places: dict[bytes, tuple[int, int]] = {}

    def put(self, root: bytes, data: bytes) -> None:
        """Keeps content. OSError where it does not fit; `Refused` where the network does not take it."""
        self._look()
        if root in self._places and self.get(root) == data:
            return
        start, end = self._end, self._end + _HEAD + len(data)
        if end > self.device.size:
            room = max(0, self.device.size - start - _HEAD)
            raise OSError(f"expected at most {room} bytes of content, got {len(data)}")
        self.device.write(start + _HEAD, data)
        # what a dead writer left behind may stand where the next head will be looked for
        self.device.write(end, bytes(min(_HEAD, self.device.size - end)))
        self.device.flush()
        self.device.write(start, root + len(data).to_bytes(8, "big"))
        self.device.flush()

    def get(self, root: bytes) -> bytes:
        """Content that was kept. KeyError where there is none."""
        self._look()
        if root not in self._places:
            raise KeyError(f"nothing is kept for {root.hex()} in this space")
        return self.device.read(*self._places[root])

    def _look(self) -> None:
        """Goes on from the last record that it knows; the newest of a root counts."""
        while self._end + _HEAD <= self.device.size:
            head = self.device.read(self._end, _HEAD)
            size = int.from_bytes(head[32:], "big")
            if not any(head) or self._end + _HEAD + size > self.device.size:
                return
            self._places[head[:32]] = self._end + _HEAD, size
            self._end += _HEAD + size
