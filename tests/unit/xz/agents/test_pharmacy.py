# SPDX-License-Identifier: MIT
"""Pharmacies, prices and cabinets: what is sold is what was really sold, and everything follows from the seed."""

from __future__ import annotations

import json

import pytest

from wuxing.xz.agents import (
    ADVERTISING,
    DELIVERY,
    Cabinet,
    Hasty,
    Pharmacy,
    Sale,
    Trader,
    TruePrices,
    Turncoat,
    make_cabinet,
    pharmacy_days,
)
from wuxing.xz.attacks import honest_nodes
from wuxing.xz.chain import Network
from wuxing.xz.deployment import CLASSES
from wuxing.xz.evidence import DoubleSeal, Skip


def cabinets(count: int, seed: int = 1) -> list[Cabinet]:
    return [make_cabinet(token, None, 1, seed, False) for token in range(1, count + 1)]


def test_pharmacy_days__the_file__is_read_whole() -> None:
    days = pharmacy_days()
    assert len(days) == 2106
    assert days[0] == (
        "2014-01-02",
        {
            "M01AB": 0, "M01AE": 36_700, "N02BA": 34_000, "N02BE": 324_000,
            "N05B": 70_000, "N05C": 0, "R03": 0, "R06": 20_000,
        },
    )  # fmt: skip


@pytest.mark.parametrize("day", [0, 1, 500])
def test_serve__a_day__sells_exactly_what_the_pharmacy_sold(day: int) -> None:
    group, pharmacy = cabinets(5), Pharmacy(1, 0)
    pharmacy.serve(day, group, TruePrices(1).now)
    for atc in CLASSES:
        assert sum(cabinet.sold(atc) for cabinet in group) == pharmacy_days()[day][1][atc]


def test_serve__all_cabinets_dark__sells_nothing() -> None:
    """And the customers of a later day are those of a pharmacy that was never dark."""
    dark, lit = Pharmacy(1, 0), Pharmacy(1, 0)
    dark.serve(0, [], TruePrices(1).now)
    groups = [cabinets(2), cabinets(2)]
    for pharmacy, group in zip((dark, lit), groups, strict=True):
        pharmacy.serve(1, group, TruePrices(1).now)
    assert [c.sales for c in groups[0]] == [c.sales for c in groups[1]] != [[], []]


def test_pharmacy__of_a_second_group__has_days_of_its_own() -> None:
    assert Pharmacy(1, 1).date(0) == Pharmacy(1, 0).date(7)


def test_true_prices__same_seed__walk_the_same_way() -> None:
    one, same, other = TruePrices(1), TruePrices(1), TruePrices(2)
    for prices in (one, same, other):
        for _ in range(30):
            prices.next_day()
    assert one.now == same.now != other.now
    assert all(price > 0 for price in one.now.values())


def test_records__a_day__are_in_order_of_time_and_name_their_token() -> None:
    (cabinet,) = cabinets(1)
    cabinet.wake(0.0)
    cabinet.sales = [Sale(70_000, "R06", 10_000, 4 * 10**8), Sale(30_000, "R03", 5_000, 6 * 10**8)]
    records = cabinet.records(86_400)
    assert [at for at, _ in records] == sorted(at for at, _ in records)
    assert len(records) == 6
    assert all(json.loads(data)["token"] == 1 for _, data in records)
    assert json.loads(records[-1][1]) == {"token": 1, "at": 156_400, "atc": "R06", "price": 4 * 10**8, "units": 10_000}


def test_revenue__of_sales__is_their_price_and_the_screen() -> None:
    (cabinet,) = cabinets(1)
    cabinet.sales = [Sale(1, "R03", 5_000, 6 * 10**8)] * 10
    assert cabinet.revenue() == (30 * 10**18, ADVERTISING, DELIVERY, 0)


def test_wake__without_power__records_nothing() -> None:
    (cabinet,) = cabinets(1)
    cabinet.wake(1.0)
    assert not cabinet.online
    assert cabinet.records(0) == []


def test_make_cabinet__every_fourth__has_a_p256_chip() -> None:
    """XZ-4: secure elements usually speak P-256."""
    assert [cabinet.chip.curve for cabinet in cabinets(4)] == ["secp256k1"] * 3 + ["p256"]


def test_trader__with_nothing__never_sells() -> None:
    trader = Trader(3)
    assert all(order is None or order.xz == 0 for order in (trader.order(0, 0.05) for _ in range(200)))


@pytest.mark.parametrize("kind", [Turncoat, Hasty])
def test_traitor__before_it_turns__is_honest_and_after_is_caught(kind: type) -> None:
    """XZ-20: the same node, honest at first, leaves evidence only once it has turned."""
    traitor = kind("traitor")
    network = Network([*honest_nodes(6), traitor], seed=5)
    network.run(90)
    assert network.evidence == []
    assert traitor.address in network.observer.head.snapshot.signers
    traitor.turned = True
    network.run(180)
    assert {type(evidence) for evidence in network.evidence} == {DoubleSeal if kind is Turncoat else Skip}
    assert {evidence.signer for evidence in network.evidence} == {traitor.address}
    assert traitor.address not in network.observer.head.snapshot.signers
