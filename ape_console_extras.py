# SPDX-License-Identifier: MIT
"""Names that `ape console` knows in this project: `suite`, the contracts deployed on the connected network."""

from wuxing.console import Suite

suite = Suite()
