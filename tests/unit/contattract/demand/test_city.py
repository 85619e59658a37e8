# SPDX-License-Identifier: MIT
"""Demand from XZ's records: the very bytes that cabinets log, kept as long as their kind (CNT-8)."""

from __future__ import annotations

import base64
import json

import pytest

from wuxing.contattract.demand import GROUP, KINDS, MB, Arithmetic, City
from wuxing.xz.agents import pharmacy_days


@pytest.fixture
def city() -> City:
    """A city a week after its first cabinet."""
    made = City(1, 3, 90)
    for day in range(made.opens - 1, made.opens + 7):
        made.live(day)
    return made


def test_live__a_week__every_sale_of_the_pharmacy_is_stored(city):
    sold = 0
    fresh = City(1, 3, 90)
    for day in range(fresh.opens, fresh.opens + 7):
        fresh.live(day)
        sold += sum(json.loads(line)["units"] for line in fresh.latest["sales"].splitlines())
    start = 3 * 7 + fresh.opens
    days = pharmacy_days()
    assert sold == sum(sum(days[(start + i) % len(days)][1].values()) for i in range(7))
    assert fresh.held["sales"] == sum(volume.size["sales"] for volume in fresh.volumes) == city.held["sales"]


def test_live__before_the_city_opens__stores_nothing():
    city = City(1, 3, 90)
    city.live(city.opens - 1)
    assert not city.volumes and set(city.latest.values()) == {b""} and city.needs("sales", 1000, city.opens - 1) == 0


def test_live__four_temperatures_for_each_cabinet_with_power(city):
    for volume in city.volumes:
        assert volume.records["temperatures"] == 4 * volume.cabinets <= 4 * GROUP


def test_held__past_the_retention__only_the_last_days_count():
    city = City(2, 0, 90)
    for day in range(city.opens, city.opens + KINDS["temperatures"] + 9):
        city.live(day)
    sizes = [volume.size["temperatures"] for volume in city.volumes]
    assert city.held["temperatures"] == sum(sizes[-KINDS["temperatures"] :]) < sum(sizes)
    assert city.held["sales"] == sum(volume.size["sales"] for volume in city.volumes)


def test_needs__scaled__rounded_up(city):
    held, day = city.held["health"], city.opens + 6
    assert city.needs("health", 1, day) == 1
    assert city.needs("health", MB, day) == held and city.needs("health", MB // 2, day) == -(-held // 2)
    assert 0 < city.needs("health", MB, day - 1) < held


def test_health__prescriptions__are_ciphertext(city):
    lines = city.latest["health"].splitlines()
    assert lines and all(b"patient" not in base64.b64decode(line) for line in lines)


def test_arithmetic__of_a_city__is_its_bytes_over_its_cabinet_days(city):
    found = Arithmetic.of([city])
    assert found.cabinet_days == sum(volume.cabinets for volume in city.volumes)
    assert found.size["sales"] * found.cabinet_days == pytest.approx(city.held["sales"])
    assert found.records_per_mb("temperatures") == pytest.approx(MB * 4 / found.size["temperatures"])
    assert found.final_mb("sales", 2) == pytest.approx(2 * found.final_mb("sales", 1))
