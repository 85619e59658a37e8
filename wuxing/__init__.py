# SPDX-License-Identifier: MIT
"""wuxing: five token economies on the EVM, and the chains and agents that feed them."""
