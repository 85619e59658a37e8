# SPDX-License-Identifier: MIT
"""LeaseRights: who may read and write a lease besides its holder (CNT-9, CNT-10)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.contattract.disk.conftest import ANY, CNT, DAY
from wuxing.engine.artifacts import vyper_harness
from wuxing.engine.base import ZERO_ADDRESS

READ, WRITE = CNT // 100, CNT // 10
HARNESS = """
# pragma version 0.4.3
from contracts.contattract import rights_words as words

@external
@pure
def pack_access(a: words.Access) -> uint256:
    return words._pack_access(a)

@external
@pure
def access(a: words.Access) -> words.Access:
    return words._access(words._pack_access(a))

@external
@pure
def pack_offer(o: words.Offer) -> uint256:
    return words._pack_offer(o)

@external
@pure
def offer(o: words.Offer) -> words.Offer:
    return words._offer(words._pack_offer(o))
"""


@pytest.fixture
def lease(rented) -> int:
    return rented.lease(10, 20)


def can(rented, lease, account) -> tuple[bool, bool]:
    rights = rented.system.rights
    return rights.can_read(lease, account), rights.can_write(lease, account)


def test_rights__of_the_holder__while_the_lease_runs(rented, lease, attacker):
    """CNT-9: access locks by itself."""
    rented.at(20 * DAY - 1)
    assert can(rented, lease, rented.tenant) == (True, True)
    assert can(rented, lease, attacker) == (False, False)
    rented.at(20 * DAY)
    assert can(rented, lease, rented.tenant) == (False, False)


def test_give__for_a_time__reading_and_writing_apart(rented, lease, other_miner):
    rights, now = rented.system.rights, rented.engine.time
    rights.give(lease, other_miner, now + 2 * DAY, now + DAY, sender=rented.tenant)
    for second, expected in (
        (DAY - 1, (True, True)),
        (DAY, (True, False)),
        (2 * DAY - 1, (True, False)),
        (2 * DAY, (False, False)),
    ):
        rented.at(second)
        assert can(rented, lease, other_miner) == expected


def test_give__zero__takes_it_back(rented, lease, other_miner):
    rights = rented.system.rights
    rights.give(lease, other_miner, 2**40 - 1, 2**40 - 1, sender=rented.tenant)
    rights.give(lease, other_miner, 0, 0, sender=rented.tenant)
    assert can(rented, lease, other_miner) == (False, False)


def test_give__lease_handed_on__what_was_given_ends(rented, lease, other_miner, attacker):
    """CNT-10: also when it comes back to the first holder."""
    rights = rented.system.rights
    rights.give(lease, attacker, 2**40 - 1, 2**40 - 1, sender=rented.tenant)
    rights.offer(lease, READ, WRITE, sender=rented.tenant)
    rented.disk.transfer(lease, other_miner, sender=rented.tenant)
    assert can(rented, lease, attacker) == (False, False)
    assert rights.offer_of(lease)["read"] == 0
    rented.disk.transfer(lease, rented.tenant, sender=other_miner)
    assert can(rented, lease, attacker) == (False, False)
    assert rights.offer_of(lease)["write"] == 0


def test_give__by_a_later_holder__counts(rented, lease, other_miner, attacker):
    """CNT-10: what is given is of the lease's hand at the time."""
    rented.disk.transfer(lease, other_miner, sender=rented.tenant)
    rented.system.rights.give(lease, attacker, 2**40 - 1, 2**40 - 1, sender=other_miner)
    assert can(rented, lease, attacker) == (True, True)


def test_give__expired_and_renewed__goes_on(rented, lease, other_miner):
    rights = rented.system.rights
    rights.give(lease, other_miner, rented.start + 40 * DAY, 0, sender=rented.tenant)
    rented.at(21 * DAY)
    assert can(rented, lease, other_miner) == (False, False)
    rented.disk.renew(lease, 5, ANY, ANY, sender=rented.tenant)
    assert can(rented, lease, other_miner) == (True, False)


def test_give_and_offer__anybody_else__refused(rented, lease, attacker):
    rights = rented.system.rights
    with rented.engine.reverts("Rights: not the holder"):
        rights.give(lease, attacker, 2**40 - 1, 0, sender=attacker)
    with rented.engine.reverts("Rights: not the holder"):
        rights.offer(lease, 0, 1, sender=attacker)
    with rented.engine.reverts("Rights: not the holder"):
        rights.give(77, attacker, 2**40 - 1, 0, sender=attacker)


