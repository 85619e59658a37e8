# SPDX-License-Identifier: MIT
"""Messages over relays: sessions, groups and their keys (CNT-22)."""
