# SPDX-License-Identifier: MIT
"""`check zos-emission` (ZOS-4)."""

from wuxing.zos.check import emission as run

__all__ = ["run"]
