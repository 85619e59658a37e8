# SPDX-License-Identifier: MIT
"""XZ: medicine cabinets as NFTs that mine XZ and melt."""
