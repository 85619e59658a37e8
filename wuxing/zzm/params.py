# SPDX-License-Identifier: MIT
"""What ZZM needs from params/zzm.toml. Amounts in 10^-8 ZZM or the dollar's 10^-18, times in seconds, shares in bps."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.params import unit

BPS = 10_000
ZZM = 10**8
"""One ZZM in its smallest unit (ZZM-1)."""


@dataclass(frozen=True)
class Params:
    """One parameter set of ZZM; each field is described, with rule and source, in params/zzm.toml."""

    supply: int = unit("ZZM")
    project_share: int = unit("bps")
    private_share: int = unit("bps")
    team_share: int = unit("bps")
    reward_share: int = unit("bps")
    launch: int = unit("s")
    private_at_launch: int = unit("bps")
    private_period: int = unit("s")
    team_cliff: int = unit("s")
    team_step: int = unit("s")
    team_period: int = unit("s")
    least_promise: int = unit("bps")
    buyback_period: int = unit("s")
    buyback_call_cap: int = unit("USD")
    buyback_interval: int = unit("s")
    keyholders: int = unit("keys")
    recovery_delay: int = unit("s")
    recovery_window: int = unit("s")
    voting_delay: int = unit("s")
    voting_period: int = unit("s")
    vote_extension: int = unit("s")
    proposal_threshold: int = unit("ZZM")
    quorum: int = unit("%")
    timelock_delay: int = unit("s")

    def __post_init__(self) -> None:
        shares = (self.project_share, self.private_share, self.team_share, self.reward_share)
        if sum(shares) != BPS:
            raise ValueError(f"project, private, team, reward_share: expected a sum of {BPS} bps, got {sum(shares)}")
        if any(self.supply * share % BPS for share in shares):
            raise ValueError("supply: expected one that the shares divide to the unit")
        for name in ("private_at_launch", "least_promise"):
            if getattr(self, name) > BPS:
                raise ValueError(f"{name}: expected at most {BPS} bps, got {getattr(self, name)}")
        if not 0 < self.team_cliff <= self.team_period or (self.team_period - self.team_cliff) % (self.team_step or 1):
            raise ValueError("team_period: expected team_cliff and whole steps of team_step after it")
        if self.keyholders < 1:
            raise ValueError("keyholders: expected at least 1")

    def part(self, name: str) -> int:
        """ZZM (10^-8) of a share of the plan: project, private, team or reward (ZZM-2)."""
        return self.supply * getattr(self, f"{name}_share") // BPS
