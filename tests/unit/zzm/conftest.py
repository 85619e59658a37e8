# SPDX-License-Identifier: MIT
"""ZZM for its unit tests: deployed and handed over; whatever a test does is undone."""

from tests.zzm_world import _deployed_zzm, world, zzm

__all__ = ["_deployed_zzm", "world", "zzm"]
