# SPDX-License-Identifier: MIT
"""Who tries to buy below the curve, to sandwich a tenant, to drain the pool, or to keep others out (CNT-5 … CNT-9)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY, FUNDS, Rented, deployed
from wuxing.contattract.model import cost
from wuxing.engine import Engine, open_engine

C = Fraction(1, 5)
W = 1_000


@pytest.fixture(scope="module", params=["paper", "reconciled"])
def disks(request) -> SimpleNamespace:
    """The disk with either rent (CNT-7), on revm: months of daily passes."""
    engine: Engine = open_engine("revm")
    names = ("deployer", "owner", "guardian", "keeper", "landlord", "tenant", "attacker", "honest")
    people = {name: engine.account(i) for i, name in enumerate(names)}
    roles = {name: people[name].address for name in ("owner", "guardian")} | {"proofs": people["keeper"].address}
    payers = [people[name] for name in ("owner", "tenant", "attacker", "honest")]
    system = deployed(engine, request.param, people["deployer"], roles, people["owner"], payers)
    return SimpleNamespace(set=request.param, engine=engine, system=system, **people)


@pytest.fixture
def w(disks) -> Iterator[Any]:
    """1,000 MB verified for `landlord`, 100 CNT in the pool, nothing leased; the tenant is `tenant`."""
    with disks.engine.anchor():
        rented = Rented(disks.system, disks.keeper, disks.landlord, disks.tenant)
        yield SimpleNamespace(**vars(disks), rented=rented, disk=rented.disk, token=disks.system.token)


def wealth(w: Any, *accounts: Any) -> int:
    """CNT of accounts, with what they could claim."""
    return sum(w.token.balanceOf(a) + w.disk.pending(a) for a in accounts)


def share(w: Any, account: Any, mb: int) -> None:
    """Makes an account a landlord of so many of the 1,000 verified MB, every day like the other."""
    w.disk.strike(w.landlord, mb, 0, sender=w.keeper)
    w.rented.at(0)
    w.disk.record_pass([account], 0, mb, False, False, sender=w.keeper)
    w.rented.at(0)

    def at(seconds: int) -> None:
        until = w.rented.start + seconds
        while (w.rented.day + 1) * DAY <= until:
            w.rented.day += 1
            for who, size, backed in ((w.landlord, W - mb, W), (account, mb, 0)):
                w.engine.hold(w.rented.day * DAY)
                w.disk.record_pass([who], 1, size, False, False, sender=w.keeper)
                if backed:
                    w.engine.hold(w.rented.day * DAY)
                    w.disk.record_pass([], 0, backed, True, True, sender=w.keeper)
        w.engine.hold(until)

    w.rented.at = at


# a sandwich


@pytest.mark.parametrize(("before", "after"), [(2, 0), (300, 0), (0, 300), (300, 200)])
def test_sandwich__purchases_around_a_victim__cost_and_bring_nothing(w, before, after):
    """CNT-5: nothing can be sold back, so moving the price only costs; the victim's maximum holds."""
    funds, price = wealth(w, w.attacker), w.disk.quote_lease(100, 30)
    numbers = [w.rented.lease(before, 30, w.attacker)] if before else []
    if before:
        with w.engine.reverts("Disk: dearer than the maximum"):
            w.disk.lease(100, 30, price, ANY, [], sender=w.tenant)
        w.rented.at(0)
    paid = w.disk.quote_lease(100, 30)
    w.rented.lease(100, 30)
    if after:
        numbers.append(w.rented.lease(after, 30, w.attacker))
    for number in numbers:
        w.disk.resize(number, 1, 0, ANY, [], sender=w.attacker)
        w.rented.at(0)
    assert wealth(w, w.attacker) < funds
    assert paid >= price if before else paid == price