def test_give__bad_terms__refused(rented, lease):
    rights = rented.system.rights
    with rented.engine.reverts("Rights: zero address"):
        rights.give(lease, ZERO_ADDRESS, 1, 1, sender=rented.tenant)
    with rented.engine.reverts("Rights: time out of range"):
        rights.give(lease, rented.landlord, 2**40, 1, sender=rented.tenant)
    with rented.engine.reverts("Rights: price above 2**96"):
        rights.offer(lease, 2**96, 1, sender=rented.tenant)
    rented.at(20 * DAY)
    with rented.engine.reverts("Rights: lease has ended"):
        rights.give(lease, rented.landlord, 1, 1, sender=rented.tenant)


def test_buy__at_the_price__the_holder_is_paid_at_once(rented, lease, other_miner):
    """CNT-10: two days of writing, then three more; reading is not included."""
    rights, token = rented.system.rights, rented.system.token
    rights.offer(lease, 0, WRITE, sender=rented.tenant)
    before = token.balanceOf(rented.tenant)
    rented.at(100)
    assert rights.buy(lease, True, 2, 2 * WRITE, ANY, sender=other_miner).value == 2 * WRITE
    rights.buy(lease, True, 3, 3 * WRITE, ANY, sender=other_miner)
    assert token.balanceOf(rented.tenant) == before + 5 * WRITE
    assert token.balanceOf(rights) == 0
    rented.at(100 + 5 * DAY - 1)
    assert can(rented, lease, other_miner) == (False, True)
    rented.at(100 + 5 * DAY)
    assert can(rented, lease, other_miner) == (False, False)


def test_buy__reading__ends_to_the_second(rented, lease, other_miner):
    """CNT-10: writing is not included."""
    rights = rented.system.rights
    rights.offer(lease, READ, WRITE, sender=rented.tenant)
    rented.at(100)
    rights.buy(lease, False, 2, ANY, ANY, sender=other_miner)
    for second, expected in ((2 * DAY - 1, (True, False)), (2 * DAY, (False, False))):
        rented.at(100 + second)
        assert can(rented, lease, other_miner) == expected


def test_buy__bought__nobody_takes_it_back(rented, lease, other_miner, attacker):
    rights = rented.system.rights
    rights.offer(lease, READ, WRITE, sender=rented.tenant)
    rights.buy(lease, False, 5, ANY, ANY, sender=other_miner)
    rights.offer(lease, 0, 0, sender=rented.tenant)
    rights.give(lease, other_miner, 0, 0, sender=rented.tenant)
    rented.disk.transfer(lease, attacker, sender=rented.tenant)
    assert can(rented, lease, other_miner) == (True, False)


def test_buy__lease_grown__ends_with_it_and_comes_back_with_a_renewal(rented, other_miner):
    """CNT-8, CNT-10: known: who grows a lease ends sooner what it sold."""
    rights, lease = rented.system.rights, rented.lease(10, 20)
    rights.offer(lease, READ, 0, sender=rented.tenant)
    rights.buy(lease, False, 15, ANY, ANY, sender=other_miner)
    rented.disk.resize(lease, 100, ANY, ANY, [], sender=rented.tenant)
    rented.at(2 * DAY - 1)
    assert can(rented, lease, other_miner) == (True, False)
    rented.at(2 * DAY)
    assert can(rented, lease, other_miner) == (False, False)
    rented.disk.renew(lease, 30, ANY, ANY, sender=rented.tenant)
    assert can(rented, lease, other_miner) == (True, False)


