# SPDX-License-Identifier: MIT
"""poke_lease and poke_landlord (CNT-17): what the views of disk and proofs say, once for each event."""

import pytest

from tests.unit.contattract.lease_notices.conftest import EXPIRING, FAILED
from wuxing.engine.base import ZERO_ADDRESS

CNT = 10**18
DAY = 86_400


def back(contattract) -> None:
    """Three landlords verify 100 MB."""
    engine, landlords = contattract.token.engine, range(30, 33)
    names = [engine.account(i).address for i in landlords]
    contattract.disk.record_pass(names, 0, 100, True, False, sender=contattract.proofs)


@pytest.fixture
def lease(contattract, engine, miner) -> int:
    """A lease of 1 MB that ends when the eleventh day from now begins; the disk has 100 MB."""
    disk = contattract.disk
    contattract.token.approve(disk, 2**255, sender=miner)
    disk.donate(1_000 * CNT, sender=miner)
    back(contattract)
    return disk.lease(1, 10, 10**30, engine.time + 9, [], sender=miner).value


def end_of(contattract, lease) -> int:
    """The second at which a lease ends."""
    return contattract.disk.lease_of(lease)["expiry"] * DAY


def test_topics__are_what_people_read(adapter):
    assert (adapter.EXPIRING(), adapter.FAILED()) == (EXPIRING, FAILED)


def test_poke_lease__a_week_before_the_end__told_once(contattract, adapter, engine, lease, miner, keeper):
    """CNT-17: from the exact second on; the same end is not told again."""
    engine.time = end_of(contattract, lease) - contattract.params.lease_notice - 1
    assert not adapter.lease_news(lease)
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_lease(lease, sender=keeper)
    engine.time = end_of(contattract, lease) - contattract.params.lease_notice
    assert adapter.lease_news(lease)
    event = adapter.poke_lease(lease, sender=keeper).named("Notified")[0]
    assert (event.subscriber, event.source, event.topic) == (miner.address, adapter.address, EXPIRING)
    assert event.body == b"Lease %d ends in less than 8 days (UTC). Renew it, or its space locks." % lease
    assert not adapter.lease_news(lease)
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_lease(lease, sender=keeper)


def test_poke_lease__ended__nothing_is_told(contattract, adapter, engine, lease, keeper):
    engine.time = end_of(contattract, lease) - 1
    assert adapter.lease_news(lease)
    engine.time = end_of(contattract, lease)
    assert not adapter.lease_news(lease)
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_lease(lease, sender=keeper)


def test_poke_lease__renewed_and_near_its_end_again__told_again(contattract, adapter, engine, lease, miner, keeper):
    engine.time = end_of(contattract, lease) - DAY
    adapter.poke_lease(lease, sender=keeper)
    back(contattract)
    contattract.disk.renew(lease, 30, 10**30, engine.time + 9, sender=miner)
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_lease(lease, sender=keeper)
    engine.time = end_of(contattract, lease) - DAY
    assert adapter.poke_lease(lease, sender=keeper).named("Notified")


def test_poke_lease__handed_on__the_new_holder_is_told(contattract, adapter, engine, lease, miner, other_miner, keeper):
    engine.time = end_of(contattract, lease) - DAY
    adapter.poke_lease(lease, sender=keeper)
    contattract.disk.transfer(lease, other_miner, sender=miner)
    assert not adapter.lease_news(lease)
    with engine.reverts("Notices: not opted in"):
        adapter.poke_lease(lease, sender=keeper)
    contattract.notices.opt_in(adapter, EXPIRING, sender=other_miner)
    assert adapter.lease_news(lease)
    assert adapter.poke_lease(lease, sender=keeper).named("Notified")[0].subscriber == other_miner.address


def test_poke_lease__no_such_lease__nothing_new(adapter, engine, keeper):
    assert not adapter.lease_news(99)
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_lease(99, sender=keeper)


