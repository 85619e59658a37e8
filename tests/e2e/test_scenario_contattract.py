# SPDX-License-Identifier: MIT
"""The economy of Contattract: archives lease space, landlords prove it, the same on every engine (CNT-3 … CNT-18)."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest

from wuxing.contattract.report import per_mb, report, served, summary
from wuxing.contattract.scenario import simulation
from wuxing.simulation import Settings, SettingsError

FEW = {"tenants": 12, "landlords": 12}


def played(tmp_path, engine="revm", days=30, steps=None, **options):
    """A run, or its first steps."""
    world = simulation(Settings("contattract", "reconciled", engine, 1, days, tmp_path, FEW | options))
    for _ in islice(world.run(), steps):
        pass
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return played(tmp_path_factory.mktemp("contattract"))


def test_check__at_the_end__every_invariant_holds(world):
    """CNT-R, CNT-P: balances, sums of leases, bonds."""
    assert len(world.check()) == 8
    assert [what for what, holds in world.check() if not holds] == []


def test_space__every_day__leased_expired_and_blank_are_all_of_it(world):
    """CNT-3, CNT-9."""
    rows = world.record.rows("disk")
    assert len(rows) == 30
    for row in rows:
        if row["live"] + row["expired"] <= row["world"]:
            assert row["live"] + row["expired"] + row["blank"] == row["world"]
        assert row["live"] == 0 or row["passed"] > 0


def test_pool__every_day__is_what_came_in_less_the_rent(world):
    """CNT-6, CNT-7: tenants, donations and subsidy in, rent out, nothing else; the rent only rises."""
    rows = world.record.rows("disk")
    for row in rows:
        assert row["pool"] == pytest.approx(row["paid"] + row["subsidy"] - row["rent"], rel=1e-9)
    assert all(a["rent"] <= b["rent"] for a, b in pairwise(rows)) and rows[-1]["rent"] > 0


def test_income__by_landlord__the_honest_earn_most_for_a_mb(world):
    """CNT-7, CNT-11: who fails earns less, who keeps half of the bytes nothing, by rent or by mining."""
    rows = world.record.rows("income")
    honest, failing, lying = (per_mb(rows, sort, "rent")[-1] for sort in ("honest", "failing", "lying"))
    assert honest > failing > lying == 0 == per_mb(rows, "lying", "mining")[-1]


def test_purchases__on_the_curve__cost_what_the_integral_says(world):
    """CNT-5: M ((f / (f - s))^(d / 73) - 1), to 15 digits of floats, of leases bought anew."""
    bought = [row for row in world.record.rows("purchases") if row["what"] == "lease"]
    assert len(bought) >= 10
    for row in bought:
        free = row["world"] - (row["use"] * row["world"] - row["mb"] / 2)
        cost = row["pool"] * ((free / (free - row["mb"])) ** (row["days"] / 73) - 1)
        assert row["cost"] == pytest.approx(cost, rel=1e-6)


def test_availability__with_repair__is_higher_than_without(world):
    """CNT-20: reads of real records; a group that is repaired outlives its members."""
    rows = world.record.rows("availability")
    assert len(rows) == 60 and rows[-1]["bytes"] > 50_000
    with_repair, without = (float(served(world, repairs).removesuffix("%")) for repairs in (True, False))
    assert with_repair > max(97, without)


def test_mail__sent__is_read_in_order_and_paid_for(world):
    """CNT-14, CNT-16, CNT-17: every kind is there; the clients proved every inbox that they read."""
    kinds = {row["kind"] for row in world.record.rows("mail")}
    assert kinds == {"invoice", "complaint", "offer", "answer", "notice"}
    ways = {row["way"] for row in world.record.rows("delivery")}
    assert ways == {"on chain, in a block", "on chain, read by its owner", "over three relays"}
    assert world.letters.postage > 0


def test_sales__of_each_kind__end_as_they_must(world):
    """CNT-15: the honest are paid, garbage and silence are refunded."""
    ended = {row["seller"]: row["state"] for row in world.record.rows("sales")}
    assert ended == {"honest": "paid", "garbage": "refunded", "silent": "refunded"}


def test_recoveries__lost_and_stolen__name_lease_and_mail_follow(world):
    """CNT-18: against a thief who cancels it takes longer, and comes to the same."""
    lost, stolen = sorted(world.record.rows("recoveries"), key=lambda row: row["stolen"])
    assert (lost["stolen"], stolen["stolen"]) == (False, True) and lost["days"] < stolen["days"]
    assert all(row[what] for row in (lost, stolen) for what in ("name", "lease", "mail"))
    for story in world.stories:
        assert world.cnt.recovery.successor(story.old) == story.new.address == story.tenant.account.address


def test_attacks__all_of_them__gain_nothing(world):
    """CNT-5, CNT-7, CNT-9, CNT-11, CNT-13 … CNT-16, CNT-18."""
    rows = world.record.rows("attacks")
    tried = {row["attack"] for row in rows}
    assert tried >= {
        "forged message", "lying minority", "old message", "double vote", "all of it", "another's lease", "rent twice",
        "sandwich", "own tenant", "squatting", "spam", "too long", "confusable name", "stolen key",
    }  # fmt: skip
    assert all(row["gain"] <= 0 for row in rows)
    costly = {row["attack"] for row in rows if row["gain"] < 0}
    assert costly == {"sandwich", "double vote", "own tenant", "squatting"}


def test_attacks__that_raise_the_price_for_others__are_not_without_effect(world):
    """CNT-5: a squat that raised the price ninetyfold was "without effect"."""
    rows = {row["attack"]: row for row in world.record.rows("attacks")}
    noticed = {row["attack"] for row in world.record.rows("attacks") if not row["harmless"]}
    assert noticed == {"sandwich", "own tenant", "squatting", "stolen key"}
    squat = rows["squatting"]
    prices = {row["day"]: row["price"] for row in world.record.rows("disk")}
    told = float(squat["effect"].rpartition("× ")[2].rstrip(")"))
    assert squat["effect"].startswith("the next MB costs others ") and told > 20
    assert prices[squat["day"]] > 0.2 * told * prices[squat["day"] - 1], "the picture shows the same"
    assert all(not row["effect"] for row in rows.values() if row["outcome"].startswith("refused"))
    (table,) = [part for part in report(world).parts if part.title == "Attacks tried"]
    marks = {row[0]: mark for row, mark in zip(table.rows, table.marks, strict=True)}
    assert marks["squatting"] == "bad" and marks["spam"] == "good"
    assert "not sandwich" in dict(summary(world))["attacks"]


def test_squatting__a_day__costs_by_the_curve_and_not_the_flat_price(world):
    """CNT-5: 99% of what is free costs 100^(d / 73) - 1 of the pool, seven times the paper's price and more."""
    half, most, nearly = world.record.rows("squats")
    assert (half["part"], most["part"], nearly["part"]) == (0.5, 0.9, 0.99)
    assert nearly["curve"] > 5 * nearly["flat"] and nearly["curve"] / nearly["pool"] > 0.09
    assert nearly["flat"] < 1.2 * nearly["mb"] / half["mb"] * half["flat"]