def test_buy__to_the_last_second_of_the_lease__no_second_beyond(rented, lease, other_miner):
    """CNT-10: nobody is sold time in which the lease has ended."""
    rights = rented.system.rights
    rights.offer(lease, READ, WRITE, sender=rented.tenant)
    rented.at(10 * DAY + 1)
    with rented.engine.reverts("Rights: beyond the lease"):
        rights.buy(lease, True, 10, ANY, ANY, sender=other_miner)
    rented.at(10 * DAY + 1)
    rights.buy(lease, True, 9, ANY, ANY, sender=other_miner)
    other = rented.lease(10, 20)
    rights.offer(other, READ, WRITE, sender=rented.tenant)
    expiry = rented.disk.lease_of(other)["expiry"]
    rented.at(expiry * DAY - rented.start - 3 * DAY)
    rights.buy(other, True, 3, ANY, ANY, sender=other_miner)
    rented.at(expiry * DAY - rented.start - 1)
    assert can(rented, other, other_miner)[1]


@pytest.mark.parametrize(
    ("write", "days", "max_cost", "late", "says"),
    [
        (False, 1, ANY, 0, "Rights: not for sale"),
        (True, 0, ANY, 0, "Rights: days is zero"),
        (True, 2, 2 * WRITE - 1, 0, "Rights: dearer than the maximum"),
        (True, 1, ANY, 1, "Rights: too late"),
        (True, 21, ANY, 0, "Rights: beyond the lease"),
    ],
)
def test_buy__bad_terms__refused(rented, lease, other_miner, write, days, max_cost, late, says):
    rights = rented.system.rights
    rights.offer(lease, 0, WRITE, sender=rented.tenant)
    with rented.engine.reverts(says):
        rights.buy(lease, write, days, max_cost, rented.engine.time - late, sender=other_miner)


def test_buy__lease_ended__refused(rented, lease, other_miner):
    rights = rented.system.rights
    rights.offer(lease, READ, WRITE, sender=rented.tenant)
    rented.at(20 * DAY)
    with rented.engine.reverts("Rights: lease has ended"):
        rights.buy(lease, True, 1, ANY, ANY, sender=other_miner)


def test_frozen_holder__gives_and_sells_nothing(rented, lease, other_miner, guardian):
    """CNT-18: a thief with the key lets nobody in."""
    rights, recovery, delay = rented.system.rights, rented.system.recovery, rented.system.params.recovery_delay
    rights.offer(lease, READ, WRITE, sender=rented.tenant)
    recovery.set_guardians([guardian], 1, sender=rented.tenant)
    rented.at(delay + DAY)
    recovery.accept(rented.tenant, sender=other_miner)
    recovery.approve(rented.tenant, other_miner, sender=guardian)
    with rented.engine.reverts("Rights: account is frozen"):
        rights.give(lease, other_miner, 2**40 - 1, 0, sender=rented.tenant)
    with rented.engine.reverts("Rights: account is frozen"):
        rights.buy(lease, True, 1, ANY, ANY, sender=other_miner)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_constructor__zero_address__refused(engine, deployer, place):
    terms = ["0x" + "11" * 20] * 3
    terms[place] = ZERO_ADDRESS
    with engine.anchor(), engine.reverts("Rights: zero address"):
        engine.deploy("LeaseRights", *terms, sender=deployer)


@pytest.fixture(scope="module")
def words():
    return vyper_harness(HARNESS).deploy()


@given(st.tuples(*[st.one_of(st.just(2**b - 1), st.integers(0, 2**b - 1)) for b in (40, 40, 32, 40, 40)]))
def test_access__any_values__each_at_its_bits(words, values):
    assert tuple(words.access(values)) == values
    at = (0, 40, 80, 112, 152)
    assert words.pack_access(values) == sum(value << bit for value, bit in zip(values, at, strict=True))


@given(st.tuples(*[st.one_of(st.just(2**b - 1), st.integers(0, 2**b - 1)) for b in (96, 96, 32)]))
def test_offer__any_values__each_at_its_bits(words, values):
    assert tuple(words.offer(values)) == values
    assert words.pack_offer(values) == values[0] | values[1] << 96 | values[2] << 192


@pytest.mark.parametrize("place", range(5))
def test_access__value_too_great__refused(words, place):
    values = [0] * 5
    values[place] = 1 << (32 if place == 2 else 40)
    with boa.reverts("Rights: time out of range"):
        words.pack_access(values)


@pytest.mark.parametrize(("place", "bits"), [(0, 96), (1, 96), (2, 32)])
def test_offer__value_too_great__refused(words, place, bits):
    values = [0] * 3
    values[place] = 1 << bits
    with boa.reverts("Rights: price above 2**96"):
        words.pack_offer(values)
