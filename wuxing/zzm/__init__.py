# SPDX-License-Identifier: MIT
"""ZZM: works, stars and fans (`params/zzm.toml`, contracts/zzm, docs/zzm.md)."""
