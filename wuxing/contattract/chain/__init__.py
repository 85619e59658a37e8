# SPDX-License-Identifier: MIT
"""The native chain: work, deposits, committees, shards (CNT-21)."""
