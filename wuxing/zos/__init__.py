# SPDX-License-Identifier: MIT
"""ZOS: a coin that stakers of four classes mine, halved every two years, unlocked over 180 days."""
