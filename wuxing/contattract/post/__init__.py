# SPDX-License-Identifier: MIT
"""Mail and the gateway to e-mail: clients of the contracts (CNT-13 … CNT-17)."""
