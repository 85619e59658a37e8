# SPDX-License-Identifier: MIT
"""The chunk network and the block device on it (CNT-20)."""