def test_poke_landlord__a_day_without_a_pass__told_until_it_grows(landlords, contattract, engine, keeper):
    """CNT-11, CNT-17: seats are counted in MB; passed, nothing is missing; lapsed, it is told once."""
    adapter, members = contattract.lease_notices, landlords.group_of(3)
    mb, one = contattract.params.group_chunks, members[0]
    contattract.notices.opt_in(adapter, FAILED, sender=one)
    landlords.prove(0, None)
    assert adapter.landlord_news(one)
    assert not adapter.poke_landlord(one, sender=keeper).named("Notified")  # its seat is noted
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_landlord(one, sender=keeper)
    engine.time = adapter.quiet_until(one) - DAY // 2
    landlords.prove(0, None)
    engine.time = adapter.quiet_until(one)  # the pass of yesterday still counts
    assert not adapter.landlord_news(one)
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_landlord(one, sender=keeper)
    engine.advance(DAY)  # the pass has lapsed
    assert adapter.landlord_news(one)
    event = adapter.poke_landlord(one, sender=keeper).named("Notified")[0]
    assert (event.subscriber, event.topic) == (one.address, FAILED)
    said = f"{mb} MB of your space have not passed verification since yesterday and earn nothing."
    assert event.body.decode() == said and adapter.told_missing(one) == mb
    assert not adapter.landlord_news(one)
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_landlord(one, sender=keeper)
    landlords.prove(0, None)
    assert adapter.landlord_news(one)
    assert not adapter.poke_landlord(one, sender=keeper).named("Notified")  # noted, not told
    engine.advance(2 * DAY)
    contattract.notices.opt_out(adapter, FAILED, sender=one)
    assert not adapter.landlord_news(one)
    contattract.notices.opt_in(adapter, FAILED, sender=one)
    assert adapter.landlord_news(one) and adapter.poke_landlord(one, sender=keeper).named("Notified")


def test_poke_landlord__seat_just_taken__nothing_failed_yet(landlords, contattract, engine, keeper):
    """CNT-G-2, attack "poke the newcomer": a seat has its first day and the next whole one to pass."""
    adapter, one = contattract.lease_notices, landlords.group_of(3)[0]
    assert not adapter.landlord_news(one)  # it does not want to hear
    contattract.notices.opt_in(adapter, FAILED, sender=one)
    assert adapter.landlord_news(one)
    assert not adapter.poke_landlord(one, sender=keeper).named("Notified")
    quiet = adapter.quiet_until(one)
    assert quiet == (engine.time - 1) // DAY * DAY + 2 * DAY and adapter.told_missing(one) == 0
    for second in (engine.time, quiet - 1):
        engine.time = second
        assert not adapter.landlord_news(one)
        with engine.reverts("LeaseNotices: nothing new"):
            adapter.poke_landlord(one, sender=keeper)
    engine.time = quiet
    assert adapter.landlord_news(one) and adapter.poke_landlord(one, sender=keeper).named("Notified")


def test_poke_landlord__seat_left_and_another_taken__the_new_one_is_young(landlords, contattract, engine, keeper):
    """CNT-G-2: as many seats as before are not the same seats."""
    adapter, one = contattract.lease_notices, landlords.group_of(3)[0]
    contattract.notices.opt_in(adapter, FAILED, sender=one)
    adapter.poke_landlord(one, sender=keeper)
    engine.time = adapter.quiet_until(one)
    landlords.prove(0, None)
    landlords.leave(one, 0)
    landlords.join(one)
    engine.advance(DAY)
    assert contattract.proofs.landlord(one)["seats"] == 1
    assert not adapter.poke_landlord(one, sender=keeper).named("Notified")
    assert adapter.quiet_until(one) > engine.time and adapter.told_missing(one) == 0


def test_poke_landlord__nobody_s__nothing_new(adapter, engine, miner, keeper):
    with engine.reverts("LeaseNotices: nothing new"):
        adapter.poke_landlord(miner, sender=keeper)


def test_deploy__bad_arguments__reverts(engine, deployer, node):
    good = (node, node, node, 1, 1)
    for place, value, reason in [
        (0, ZERO_ADDRESS, "LeaseNotices: zero address"),
        (1, ZERO_ADDRESS, "LeaseNotices: zero address"),
        (2, ZERO_ADDRESS, "LeaseNotices: zero address"),
        (3, 0, "LeaseNotices: a term is zero"),
        (4, 0, "LeaseNotices: a term is zero"),
    ]:
        with engine.reverts(reason):
            engine.deploy("LeaseNotices", *good[:place], value, *good[place + 1 :], sender=deployer)
