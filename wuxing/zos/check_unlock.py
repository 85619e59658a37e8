# SPDX-License-Identifier: MIT
"""`check unlock` (ZOS-5)."""

from wuxing.zos.check import unlock as run

__all__ = ["run"]
