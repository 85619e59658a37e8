# SPDX-License-Identifier: MIT
"""MailNames.vy, owners, keys, primary names, accounts that moved: CNT-13, CNT-18."""

import pytest

from tests.mail_world import DAY, NOBODY, NONE, point
from wuxing.engine import Revert


@pytest.fixture
def name(world, miner):
    """The miner's name for 30 days."""
    return world.register(miner, b"weathervane", 30)


def compressed(seed):
    x, y = point(seed)
    return bytes([2 + y % 2]) + x.to_bytes(32, "big")


def test_transfer__to_another__its_key_counts(names, name, miner, attacker):
    """CNT-13: a name stands for an account, and mail goes to that account's key."""
    names.set_key(*point("theirs"), sender=attacker)
    expiry = names.name_of(name)[1]
    names.transfer(name, attacker, sender=miner)
    assert names.resolve(name) == (attacker.address, 1, compressed("theirs"))
    assert names.name_of(name) == (attacker.address, expiry)


def test_transfer__by_another_or_expired_or_to_nobody__refused(names, name, engine, miner, attacker):
    """CNT-13: the owner alone, while the name is live."""
    with pytest.raises(Revert, match="Names: not the owner"):
        names.transfer(name, attacker, sender=attacker)
    with pytest.raises(Revert, match="Names: zero address"):
        names.transfer(name, NOBODY, sender=miner)
    engine.time = names.name_of(name)[1]
    with pytest.raises(Revert, match="Names: name has expired"):
        names.transfer(name, attacker, sender=miner)


def test_set_key__next_version__older_ones_in_the_log(names, miner):
    """CNT-13: rotation."""
    assert names.key_of(miner) == (0, b"")
    for version, seed in enumerate(("one", "two", "three"), 1):
        event = names.set_key(*point(seed), sender=miner).named("KeySet")[0]
        assert (event.version, event.x, event.y) == (version, *point(seed))
        assert names.key_of(miner) == (version, compressed(seed))


def test_set_key__off_the_curve__refused(names, miner):
    """CNT-13: also without a name."""
    x, y = point("one")
    with pytest.raises(Revert, match="Names: key is not on the curve"):
        names.set_key(x, y ^ 1, sender=miner)
    with pytest.raises(Revert, match="Names: key is not on the curve"):
        names.set_key(0, 0, sender=miner)


def test_set_primary__own_live_name__until_it_goes(names, name, engine, miner, attacker):
    """CNT-13: reverse lookup tells only what holds both ways."""
    assert names.primary_of(miner) == NONE
    with pytest.raises(Revert, match="Names: not the owner"):
        names.set_primary(name, sender=attacker)
    names.set_primary(name, sender=miner)
    assert names.primary_of(miner) == name
    names.transfer(name, attacker, sender=miner)
    assert names.primary_of(miner) == NONE and names.primary_of(attacker) == NONE
    names.transfer(name, miner, sender=attacker)
    assert names.primary_of(miner) == NONE
    names.set_primary(name, sender=miner)
    engine.time = names.name_of(name)[1] - 1
    assert names.primary_of(miner) == name
    engine.time += 1
    assert names.primary_of(miner) == NONE
    with pytest.raises(Revert, match="Names: name has expired"):
        names.set_primary(name, sender=miner)
    names.set_primary(NONE, sender=miner)


def test_frozen__names_and_key_stay(names, name, world, miner, attacker, node):
    """CNT-18: while a move is under way the old key moves nothing and reads no new mail, by whatever entry."""
    world.move(miner, node, attacker, finish=False)
    with pytest.raises(Revert, match="Names: account is frozen"):
        names.transfer(name, attacker, sender=miner)
    with pytest.raises(Revert, match="Names: account is frozen"):
        names.set_key(*point("thief"), sender=miner)
    with pytest.raises(Revert, match="Names: account is frozen"):
        world.register(miner, b"side-door", key=point("thief"))
    names.renew(name, 10, sender=miner)


def test_follow__moved__primary_name_goes_with_it(names, name, world, miner, attacker, node):
    """CNT-18: anybody lets it follow, once; the key stays behind."""
    with pytest.raises(Revert, match="Names: account has not moved"):
        names.follow(miner, sender=attacker)
    names.set_primary(name, sender=miner)
    world.move(miner, node, attacker)
    names.follow(miner, sender=attacker)
    assert names.name_of(name)[0] == node.address and names.primary_of(node) == name
    assert names.key_of(node) == (0, b"")
    with pytest.raises(Revert, match="Names: nothing to follow"):
        names.follow(miner, sender=attacker)


def test_follow__successor_has_a_primary_name__keeps_it(names, name, world, miner, other_miner, attacker):
    """CNT-18: the name follows, and does not push another out."""
    names.set_primary(name, sender=miner)
    own = world.register(other_miner, b"own-name")
    names.set_primary(own, sender=other_miner)
    world.move(miner, other_miner, attacker)
    names.follow(miner, sender=attacker)
    assert names.name_of(name)[0] == other_miner.address and names.primary_of(other_miner) == own


def test_follow__primary_was_given_away__stays_there(names, name, world, miner, attacker, node, guardian):
    """CNT-18: what is not the account's does not follow."""
    names.set_primary(name, sender=miner)
    names.transfer(name, guardian, sender=miner)
    world.move(miner, node, attacker)
    names.follow(miner, sender=attacker)
    assert names.name_of(name)[0] == guardian.address and names.primary_of(node) == NONE


def test_follow_names__others_of_its_names(names, name, world, miner, attacker, node):
    """CNT-18: by their hashes, as many as wanted; none that is not the account's."""
    second = world.register(miner, b"second")
    theirs = world.register(attacker, b"theirs")
    with pytest.raises(Revert, match="Names: account has not moved"):
        names.follow_names(miner, [name], sender=attacker)
    world.move(miner, node, attacker)
    with pytest.raises(Revert, match="Names: not the owner"):
        names.follow_names(miner, [name, theirs], sender=attacker)
    names.follow_names(miner, [name, second], sender=attacker)
    assert {names.name_of(n)[0] for n in (name, second)} == {node.address}
    assert names.name_of(theirs)[0] == attacker.address


def test_follow__moved_twice__goes_to_the_last(names, name, world, engine, miner, node, guardian, attacker):
    """CNT-18: a successor that moved itself is passed by."""
    world.move(miner, node, attacker)
    world.move(node, guardian, attacker)
    names.follow_names(miner, [name], sender=attacker)
    assert names.name_of(name)[0] == guardian.address
    assert engine.time < names.name_of(name)[1] + 30 * DAY