def test_sandwich__by_a_landlord_within_the_victims_maximum__costs_more_than_it_brings(w):
    """CNT-5, CNT-7: a landlord of a tenth pushes a big purchase up by what the victim's 1% allows, and loses."""
    share(w, w.attacker, 100)
    price = w.disk.quote_lease(400, 30)
    with w.engine.anchor():
        w.rented.lease(400, 30)
        w.rented.at(60 * DAY)
        without = wealth(w, w.attacker)
    w.rented.day = w.rented.start // DAY
    w.rented.at(0)
    w.rented.lease(5, 1, w.attacker)
    assert price < w.disk.quote_lease(400, 30) < price * 101 // 100
    with w.engine.anchor():
        w.rented.lease(10, 1, w.attacker)
        with w.engine.reverts("Disk: dearer than the maximum"):
            w.disk.lease(400, 30, price * 101 // 100, ANY, [], sender=w.tenant)
    w.disk.lease(400, 30, price * 101 // 100, ANY, [], sender=w.tenant)
    w.rented.at(60 * DAY)
    assert wealth(w, w.attacker) < without


# squatting


def test_squat__all_but_one_megabyte_each_day__each_day_by_the_curve(w):
    """CNT-5: a tenth of the pool a day. (The rent by the price of the next MB empties the pool at once.)"""
    spent, first = 0, None
    for day in range(20):
        w.rented.at(day * DAY)
        pool = w.rented.world["pool"]
        if pool == 0:
            assert w.set == "paper" and day == 1
            with w.engine.reverts("Disk: the pool is empty"):
                w.rented.lease(W - 1, 1, w.attacker)
            return
        exact = cost(pool, C, (W, W - 1, DAY))
        paid = w.disk.quote_lease(W - 1, 1)
        assert exact <= paid <= exact + exact // 10**15 + 1
        number = w.rented.lease(W - 1, 1, w.attacker, reclaim=(day - 1,) if day else ())
        assert number == day
        spent, first = spent + paid, first or paid
    assert w.set == "reconciled"
    assert first * 100 // (100 * CNT) == 9 and spent > 19 * first


def test_squat__chain_of_one_day_leases__costs_what_one_lease_costs(w):
    """CNT-5: while no rent is paid out; with rent each link is on the curve of its day."""
    w.disk.strike(w.landlord, W, 0, sender=w.keeper)
    w.rented.at(0)
    whole = cost(100 * CNT, C, (W, 700, 10 * DAY))
    number, before = w.rented.lease(700, 1, w.attacker), 100 * CNT
    for _ in range(9):
        w.disk.renew(number, 1, ANY, ANY, sender=w.attacker)
        w.rented.at(0)
    assert 0 <= w.rented.world["pool"] - before - whole <= whole // 10**14 + 10


@pytest.mark.parametrize(("mb", "days"), [(3, 365), (10, 100), (100, 10)])
def test_squat__long_and_small_grown_to_short_and_large__never_below_the_curve(w, mb, days):
    """CNT-8: MD conserved alone would let 1,000 MD be had as 999 MB for a day at a seventh of their price."""
    direct = cost(100 * CNT, C, (W, 990, DAY))
    number = w.rented.lease(mb, days, w.attacker)
    w.disk.resize(number, 990, ANY, ANY, [], sender=w.attacker)
    w.rented.at(0)
    assert w.disk.lease_of(number)["expiry"] == w.rented.start // DAY + 1
    assert FUNDS - w.token.balanceOf(w.attacker) >= direct


def test_squat__released_by_resize_and_bought_again__pays_again(w):
    """CNT-8: shrinking gives no money, growing again costs."""
    number = w.rented.lease(500, 10, w.attacker)
    once = FUNDS - w.token.balanceOf(w.attacker)
    for size in (50, 500, 50, 500):
        w.disk.resize(number, size, ANY, ANY, [], sender=w.attacker)
        w.rented.at(0)
    assert FUNDS - w.token.balanceOf(w.attacker) > once * 3 // 2
    assert w.rented.world["sold"] <= 5_000 * DAY


def test_squat__waiting_after_the_end__the_missed_days_are_paid(w):
    """CNT-9: a lease kept in the dark and revived costs at least what it would have cost at today's price."""
    number = w.rented.lease(500, 1, w.attacker)
    w.rented.at(100 * DAY)
    pool = w.rented.world["pool"]
    quoted = w.disk.quote_renew(number, 1)
    assert quoted >= cost(pool, C, (W, 500, 100 * DAY)) > 100 * w.disk.quote_lease(500, 1)


# the pool


SELF_LEASES = [(100, 1), (500, 1), (900, 1), (986, 1), (100, 30), (500, 73), (900, 30), (200, 365)]


@pytest.mark.parametrize("part", [500, 750, 999])
@pytest.mark.parametrize(("mb", "days"), SELF_LEASES)
def test_drain__landlord_leases_to_itself__loses_whatever_its_part(w, mb, days, part):
    """CNT-7: with the rent by the curve. By the price of the next MB it can win: docs/findings.md."""
    share(w, w.attacker, part)
    funds = wealth(w, w.attacker)
    w.rented.lease(mb, days, w.attacker)
    w.rented.at(days * DAY)
    won = wealth(w, w.attacker) - funds
    if w.set == "reconciled":
        assert won < 0
    elif part == 500:
        assert (won > 0) == ((mb, days) in [(900, 1), (986, 1)])


def test_drain__nearly_all_of_the_disk_for_a_day__what_the_pool_pays(w):
    """CNT-7: by the price of the next MB 96% of the pool are paid out for 6% of it; by the curve less than came in."""
    pool, price = w.rented.world["pool"], w.disk.quote_lease(986, 1)
    w.rented.lease(986, 1, w.attacker)
    w.rented.at(DAY)
    paid = pool + price - w.rented.world["pool"]
    assert price * 100 // pool == 6
    if w.set == "paper":
        assert paid * 100 // (pool + price) == 96
    else:
        assert price * 9 // 10 < paid < price


@pytest.mark.parametrize("disks", ["reconciled"], indirect=True)
@pytest.mark.parametrize("part", [450, 750])
@pytest.mark.parametrize("use", [300, 450, 900])
def test_drain__landlord_in_a_used_disk__loses_whatever_its_part(disks, w, use, part):
    """CNT-7: the rent of honest tenants' space rises with its lease too; by the curve, by less than the lease costs."""
    share(w, w.attacker, part)
    w.rented.lease(use, 20, w.honest)
    w.rented.at(19 * DAY)
    with w.engine.anchor():
        w.rented.at(20 * DAY)
        without = wealth(w, w.attacker)
    w.rented.day = w.rented.start // DAY + 19
    w.rented.at(19 * DAY)
    w.rented.lease(950 - use, 1, w.attacker)
    w.rented.at(20 * DAY)
    assert wealth(w, w.attacker) < without


@pytest.mark.parametrize("disks", ["reconciled"], indirect=True)
@pytest.mark.parametrize("days", [1, 10])
def test_drain__all_landlords_together_day_after_day__take_no_more_than_tenants_paid(disks, w, days):
    """CNT-7, by the curve: whatever is leased and however long, the pool never falls below what was donated."""
    for number, mb in enumerate((987, 300, 650, 999)):
        w.rented.at(number * days * DAY)
        w.rented.lease(mb, days, w.attacker, reclaim=range(number))
        w.rented.at((number + 1) * days * DAY)
        assert w.rented.world["pool"] >= 100 * CNT


@pytest.mark.parametrize("gift", [1, 1_000])
def test_drain__landlord_donates_and_leases__loses(w, gift):
    """CNT-6: what it gives comes back in part, and to all landlords."""
    share(w, w.attacker, 500)
    funds = wealth(w, w.attacker)
    w.disk.donate(gift * CNT, sender=w.attacker)
    w.rented.at(0)
    w.rented.lease(300, 10, w.attacker)
    w.rented.at(10 * DAY)
    assert wealth(w, w.attacker) < funds - gift * CNT // 4


def test_drain__whoever_claims_how_often__the_disk_covers_all(w):
    """CNT-7: claims and pokes at any seconds; what is owed and the pool are there to the end."""
    share(w, w.attacker, 300)
    w.rented.lease(700, 20, w.tenant)
    for second in (1, 5_000, DAY - 1, DAY, 2 * DAY + 7, 9 * DAY, 30 * DAY):
        w.rented.at(second)
        for who in (w.attacker, w.landlord):
            if w.disk.pending(who):
                w.disk.claim(who, sender=w.attacker)
            w.rented.at(second)
        held = w.token.balanceOf(w.disk)
        owed = w.disk.pending(w.attacker) + w.disk.pending(w.landlord)
        assert held >= w.rented.world["pool"] + owed


# keeping others out


def test_dust__three_hundred_expired_leases__a_purchase_in_three_parts_at_the_same_price(w):
    """CNT-9: bounded batches; parts cost what the whole costs."""
    for _ in range(300):
        w.rented.lease(1, 1, w.attacker)
    w.rented.at(2 * DAY)
    w.rented.lease(W - 300, 300, w.honest)
    before, spent = w.rented.world, wealth(w, w.tenant)
    with w.engine.reverts("Disk: name more expired leases"):
        w.rented.lease(299, 10, reclaim=tuple(range(128)))
    w.rented.at(2 * DAY)
    for first, mb in ((0, 128), (128, 128), (256, 43)):
        w.rented.lease(mb, 10, reclaim=tuple(range(first, min(first + 128, 300))))
    paid = spent - wealth(w, w.tenant)
    exact = cost(before["pool"], C, (300, 299, 10 * DAY))
    assert exact <= paid <= exact + exact // 10**14 + 4
    assert w.rented.world["expired"] == 1


def test_reclaim_race__blank_space_is_there__a_victim_cannot_be_reclaimed(w):
    """CNT-9: naming somebody's expired lease does nothing while blank space suffices."""
    victim = w.rented.lease(100, 1, w.honest)
    w.rented.at(5 * DAY)
    w.rented.lease(W - 101, 1, w.attacker, reclaim=(victim,))
    assert w.disk.lease_of(victim)["holder"] == w.honest.address


def test_reclaim_race__victim_is_not_the_earliest__others_go_first(w):
    """CNT-9: a buyer cannot choose whose data is wiped."""
    for days, who in ((1, w.tenant), (2, w.honest)):
        w.rented.lease(400, days, who)
    w.rented.at(5 * DAY)
    with w.engine.reverts("Disk: not the earliest expired"):
        w.rented.lease(300, 1, w.attacker, reclaim=(1,))
    w.rented.at(5 * DAY)
    w.rented.lease(300, 1, w.attacker, reclaim=(0, 1))
    assert w.disk.lease_of(1)["holder"] == w.honest.address and w.disk.lease_of(0)["mb"] == 0


def test_reclaim_race__buyer_is_overtaken__its_other_hints_still_count(w):
    """CNT-9: who reclaims the first of a buyer's hints before it does not make the purchase fail."""
    for _ in range(3):
        w.rented.lease(300, 1, w.tenant)
    w.rented.at(5 * DAY)
    w.rented.lease(101, 1, w.attacker, reclaim=(0,))
    w.rented.lease(400, 1, w.honest, reclaim=(0, 1, 2))
    assert w.rented.world["live"] == 501
