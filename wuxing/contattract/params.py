# SPDX-License-Identifier: MIT
"""What Contattract needs from params/contattract.toml. Amounts in wei, times in seconds, shares in basis points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from wuxing.params import unit

BPS = 10_000
LEAF = 4_096
"""Bytes of a leaf (CNT-20): a chunk's tree, the sealing and the proofs are built for it."""
CONSENT = Fraction(2, 3)
"""What a group's members have to agree with (CNT-20)."""
ALLOCATIONS = ("partners", "developers", "swap", "ecosystem", "storage", "consensus")
"""Who shares the supply (CNT-2)."""


@dataclass(frozen=True)
class Params:
    """One parameter set of Contattract; each field is described, with rule and source, in params/contattract.toml."""

    # token and allocation
    supply: int = unit("CNT")
    partners_share: int = unit("bps")
    developers_share: int = unit("bps")
    swap_share: int = unit("bps")
    ecosystem_share: int = unit("bps")
    storage_share: int = unit("bps")
    consensus_share: int = unit("bps")
    partners_period: int = unit("s")
    developers_period: int = unit("s")
    stage_offset: tuple[int, ...] = unit("s")
    mining_years: int = unit("years")
    mining_rate: Fraction = unit("ratio")
    launch: int = unit("s")

    # governance
    voting_delay: int = unit("s")
    voting_period: int = unit("s")
    vote_extension: int = unit("s")
    proposal_threshold: int = unit("CNT")
    quorum: int = unit("%")
    timelock_delay: int = unit("s")

    # main chain, deposits, shards, relays (CNT-21, CNT-22)
    pow_period: int = unit("s")
    pow_retarget: int = unit("blocks")
    pow_difficulty: int = unit("hashes")
    casper_epoch: int = unit("blocks")
    casper_deposit: int = unit("CNT")
    casper_join_delay: int = unit("s")
    casper_exit_delay: int = unit("s")
    casper_unbonding: int = unit("s")
    casper_slash_least: Fraction = unit("ratio")
    casper_slash_multiple: int = unit("times")
    casper_leak: int = unit("epochs")
    shard_seats: int = unit("nodes")
    shard_split: int = unit("nodes")
    police_seats: int = unit("nodes")
    shard_block: int = unit("transfers")
    pbft_timeout: int = unit("ms")
    relays: int = unit("nodes")
    relay_timeout: int = unit("ms")

    # recovery (CNT-18)
    recovery_delay: int = unit("s")
    recovery_answer: int = unit("s")
    recovery_rest: int = unit("s")

    # notices (CNT-17)
    fee_low: int = unit("XZ")
    lease_notice: int = unit("s")

    # examples (CNT-24)
    shop_take: int = unit("s")
    shop_deliver: int = unit("s")
    shop_dispute: int = unit("s")
    shop_settle: int = unit("s")
    ad_notice: int = unit("s")

    # landlords, groups, challenges, hires (CNT-11, CNT-12)
    group_chunks: int = unit("MB")
    group_size: int = unit("nodes")
    replicas: int = unit("nodes")
    group_fill: int = unit("nodes")
    bond_per_mb: int = unit("CNT")
    bond_lock: int = unit("s")
    draw_penalty: int = unit("bps")
    epoch_blocks: int = unit("blocks")
    round_epochs: int = unit("epochs")
    answer_blocks: int = unit("blocks")
    challenges: int = unit("leaves")
    absence: int = unit("s")
    reporter_share: int = unit("bps")
    ban: int = unit("s")
    hire_cut: int = unit("bps")
    hire_floor: int = unit("bps")
    hire_longest: int = unit("s")
    report_window: int = unit("s")
    quality_bound: int = unit("%")
    quality_weight: int = unit("CNT")
    half_life: int = unit("s")

    # mail (CNT-13 … CNT-16)
    name_fee: int = unit("CNT")
    name_least: int = unit("days")
    name_most: int = unit("days")
    name_grace: int = unit("s")
    name_commit_age: int = unit("s")
    name_commit_life: int = unit("s")
    mail_body: int = unit("bytes")
    postage_period: int = unit("s")
    seal_time: int = unit("s")
    confirm_time: int = unit("s")
    reveal_time: int = unit("s")
    complaint_time: int = unit("s")

    # rent (CNT-3 … CNT-10)
    curve: Fraction = unit("ratio")
    longest_lease: int = unit("days")
    rent_by_curve: int = unit("flag")
    spread_days: int = unit("days")

    # the chunk network (CNT-20)
    chunk_size: int = unit("B")
    leaf_size: int = unit("B")
    slice_size: int = unit("B")
    consent: Fraction = unit("ratio")
    operator_timeout: int = unit("s")
    executor_timeout: int = unit("s")

    def __post_init__(self) -> None:
        if (total := sum(self.share(name) for name in ALLOCATIONS)) != BPS:
            raise ValueError(f"{', '.join(ALLOCATIONS)} share: expected a sum of {BPS} bps, got {total}")
        if any(b <= a for a, b in zip(self.stage_offset, self.stage_offset[1:], strict=False)):
            raise ValueError(f"stage_offset: expected rising seconds, got {self.stage_offset}")
        if not 0 < self.mining_rate < 1:
            raise ValueError(f"mining_rate: expected a falling rate between 0 and 1, got {self.mining_rate}")
        if self.shard_seats < 4 or self.police_seats < 4:
            raise ValueError("shard_seats, police_seats: expected at least 4, which one fault cannot stop")
        if self.shard_split < 2 * self.shard_seats:
            raise ValueError(f"shard_split: expected at least twice shard_seats, {2 * self.shard_seats}")
        if self.recovery_rest <= self.recovery_delay:
            raise ValueError(f"recovery_rest: expected more than recovery_delay, {self.recovery_delay} s")
        if self.relays < 3:
            raise ValueError(f"relays: expected at least 3, got {self.relays}")

        if not 3 <= self.replicas <= self.group_fill <= self.group_size <= 32:
            raise ValueError("expected 3 <= replicas <= group_fill <= group_size <= 32")
        if not 0 < self.answer_blocks <= 255:
            raise ValueError(f"answer_blocks: expected 1 to 255, which the EVM remembers, got {self.answer_blocks}")
        if (self.leaf_size, self.consent) != (LEAF, CONSENT):
            raise ValueError(f"leaf_size, consent: expected {LEAF} B and {CONSENT}, as the chunk network is built")
        if self.slice_size < 1 or self.slice_size % LEAF or self.chunk_size < 1 or self.chunk_size % self.slice_size:
            raise ValueError("expected chunks of whole slices and slices of whole leaves")
        if not 0 < self.executor_timeout < self.operator_timeout:
            raise ValueError("executor_timeout: expected more than 0 s and less than operator_timeout")

        if self.rent_by_curve not in (0, 1):
            raise ValueError(f"rent_by_curve: expected 0 or 1, got {self.rent_by_curve}")
        if self.spread_days == 0:
            raise ValueError("spread_days: expected at least 1, got 0")

    def share(self, name: str) -> int:
        """Basis points of an allocation of CNT-2."""
        return getattr(self, f"{name}_share")

    def part(self, name: str) -> int:
        """Wei of an allocation of CNT-2."""
        return self.supply * self.share(name) // BPS
