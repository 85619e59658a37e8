# SPDX-License-Identifier: MIT
"""Contattract: rent for a world disk, mail between addresses, recovery of lost keys, and the network under them."""
