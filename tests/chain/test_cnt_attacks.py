# SPDX-License-Identifier: MIT
"""Attacks on main chain, pool and shards, each with its measured outcome (CNT-21)."""

import pytest

from wuxing.contattract.chain import attacks
from wuxing.contattract.chain.attacks import COIN

DEPOSIT = attacks.small().casper_deposit


def test_bribed_third__two_of_seven__no_fork_no_stop():
    """CNT-21: 贿赂: f of 3 f + 1 sign both of two blocks."""
    outcome = attacks.bribed_third(2)
    assert outcome.harmless and outcome.blocks == outcome.expected == 14


def test_bribed_third__three_of_seven__fork_the_shard_until_the_seats_change():
    """CNT-21: f + 1 do what the limit says; no money is made, and other seats go on from one branch."""
    outcome = attacks.bribed_third(3, rounds=8)
    assert outcome.forks == 1 and outcome.blocks < outcome.expected and outcome.kept == 0
    after = int(outcome.got.split(";")[1].split()[0])
    assert after >= 5


def test_captured_shard__honest_police__strike_it_out():
    """CNT-21: 如何避免从一个片发起对全网的攻击: a whole committee cannot make money; it loses its deposits."""
    outcome = attacks.captured_shard(steps=16)
    assert outcome.harmless and outcome.forged == 10**6 * COIN and outcome.blocks > 5
    assert outcome.got == "found bad by the police, 7 convicted"
    assert outcome.burned > 6 * DEPOSIT  # 7 of 24 convicted together: seven eighths of each


def test_captured_shard__split_jury__others_are_drawn():
    """CNT-21: 4 of 7 police bribed: no verdict either way; the next epoch's police find it bad."""
    outcome = attacks.captured_shard(police=4, steps=16)
    assert outcome.harmless and outcome.got == "found bad by the police, 7 convicted"


def test_captured_shard__quorum_of_the_police_too__is_believed():
    """CNT-21: the limit: two committees drawn at random, both captured."""
    outcome = attacks.captured_shard(police=5, steps=4)
    assert outcome.kept == outcome.forged and not outcome.harmless and outcome.burned == 0


def test_withheld_receipts__block_kept_back__struck_out_nobody_convicted():
    """CNT-21: who cannot see a block cannot call it good; the shard goes on with other seats."""
    outcome = attacks.captured_shard(hidden=True, steps=16)
    assert outcome.harmless and outcome.blocks > 5 and outcome.burned == 0
    assert outcome.got == "found missing by the police, 0 convicted"


@pytest.mark.parametrize("share, draws", [(0.2, 150), (0.33, 300), (0.7, 150)])
def test_sybil__share_of_the_pool__as_the_hypergeometric_limit_says(share: float, draws: int):
    """CNT-21: 女巫攻击: within four standard deviations of the limit, for stopping and for capturing."""
    found = attacks.sybil(share, draws=draws)
    for measured, limit in ((found.stopped, found.stopped_limit), (found.captured, found.captured_limit)):
        assert abs(measured - limit) <= 4 * (limit * (1 - limit) / draws) ** 0.5 + 1e-9
    if share < 1 / 3:
        assert found.captured == 0 and found.captured_limit < 1e-15


def test_captures__limit__sums_to_one():
    """CNT-21"""
    assert attacks.captures(20, 8, 5, -1) == pytest.approx(1)
    assert attacks.captures(20, 8, 5, 4) == pytest.approx(56 / 15504)
    assert attacks.captures(400, 132, 100, 33) == pytest.approx(0.4484, abs=1e-4)


@pytest.mark.parametrize("fresh", [False, True])
def test_long_range__more_work_no_votes__nobody_follows(fresh: bool):
    """CNT-21: 长程攻击 by miners: neither a node that was there nor a newcomer that sees both chains."""
    outcome = attacks.long_range(fresh, steps=24)
    assert outcome.harmless and outcome.blocks > 2 * 24


@pytest.mark.parametrize("recent, forks", [(False, 1), (True, 0)])
def test_old_keys__newcomer__needs_one_recent_checkpoint(recent: bool, forks: int):
    """CNT-21: 弱客观性: keys that have nothing at stake any more fool who knows nothing but genesis."""
    outcome = attacks.old_keys(recent, steps=24)
    assert outcome.forks == forks


def test_double_spend__anchor_taken_off_the_chain__credited_once():
    """CNT-21: the receipt comes again with the next anchor; the payer's shard keeps the debit."""
    outcome = attacks.double_spend()
    assert outcome.harmless and outcome.did.endswith("True") and "1 reorganisation" in outcome.got
    assert 0 < outcome.blocks < outcome.expected


@pytest.mark.parametrize("cheats, deposits", [(1, 0.25), (4, 4.0)])
def test_nothing_at_stake__votes_for_both_sides__convicted(cheats: int, deposits: float):
    """CNT-21: three times the share of the convicted: one of twelve loses a quarter, a third lose all."""
    outcome = attacks.nothing_at_stake(cheats)
    assert outcome.burned == pytest.approx(deposits * DEPOSIT, rel=1e-3) and outcome.harmless
    assert outcome.got.startswith(f"{cheats} convicted")