def test_purchases__of_tenants__cost_no_more_than_they_are_worth_to_them(world):
    """A tenant's budget bounds what it pays for a MB and day; who finds it too dear is filed."""
    worth = {tenant.name: tenant.worth / 10**18 for tenant in world.tenants}
    leased = [row for row in world.record.rows("purchases") if row["what"] == "lease" and row["tenant"] in worth]
    assert leased and all(row["cost"] <= worth[row["tenant"]] * row["md"] * (1 + 1e-9) for row in leased)
    assert "too dear" in {row["reason"] for row in world.record.rows("unserved")}


def test_report__made__has_its_pictures(world):
    page = report(world).html()
    for title in (
        "Space: leased, expired, blank",
        "Price against use",
        "The pool",
        "Rent for a committed MB",
        "From records to MB",
        "Availability",
        "Mail",
        "Delivery time",
        "Hoarding space for a day",
        "Attacks tried",
        "Sales and lost keys",
    ):
        assert title in page


def test_summary__made__counts_attacks_and_invariants(world):
    figures, tried = dict(summary(world)), len(world.record.rows("attacks"))
    assert figures["invariants"] == "8 of 8 hold"
    assert figures["attacks"].startswith(f"{tried - 4} of {tried} without effect on others, not ")


def test_run__on_titanoboa__leaves_the_same_state(tmp_path):
    """Eight days with purchases, proofs, mail and the first attacks; the rest is more of the same."""
    few = {"days": 14, "tenants": 6, "landlords": 8, "steps": 11}
    ours, theirs = played(tmp_path, **few), played(tmp_path, engine="titanoboa", **few)
    assert ours.digest == theirs.digest and len(ours.record.rows("disk")) == 8
    assert ours.record.rows("purchases") and ours.record.rows("mail") and ours.record.rows("attacks")


def test_run__same_settings_again__same_digest_other_seed_another(tmp_path):
    few = {"days": 14, "tenants": 6, "landlords": 8}
    one, same = played(tmp_path, **few), played(tmp_path, **few)
    assert one.digest == same.digest
    assert played(tmp_path, **few, scale=one.scale + 7).digest != one.digest


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"days": 13}, "days: expected 14 to 730, got 13"),
        ({"days": 731}, "days: expected 14 to 730, got 731"),
        ({"tenants": 5}, "tenants: expected 6 to 360, got 5"),
        ({"landlords": 129}, "landlords: expected 8 to 128, got 129"),
        ({"scale": 0}, "scale: expected 1 to 1,000,000, got 0"),
    ],
)
def test_settings__out_of_bounds__are_refused(tmp_path, options, message):
    with pytest.raises(SettingsError, match=message):
        played(tmp_path, **options)
