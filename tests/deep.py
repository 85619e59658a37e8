# SPDX-License-Identifier: MIT
"""Whether the deeper profile runs (`make test-deep`), for tests whose whole range takes minutes."""

import os

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
