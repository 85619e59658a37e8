# SPDX-License-Identifier: MIT
"""Benchmarks: ours, the best peer, what the machine could do at best, and the ratios (`make bench`)."""
