# SPDX-License-Identifier: MIT
"""What ZOS needs from params/zos.toml. Amounts in wei, times in seconds, shares in basis points."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.params import unit

BPS = 10_000
UNLOCK_TIME = 180 * 86_400
"""What contracts/common/unlock_line.vy is built for: its ring of days has this length."""
ALLOCATIONS = (
    "foundation", "founders", "investors", "charity", "ecosystem", "community", "sale", "developers",
)  # fmt: skip
"""Who shares the genesis, in the order of `allocation`."""
LOCKED = ("foundation", "founders", "investors")
"""Whose share vests by tranches; the others' are budgets, in the same order."""
CLASSES = ("worker bee", "validator", "guard", "queen bee")
"""Classes of miners, as the contract numbers them."""


@dataclass(frozen=True)
class Params:
    """One parameter set of ZOS; each field is described, with rule and source, in params/zos.toml."""

    cap: int = unit("ZOS")
    mined_share: int = unit("bps")
    allocation: tuple[int, ...] = unit("bps")
    tranche_share: tuple[int, ...] = unit("bps")
    tranche_offset: tuple[int, ...] = unit("s")
    first_year: int = unit("ZOS")
    halving_period: int = unit("s")
    first_halving: int = unit("UTC")
    instant: int = unit("bps")
    unlock_time: int = unit("s")
    weights: tuple[int, ...] = unit("%")
    minimums: tuple[int, ...] = unit("ZOS")
    node_share: int = unit("bps")
    most_commission: int = unit("bps")
    minimum_delegation: int = unit("ZOS")
    voting_delay: int = unit("s")
    voting_period: int = unit("s")
    vote_extension: int = unit("s")
    proposal_threshold: int = unit("ZOS")
    quorum: int = unit("%")
    timelock_delay: int = unit("s")

    def __post_init__(self) -> None:
        for name in ("allocation", "tranche_share"):
            if sum(getattr(self, name)) != BPS:
                raise ValueError(f"{name}: expected a sum of {BPS} bps, got {sum(getattr(self, name))}")
        if len(self.allocation) != len(ALLOCATIONS):
            raise ValueError(f"allocation: expected {len(ALLOCATIONS)} shares, got {len(self.allocation)}")
        if len(self.tranche_offset) != len(self.tranche_share):
            raise ValueError("tranche_offset: expected one for each of tranche_share")
        if any(b <= a for a, b in zip(self.tranche_offset, self.tranche_offset[1:], strict=False)):
            raise ValueError(f"tranche_offset: expected rising seconds, got {self.tranche_offset}")
        if not len(self.weights) == len(self.minimums) == len(CLASSES):
            raise ValueError(f"weights, minimums: expected {len(CLASSES)} classes")
        for name in ("mined_share", "instant", "node_share", "most_commission"):
            if getattr(self, name) > BPS:
                raise ValueError(f"{name}: expected at most {BPS} bps, got {getattr(self, name)}")
        if self.unlock_time != UNLOCK_TIME:
            raise ValueError(f"unlock_time: expected {UNLOCK_TIME} s, got {self.unlock_time}")
        if 0 < self.first_halving < self.halving_period:
            raise ValueError(f"first_halving: expected 0 or a time (UTC, s), got {self.first_halving}")
        if 2 * self.first_year * self.halving_period != self.mined * 365 * 86_400:
            raise ValueError("first_year: expected half of the mined amount in the first halving period")

    @property
    def mined(self) -> int:
        """ZOS-2: what mining brings in all, in wei."""
        return self.cap * self.mined_share // BPS

    @property
    def genesis(self) -> dict[str, int]:
        """ZOS-2: what each allocation gets at genesis, in wei."""
        whole = self.cap - self.mined
        return {name: whole * share // BPS for name, share in zip(ALLOCATIONS, self.allocation, strict=True)}

    @property
    def budgets(self) -> dict[str, int]:
        """ZOS-3: the allocations without a lock, in the order of their numbers in Budgets.vy."""
        return {name: amount for name, amount in self.genesis.items() if name not in LOCKED}
