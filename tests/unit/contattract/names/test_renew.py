# SPDX-License-Identifier: MIT
"""MailNames.vy, terms of names: CNT-13."""

import pytest
from eth_utils import keccak

from tests.mail_world import CNT, DAY
from wuxing.engine import Revert


@pytest.fixture
def name(world, names, other_miner):
    """A name for 30 days."""
    world.system.token.approve(names, 2**256 - 1, sender=other_miner)
    return world.register(other_miner, b"orchard", 30)


def test_renew__adds_days_for_their_price(contattract, names, name, other_miner):
    """CNT-13: the expiry stays on a day boundary; 73 days cost 2 CNT."""
    before, expiry = contattract.token.balanceOf(other_miner), names.name_of(name)[1]
    names.renew(name, 73, sender=other_miner)
    assert names.name_of(name) == (other_miner.address, expiry + 73 * DAY)
    assert before - contattract.token.balanceOf(other_miner) == 2 * CNT
    names.renew(name, 1, sender=other_miner)
    assert before - contattract.token.balanceOf(other_miner) == 2 * CNT - (-10 * CNT // 365)


def test_renew__by_another__stays_its_owners(contattract, names, name, attacker, other_miner):
    """CNT-13: who pays wins nothing."""
    contattract.token.approve(names, 2**256 - 1, sender=attacker)
    names.renew(name, 10, sender=attacker)
    assert names.name_of(name)[0] == other_miner.address


def test_renew__at_most_a_year_ahead(names, name, engine, other_miner):
    """CNT-13: like a lease, 365 days after the next boundary."""
    most = (engine.time // DAY + 1 + 365) * DAY
    left = (most - names.name_of(name)[1]) // DAY
    with pytest.raises(Revert, match="Names: days out of range"):
        names.renew(name, left + 1, sender=other_miner)
    with pytest.raises(Revert, match="Names: days out of range"):
        names.renew(name, 0, sender=other_miner)
    names.renew(name, left, sender=other_miner)
    assert names.name_of(name)[1] == most


def test_renew__in_the_grace__the_days_missed_are_paid(names, name, engine, other_miner):
    """CNT-13: from the expiry on nothing resolves; a renewal counts from there, and must reach the present."""
    expiry = names.name_of(name)[1]
    engine.time = expiry - 1
    assert names.resolve(name)[0] == other_miner.address
    engine.time = expiry
    with pytest.raises(Revert, match="Names: name has expired"):
        names.resolve(name)
    for second in (0, 5):
        engine.time = expiry + 20 * DAY + second
        with pytest.raises(Revert, match="Names: still expired"):
            names.renew(name, 20, sender=other_miner)
    names.renew(name, 21, sender=other_miner)
    assert names.resolve(name)[0] == other_miner.address
    assert names.name_of(name)[1] == expiry + 21 * DAY


def test_renew__after_the_grace__refused(names, name, engine, other_miner):
    """CNT-13: then it is anybody's; to the second."""
    engine.time = names.name_of(name)[1] + world_grace(names) - 1
    names.renew(name, 31, sender=other_miner)
    engine.time = names.name_of(name)[1] + world_grace(names)
    with pytest.raises(Revert, match="Names: unknown name"):
        names.renew(name, 31, sender=other_miner)


def world_grace(names):
    return names.terms()["grace"]


def test_resolve__unknown__refused(names):
    """CNT-13: a clear reason."""
    with pytest.raises(Revert, match="Names: unknown name"):
        names.resolve(keccak(b"nobody"))
    assert names.is_free(keccak(b"nobody")) and names.name_of(keccak(b"nobody"))[1] == 0


def test_donate_fees__all_of_them_to_the_disk(contattract, names, name, attacker):
    """CNT-13: fees go to the pool of the disk; there must be some."""
    fees = contattract.token.balanceOf(names)
    assert fees > 0
    held = contattract.token.balanceOf(contattract.disk)
    receipt = names.donate_fees(sender=attacker)
    assert receipt.named("FeesDonated")[0].amount == fees and len(receipt.logs) > 3
    assert contattract.token.balanceOf(names) == 0
    assert contattract.token.balanceOf(contattract.disk) - held == fees
    with pytest.raises(Revert, match="Names: no fees"):
        names.donate_fees(sender=attacker)
