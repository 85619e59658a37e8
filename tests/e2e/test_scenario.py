# SPDX-License-Identifier: MIT
"""The simulated economy, small: what happens in it, that it is the same on every engine, and what a seed decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wuxing.simulation import Settings
from wuxing.xz import scenario
from wuxing.xz.rounds import CONTESTED
from wuxing.xz.scenario import Economy

WAD = 10**18


def economy(engine: str, cabinets: int, days: int, seed: int = 1) -> Economy:
    run = Economy(Settings("xz", "paper", engine, seed, days, Path("unused"), {"cabinets": cabinets}))
    for _ in run.economy():
        pass
    return run


@pytest.fixture(scope="module", autouse=True)
def small_prelude() -> Any:
    """Fewer tokens mine phase 0, for longer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario, "NODE_TOKENS", 16)
        yield


@pytest.fixture(scope="module")
def week() -> Economy:
    """Ten cabinets for a week, on revm."""
    return economy("revm", 10, 7)


def attacks(run: Economy, part: str) -> list[dict[str, Any]]:
    found = [row for row in run.record.rows("attacks") if part in row["attack"]]
    assert found, f"no attack with {part!r} in its name"
    return found


def burned_by_events(run: Economy) -> int:
    total = 0
    for row in run.record.rows("events"):
        if (row["contract"], row["event"]) in {
            ("mine", "Settled"), ("buyback", "Burned"), ("mine", "Forfeited"), ("sectors", "Slashed"),
        }:  # fmt: skip
            total += int(json.loads(row["arguments"])["burned"])
    return total


def test_scenario__titanoboa_and_revm__leave_the_same_state() -> None:
    one, other = economy("revm", 3, 3), economy("titanoboa", 3, 3)
    assert one.digest == other.digest
    assert one.rounds.quorum == 3 and one.record.rows("feeds"), "three cabinets are enough for a round"
    assert one.record.rows("attacks") == other.record.rows("attacks")
    assert one.record.rows("daily") == other.record.rows("daily")


def test_scenario__same_seed__leaves_the_same_state_and_another_seed_does_not() -> None:
    assert economy("revm", 3, 3).digest == economy("revm", 3, 3).digest != economy("revm", 3, 3, seed=2).digest


def test_digest__after_one_more_transaction__is_another(week: Economy) -> None:
    before = week.digest
    with week.engine.anchor():
        week.xz.token.burn(1, sender=week.operators[0].account)
        assert week.digest != before
    assert week.digest == before


def test_prelude__phase_0__is_mined_to_the_wei(week: Economy) -> None:
    """XZ-13: 1% of the cap, without stake or gas."""
    assert week.record.rows("prelude")[-1]["minted"] == week.settings.params.phase_ends[0] / WAD
    assert all(row["phase"] == 1 for row in week.record.rows("daily"))


def test_supply__at_the_end__is_what_was_minted_less_what_was_burned(week: Economy) -> None:
    assert week.xz.token.totalSupply() == week.xz.mine.minted() - burned_by_events(week)


def test_cabinets__full_stake_for_a_week__melt_as_printed(week: Economy) -> None:
    """XZ-12 (`paper`): 138 × 1.05 / 15,000 of a token a day, six days of which are settled in a week."""
    whole = next(c for c in week.cabinets if week.xz.mine.position_of(c.token)[0] == 4_140 * WAD and c.in_service)
    days = 6
    assert week.xz.mine.life_of(whole.token) == WAD - days * 966 * 10**13


def test_sales__of_the_week__are_the_pharmacys(week: Economy) -> None:
    """Every cabinet-day that was online is in the log, and revenue has come in for each with sales."""
    batches = sum(week.xz.log.length(cabinet.token) for cabinet in week.cabinets)
    assert batches == sum(week.record.column("daily", "online"))
    sold = sum(week.record.column("daily", "sales_usd"))
    assert week.xz.buyback.spent() / WAD == pytest.approx(0.45 * sold - week.xz.buyback.pot() / WAD)


def test_feeds__a_minority_of_liars__never_moves_an_answer(week: Economy) -> None:
    """XZ-17."""
    rows = [r for r in week.record.rows("feeds") if "price" in r["feed"] and 2 * r["liars"] < r["reporters"]]
    assert max(row["liars"] / row["reporters"] for row in rows) >= 0.4
    assert all(abs(row["answer"] / row["truth"] - 1) < 0.05 for row in rows)


def test_feeds__a_majority_of_liars__sets_the_answer(week: Economy) -> None:
    """XZ-17: what the median cannot do."""
    (row,) = [r for r in week.record.rows("feeds") if r["feed"] == CONTESTED and r["coalition"] is True]
    assert 2 * row["liars"] > row["reporters"]
    assert row["answer"] / row["truth"] > 1.4
    assert not attacks(week, f"{row['liars']} of {row['reporters']} cabinets lie")[-1]["harmless"]


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        ("replayed log batch", "CabinetLog: already in the log"),
        ("forged log batch", "CabinetLog: not signed by the chip"),
        ("stolen wallet, no chip", "NFTXZ: chip has not authorized"),
        ("stolen wallet, false chip", "NFTXZ: not the chip's signature"),
        ("double settlement", "Mine: no whole unit yet"),
        ("exit of another's token", "Mine: not the owner"),
        ("double revenue", "CabinetRevenue: period not after last"),
        ("early withdrawal", "Mine: nothing unlocked yet"),
        ("report under quorum", "CabinetFeed: under quorum"),
        ("replayed report", "CabinetFeed: not newer than round"),
    ],
)
def test_attack__on_the_contracts__is_refused(week: Economy, attack: str, reason: str) -> None:
    (row,) = attacks(week, attack)
    assert row["outcome"] == f"refused: “{reason}”"
    assert row["harmless"]


@pytest.mark.parametrize(("kind", "index"), [("double sealing", 6), ("skipping", 5)])
def test_attack__by_a_signer__costs_its_seat_and_its_stake(week: Economy, kind: str, index: int) -> None:
    """XZ-20: the court is fed by the simulated chain."""
    operator = week.operators[index]
    (row,) = attacks(week, kind)
    assert "8,280 XZ" in row["cost"] and row["cost_usd"] > 300
    assert operator.node.address not in week.chain.signers
    assert all(week.xz.mine.position_of(token)[0] == 0 for token in operator.tokens)
    assert week.xz.mine.locked_exits(operator.account)[0] == 0
    assert week.xz.court.newestSet() > 0


def test_attack__sandwich__loses_money_and_the_buy_back_goes_on(week: Economy) -> None:
    """XZ-15."""
    rows = attacks(week, "sandwich")
    assert [row["attack"] for row in rows] == ["sandwich with $500", "sandwich with $5,000", "sandwich with $30,000"]
    assert all(row["cost_usd"] > 0 and row["harmless"] for row in rows)
    assert "put the buy-back off" in rows[-1]["outcome"]


def test_attack__false_storage_proofs__cost_the_bond(week: Economy) -> None:
    """XZ-19."""
    (row,) = attacks(week, "lost bytes")
    assert "Sectors: proof does not hold" in row["outcome"]
    assert row["cost_usd"] > 0


def test_native_chain__of_the_week__went_on_every_day(week: Economy) -> None:
    """XZ-18: blocks every day, one line of headers, an eighth signer voted in and two voted out."""
    rows = week.record.rows("chain")
    assert all(row["blocks"] >= 0.8 * scenario.SPAN / 3 for row in rows)
    assert max(row["signers"] for row in rows) == 8
    assert rows[-1]["signers"] == 6
