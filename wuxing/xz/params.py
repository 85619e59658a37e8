# SPDX-License-Identifier: MIT
"""What XZ needs from params/xz.toml. Amounts in wei, times in seconds, shares in basis points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from wuxing.params import unit

BPS = 10_000


@dataclass(frozen=True)
class Params:
    """One parameter set of XZ; each field is described, with rule and source, in params/xz.toml."""

    cap: int = unit("XZ")
    nft_supply: int = unit("tokens")
    nominal: int = unit("XZ")
    daily_output: int = unit("XZ")
    unit_time: int = unit("s")
    lifetime_units: int = unit("units")
    node_share: int = unit("bps")
    minimum_stake: int = unit("XZ")
    fee_deposit: int = unit("XZ")
    melt_factor: Fraction = unit("ratio")
    melt_divisor: int = unit("XZ")
    phase_share: tuple[int, ...] = unit("bps")
    phase_stake: tuple[int, ...] = unit("XZ")
    phase_gas: tuple[int, ...] = unit("bps")
    exit_lock: int = unit("s")
    chip_replacement_delay: int = unit("s")
    buyback_share: int = unit("bps")
    buyback_call_cap: int = unit("USD")
    buyback_refill: int = unit("s")
    buyback_slippage: int = unit("bps")
    holder_share: int = unit("bps")
    discount_tiers: tuple[int, ...] = unit("XZ")
    discount: tuple[int, ...] = unit("bps")
    refund_window: int = unit("s")
    feed_quorum: int = unit("signers")
    feed_max_age: int = unit("s")
    chain_period: int = unit("s")
    chain_epoch: int = unit("blocks")
    chain_wiggle: int = unit("ms")
    post_period: int = unit("s")
    post_windows: int = unit("windows")
    post_challenges: int = unit("leaves")
    sector_bond: int = unit("XZ")
    fault_penalty: int = unit("bps")
    reporter_share: int = unit("bps")
    verdict_window: int = unit("s")
    voting_delay: int = unit("s")
    voting_period: int = unit("s")
    vote_extension: int = unit("s")
    proposal_threshold: int = unit("XZ")
    quorum: int = unit("%")
    timelock_delay: int = unit("s")

    def __post_init__(self) -> None:
        if not len(self.phase_share) == len(self.phase_stake) == len(self.phase_gas) == 4:
            raise ValueError("phase_share, phase_stake, phase_gas: expected four phases each")
        if sum(self.phase_share) != BPS:
            raise ValueError(f"phase_share: expected a sum of {BPS} bps, got {sum(self.phase_share)}")
        if len(self.discount_tiers) != len(self.discount):
            raise ValueError("discount: expected one for each of discount_tiers")
        for name in (
            "node_share",
            "buyback_share",
            "buyback_slippage",
            "holder_share",
            "fault_penalty",
            "reporter_share",
        ):
            if getattr(self, name) > BPS:
                raise ValueError(f"{name}: expected at most {BPS} bps, got {getattr(self, name)}")
        if any(rate > BPS for rate in (*self.phase_gas, *self.discount)):
            raise ValueError(f"phase_gas, discount: expected at most {BPS} bps")
        if self.nominal != self.daily_output * self.lifetime_units:
            raise ValueError("nominal: expected daily_output × lifetime_units")

    @property
    def melt_ratios(self) -> tuple[Fraction, ...]:
        """By phase: how much of a token's nominal XZ melts for one XZ of output.

        Phase 0 melts n/1,095 for n days of 138 (XZ-7), which is 1; later phases melt output × 1.05 / divisor
        of a whole token (XZ-12), which is 10.5777 as printed and exactly 1 as reconciled.
        """
        later = self.melt_factor * self.nominal / self.melt_divisor
        return (Fraction(self.nominal, self.daily_output * self.lifetime_units), later, later, later)

    @property
    def phase_ends(self) -> tuple[int, ...]:
        """Total minted (wei) at which each phase ends (XZ-13); the last is the cap."""
        ends, total = [], 0
        for share in self.phase_share:
            total += self.cap * share // BPS
            ends.append(total)
        return tuple(ends)
