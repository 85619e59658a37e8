# SPDX-License-Identifier: MIT
"""The disk of tests/unit/contattract/disk, with its rights."""

from tests.unit.contattract.disk.conftest import _deployed_disk, rented

__all__ = ["_deployed_disk", "rented"]
